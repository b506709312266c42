import { compareInstants, utcDaysAround } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import type { Backfill } from '../../shared/backfill.ts';
import type { Charges } from '../../shared/charges.store.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import { spanOf } from './scheduled-claims.ts';
import type { DuePeriod } from './usage-snapshot.ts';

/** What a service period comes to without a backfill and with it, or why it can't be priced. Net amounts. */
export type PreviewedPeriod = {
  readonly subscriptionId: string;
  readonly period: Period;
  /** Whether it is billed: then the next run bills or credits the difference. */
  readonly isBilled: boolean;
} & (
  { readonly currency: string; readonly without: string; readonly with: string; readonly difference: string } | { readonly reason: string }
);

/**
 * Periods in which a backfill holds usage of a customer, or hides some.
 *
 * @param days UTC days of the customer on which it lies, or will
 */
export function touchedPeriods(
  periods: readonly DuePeriod[],
  { from, until }: Pick<Backfill, 'from' | 'until'>,
  days: readonly string[],
): DuePeriod[] {
  const lying = new Set(days);
  return periods.filter(({ timing, parts }) => {
    if (timing === 'advance' || parts.length === 0) return false;
    const part = spanOf(parts);
    const isInRange = compareInstants(part.start, until) < 0 && compareInstants(from, part.end) < 0;
    return (
      isInRange &&
      utcDaysAround(part)
        .slice(1, -1)
        .some((day) => lying.has(day))
    );
  });
}

/** The difference a backfill makes to a period, in the currency of its lines; without any there is none. */
export function compared(
  without: Charges,
  withIt: Charges,
): { currency: string; without: string; with: string; difference: string } | { reason: string } {
  const currency = withIt.currency ?? without.currency;
  if (currency === undefined) return { reason: 'Nothing is charged for it.' };
  const [before, after] = [without, withIt].map(({ lines }) => sum(lines.map(({ net }) => decimal(net))));
  return {
    currency,
    without: amountText(before!, currency),
    with: amountText(after!, currency),
    difference: amountText(after!.minus(before!), currency),
  };
}
