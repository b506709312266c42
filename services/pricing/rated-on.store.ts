import type { BillingRun, CustomerStep } from '../../shared/billing-run.ts';
import { requirePlanVersion } from '../../shared/catalog.store.ts';
import { billedCharges } from '../../shared/charges.store.ts';
import { chainKey, claimChains, claimJudge } from '../../shared/claim.store.ts';
import type { ClaimChain } from '../../shared/claim.store.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import type { RatedOn } from './charges.ts';
import { countsFor } from './counted-claims.ts';
import { isBounded } from './plan-spend.ts';
import { isOfOneClaim } from './usage-snapshot.ts';
import type { SnapshotPeriod, UsageSnapshot } from './usage-snapshot.ts';

/**
 * What the parts of a snapshot are rated on, in its order: the plan version of each, and with the first of a claim the
 * lines and coupons that stand for it. Where other claims count for one, as for the commitment of a term, what stands of
 * those is read too; plans without minimum, maximum and commitment cost no read for it.
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
      const isBoundedItself = timing === undefined && periods.some((it, at) => isOfOneClaim(it, period) && isBounded(plans[at]!));
      const isCounting = timing === 'term' || isBoundedItself;
      return { plan, ...standing, ...(isCounting ? { counted: await countedLines(step, isDryRun, period, periods) } : {}) };
    }),
  );
}

/** Lines that stand for good of the claims that count for one and are not rated beside it. */
async function countedLines(
  step: CustomerStep,
  isDryRun: boolean,
  { subscriptionId, servicePeriod: { whole }, timing }: SnapshotPeriod,
  periods: readonly SnapshotPeriod[],
): Promise<ChargeLine[]> {
  const chains = await claimChains(claimJudge({ ...step, isDryRun }), step.sellerId, subscriptionId);
  const rated = new Set(
    periods
      .filter((it) => it.subscriptionId === subscriptionId)
      .map(chainOf)
      .map(chainKey),
  );
  const counted = [...chains.values()].filter((chain) => countsFor(chain, { whole, timing }) && !rated.has(chainKey(chain)));
  const lines = counted.map(async ({ settled, ...chain }) => {
    const attempts = settled.flatMap(({ claim: { runId, attempt }, isVoid }) => (isVoid ? [] : [{ ...step, runId, attempt }]));
    const written = chain.timing === 'arrears' ? undefined : chain.timing;
    return (await billedCharges(attempts, { subscriptionId, whole: chain.whole, timing: written })).billed;
  });
  return (await Promise.all(lines)).flat();
}

function chainOf({ servicePeriod: { whole }, timing }: SnapshotPeriod): Pick<ClaimChain, 'whole' | 'timing'> {
  return { whole, timing: timing ?? 'arrears' };
}
