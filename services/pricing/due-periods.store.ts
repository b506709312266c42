import type { BillingRun, CustomerStep } from '../../shared/billing-run.ts';
import { subscriptionsOf } from '../../shared/catalog.store.ts';
import type { Customer, Subscription } from '../../shared/catalog.ts';
import { claimsOf, claimState } from '../../shared/claim.store.ts';
import { ClaimTakenError } from '../../shared/errors.ts';
import { monthIn, servicePeriodsEnded } from '../../shared/period.ts';
import type { DuePeriod } from './usage-snapshot.ts';

/**
 * Service periods of a customer that ended, in the customer's zone, by the end of the run's month and are not
 * billed yet. Nothing depends on the moment of asking, so a month of years ago can be billed today.
 *
 * @throws {ClaimTakenError} if another run that is still open bills one of them
 */
export async function duePeriods(step: CustomerStep, run: BillingRun, { zone }: Customer): Promise<DuePeriod[]> {
  const until = monthIn(run.month, zone).end;
  const due: DuePeriod[] = [];
  for (const subscription of await subscriptionsOf(step.sellerId, step.customerId)) {
    const billed = await billedPeriods(step, subscription);
    for (const servicePeriod of servicePeriodsEnded({ ...subscription, zone }, until)) {
      if (!billed.has(servicePeriod.whole.start)) due.push({ subscription, servicePeriod });
    }
  }
  return due;
}

/** Starts of the whole periods of a subscription that are billed for good. */
async function billedPeriods(step: CustomerStep, subscription: Subscription): Promise<Set<string>> {
  const billed = new Set<string>();
  for (const { claim } of await claimsOf(step.sellerId, subscription.id)) {
    const state = await claimState(step.sellerId, claim, step);
    if (state === 'open') {
      throw new ClaimTakenError(
        `The period from ${claim.whole.start} of subscription "${subscription.id}" is being billed by run "${claim.runId}"; end that run first.`,
      );
    }
    if (state === 'billed') billed.add(claim.whole.start);
  }
  return billed;
}
