import { requireCurrentAttempt } from '../../shared/attempt.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { customerStep } from '../../shared/billing-run.ts';
import { metersOf, requireCustomer } from '../../shared/catalog.store.ts';
import { getCharges, keepCharges } from '../../shared/charges.store.ts';
import { defineCustomerStep } from '../../shared/customer-step.ts';
import { chargesOf } from './charges.ts';
import { duePeriods } from './due-periods.store.ts';
import { takeOfferedCoupons } from './offered-coupons.store.ts';
import { ratedOn } from './rated-on.store.ts';
import { snapshotKey } from './snapshot-place.ts';
import { getRecordedSnapshot, takeSnapshot } from './usage-snapshot.store.ts';

/**
 * Prices what a customer used in the periods that are due, and what has changed in those that are billed, on a snapshot
 * of the usage that is taken once.
 */
export const handler = defineCustomerStep('CalculatePrice', customerStep, async (step) => {
  const [, before] = await Promise.all([requireCurrentAttempt(step), getCharges(step)]);
  if (before) return null;

  const [run, customer, meters] = await Promise.all([
    requireRun(step.sellerId, step.runId),
    requireCustomer(step.sellerId, step.customerId),
    metersOf(step.sellerId),
  ]);
  const snapshot =
    (await getRecordedSnapshot(step)) ??
    (await takeSnapshot(step, await duePeriods(step, run, customer), meters, customer.usageAnnex ?? run.usageAnnex));

  const rated = await ratedOn(step, run, snapshot);
  const coupons = await takeOfferedCoupons(step, run, customer, rated);
  await keepCharges(step, chargesOf(snapshot, rated, meters, customer.language, snapshotKey(step), coupons));
  return null;
});
