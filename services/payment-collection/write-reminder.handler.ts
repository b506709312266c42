import { defineStep } from '../../shared/step.ts';
import { standingOfCase } from './case-facts.store.ts';
import { planStep } from './dunning-step.ts';
import { movementsOf } from './movements.store.ts';
import { letterOf } from './written-letter.store.ts';

/** Writes down a letter of the plan: what it charges is entered before it is made and sent, once. */
export const handler = defineStep(planStep, async (step) => {
  const standing = await standingOfCase(step.sellerId, step.number, step.case, step.enteredAt);
  await letterOf(step, standing, movementsOf);
  return null;
});
