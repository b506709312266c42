import { z } from 'zod';
import { sealRun } from '../../shared/billing-run.store.ts';
import { listRef, runStep, sealedDraft } from '../../shared/billing-run.ts';
import { requireList } from '../../shared/list.store.ts';
import { instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { sealOf } from './seal.ts';

const input = runStep.extend({ round: z.number().int().min(1), list: listRef, contentHash: z.string(), enteredAt: instant });

/** Fixes the list of drafts the run issues; from here on the order of the list is the order of the numbers. */
export const handler = defineStep(input, async ({ sellerId, runId, round, list, contentHash, enteredAt }) => {
  const drafts = await requireList(sealedDraft, list.key);
  await sealRun(sellerId, runId, round, sealOf(list, drafts, contentHash), enteredAt);
  return list;
});
