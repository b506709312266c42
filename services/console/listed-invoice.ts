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
  readonly amount?: { readonly currency: string; readonly payable: string };
  readonly state: InvoiceState;
}

/** What the facts of a number come to; undefined if there are none. */
export function listedInvoice(number: string, facts: InvoiceFacts): ListedInvoice | undefined {
  const { content, void: decided } = facts;
  const state = invoiceState(facts);
  if (content) {
    const { issueDate, dueDate, customer, currency, totals } = content;
    const amount = { currency, payable: totals.payable };
    const isCreditNote = content.kind === 'credit-note';
    return { number, isCreditNote, issueDate, dueDate, customerId: customer.id, customer: customer.name, amount, state };
  }
  if (!decided) return undefined;
  const { issueDate, customerId } = decided;
  return { number, isCreditNote: false, issueDate, dueDate: issueDate, customerId, customer: customerId, state };
}

export function invoiceState({ issued, sent, void: decided }: InvoiceFacts): InvoiceState {
  if (issued?.isVoid || decided) return 'void';
  return sent ? 'sent' : issued ? 'issued' : 'created';
}
