import { amountText } from '../money.ts';
import { balanceOf, leftOf } from './balance.ts';
import { getInvoiceLedger } from './ledger.store.ts';
import type { InvoiceLedger } from './ledger.store.ts';
import { openNumbers } from './open-item.store.ts';
import type { OpenItem } from './open-item.ts';

const AT_ONCE = 25;

/**
 * Documents that are not settled, in the order of their numbers: invoices that are owed or overpaid, and below zero the
 * credit notes that no invoice was found for.
 *
 * @param day of the seller's zone
 */
export async function openItems(sellerId: string, day: string): Promise<OpenItem[]> {
  const numbers = await openNumbers(sellerId);
  const items: OpenItem[] = [];
  for (let i = 0; i < numbers.length; i += AT_ONCE) {
    const page = await Promise.all(numbers.slice(i, i + AT_ONCE).map((number) => getOpenItem(sellerId, number, day)));
    items.push(...page.filter((it) => it !== undefined && /[1-9]/.test(it.open)).map((it) => it!));
  }
  return items;
}

/** How a document stands, settled or not; undefined if none of that number is issued. */
export async function getOpenItem(sellerId: string, number: string, day: string): Promise<OpenItem | undefined> {
  const found = await getInvoiceLedger(sellerId, number);
  return found && itemOf(found, day);
}

function itemOf({ invoice, entries, used }: InvoiceLedger, day: string): OpenItem {
  const { number, customer, issueDate, dueDate, currency, totals } = invoice;
  const item = { number, customerId: customer.id, customer: customer.name, issueDate, dueDate, currency, payable: totals.payable };
  if (invoice.kind !== 'credit-note') return { ...item, ...balanceOf({ currency, payable: totals.payable, dueDate }, entries, day) };
  const left = leftOf(totals.payable, used).negated();
  const zero = amountText(left.minus(left), currency);
  const state = left.isZero() ? 'credited' : 'overpaid';
  return {
    ...item,
    open: amountText(left, currency),
    received: zero,
    credited: zero,
    writtenOff: zero,
    charged: zero,
    state,
    daysOverdue: 0,
  };
}
