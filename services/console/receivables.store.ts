import { addDays } from '../../shared/period.ts';
import { ageingOn } from '../../shared/receivables/ageing.ts';
import type { Ageing } from '../../shared/receivables/ageing.ts';
import { dueSums, listedPage } from '../../shared/receivables/open-item.store.ts';
import { openItemOn } from '../../shared/receivables/open-items.store.ts';
import type { OpenItem } from '../../shared/receivables/open-item.ts';

export interface ReceivablesPage {
  readonly day: string;
  readonly ageing: readonly Ageing[];
  /** Invoices that are overdue, by currency. */
  readonly counts: readonly { readonly currency: string; readonly open: number; readonly overdue: number }[];
  readonly items: readonly OpenItem[];
  readonly next?: string;
}

/**
 * What is open, due first first, with the sums of all by age: what a page costs does not grow with the invoices there are.
 *
 * @param day of the seller's zone
 */
export async function receivablesPage(
  sellerId: string,
  day: string,
  { isOverdue, after, limit }: { readonly isOverdue: boolean; readonly after?: string | undefined; readonly limit: number },
): Promise<ReceivablesPage> {
  const until = isOverdue ? addDays(day, -1) : undefined;
  const [sums, { items, next }] = await Promise.all([dueSums(sellerId), listedPage(sellerId, { after, limit, until })]);
  const currencies = [...new Set(sums.map(({ currency }) => currency))].sort();
  const countIn = (currency: string, isIn: (dueDate: string) => boolean): number =>
    sums.filter((it) => it.currency === currency && isIn(it.dueDate)).reduce((total, { count }) => total + count, 0);
  return {
    day,
    ageing: ageingOn(sums, day),
    counts: currencies.map((currency) => ({
      ...{ currency, open: countIn(currency, () => true), overdue: countIn(currency, (dueDate) => dueDate < day) },
    })),
    items: items.map((it) => openItemOn(it, day)).filter((it) => !isOverdue || it.daysOverdue > 0),
    ...(next === undefined ? {} : { next }),
  };
}
