import { defineStep } from '../../shared/step.ts';
import { planStep } from './dunning-step.ts';
import { letterOf } from './written-letter.store.ts';

/** Writes down a letter of the plan: what it charges is entered before it is made and sent, once. */
export const handler = defineStep(planStep, async (step) => {
  await letterOf(step);
  return null;
});
