import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { charges } from '../../shared/charges.store.ts';
import { minorDigits } from '../../shared/money.ts';
import { defineStep } from '../../shared/step.ts';
import { draftOf } from './draft.ts';
import { checkInvariants } from './invariants.ts';

const input = z.object({ sellerId: id, customerId: id, charges });

/** The draft that charges would come to, or null if nothing is due; keeps nothing. */
export const handler = defineStep(input, async ({ sellerId, customerId, charges: charged }) => {
  const draft = draftOf(await requireSeller(sellerId), await requireCustomer(sellerId, customerId), charged);
  if (draft) checkInvariants(draft, minorDigits(draft.currency));
  return draft ?? null;
});
