import { eraseUsage } from '../../shared/erased-usage.store.ts';
import { scopeOf } from '../../shared/erasing-run.store.ts';
import { erasingStep } from '../../shared/erasure.ts';
import { plainDate } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';

/** No event is earlier. */
const FIRST_DAY = '2000-01-01';

const input = erasingStep.extend({ from: plainDate.default(FIRST_DAY) });

/**
 * Replaces the events of closed days by hashes, some days at a time: `next` is where to go on. Every day there can be is
 * looked at, since an event may lie before any subscription.
 */
export const handler = defineStep(input, async ({ from, ...step }) => {
  const scope = await scopeOf(step);
  if (!scope) return { events: 0, reversals: 0, lateMarkers: 0 };
  const { sellerId, customerId, preview } = step;
  return eraseUsage(sellerId, customerId, { from, through: scope.through, isPreview: preview !== undefined });
});
