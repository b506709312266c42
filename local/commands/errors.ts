import { IssuingLockedError } from '../../shared/errors.ts';
import { typed } from './typed.ts';

/** A command that can't be carried out, in a sentence for the person who typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** What a command's exit code says; 1 is for everything that went wrong. */
export const EXIT = { ok: 0, failed: 1, usage: 2, waiting: 3, interrupted: 130 } as const;

/** Errors that say by themselves what a person should do. */
const EXPECTED = [
  'CommandError',
  'CatalogError',
  'DataFolderError',
  'FolderLockedError',
  'IssuingLockedError',
  'NewerDataError',
  'TransientError',
];

/** Whether an error is a sentence for the person who typed a command; all others are faults of ours. */
export function isExpected(error: Error): boolean {
  return EXPECTED.includes(error.name);
}

/** What a person reads of an error: its sentence if it was expected, else with its stack. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof IssuingLockedError) return `${error.message}\n  ${typed(error.command)}`;
  return isExpected(error) ? error.message : (error.stack ?? error.message);
}
