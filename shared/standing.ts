import type { CreditedNote } from './credit-note.ts';
import type { InvoiceFacts } from './invoice.store.ts';
import { amountText, decimal, sum } from './money.ts';
import { balanceOf, INVOICE_STATES } from './receivables/balance.ts';
import type { Balance } from './receivables/balance.ts';
import type { Allocation } from './receivables/allocation.ts';

/**
 * How a document stands: while it is made and sent, what its records say; from there on an invoice stands as its entries
 * make it, which `balanceOf` decides alone. A credit note is issued or sent.
 */
export const STANDINGS = ['created', 'issued', 'sent', ...INVOICE_STATES, 'void'] as const;
export type Standing = (typeof STANDINGS)[number];

type Facts = Pick<InvoiceFacts, 'content' | 'issued' | 'sent' | 'void'>;

/**
 * @param entries of the document
 * @param today date of the seller; without it nothing is overdue
 */
export function standingOf(facts: Facts, entries: readonly Allocation[], today?: string): Standing {
  const { content, issued, sent, void: decided } = facts;
  if (issued?.isVoid || decided) return 'void';
  if (!content || !issued) return 'created';
  const state = invoiceBalance(facts, entries, today)?.state;
  // An invoice that nobody has received yet is worth telling from one that is open.
  return state === undefined || state === 'open' ? (sent ? (state ?? 'sent') : 'issued') : state;
}

/**
 * How an issued invoice stands by its entries; undefined of a credit note, a void number, and what is being made.
 *
 * @param entries of the invoice
 * @param today date of the seller; without it nothing is overdue
 */
export function invoiceBalance(
  { content, issued, void: decided }: Facts,
  entries: readonly Allocation[],
  today?: string,
): Balance | undefined {
  if (content?.kind !== 'invoice' || !issued || issued.isVoid || decided) return undefined;
  const { currency, dueDate, totals } = content;
  return balanceOf({ currency, dueDate, payable: totals.payable }, entries, today ?? dueDate);
}

/** What a credit note of an invoice comes to with its tax, as the record of the invoice has it. */
export function noteAmount({ lines, tax }: CreditedNote, currency: string): string {
  const amounts = [...Object.values(lines).map(({ net }) => net), ...Object.values(tax)];
  return amountText(sum(amounts.map(decimal)), currency);
}
