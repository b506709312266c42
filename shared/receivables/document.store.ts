import { invoiceFacts } from '../invoice.store.ts';
import type { InvoiceFacts } from '../invoice.store.ts';
import type { Allocation } from './allocation.ts';
import { entriesOf } from './ledger.store.ts';

/** What is known of a document, with its entries; both are read at once. */
export async function documentWithEntries(
  sellerId: string,
  number: string,
): Promise<{ facts: InvoiceFacts; entries: readonly Allocation[]; used: readonly Allocation[] }> {
  const [facts, ledger] = await Promise.all([invoiceFacts(sellerId, number), entriesOf(sellerId, number)]);
  return { facts, ...ledger };
}
