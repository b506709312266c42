import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { metersOf, requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { month } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { chargesOf } from './charges.ts';
import { duePeriods } from './due-periods.store.ts';
import { currentCoupons } from './offered-coupons.store.ts';
import { ratedOn } from './rated-on.store.ts';
import { lookAtUsage } from './usage-snapshot.store.ts';

const input = z.object({ sellerId: id, customerId: id, month });

/** What a run of the month would charge the customer if the month ended now, on the usage there is; keeps nothing. */
export const handler = defineStep(input, async ({ sellerId, customerId, month: wanted }) => {
  // No run and no attempt of one: a name no run can have.
  const step = { sellerId, customerId, runId: 'preview', attempt: 1 };
  const customer = await requireCustomer(sellerId, customerId);
  const meters = await metersOf(sellerId);
  const isByDay = customer.usageAnnex ?? (await requireSeller(sellerId)).usageAnnex;
  const due = await duePeriods(step, { month: wanted, isDryRun: true }, customer);
  const snapshot = await lookAtUsage(step, due, meters, { isByDay });
  const rated = await ratedOn(step, { isDryRun: true }, snapshot);
  const coupons = await currentCoupons(step, { isDryRun: true }, customer, rated);
  return chargesOf(snapshot, rated, meters, customer.language, 'preview', coupons);
});
