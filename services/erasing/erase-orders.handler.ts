import { scopeOf } from '../../shared/erasing-run.store.ts';
import { erasingStep } from '../../shared/erasure.ts';
import { eraseShipTo } from '../../shared/orders/erased-order.store.ts';
import { ordersOf } from '../../shared/orders/order.store.ts';
import { overOn, runOfOrder } from '../../shared/orders/order.ts';
import { table } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';
import { allItems } from '../../shared/table.ts';
import { isNeeded } from './needed-record.ts';

/**
 * Takes out of orders that have long been over where their goods went, and the drafts of their documents, since an invoice says
 * the same. What was ordered, at which price, and how it ended stays.
 */
export const handler = defineStep(erasingStep, async (input) => {
  const { sellerId, customerId, preview } = input;
  const scope = await scopeOf(input);
  const counts = { addresses: 0, drafts: 0 };
  if (!scope) return counts;
  for (const { order } of await ordersOf(sellerId, customerId)) {
    const day = overOn(order);
    if (day === undefined || day > scope.oldest) continue;
    counts.addresses += await eraseShipTo(sellerId, order.id, preview !== undefined);
    const drafted = await allItems(table(), { pk: `${sellerId}|draft|${runOfOrder(order.id)}|${customerId}` });
    const gone = drafted.filter(({ sk }) => !isNeeded(sk, false));
    counts.drafts += gone.filter(({ sk }) => sk.startsWith('content|')).length;
    if (!preview) for (const { pk, sk } of gone) await table().write([{ delete: { pk, sk } }]);
  }
  return counts;
});
