import { z } from 'zod';
import { sealRun } from '../../shared/billing-run.store.ts';
import { listRef, runStep, sealedDraft } from '../../shared/billing-run.ts';
import { requireList } from '../../shared/list.store.ts';
import { defineStep } from '../../shared/step.ts';
import { sealOf } from './seal.ts';

const input = runStep.extend({ list: listRef, contentHash: z.string() });

/** Fixes the list of drafts the run issues; from here on the order of the list is the order of the numbers. */
export const handler = defineStep(input, async ({ sellerId, runId, list, contentHash }) => {
  const drafts = await requireList(sealedDraft, list.key);
  await sealRun(sellerId, runId, sealOf(list, drafts, contentHash));
  return list;
});
