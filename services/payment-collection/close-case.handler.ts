import { z } from 'zod';
import { closeCase, requireCase } from '../../shared/dunning/dunning-case.store.ts';
import { CLOSED } from '../../shared/dunning/dunning-case.ts';
import { defineStep } from '../../shared/step.ts';
import { caseStep } from './dunning-step.ts';

const input = caseStep.extend({ as: z.enum(CLOSED) });

/** Closes the case for good; what is owed again later is another case. */
export const handler = defineStep(input, async ({ sellerId, number, case: n, as, enteredAt }) => {
  const decided = as === 'by-hand' ? (await requireCase(sellerId, number, n)).decisions.at(-1) : undefined;
  await closeCase(sellerId, number, n, { as, at: enteredAt, ...(decided && { by: decided.by, reason: decided.reason }) });
  return null;
});
