import type { BillingRun, CustomerStep } from '../../shared/billing-run.ts';
import { requirePlanVersion } from '../../shared/catalog.store.ts';
import { billedCharges } from '../../shared/charges.store.ts';
import { chainKey, claimChains, claimJudge } from '../../shared/claim.store.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import type { RatedOn } from './charges.ts';
import { isBounded } from './plan-spend.ts';
import { isOfOneClaim } from './usage-snapshot.ts';
import type { SnapshotPeriod, UsageSnapshot } from './usage-snapshot.ts';

/**
 * What the parts of a snapshot are rated on, in its order: the plan version of each, and with the first of a claim the
 * lines and coupons that stand for it. Where a plan has a minimum or a maximum, what stands of the same period in
 * advance is read too; other plans cost no read for it.
 */
export async function ratedOn(
  step: CustomerStep,
  { isDryRun }: Pick<BillingRun, 'isDryRun'>,
  { periods }: UsageSnapshot,
): Promise<RatedOn[]> {
  const plans = await Promise.all(periods.map(({ plan, planVersion }) => requirePlanVersion(step.sellerId, plan, planVersion)));
  return Promise.all(
    periods.map(async (period, i): Promise<RatedOn> => {
      const { subscriptionId, servicePeriod, timing, billedBy } = period;
      const plan = plans[i]!;
      const last = periods[i - 1];
      if (last && isOfOneClaim(last, period)) return { plan, billed: [] };
      const attempts = billedBy.map((by) => ({ ...step, ...by }));
      const standing = await billedCharges(attempts, { subscriptionId, whole: servicePeriod.whole, timing });
      const isAheadCounted = timing === undefined && periods.some((it, at) => isOfOneClaim(it, period) && isBounded(plans[at]!));
      return { plan, ...standing, ...(isAheadCounted ? { ahead: await aheadOf(step, isDryRun, period) } : {}) };
    }),
  );
}

/** Lines that stand for good of the same period in advance. */
async function aheadOf(step: CustomerStep, isDryRun: boolean, { subscriptionId, servicePeriod }: SnapshotPeriod): Promise<ChargeLine[]> {
  const { whole } = servicePeriod;
  const chains = await claimChains(claimJudge({ ...step, isDryRun }), step.sellerId, subscriptionId);
  const settled = chains.get(chainKey({ whole, timing: 'advance' }))?.settled ?? [];
  const attempts = settled.flatMap(({ claim: { runId, attempt }, isVoid }) => (isVoid ? [] : [{ ...step, runId, attempt }]));
  return (await billedCharges(attempts, { subscriptionId, whole, timing: 'advance' })).billed;
}
