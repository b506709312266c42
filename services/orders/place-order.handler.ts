import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { wantedOrder } from '../../shared/orders/order.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { defineStep } from '../../shared/step.ts';
import { placeOrder } from './placing.store.ts';

const input = z.object({ sellerId: id, order: wantedOrder, isChange: z.boolean().default(false), by: person, at: instant });

/** Places an order, or another version of one, and starts its state machine; the same again changes nothing. */
export const handler = defineStep(input, ({ sellerId, order, ...placing }) => placeOrder(sellerId, order, placing));
