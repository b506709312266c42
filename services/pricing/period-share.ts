import { billedUnits } from '../../shared/invoice.ts';
import type { PeriodShare } from '../../shared/invoice.ts';
import { roundedTo, whole } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import { secondsIn } from '../../shared/period.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import type { Proration } from '../../shared/plan.ts';

/**
 * The share of a whole anchor period that a part of it is billed with.
 *
 * @see docs/sources.md#proration
 */
export function shareOf(proration: Proration, { whole: all, part, partDays, wholeDays }: ServicePeriod): PeriodShare {
  switch (proration) {
    case 'day':
      return { days: partDays, of: wholeDays };
    case 'second':
      return { seconds: secondsIn(part), of: secondsIn(all) };
    case 'none':
      return { days: wholeDays, of: wholeDays };
  }
}

/** Digits behind the point that a share of a period keeps before the line is rounded. */
const SHARE_DIGITS = 18;

/** What of an amount for a whole period is due for a share of it, not yet rounded to the minor unit. */
export function shareOfAmount(amount: Decimal, share: PeriodShare): Decimal {
  const due = amount.times(whole(billedUnits(share))).div(whole(share.of));
  return roundedTo(due, SHARE_DIGITS, 'half');
}
