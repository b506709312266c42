import type { Receivable } from '../../shared/invoice.store.ts';
import type { Invoice } from '../../shared/invoice.ts';

/** What the customer owes for an invoice, and how it is paid: by transfer under its number, or collected. */
export function receivableOf({ number, currency, totals, dueDate, paymentMeans }: Invoice): Receivable {
  return { schema: 1, means: paymentMeans?.by ?? 'transfer', reference: number, currency, amount: totals.payable, dueDate };
}
