import { z } from 'zod';
import { keepOrderWait } from '../../shared/dunning/dunning-wait.store.ts';
import { OrderEndedError } from '../../shared/errors.ts';
import { defineStep } from '../../shared/step.ts';
import { answerToken } from '../../shared/waiting.store.ts';
import { orderStep } from './order-step.ts';
import { paymentStanding } from './payment-plan.store.ts';

const input = orderStep.extend({ number: z.string(), trigger: z.string(), taskToken: z.string() });

/** Keeps the token by which money that comes, or a person who decides, lets the order go on. */
export const handler = defineStep(input, async ({ number, trigger, taskToken, enteredAt, ...step }) => {
  await keepOrderWait(step.sellerId, number, { since: enteredAt, taskToken });
  // Something may have come before anyone waited; the token comes first, so neither is missed.
  if (!(await isWaitedFor(step, trigger, enteredAt))) await answerToken(taskToken, { isWoken: true });
  return null;
});

async function isWaitedFor(step: Parameters<typeof paymentStanding>[0], trigger: string, at: string): Promise<boolean> {
  try {
    return (await paymentStanding(step, trigger, at)).plan.do === 'wait';
  } catch (error) {
    if (error instanceof OrderEndedError) return false;
    throw error;
  }
}
