import { ZodError } from 'zod';
import type { Problem } from '../../shared/finding.ts';

/** What a read found, or `instead` and the problem that a record does not fit its contract. */
export async function readable<Found>(problems: Problem[], where: string, instead: Found, read: () => Promise<Found>): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ZodError || error instanceof SyntaxError)) throw error;
    const reasons =
      error instanceof ZodError
        ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message.replace(/; did you mean .*\?$/, '')}`)
        : [error.message];
    problems.push({ where, what: `can't be read: ${reasons.join('; ')}`, right: 'the record as it was written' });
    return instead;
  }
}

/**
 * At most five names, and how many more there are.
 *
 * @param of how many there are, if the names are only the first of them
 */
export function someOf(names: readonly string[], of = names.length): string {
  return of <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${of - 5} more`;
}
