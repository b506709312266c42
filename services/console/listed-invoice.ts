import type { InvoiceFacts } from '../../shared/invoice.store.ts';
import { decimal } from '../../shared/money.ts';
import type { Allocation } from '../../shared/receivables/allocation.ts';
import { invoiceBalance, type Standing, standingOf } from '../../shared/standing.ts';

/** An invoice at a glance. */
export interface ListedInvoice {
  readonly number: string;
  readonly isCreditNote: boolean;
  /** Credit notes name it. */
  readonly isCorrected: boolean;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly customerId: string;
  readonly customer: string;
  /** Absent for a VOID of which no invoice was made. */
  readonly amount?: { readonly currency: string; readonly payable: string; readonly prepaid?: string };
  readonly state: Standing;
  /** What is still to be paid of it, while that is more than nothing. */
  readonly open?: string;
  /** Month in which its service period ends; absent as its amount is. */
  readonly serviceMonth?: string;
  /** Of a credit note, the invoices it corrects, with commas between them. */
  readonly corrects?: string;
  /** Key in the archive; null while there is no document. */
  readonly document: string | null;
}

/**
 * What the facts of a number come to; undefined if there are none.
 *
 * @param entries of the number
 * @param today date of the seller; without it nothing is overdue
 */
export function listedInvoice(
  number: string,
  facts: InvoiceFacts,
  entries: readonly Allocation[],
  today?: string,
): ListedInvoice | undefined {
  const { content, void: decided, credited = [] } = facts;
  const state = standingOf(facts, entries, today);
  const open = invoiceBalance(facts, entries, today)?.open;
  const document = facts.issued?.archiveKey ?? null;
  if (content) {
    const { issueDate, dueDate, customer, currency, totals } = content;
    const { prepaid, payable } = totals;
    const amount = { currency, payable, ...(prepaid === undefined ? {} : { prepaid }) };
    const isCreditNote = content.kind === 'credit-note';
    const corrects = (content.precedingInvoices ?? []).map((it) => it.number).join(', ');
    const about = { isCreditNote, isCorrected: credited.length > 0, issueDate, dueDate, serviceMonth: content.period.last.slice(0, 7) };
    const listed = { number, ...about, customerId: customer.id, customer: customer.name, amount, state, document };
    return { ...listed, ...(open !== undefined && decimal(open).gt(0) ? { open } : {}), ...(isCreditNote ? { corrects } : {}) };
  }
  if (!decided) return undefined;
  const { issueDate, customerId } = decided;
  const about = { isCreditNote: false, isCorrected: false, issueDate, dueDate: issueDate };
  return { number, ...about, customerId, customer: customerId, state, document };
}
