import { defineStep } from '../../shared/step.ts';
import { standingOfCase } from './case-facts.store.ts';
import { caseStep } from './dunning-step.ts';
import { nextStep } from './next-step.ts';

/** Says what comes next in a case, by what is open, what people decided and the plan it was opened with. */
export const handler = defineStep(caseStep, async ({ sellerId, number, case: n, enteredAt }) => {
  const { facts } = await standingOfCase(sellerId, number, n, enteredAt);
  return nextStep(facts, enteredAt);
});
