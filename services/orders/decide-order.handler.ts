import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { orderId } from '../../shared/orders/order.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { creditCancelled } from './crediting.store.ts';
import { decideOrder } from './decision.store.ts';

const input = z.object({
  sellerId: id,
  orderId,
  kind: z.enum(['cancel', 'ship', 'retry']),
  by: person,
  at: instant,
  reason: z.string().trim().min(1).max(300).optional(),
});

/** A person's decision on an order: it is cancelled and its invoice credited, its goods are sent, or its payment is tried again. */
export const handler = defineStep(input, async ({ sellerId, orderId: it, ...decision }) => {
  const { isNew, before } = await decideOrder(sellerId, it, decision);
  if (decision.kind === 'cancel') await creditCancelled(sellerId, before, decision);
  return { isNew };
});
