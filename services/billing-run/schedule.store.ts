import { firstEntry } from '../../shared/audit.store.ts';
import { lastRun } from '../../shared/billing-run.store.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import type { Seller } from '../../shared/catalog.ts';
import { dueMonth } from './due-month.ts';

/**
 * The month of a seller that is to be started next, by what is kept of its runs and its first import.
 *
 * @param at instant
 */
export async function dueMonthOf(sellerId: string, at: string): Promise<{ seller: Seller; month: string } | undefined> {
  const seller = await requireSeller(sellerId);
  const since = (await firstEntry(sellerId, 'seller'))?.at;
  const month = dueMonth(seller, at, { last: await lastRun(sellerId), since });
  return month === undefined ? undefined : { seller, month };
}
