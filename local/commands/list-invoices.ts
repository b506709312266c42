import { counters, numbersOf } from '../../shared/number.store.ts';
import { documentWithEntries } from '../../shared/receivables/document.store.ts';
import { standingOf } from '../../shared/standing.ts';
import type { Standing } from '../../shared/standing.ts';
import type { VoidDocument } from '../../shared/void-document.ts';

/** An invoice in a list. */
export interface ListedInvoice {
  readonly number: string;
  /** Of a credit note, the invoices it corrects, with commas between them; what it comes to lowers what is owed. */
  readonly corrects?: string;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly customerId: string;
  readonly customer: string;
  /** Both absent for a VOID of which no invoice was made. */
  readonly currency?: string;
  readonly payable?: string;
  /** What credits paid; absent where they paid nothing. */
  readonly prepaid?: string;
  readonly state: Standing;
  /** Key in the archive. */
  readonly document: string | null;
}

/**
 * Invoices of a seller in the order of their numbers.
 *
 * @param month only those whose service period ends in this month
 * @param today date of the seller; without it nothing is overdue
 */
export async function listInvoices(sellerId: string, month?: string, today?: string): Promise<ListedInvoice[]> {
  const listed: ListedInvoice[] = [];
  for (const { counter } of await counters(sellerId)) {
    for (const { number } of await numbersOf(sellerId, counter)) {
      const { facts, entries } = await documentWithEntries(sellerId, number);
      const { content, issued, void: decided } = facts;
      if (!content && decided && month === undefined) listed.push(voidOf(decided, issued?.archiveKey));
      if (!content || (month !== undefined && !content.period.last.startsWith(month))) continue;
      const { issueDate, dueDate, customer, currency, totals } = content;
      listed.push({
        number,
        ...(content.kind === 'credit-note' ? { corrects: (content.precedingInvoices ?? []).map((it) => it.number).join(', ') } : {}),
        issueDate,
        dueDate,
        customerId: customer.id,
        customer: customer.name,
        currency,
        ...(totals.prepaid === undefined ? {} : { prepaid: totals.prepaid }),
        payable: totals.payable,
        state: standingOf(facts, entries, today),
        document: issued?.archiveKey ?? null,
      });
    }
  }
  return listed;
}

/** A number that became void before its invoice was made: nobody is named but by the id. */
function voidOf({ number, issueDate, customerId }: VoidDocument, document: string | undefined): ListedInvoice {
  return { number, issueDate, dueDate: issueDate, customerId, customer: customerId, state: 'void', document: document ?? null };
}
