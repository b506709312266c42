import { z } from 'zod';
import { numberBlock, runStep, sealedDraft } from '../../shared/billing-run.ts';
import { bindNumber } from '../../shared/number.store.ts';
import { defineStep } from '../../shared/step.ts';
import { positionIn } from './position.ts';

const input = runStep.extend({ blocks: z.array(numberBlock).min(1), draft: sealedDraft });

/** Gives a sealed draft its number: the first of its series' block plus its place in the list. */
export const handler = defineStep(input, async ({ sellerId, runId, blocks, draft }) => {
  const { block, position } = positionIn(blocks, draft);
  const { customerId, attempt, hash } = draft;
  const number = await bindNumber(sellerId, block, position, { runId, customerId, attempt, hash });
  return { number, issueDate: block.issueDate };
});
