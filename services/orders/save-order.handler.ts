import { defineStep } from '../../shared/step.ts';
import { orderStep } from './order-step.ts';
import { reserveGoods } from './reserving.store.ts';

/** Saves the order and keeps its goods, both or neither; answers that it is not available if another was faster. */
export const handler = defineStep(orderStep, ({ sellerId, orderId, version, enteredAt }) =>
  reserveGoods(sellerId, orderId, version, enteredAt),
);
