import { z } from 'zod';
import { endAttempt } from '../../shared/attempt.store.ts';
import { customerStep } from '../../shared/billing-run.ts';
import { defineStep } from '../../shared/step.ts';
import { adviceFor } from './advice.ts';
import { messageOf } from './failure.ts';

const failure = z.object({ Error: z.string().min(1), Cause: z.string().default('') });
/** What failed, by the name of its state: one entry. */
const input = customerStep.extend({ failed: z.record(z.string(), failure) });

/** Ends the attempt of a customer that can't be billed, with the reason, and frees its claims. */
export const handler = defineStep(input, async ({ failed, ...customer }) => {
  const [[step, { Error: error, Cause }] = ['PrepareDrafts', { Error: 'UnknownError', Cause: '' }]] = Object.entries(failed);
  await endAttempt(customer, { error, cause: messageOf(Cause), step, advice: adviceFor(error) }, 'open');
  return null;
});
