import { addDays, addMonths, month, monthNumber, plainDate } from '../../shared/period.ts';
import { RequestError } from '../../shared/request-error.ts';

/** Thousands of documents that are read while somebody waits: some seconds on a stage. The next call goes on. */
export const MOST_NEW_PARTS = 20;
/** Months that a report holds at most. */
const MOST_MONTHS = 36;

/** Months of issue; the twelve up to this one if none are named. */
export const askedMonths = {
  from: month.optional().describe('First month of issue; a year before the last one if not given.'),
  until: month.optional().describe('Last month of issue; this one if not given.'),
};
export const askedDay = {
  on: plainDate.optional().describe('Day at whose end it is deferred; the last one of the month before if not given.'),
};

interface Asked {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** @throws {RequestError} 400 if they are in the wrong order, or too many */
export function monthsOf({ from, until }: Asked, today: string): { from: string; until: string } {
  const last = until ?? today.slice(0, 7);
  const first = from ?? addMonths(`${last}-01`, -11).slice(0, 7);
  const count = monthNumber(last) - monthNumber(first) + 1;
  if (count < 1) throw new RequestError(400, `The last month, ${last}, lies before the first one, ${first}.`);
  if (count > MOST_MONTHS) throw new RequestError(400, `A report holds at most ${MOST_MONTHS} months; these are ${count}.`);
  return { from: first, until: last };
}

export function dayOf(on: string | undefined, today: string): string {
  return on ?? addDays(`${today.slice(0, 7)}-01`, -1);
}
