import { z } from 'zod';
import { amountText, currencyCode, decimal, decimalText, sum } from '../money.ts';
import { addDays, dateIn, instant, plainDate } from '../period.ts';
import { table } from '../ports.ts';
import { everyItem } from '../table.ts';
import type { Change } from '../table.ts';
import type { Allocation } from './allocation.ts';
import { isReceived } from './balance.ts';
import type { RefundOf } from './refund.ts';

/** Money that came or went back, by day, so that reports need not look through all invoices: an item a writing. */
const receivedSum = z.object({
  schema: z.literal(1),
  /** Day on which the bank booked it; absent of a payment that was collected, which counts when it is known. */
  bookedOn: plainDate.optional(),
  at: instant,
  currency: currencyCode,
  /** Below zero what went back. */
  amount: decimalText,
  /** What the seller has paid back by itself: below zero, unless it did not arrive. */
  isRefund: z.literal(true).optional(),
});

/** The changes that note what entries bring in, by day and currency. */
export function receivedChanges(sellerId: string, entries: readonly Allocation[]): Change[] {
  const money = entries.filter(isReceived);
  return [...Map.groupBy(money, ({ bookedOn, at, currency }) => `${bookedOn ?? at.slice(0, 10)}|${currency}`)].map(([place, own]) => {
    const { bookedOn, at, currency, number, sequence } = own[0]!;
    const amount = amountText(sum(own.map((it) => decimal(it.amount))), currency);
    const body = { schema: 1, ...(bookedOn === undefined ? {} : { bookedOn }), at, currency, amount };
    return { put: { pk: partition(sellerId), sk: `${place}|${number}|${sequence}`, body }, if: 'absent' };
  });
}

/**
 * The change that notes that a refund has left, or has not after all. What came for no document is noted on neither side: of a
 * transaction or a payment that was left over, none is noted when it goes back.
 *
 * @param entry by which it is settled, or that takes this back
 * @param bookedOn day on which the bank booked it; the entry's own if no bank did
 */
export function refundedChanges(sellerId: string, of: RefundOf, entry: Allocation, bookedOn?: string): Change[] {
  if (of.kind !== 'invoice' && of.kind !== 'credit-note') return [];
  const { at, currency, number, sequence, amount } = entry;
  const body = { schema: 1, ...(bookedOn === undefined ? {} : { bookedOn }), at, currency, amount, isRefund: true };
  return [{ put: { pk: partition(sellerId), sk: `${bookedOn ?? at.slice(0, 10)}|${currency}|${number}|${sequence}`, body }, if: 'absent' }];
}

/** Money of a day: what came, less what went back, or below zero what was paid back by a refund. */
export interface ReceivedOn {
  readonly day: string;
  readonly currency: string;
  readonly amount: string;
  readonly isRefund?: true;
}

/**
 * What came on days of a zone, both included, as far as it was written down since there are such notes.
 *
 * @param zone of the seller, for what no bank has booked
 */
export async function receivedBetween(
  sellerId: string,
  zone: string,
  { first, last }: { readonly first: string; readonly last: string },
): Promise<ReceivedOn[]> {
  const found: ReceivedOn[] = [];
  // A day of another zone begins or ends a day apart.
  const range = { pk: partition(sellerId), from: addDays(first, -1), to: `${addDays(last, 1)}|~` };
  for await (const { body } of everyItem(table(), range)) {
    const { bookedOn, at, currency, amount, isRefund } = receivedSum.parse(body);
    const day = bookedOn ?? dateIn(at, zone);
    if (day >= first && day <= last) found.push({ day, currency, amount, ...(isRefund ? { isRefund } : {}) });
  }
  return found;
}

const partition = (sellerId: string): string => `${sellerId}|receivables-received`;
