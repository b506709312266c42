import { auditChanges, auditOnce } from '../../shared/audit.store.ts';
import type { Act } from '../../shared/audit.ts';
import { requireSeal } from '../../shared/billing-run.store.ts';
import { numberText, runStep } from '../../shared/billing-run.ts';
import type { NumberBlock } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { takeNumberBlocks } from '../../shared/number.store.ts';
import { dateIn, instant } from '../../shared/period.ts';
import { STEPBILL } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { requireBlocksOf } from './position.ts';

const input = runStep.extend({ enteredAt: instant });

/** Takes all numbers of the run at once and fixes its issue date, only while the seal is the one that was read. */
export const handler = defineStep(input, async ({ sellerId, runId, enteredAt }) => {
  const seller = await requireSeller(sellerId);
  const { seal, check } = await requireSeal(sellerId, runId);
  const numbered = (blocks: readonly NumberBlock[]): Act => {
    const numbers = blocks.flatMap((block) => [numberText(block, block.first), numberText(block, block.first + block.count - 1)]);
    return { at: enteredAt, by: STEPBILL, action: 'numbered', numbers };
  };
  const blocks = await takeNumberBlocks(seller, runId, seal.counts, dateIn(enteredAt, seller.zone), async (taken) => [
    check,
    ...(await auditChanges(sellerId, { runId }, numbered(taken))),
  ]);
  requireBlocksOf(runId, seal.counts, blocks);
  // A run that is run again after a restore has its numbers back, and nothing of its log.
  await auditOnce(sellerId, { runId }, numbered(blocks));
  return blocks;
});
