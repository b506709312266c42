import type { Invoice, InvoiceLine } from '../invoice.ts';
import { allocate, amountText, decimal, sum, whole } from '../money.ts';
import type { CreditShare } from './credit-allocation.store.ts';

/** A factor that no tax comes to. */
const ABOVE_ANY_TAX = 100;

/**
 * How much of a credit note that names several invoices is for which of them, where its lines say so: each line corrects
 * the same price and service period of exactly one of them. What it comes to is then shared by the nets of its lines, by
 * largest remainder, so that the shares come to it.
 *
 * @param invoices those it names
 * @returns undefined where a line is of none or of several, or what is for an invoice is not above zero: then a person says it
 */
export function creditShares(note: Invoice, invoices: readonly Invoice[]): CreditShare[] | undefined {
  const nets = new Map(invoices.map(({ number }) => [number, [] as string[]]));
  for (const line of note.lines) {
    const [only, ...others] = invoices.filter(({ lines }) => lines.some((it) => isOfSame(it, line)));
    if (!only || others.length > 0) return undefined;
    nets.get(only.number)!.push(line.net);
  }
  const numbers = [...nets.keys()];
  const amounts = numbers.map((number) => sum(nets.get(number)!.map(decimal)));
  if (amounts.some((amount) => !amount.gt(0))) return undefined;
  // With its tax it comes to more than its nets, and no more is spread than what it is spread over.
  const weights = amounts.map((amount) => amount.times(whole(ABOVE_ANY_TAX)));
  const shares = allocate(decimal(note.totals.payable), weights, note.currency);
  return numbers.map((number, i) => ({ number, amount: amountText(shares[i]!, note.currency) }));
}

function isOfSame(one: InvoiceLine, other: InvoiceLine): boolean {
  const [a, b] = [one.trace, other.trace];
  return (
    a.subscription === b.subscription &&
    a.price === b.price &&
    a.timing === b.timing &&
    one.period.start === other.period.start &&
    one.period.end === other.period.end
  );
}
