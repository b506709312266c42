/** Faults of machine definitions, said by name and place. */
import type { z } from 'zod';

/** Faults of machine definitions, one a line: machine, state, field and why. */
export class MachineError extends Error {
  override readonly name = 'MachineError';
}

const REASONS: Readonly<Record<string, string>> = {
  QueryLanguage: 'JSONata does not run here: use JSONPath',
  Assign: 'variables do not run here: pass values in the state input',
  Output: 'belongs to JSONata: use ResultSelector and OutputPath',
  Arguments: 'belongs to JSONata: use Parameters',
  Seconds: 'waits here end at a timestamp: use TimestampPath',
  SecondsPath: 'waits here end at a timestamp: use TimestampPath',
  Iterator: 'is the old name: use ItemProcessor',
};

/**
 * What zod found, a line each.
 *
 * @param machine name for the message
 */
export function faultsOf(machine: string, issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => fault(machine, [...issue.path, key], REASONS[key] ?? 'is not supported'));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0]!;
    return nearest.flatMap((inner) => faultsOf(machine, { ...inner, path: [...issue.path, ...inner.path] }));
  }
  return [fault(machine, issue.path, issue.message)];
}

/** `billing-run, state PrepareDrafts / DraftInvoice, Retry.0.ErrorEquals: …` */
export function fault(machine: string, path: readonly PropertyKey[], message: string): string {
  const states: string[] = [];
  let rest: string[] = [];
  for (let index = 0; index < path.length; index++) {
    const segment = String(path[index]);
    const next = path[index + 1];
    if (segment === 'States' && next !== undefined) {
      states.push(String(next));
      rest = [];
      index++;
    } else rest.push(segment);
  }
  const place = [machine, ...(states.length > 0 ? [`state ${states.join(' / ')}`] : []), ...(rest.length > 0 ? [rest.join('.')] : [])];
  return `${place.join(', ')}: ${message}`;
}
