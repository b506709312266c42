import { z } from 'zod';
import { endAttempt } from '../../shared/attempt.store.ts';
import { customerStep } from '../../shared/billing-run.ts';
import { defineStep } from '../../shared/step.ts';
import { messageOf } from './failure.ts';

const input = customerStep.extend({ failure: z.object({ Error: z.string(), Cause: z.string().default('') }) });

/** Ends the attempt of a customer that can't be billed, with the reason, and frees its claims. */
export const handler = defineStep(input, async ({ failure, ...step }) => {
  await endAttempt(step, { error: failure.Error, cause: messageOf(failure.Cause) }, 'open');
  return null;
});
