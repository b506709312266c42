import { z } from 'zod';
import { requireBackfill } from '../../shared/backfill.store.ts';
import { supposing } from '../../shared/backfill-view.ts';
import { backfillId } from '../../shared/backfill.ts';
import { daysOfBackfill } from '../../shared/backfilled-usage.store.ts';
import { id } from '../../shared/catalog.ts';
import { metersOf, requireCustomer } from '../../shared/catalog.store.ts';
import { billedCharges } from '../../shared/charges.store.ts';
import type { Charges } from '../../shared/charges.store.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import { addMonths, instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { backfillsNow } from '../../shared/usage.store.ts';
import { comparisonOf, touchedPeriods } from './backfill-preview.ts';
import type { PreviewedPeriod } from './backfill-preview.ts';
import { chargesOf } from './charges.ts';
import { duePeriods } from './due-periods.store.ts';
import { currentCoupons } from './offered-coupons.store.ts';
import { ratedOn } from './rated-on.store.ts';
import { spanOf } from './scheduled-parts.ts';
import { lookAtUsage } from './usage-snapshot.store.ts';
import type { DuePeriod } from './usage-snapshot.ts';

/** Periods that end within a year are looked at, also those that run. */
const MONTHS_AHEAD = 12;

/** After every run: what is only supposed was seen by none. */
const LAST_DAY = '9999-12-31';

const input = z.object({ sellerId: id, customerId: id, backfillId, at: instant });

/**
 * What a backfill does to the bills of a customer: each service period it lies in, priced without it and with it as a run
 * prices it, or corrects it where it is billed. Keeps nothing.
 */
export const handler = defineStep(input, async ({ sellerId, customerId, backfillId: name, at }) => {
  const { found } = await requireBackfill(sellerId, name);
  const customer = await requireCustomer(sellerId, customerId);
  const meters = await metersOf(sellerId);
  const step = { sellerId, customerId, runId: 'preview', attempt: 1 };
  const days = await daysOfBackfill(sellerId, found, customerId);
  const charged = async (period: DuePeriod, isApplied: boolean): Promise<Charges> => {
    const view = supposing(backfillsNow(sellerId), found, isApplied);
    const switched = days.map((day) => ({ day, storedOn: LAST_DAY, isSwitched: true as const }));
    const snapshot = await lookAtUsage(step, [period], meters, { view, switched });
    const rated = await ratedOn(step, { isDryRun: true }, snapshot);
    const coupons = await currentCoupons(step, { isDryRun: true }, customer, rated);
    return chargesOf(snapshot, rated, meters, customer.language, 'preview', coupons);
  };
  const month = addMonths(at.slice(0, 10), MONTHS_AHEAD).slice(0, 7);
  const previewed: PreviewedPeriod[] = [];
  for (const period of touchedPeriods(await duePeriods(step, { month, isDryRun: true }, customer), found, days)) {
    const { subscription, settled, parts, whole } = period;
    const standing = settled.filter(({ isVoid }) => !isVoid).map(({ claim }) => ({ ...step, ...claim }));
    const about = { subscriptionId: subscription.id, period: spanOf(parts), isBilled: standing.length > 0 };
    const comparison = priced(async () => {
      const { billed } = await billedCharges(standing, { subscriptionId: subscription.id, whole });
      return comparisonOf(billed, await charged(period, false), await charged(period, true), parts[0]!.plan.currency);
    });
    previewed.push({ ...about, ...(await comparison) });
  }
  return { customerId, periods: previewed };
});

/** A period that can't be priced says why, and the others are shown. */
async function priced<Compared>(compare: () => Promise<Compared>): Promise<Compared | { reason: string }> {
  try {
    return await compare();
  } catch (error) {
    if (error instanceof NotPriceableError) return { reason: error.message };
    throw error;
  }
}
