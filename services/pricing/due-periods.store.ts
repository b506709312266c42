import type { BillingRun, CustomerStep } from '../../shared/billing-run.ts';
import { subscriptionsOf } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import { claimChains, claimJudge } from '../../shared/claim.store.ts';
import { compareInstants, monthIn, servicePeriodsEnded } from '../../shared/period.ts';
import { comparedSince } from './late-usage.ts';
import type { DuePeriod } from './usage-snapshot.ts';

/**
 * Service periods of a customer that ended, in the customer's zone, by the end of the run's month, with what is
 * billed of them already: those without a bill are due, the others if usage of them came late. Oldest first, also
 * among subscriptions, so that a change of plan reads as it happened. Nothing depends on the moment of asking, so a
 * month of years ago can be billed today.
 *
 * A period that another open run is billing or correcting is that run's: runs that overlap bill disjoint periods.
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
    const periods = servicePeriodsEnded({ ...subscription, zone }, until).flatMap((servicePeriod) => {
      const { settled, isHeld } = chains.get(servicePeriod.whole.start) ?? { settled: [], isHeld: false };
      const last = settled.at(-1);
      return isHeld ? [] : [{ subscription, servicePeriod, settled, ...(last && { since: since(last) }) }];
    });
    const compared = periods.reduce((sum, { settled }) => sum + settled.length, 0);
    return periods.map((period) => ({ ...period, compared }));
  });
  const periods = (await Promise.all(due)).flat();
  return periods.sort((a, b) => compareInstants(a.servicePeriod.part.start, b.servicePeriod.part.start));
}
