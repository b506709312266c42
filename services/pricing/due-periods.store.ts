import type { BillingRun, CustomerStep } from '../../shared/billing-run.ts';
import { plansFor, subscriptionsOf } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import { chainKey, claimChains, claimJudge, isStanding } from '../../shared/claim.store.ts';
import type { ClaimChain } from '../../shared/claim.store.ts';
import { compareInstants, monthIn } from '../../shared/period.ts';
import { countedName, countsFor } from './counted-claims.ts';
import { comparedSince } from './late-usage.ts';
import { isBounded } from './plan-spend.ts';
import { scheduledClaims } from './scheduled-claims.ts';
import type { ScheduledClaim } from './scheduled-parts.ts';
import type { DuePeriod } from './usage-snapshot.ts';

/**
 * Whole periods of a customer that are to be billed by the end of the run's month, in the customer's zone, with what is
 * billed of them already: in arrears what ended by then, in advance what begins by the first instant behind it. Those
 * without a bill are due; the others if usage of them came late or their terms have changed, however long ago. Oldest
 * first, also among subscriptions, so that a change of plan reads as it happened. Nothing depends on the moment of
 * asking, so a month of years ago can be billed today.
 *
 * A period that another open run is billing or correcting is that run's: runs that overlap bill disjoint periods. What
 * such a period counts for waits too: the minimum of a plan, or the commitment of a term.
 */
export async function duePeriods(
  step: CustomerStep,
  run: Pick<BillingRun, 'month' | 'isDryRun'>,
  { zone }: Customer,
): Promise<DuePeriod[]> {
  const until = monthIn(run.month, zone).end;
  const judge = claimJudge({ ...step, isDryRun: run.isDryRun });
  const subscriptions = await subscriptionsOf(step.sellerId, step.customerId);
  const due = subscriptions.map(async (subscription) => {
    const chains = await claimChains(judge, step.sellerId, subscription.id);
    const since = comparedSince([...chains.values()].flatMap(({ settled }) => settled));
    const claimed = [...chains.values()].filter(isStanding);
    const claims = scheduledClaims(subscription, await plansFor(step.sellerId, subscription), { zone, until, claimed });
    const periods = claims.flatMap((claim) => {
      const { settled, isHeld: isHeldItself } = chains.get(chainKey(claim)) ?? { settled: [], isHeld: false };
      const others = isCounting(claim) ? [...chains.values()].filter((chain) => countsFor(chain, claim)) : [];
      const isHeld = isHeldItself || others.some((chain) => chain.isHeld);
      const last = settled.at(-1);
      // What was billed in advance is looked at whatever has become of it; what was billed in arrears may go on.
      const isOpen = compareInstants(claim.dueAt, until) > 0 && !(last && claim.timing === 'advance');
      const counted = claim.timing === 'term' ? { counted: others.flatMap(countedNames) } : {};
      return isHeld || isOpen ? [] : [{ ...claim, subscription, settled, ...counted, ...(last && { since: since(last) }) }];
    });
    const compared = periods.reduce((sum, { settled }) => sum + settled.length, 0);
    return periods.map((period) => ({ ...period, compared }));
  });
  const periods = (await Promise.all(due)).flat();
  return periods.sort((a, b) => compareInstants(beginOf(a), beginOf(b)));
}

function isCounting({ timing, parts }: ScheduledClaim): boolean {
  return timing === 'term' || (timing === 'arrears' && parts.some(({ plan }) => isBounded(plan)));
}

function countedNames({ settled, ...chain }: ClaimChain): string[] {
  return settled.flatMap(({ isVoid, claim }) => (isVoid ? [] : [countedName(chain, claim.sequence)]));
}

function beginOf({ parts, whole }: DuePeriod): string {
  return parts[0]?.terms.servicePeriod.part.start ?? whole.start;
}
