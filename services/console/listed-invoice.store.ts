import { invoiceFacts } from '../../shared/invoice.store.ts';
import { entriesOf } from '../../shared/receivables/ledger.store.ts';
import { listedInvoice, type ListedInvoice } from './listed-invoice.ts';

/**
 * An invoice at a glance; undefined if there is none of that number.
 *
 * @param today date of the seller
 */
export async function listed(sellerId: string, number: string, today: string): Promise<ListedInvoice | undefined> {
  const [facts, { entries }] = await Promise.all([invoiceFacts(sellerId, number), entriesOf(sellerId, number)]);
  return listedInvoice(number, facts, entries, today);
}
