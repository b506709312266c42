import type { Receivable } from '../../shared/invoice.store.ts';
import type { Invoice } from '../../shared/invoice.ts';

/** What the customer owes for an invoice, to be paid by transfer under its number. */
export function receivableOf({ number, currency, totals, dueDate }: Invoice): Receivable {
  return { schema: 1, means: 'transfer', reference: number, currency, amount: totals.payable, dueDate };
}
