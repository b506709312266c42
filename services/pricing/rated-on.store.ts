import type { CustomerStep } from '../../shared/billing-run.ts';
import { requirePlanVersion } from '../../shared/catalog.store.ts';
import { billedCharges } from '../../shared/charges.store.ts';
import type { RatedOn } from './charges.ts';
import type { UsageSnapshot } from './usage-snapshot.ts';

/** What the periods of a snapshot are rated on, in its order: the plan version of each, and the lines and coupons that stand for it already. */
export async function ratedOn(step: CustomerStep, { periods }: UsageSnapshot): Promise<RatedOn[]> {
  return Promise.all(
    periods.map(async ({ subscriptionId, plan, planVersion, servicePeriod, billedBy }) => {
      const attempts = billedBy.map((by) => ({ ...step, ...by }));
      return {
        plan: await requirePlanVersion(step.sellerId, plan, planVersion),
        ...(await billedCharges(attempts, subscriptionId, servicePeriod.whole)),
      };
    }),
  );
}
