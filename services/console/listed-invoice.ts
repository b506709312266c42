import type { InvoiceFacts } from '../../shared/invoice.store.ts';
import { type Standing, standingOf } from '../../shared/standing.ts';

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
  readonly amount?: { readonly currency: string; readonly payable: string };
  readonly state: Standing;
}

/**
 * What the facts of a number come to; undefined if there are none.
 *
 * @param today date of the seller; without it nothing is overdue
 */
export function listedInvoice(number: string, facts: InvoiceFacts, today?: string): ListedInvoice | undefined {
  const { content, void: decided, credited = [] } = facts;
  const state = standingOf(facts, today);
  if (content) {
    const { issueDate, dueDate, customer, currency, totals, kind } = content;
    const amount = { currency, payable: totals.payable };
    const about = { isCreditNote: kind === 'credit-note', isCorrected: credited.length > 0, issueDate, dueDate };
    return { number, ...about, customerId: customer.id, customer: customer.name, amount, state };
  }
  if (!decided) return undefined;
  const { issueDate, customerId } = decided;
  return { number, isCreditNote: false, isCorrected: false, issueDate, dueDate: issueDate, customerId, customer: customerId, state };
}
