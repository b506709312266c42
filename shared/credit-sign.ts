import type { Allowance } from './document-terms.ts';
import type { ChargePart, DraftContent, InvoiceLine, TaxSubtotal, Totals } from './invoice.ts';

/**
 * Signs of a credit note. It says amounts above zero where they lower what is owed, so whoever adds up what documents
 * come to has to turn them. Prices keep their sign, as those of an invoice do: what turns is how much of them there is.
 *
 * What a run comes to below zero becomes such a document, each figure turned; its traces are those of what was rated. A
 * credit note of one invoice, which a person makes, has that invoice's lines as they are.
 */

type Signed = Pick<DraftContent, 'kind' | 'lines'>;

/** Whether the lines of a document say the opposite of their traces: a credit note of what a run came to below zero. */
export function isTurned({ kind, lines }: Signed): boolean {
  return kind === 'credit-note' && lines.every(({ trace }) => trace.credited === undefined);
}

/** The totals of a document as they count in a sum of what is owed. */
export function owedTotals({ kind, totals }: Pick<DraftContent, 'kind' | 'totals'>): Totals {
  return kind === 'credit-note' ? turnedTotals(totals) : totals;
}

/** The lines of a document as they count in a sum of what is owed. */
export function owedLines({ kind, lines }: Signed): InvoiceLine[] {
  return kind === 'credit-note' ? lines.map(turnedLine) : lines;
}

/** A line with every amount and quantity turned; again, and it is as before. */
export function turnedLine(line: InvoiceLine): InvoiceLine {
  const { discounts, charges } = line;
  return {
    ...line,
    quantity: turnedText(line.quantity),
    parts: line.parts.map(turnedPart),
    ...(discounts ? { discounts: discounts.map(turnedAllowance) } : {}),
    ...(charges ? { charges: charges.map(turnedAllowance) } : {}),
    net: turnedText(line.net),
  };
}

function turnedPart(part: ChargePart): ChargePart {
  const { units, quantity, flatFee, amount } = part;
  return {
    ...part,
    ...(units === undefined ? {} : { units: turnedText(units) }),
    quantity: turnedText(quantity),
    flatFee: turnedText(flatFee),
    amount: turnedText(amount),
  };
}

function turnedAllowance<Of extends Allowance>(it: Of): Of {
  return { ...it, amount: turnedText(it.amount), ...(it.base === undefined ? {} : { base: turnedText(it.base) }) };
}

/** A line of the breakdown of tax with its amounts turned. */
export function turnedSubtotal(subtotal: TaxSubtotal): TaxSubtotal {
  return { ...subtotal, basis: turnedText(subtotal.basis), tax: turnedText(subtotal.tax) };
}

/** Totals with every amount turned. */
export function turnedTotals(totals: Totals): Totals {
  return Object.fromEntries(Object.entries(totals).map(([name, amount]) => [name, turnedText(amount)])) as Totals;
}

/** The decimal of the other sign, with the same digits; zero has none. */
export function turnedText(amount: string): string {
  if (amount.startsWith('-')) return amount.slice(1);
  return /[1-9]/.test(amount) ? `-${amount}` : amount;
}
