import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { instant, plainDate } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { orderRefunds } from '../../shared/receivables/refund-set.store.ts';
import { defineStep } from '../../shared/step.ts';

const input = z.object({ sellerId: id, executeOn: plainDate.optional(), by: person, at: instant });

/** Makes the file that orders all refunds which no file orders yet. Called again it makes what was cut off. */
export const handler = defineStep(input, async ({ sellerId, executeOn, ...doing }) => ({
  sets: await orderRefunds(sellerId, doing, executeOn),
}));
