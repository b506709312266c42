import { z } from 'zod';
import { requireBackfill } from '../../shared/backfill.store.ts';
import { supposing } from '../../shared/backfill-view.ts';
import { backfillId } from '../../shared/backfill.ts';
import { daysOfBackfill } from '../../shared/backfilled-usage.store.ts';
import { id } from '../../shared/catalog.ts';
import { metersOf, requireCustomer } from '../../shared/catalog.store.ts';
import type { Charges } from '../../shared/charges.store.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import { addMonths, instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { backfillsNow } from '../../shared/usage.store.ts';
import { compared, touchedPeriods } from './backfill-preview.ts';
import type { PreviewedPeriod } from './backfill-preview.ts';
import { chargesOf } from './charges.ts';
import { duePeriods } from './due-periods.store.ts';
import { ratedOn } from './rated-on.store.ts';
import { spanOf } from './scheduled-claims.ts';
import { lookAtUsage } from './usage-snapshot.store.ts';
import type { DuePeriod } from './usage-snapshot.ts';

/** Periods that end within a year are looked at, also those that run. */
const MONTHS_AHEAD = 12;

const input = z.object({ sellerId: id, customerId: id, backfillId, at: instant });

/**
 * What a backfill does to the bills of a customer: each service period it lies in, rated without it and with it as a run
 * rates it, on the terms of today. Keeps nothing.
 */
export const handler = defineStep(input, async ({ sellerId, customerId, backfillId: name, at }) => {
  const { found } = await requireBackfill(sellerId, name);
  const customer = await requireCustomer(sellerId, customerId);
  const meters = await metersOf(sellerId);
  const step = { sellerId, customerId, runId: 'preview', attempt: 1 };
  const charged = async (period: DuePeriod, isApplied: boolean): Promise<Charges> => {
    const snapshot = await lookAtUsage(step, [period], meters, supposing(backfillsNow(sellerId), found, isApplied));
    return chargesOf(snapshot, await ratedOn(step, { isDryRun: true }, snapshot), meters, customer.language, 'preview');
  };
  const month = addMonths(at.slice(0, 10), MONTHS_AHEAD).slice(0, 7);
  const periods = await duePeriods(step, { month, isDryRun: true }, customer);
  const previewed: PreviewedPeriod[] = [];
  for (const period of touchedPeriods(periods, found, await daysOfBackfill(sellerId, found, customerId))) {
    const { subscription, parts, settled, since: _, ...claim } = period;
    const about = { subscriptionId: subscription.id, period: spanOf(parts), isBilled: settled.some(({ isVoid }) => !isVoid) };
    const whole = { ...claim, subscription, parts, settled: [] };
    previewed.push({ ...about, ...(await priced(async () => compared(await charged(whole, false), await charged(whole, true)))) });
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
