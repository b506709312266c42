import type { Catalog } from '../../shared/catalog.store.ts';
import { getOrder, requireOrder } from '../../shared/orders/order.store.ts';
import { invokeStep } from '../commands/invoke-step.ts';
import { decideOrder, placeOrder } from '../commands/orders.ts';
import { personOf } from '../commands/person.ts';
import { Meter } from '../commands/progress.ts';
import { counted } from '../commands/report.ts';
import { moveStock } from '../commands/stock.ts';
import type { Workspace } from '../workspace.ts';
import type { SampleClock } from './sample-clock.ts';
import { eveningOf, sampleOrders, SHOP_OPENS_AT, STOCK } from './sample-orders.ts';
import type { SampleOrder } from './sample-orders.ts';
import { SELLER } from './sample-month.ts';

/**
 * Fills the shop and takes the orders of the week, day by day, with what people do about them. Cut off and done again, it goes
 * on where it was.
 *
 * @param workspace of one worker: what is changed at once is so before anything comes of what it was
 * @param until a moment that has come when it is done
 */
export async function takeOrders(workspace: Workspace, clock: SampleClock, catalog: Catalog, until: string): Promise<void> {
  const orders = sampleOrders(catalog);
  await clock.at(SHOP_OPENS_AT, () => fill(workspace));
  const meter = new Meter('Take orders', orders.length);
  for (const [evening, ofDay] of Map.groupBy(orders, (order) => eveningOf(order).moment)) {
    for (const order of ofDay) {
      await clock.at(order.at, () => take(workspace, order));
      meter.add(1);
    }
    await clock.at(evening, async () => {
      for (const order of ofDay) await closeShop(workspace, order);
    });
  }
  // One after the other, so that the credit notes of those that nobody has paid are numbered in this order.
  for (const { keptUntil } of orders.filter((it) => it.keptUntil < until)) await clock.at(keptUntil, () => goOn(workspace));
  meter.end(counted(orders.length));
}

/** Has whatever waited for a moment that has come go on. */
export async function goOn(workspace: Workspace): Promise<void> {
  const runner = await workspace.runner();
  await runner.resume();
  runner.wake();
  await runner.settle();
}

async function fill(workspace: Workspace): Promise<void> {
  for (const [item, quantity] of Object.entries(STOCK)) {
    const delivery = { id: 'opening', kind: 'receive', item, quantity: String(quantity) } as const;
    await moveStock(workspace, SELLER, personOf(undefined), delivery);
  }
}

async function take(workspace: Workspace, { at, wanted, first }: SampleOrder): Promise<void> {
  const placing = { sellerId: SELLER, by: wanted.customer, at };
  const known = (await getOrder(SELLER, wanted.id))?.order;
  if (first && !known) await invokeStep(workspace.invoke, 'orders/place-order', { ...placing, order: first });
  const isChangeable = known === undefined || (known.version === 1 && ['placed', 'reserved'].includes(known.state));
  if (first && isChangeable) await invokeStep(workspace.invoke, 'orders/place-order', { ...placing, order: wanted, isChange: true });
  // Where a start was cut off between the two, the first one may have its invoice by now.
  const isFirst = first !== undefined && !isChangeable && known.version === 1;
  await placeOrder(workspace, SELLER, isFirst ? first : wanted, wanted.customer, false);
}

/** Sends what is confirmed, and cancels what somebody has called about. */
async function closeShop(workspace: Workspace, order: SampleOrder): Promise<void> {
  const { id } = order.wanted;
  const { state } = (await requireOrder(SELLER, id)).order;
  const deciding = { by: personOf(undefined), reason: 'Ordered by mistake' };
  // Once more where it is cancelled: its credit note may be missing.
  if (order.isCancelled && ['confirmed', 'invoiced', 'cancelled'].includes(state))
    await decideOrder(workspace, SELLER, id, 'cancel', deciding);
  else if (eveningOf(order).isShippingDay && state === 'confirmed') await decideOrder(workspace, SELLER, id, 'ship', deciding);
}
