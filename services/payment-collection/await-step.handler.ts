import { z } from 'zod';
import { keepDunningWait } from '../../shared/dunning/dunning-wait.store.ts';
import { defineStep } from '../../shared/step.ts';
import { answerToken } from '../../shared/waiting.store.ts';
import { standingOfCase } from './case-facts.store.ts';
import { caseStep } from './dunning-step.ts';
import { nextStep } from './next-step.ts';

const input = caseStep.extend({ taskToken: z.string(), until: z.string() });

/** Keeps the token by which money that comes, or a person's decision, wakes the case before its time. */
export const handler = defineStep(input, async ({ sellerId, number, case: n, enteredAt, taskToken, until }) => {
  await keepDunningWait(sellerId, number, { case: n, since: enteredAt, taskToken });
  // Something may have come before anyone waited; the token comes first, so neither is missed.
  const { facts } = await standingOfCase(sellerId, number, n, enteredAt);
  const next = nextStep(facts, enteredAt);
  if (next.do !== 'wait' || next.until !== until) await answerToken(taskToken, { isWoken: true });
  return null;
});
