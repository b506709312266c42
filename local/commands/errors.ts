import { IssuingLockedError } from '../../shared/errors.ts';
import { typed } from './typed.ts';

/** A command that can't be carried out, in a sentence for the person who typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** What was asked for is written down, and the process that runs the folder does it: now, or the next one that does. */
export class ElsewhereError extends Error {
  override readonly name = 'ElsewhereError';
  readonly execution: string;

  /** @param holder number of the process */
  constructor(execution: string, holder: string) {
    super(`It is written down. Process ${holder} runs the state machines of this folder and goes on with ${execution}: ${typed('runs')}`);
    this.execution = execution;
  }
}

/** What a command's exit code says; 1 is for everything that went wrong. */
export const EXIT = { ok: 0, failed: 1, usage: 2, waiting: 3, interrupted: 130 } as const;

/** Errors that say by themselves what a person should do. */
const EXPECTED = [
  'AccountingError',
  'CommandError',
  'CatalogError',
  'DataFolderError',
  'ElsewhereError',
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

/** Does what a person asked for; what is refused in a sentence leaves as one of the command. */
export async function refused<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw asCommandError(error);
  }
}

/** What is refused in a sentence as an error of the command; any other as it is. */
export function asCommandError(error: unknown): unknown {
  if (!(error instanceof Error) || !REFUSALS.includes(error.name)) return error;
  return new CommandError(error.message, { cause: error });
}

const REFUSALS = ['DecisionRefusedError', 'InvalidInputError', 'NotFoundError'];
