import type { IssuePeriod } from '../../shared/accounting/issued-document.ts';
import { datesOf, monthIn, plainDate } from '../../shared/period.ts';
import { CommandError } from './errors.ts';

/**
 * The days of issue that are meant: a month, or a first and a last day.
 *
 * @throws {CommandError} if it is neither or both, or the days are none
 */
export function issuePeriod(month: string | undefined, { from, until }: { from?: string; until?: string }): IssuePeriod {
  if (month !== undefined && from === undefined && until === undefined) {
    const { first, last } = datesOf(monthIn(month, 'UTC'));
    return { from: first, until: last };
  }
  if (month !== undefined || from === undefined || until === undefined) throw new CommandError('Say a month, or both --from and --until.');
  for (const date of [from, until]) if (!plainDate.safeParse(date).success) throw new CommandError(`There is no day ${date}.`);
  if (until < from) throw new CommandError(`--until ${until} lies before --from ${from}.`);
  return { from, until };
}
