import { requireSeal } from '../../shared/billing-run.store.ts';
import { runStep } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { takeNumberBlocks } from '../../shared/number.store.ts';
import { dateIn, instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';

const input = runStep.extend({ enteredAt: instant });

/** Takes all numbers of the run at once and fixes its issue date, only while the seal is the one that was read. */
export const handler = defineStep(input, async ({ sellerId, runId, enteredAt }) => {
  const seller = await requireSeller(sellerId);
  const { seal, check } = await requireSeal(sellerId, runId);
  const { digits } = seller.numberSeries;
  const wanted = Object.entries(seal.counts).map(([series, count]) => ({ series, count, digits }));
  return takeNumberBlocks(sellerId, runId, wanted, dateIn(enteredAt, seller.zone), [check]);
});
