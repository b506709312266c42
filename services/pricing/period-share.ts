import type { PeriodShare } from '../../shared/invoice.ts';
import { secondsIn } from '../../shared/period.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import type { Proration } from '../../shared/plan.ts';

/**
 * The share of a whole anchor period that a part of it is billed with.
 *
 * @see docs/sources.md#proration
 */
export function shareOf(proration: Proration, { whole, part, partDays, wholeDays }: ServicePeriod): PeriodShare {
  switch (proration) {
    case 'day':
      return { days: partDays, of: wholeDays };
    case 'second':
      return { seconds: secondsIn(part), of: secondsIn(whole) };
    case 'none':
      return { days: wholeDays, of: wholeDays };
  }
}
