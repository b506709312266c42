import type { CustomerStep } from '../../shared/billing-run.ts';
import { requirePlanVersion } from '../../shared/catalog.store.ts';
import { billedCharges } from '../../shared/charges.store.ts';
import type { RatedOn } from './charges.ts';
import { isOfOneClaim } from './usage-snapshot.ts';
import type { UsageSnapshot } from './usage-snapshot.ts';

/**
 * What the parts of a snapshot are rated on, in its order: the plan version of each, and with the first of a claim the
 * lines and coupons that stand for it.
 */
export async function ratedOn(step: CustomerStep, { periods }: UsageSnapshot): Promise<RatedOn[]> {
  return Promise.all(
    periods.map(async (period, i) => {
      const { subscriptionId, plan, planVersion, servicePeriod, timing, billedBy } = period;
      const last = periods[i - 1];
      const attempts = last && isOfOneClaim(last, period) ? [] : billedBy.map((by) => ({ ...step, ...by }));
      return {
        plan: await requirePlanVersion(step.sellerId, plan, planVersion),
        ...(await billedCharges(attempts, { subscriptionId, whole: servicePeriod.whole, timing })),
      };
    }),
  );
}
