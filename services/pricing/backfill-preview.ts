import type { Backfill } from '../../shared/backfill.ts';
import type { Charges } from '../../shared/charges.store.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { compareInstants, utcDaysAround } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import { spanOf } from './scheduled-parts.ts';
import type { DuePeriod } from './usage-snapshot.ts';

/** Net amounts of a service period without a backfill and with it, or why there are none. */
type Comparison =
  { readonly currency: string; readonly without: string; readonly with: string; readonly difference: string } | { readonly reason: string };

/** What a backfill does to a service period. */
export type PreviewedPeriod = {
  readonly subscriptionId: string;
  readonly period: Period;
  /** Whether it is billed: then the next run bills or credits the difference. */
  readonly isBilled: boolean;
} & Comparison;

/**
 * Periods billed in arrears in which a backfill holds usage of a customer, or hides some.
 *
 * @param days UTC days of the customer on which it lies, or will
 */
export function touchedPeriods(
  periods: readonly DuePeriod[],
  { from, until }: Pick<Backfill, 'from' | 'until'>,
  days: readonly string[],
): DuePeriod[] {
  const lying = new Set(days);
  return periods.filter(({ parts, timing }) => {
    if (timing !== 'arrears' || parts.length === 0) return false;
    const span = spanOf(parts);
    const isInRange = compareInstants(span.start, until) < 0 && compareInstants(from, span.end) < 0;
    return (
      isInRange &&
      utcDaysAround(span)
        .slice(1, -1)
        .some((day) => lying.has(day))
    );
  });
}

/**
 * What a period comes to in all: what is billed of it, and what the next run would charge.
 *
 * @param billed lines that stand for good
 */
export function comparisonOf(billed: readonly ChargeLine[], without: Charges, withIt: Charges, currency: string): Comparison {
  const before = netOf(billed);
  const [as, becomes] = [netOf(without.lines).plus(before), netOf(withIt.lines).plus(before)];
  return {
    currency,
    without: amountText(as, currency),
    with: amountText(becomes, currency),
    difference: amountText(becomes.minus(as), currency),
  };
}

function netOf(lines: readonly ChargeLine[]): Decimal {
  return sum(lines.map(({ net }) => decimal(net)));
}
