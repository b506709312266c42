import { requireGoingOn, requirePlaced } from '../../shared/orders/order.store.ts';
import { missingOf } from '../../shared/orders/stock.ts';
import { stocksBy } from '../../shared/orders/stock.store.ts';
import { defineStep } from '../../shared/step.ts';
import { orderStep } from './order-step.ts';

/** Looks whether what is ordered is there. Reserves nothing: another order may be faster. */
export const handler = defineStep(orderStep, async ({ sellerId, orderId, version }) => {
  const { order } = await requireGoingOn(sellerId, orderId, version);
  const placed = await requirePlaced(sellerId, orderId, version);
  const stocks = await stocksBy(
    sellerId,
    placed.lines.map(({ item }) => item),
  );
  return { isAvailable: order.state !== 'placed' || missingOf(placed, stocks).length === 0 };
});
