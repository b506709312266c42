import type { LateInterest } from '../../shared/dunning/dunning-plan.ts';
import { amountText, decimal, quotient, roundToMinor, sum, whole, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { addDays, daysBetween } from '../../shared/period.ts';

/** What changed what is open of an invoice: above zero it lowers it from that day on. */
export interface Movement {
  readonly day: string;
  readonly amount: string;
}

/**
 * Late interest on what is open of an invoice, day by day: its rate of that day, by 365 or 360 days a year. Simple
 * interest: fees and interest bear none. A day on which money came bears none on it. Rounded once, to the minor unit of
 * the currency, half away from zero.
 *
 * @param payable what the invoice comes to
 * @param movements payments, credit notes and what else settled some of it, in any order
 * @param first the day after the due date, or after the last day that interest was charged for
 * @param last included
 * @returns zero before the first rate
 * @see docs/sources.md#late-interest
 */
export function lateInterestOf(
  { rates, daysOfYear }: LateInterest,
  { payable, currency, movements }: { readonly payable: string; readonly currency: string; readonly movements: readonly Movement[] },
  { first, last }: { readonly first: string; readonly last: string },
): string {
  // Between two of these days neither the rate nor what is open changes.
  const turns = [...rates.map(({ from }) => from), ...movements.map(({ day }) => day)].filter((day) => day > first && day <= last);
  const starts = [...new Set([first, ...turns])].sort();
  const parts = starts.map((start, i): Decimal => {
    const days = daysBetween(start, starts[i + 1] ?? addDays(last, 1));
    const rate = rates.findLast(({ from }) => from <= start);
    const settled = sum(movements.filter(({ day }) => day <= start).map(({ amount }) => decimal(amount)));
    const open = decimal(payable).minus(settled);
    if (!rate || days <= 0 || !open.gt(ZERO)) return ZERO;
    return open.times(decimal(rate.percentPerYear)).times(whole(days));
  });
  return amountText(roundToMinor(quotient(sum(parts), whole(100 * daysOfYear)), currency), currency);
}
