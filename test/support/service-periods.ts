/** Monthly service periods, as pricing cuts them. */
import { compareInstants, type ServicePeriod } from '../../shared/period.ts';
import { wholePeriods } from '../../shared/service-period.ts';
import { subscription } from '../../shared/subscription.ts';
import { partsOf } from '../../services/pricing/terms.ts';

/** Those of a subscription without changes that have ended by an instant, oldest first. */
export function servicePeriodsEnded(
  { zone, ...terms }: { start: string; end?: string | undefined; anchorDay: number; zone: string },
  until: string,
): ServicePeriod[] {
  const of = subscription.parse({ id: 's', plan: 'p', version: 1, ...terms });
  const periods: ServicePeriod[] = [];
  for (const whole of wholePeriods({ ...of, interval: 'month' }, zone)) {
    const [part] = partsOf(of, whole);
    if (!part || compareInstants(part.servicePeriod.part.end, until) > 0) return periods;
    periods.push(part.servicePeriod);
  }
  return periods;
}
