import type { CreditedNote } from '../../shared/credit-note.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { amountText, decimal, roundToMinor, sum, ZERO } from '../../shared/money.ts';

/** What credit notes have left of an invoice, net and rounded. */
export interface CreditLeft {
  /** By line, from the first. */
  readonly lines: readonly string[];
  /** Of all lines that are above zero. */
  readonly net: string;
  readonly isAnything: boolean;
}

export function leftOf({ lines, currency }: Invoice, notes: readonly CreditedNote[]): CreditLeft {
  const left = lines.map(({ net }, i) => {
    const before = notes.flatMap((note) => (note.lines[i + 1] ? [decimal(note.lines[i + 1]!.exact)] : []));
    return roundToMinor(decimal(net).minus(sum(before)), currency);
  });
  return {
    lines: left.map((amount) => amountText(amount, currency)),
    net: amountText(sum(left.map((amount) => (amount.gt(ZERO) ? amount : ZERO))), currency),
    isAnything: left.some((amount) => !amount.isZero()),
  };
}
