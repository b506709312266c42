import { requireCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { itemsBy } from '../../shared/item.store.ts';
import { decidedOn, ending, requireOrder, requirePlaced } from '../../shared/orders/order.store.ts';
import { missingOf } from '../../shared/orders/stock.ts';
import { stocksBy } from '../../shared/orders/stock.store.ts';
import { sendUnlessMarked } from '../../shared/marked-address.store.ts';
import { defineStep } from '../../shared/step.ts';
import { endMail } from './order-mails.ts';
import { orderStep } from './order-step.ts';

/** Tells the customer, once, that there will be no goods and why; what is not there is declined here, with what is missing since when. */
export const handler = defineStep(orderStep, async ({ sellerId, orderId, version, enteredAt }) => {
  const placed = await requirePlaced(sellerId, orderId, version);
  const items = placed.lines.map(({ item }) => item);
  const { order, ended } = await decidedOn(`order "${orderId}"`, async () => {
    const record = await requireOrder(sellerId, orderId);
    if (record.order.ended) return { answer: { order: record.order, ended: record.order.ended } };
    const missing = missingOf(placed, await stocksBy(sellerId, items));
    const ended = { as: 'unavailable' as const, at: enteredAt, missing };
    return { write: await ending(sellerId, record, 'declined', ended), answer: { order: record.order, ended } };
  });
  if (order.version !== version) return null;
  const [seller, customer] = await Promise.all([requireSeller(sellerId), requireCustomer(sellerId, order.customerId)]);
  const known = await itemsBy(sellerId, items);
  const named = await itemsBy(
    sellerId,
    [...known.values()].flatMap(({ alternatives = [] }) => alternatives),
  );
  await sendUnlessMarked(
    sellerId,
    endMail({ ...order, ended }, { seller, customer, placed, items: new Map([...named, ...known]) }, enteredAt),
  );
  return null;
});
