import { amountText } from '../money.ts';
import type { Allocation } from './allocation.ts';
import { amountsOf, balanceOn, leftOf } from './balance.ts';
import { getInvoiceLedger } from './ledger.store.ts';
import type { InvoiceLedger } from './ledger.store.ts';
import { listedItems } from './open-item.store.ts';
import type { ListedItem, OpenItem } from './open-item.ts';

/**
 * Documents that are not settled, what is due first first: invoices that are owed or overpaid, and below zero the credit
 * notes that no invoice was found for.
 *
 * @param day of the seller's zone
 * @param customerId of one customer alone
 */
export async function openItems(sellerId: string, day: string, customerId?: string): Promise<OpenItem[]> {
  const items: OpenItem[] = [];
  for await (const listed of listedItems(sellerId, customerId)) items.push(openItemOn(listed, day));
  return items;
}

/** How a document stands, settled or not; undefined if none of that number is issued. */
export async function getOpenItem(sellerId: string, number: string, day: string): Promise<OpenItem | undefined> {
  const found = await getInvoiceLedger(sellerId, number);
  return found && openItemOn(listedOf(found), day);
}

/** A document as it is listed. */
export function listedOf({ invoice, entries, used }: Pick<InvoiceLedger, 'invoice' | 'entries' | 'used'>): ListedItem {
  const { number, customer, issueDate, dueDate, currency, totals } = invoice;
  const about = { number, customerId: customer.id, customer: customer.name, issueDate, dueDate, currency, payable: totals.payable };
  if (invoice.kind !== 'credit-note') return { schema: 1, ...about, ...amountsOf(about, entries) };
  const open = amountText(leftOf(totals.payable, used).negated(), currency);
  return { schema: 1, ...about, isCreditNote: true, ...amountsOf({ currency, payable: '0' }, []), open };
}

/** A listed document with entries more. */
export function withEntries(ledger: InvoiceLedger, added: readonly Allocation[]): ListedItem {
  const { number } = ledger.invoice;
  const entries = [...ledger.entries, ...added.filter((it) => it.number === number)];
  return listedOf({ ...ledger, entries, used: [...ledger.used, ...added.filter((it) => it.number !== number)] });
}

/** How a listed document stands on a day. Of a credit note all is credited, or it is still to be used. */
export function openItemOn({ schema: _, isCreditNote, ...listed }: ListedItem, day: string): OpenItem {
  if (!isCreditNote) return { ...listed, ...balanceOn(listed, listed, day) };
  return { ...listed, state: /[1-9]/.test(listed.open) ? 'overpaid' : 'credited', daysOverdue: 0 };
}
