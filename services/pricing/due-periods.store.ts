import type { BillingRun, CustomerStep } from '../../shared/billing-run.ts';
import { subscriptionsOf } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import { claimChains, claimJudge } from '../../shared/claim.store.ts';
import { monthIn, servicePeriodsEnded } from '../../shared/period.ts';
import type { DuePeriod } from './usage-snapshot.ts';

/**
 * Service periods of a customer that ended, in the customer's zone, by the end of the run's month, with what is
 * billed of them already: those without a bill are due, the others if usage of them came late. Nothing depends on
 * the moment of asking, so a month of years ago can be billed today.
 *
 * A period that another open run is billing or correcting is that run's: runs that overlap bill disjoint periods.
 */
export async function duePeriods(step: CustomerStep, run: BillingRun, { zone }: Customer): Promise<DuePeriod[]> {
  const until = monthIn(run.month, zone).end;
  const judge = claimJudge({ ...step, isDryRun: run.isDryRun });
  const due: DuePeriod[] = [];
  for (const subscription of await subscriptionsOf(step.sellerId, step.customerId)) {
    const chains = await claimChains(judge, step.sellerId, subscription.id);
    for (const servicePeriod of servicePeriodsEnded({ ...subscription, zone }, until)) {
      const { settled, isHeld } = chains.get(servicePeriod.whole.start) ?? { settled: [], isHeld: false };
      if (!isHeld) due.push({ subscription, servicePeriod, settled });
    }
  }
  return due;
}
