import { z } from 'zod';
import { runStep } from '../../shared/billing-run.ts';
import { instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { keepWaiting } from '../../shared/waiting.store.ts';

const input = runStep.extend({ contentHash: z.string(), taskToken: z.string(), enteredAt: instant });

/** Keeps the token by which a person's decision on this content continues the run. */
export const handler = defineStep(input, async ({ sellerId, runId, contentHash, taskToken, enteredAt }) => {
  await keepWaiting(sellerId, runId, { schema: 1, for: 'release', taskToken, since: enteredAt, about: { contentHash } });
  return null;
});
