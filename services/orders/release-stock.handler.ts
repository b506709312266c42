import { defineStep } from '../../shared/step.ts';
import { orderStep } from './order-step.ts';
import { releaseGoods } from './reserving.store.ts';
import { creditReason } from './order-mails.ts';
import { requireCustomer } from '../../shared/catalog.store.ts';
import { requireOrder } from '../../shared/orders/order.store.ts';
import { executionOfOrder } from '../../shared/orders/order.ts';

/** Ends an order that can't go on, releases its goods, and says what is left to undo. */
export const handler = defineStep(orderStep, async ({ sellerId, orderId, version, enteredAt }) => {
  const released = await releaseGoods(sellerId, orderId, version, enteredAt);
  const { order } = await requireOrder(sellerId, orderId);
  const { language } = await requireCustomer(sellerId, order.customerId);
  // The same however often an execution of it has to be started.
  const creditNote = `credit-${executionOfOrder(sellerId, order)}`;
  return { ...released, creditNote, reason: creditReason(order, language) };
});
