import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { charges } from '../../shared/charges.store.ts';
import { defineStep } from '../../shared/step.ts';
import { previewOf } from './preview.ts';

const input = z.object({ sellerId: id, customerId: id, charges });

/** The draft that charges would come to, or null if nothing is due; keeps nothing. */
export const handler = defineStep(input, async ({ sellerId, customerId, charges: charged }) =>
  previewOf(await requireSeller(sellerId), await requireCustomer(sellerId, customerId), charged),
);
