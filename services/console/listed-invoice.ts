import type { InvoiceFacts } from '../../shared/invoice.store.ts';
import type { InvoiceState } from './badge.ts';

/** An invoice at a glance. */
export interface ListedInvoice {
  readonly number: string;
  readonly isCreditNote: boolean;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly customerId: string;
  readonly customer: string;
  /** Absent for a VOID of which no invoice was made. */
  readonly amount?: { readonly currency: string; readonly payable: string; readonly prepaid?: string };
  readonly state: InvoiceState;
  /** Month in which its service period ends; absent as its amount is. */
  readonly serviceMonth?: string;
  /** Of a credit note, the invoices it corrects, with commas between them. */
  readonly corrects?: string;
  /** Key in the archive; null while there is no document. */
  readonly document: string | null;
}

/** What the facts of a number come to; undefined if there are none. */
export function listedInvoice(number: string, facts: InvoiceFacts): ListedInvoice | undefined {
  const { content, void: decided } = facts;
  const state = invoiceState(facts);
  const document = facts.issued?.archiveKey ?? null;
  if (content) {
    const { issueDate, dueDate, customer, currency, totals } = content;
    const { prepaid, payable } = totals;
    const amount = { currency, payable, ...(prepaid === undefined ? {} : { prepaid }) };
    const serviceMonth = content.period.last.slice(0, 7);
    const isCreditNote = content.kind === 'credit-note';
    const corrects = (content.precedingInvoices ?? []).map((it) => it.number).join(', ');
    const listed = { number, isCreditNote, issueDate, dueDate, customerId: customer.id, customer: customer.name, amount, state };
    return { ...listed, serviceMonth, document, ...(isCreditNote ? { corrects } : {}) };
  }
  if (!decided) return undefined;
  const { issueDate, customerId } = decided;
  return { number, isCreditNote: false, issueDate, dueDate: issueDate, customerId, customer: customerId, state, document };
}

export function invoiceState({ issued, sent, void: decided }: InvoiceFacts): InvoiceState {
  if (issued?.isVoid || decided) return 'void';
  return sent ? 'sent' : issued ? 'issued' : 'created';
}
