import { z } from 'zod';
import { runStep } from '../../shared/billing-run.ts';
import { instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { keepWaiting } from '../../shared/waiting.store.ts';
import { verification } from './verification.ts';

const input = runStep.extend({ verification, taskToken: z.string(), enteredAt: instant });

/** Keeps what is missing and the token by which a retry continues the run. */
export const handler = defineStep(input, async ({ sellerId, runId, verification: found, taskToken, enteredAt }) => {
  await keepWaiting(sellerId, runId, { for: 'repair', taskToken, since: enteredAt, round: 0, about: found });
  return null;
});
