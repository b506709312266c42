import { finishErasure } from '../../shared/erasure.store.ts';
import { erasingStep } from '../../shared/erasure.ts';
import { defineStep } from '../../shared/step.ts';

/** Ends an erasing once all of its steps are through. Until then the same command goes on with it. */
export const handler = defineStep(erasingStep.omit({ preview: true }), async ({ sellerId, customerId }) => {
  await finishErasure(sellerId, customerId);
  return null;
});
