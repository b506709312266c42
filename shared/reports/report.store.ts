import { addDays, dateIn, monthIn, datesOf } from '../period.ts';
import { dueSums } from '../receivables/open-item.store.ts';
import { receivedBetween } from '../receivables/received.store.ts';
import { billedSums } from './billed-sums.store.ts';
import type { Billed } from './billed-sums.store.ts';
import { cashAround, mondayOf } from './cash.ts';
import type { Cash } from './cash.ts';
import { DEFERRED_DAYS, deferredOn } from './deferred.ts';
import type { Deferred } from './deferred.ts';
import { revenueOf } from './revenue.ts';
import type { Revenue } from './revenue.ts';

/** Weeks that a cash report shows before and behind that of today. */
export const CASH_WEEKS = 8;

/** How far a report of documents is: those that are still to be read, and numbers without a document. */
export type Progress = Omit<Billed, 'sums'>;

/** Cash by week around a day of the seller: what it costs does not grow with the invoices there are. */
export async function cashReport(sellerId: string, zone: string, at: string): Promise<{ day: string; cash: Cash[] }> {
  const day = dateIn(at, zone);
  const first = addDays(mondayOf(day), -7 * CASH_WEEKS);
  const [dues, received] = await Promise.all([dueSums(sellerId), receivedBetween(sellerId, zone, { first, last: day })]);
  return { day, cash: cashAround(day, dues, received, { before: CASH_WEEKS, after: CASH_WEEKS }) };
}

/**
 * Revenue by month of issue, from the first month to the last one.
 *
 * @param mostNew see billedSums
 */
export async function revenueReport(
  sellerId: string,
  { from, until }: { readonly from: string; readonly until: string },
  mostNew: number,
): Promise<{ revenue: Revenue[] } & Progress> {
  const period = { from: `${from}-01`, until: datesOf(monthIn(until, 'UTC')).last };
  const { sums, ...progress } = await billedSums(sellerId, period, mostNew);
  return { revenue: revenueOf(sums), ...progress };
}

/**
 * Deferred revenue at the end of a day.
 *
 * @param mostNew see billedSums
 */
export async function deferredReport(sellerId: string, day: string, mostNew: number): Promise<{ deferred: Deferred[] } & Progress> {
  const { sums, ...progress } = await billedSums(sellerId, { from: addDays(day, -DEFERRED_DAYS), until: day }, mostNew);
  return { deferred: deferredOn(sums, day), ...progress };
}
