import { catalogsHolding } from '../../shared/catalog-import.store.ts';
import { scopeOf } from '../../shared/erasing-run.store.ts';
import { erasingStep } from '../../shared/erasure.ts';
import { defineStep } from '../../shared/step.ts';

/** Takes a customer whose contacts are erased out of the contents of all imports; what they said of others stays. */
export const handler = defineStep(erasingStep, async (input) => {
  const scope = await scopeOf(input);
  if (!scope?.hasContacts) return { catalogs: 0 };
  return { catalogs: await catalogsHolding(input.sellerId, input.customerId, input.preview === undefined) };
});
