import type { Catalog } from '../../shared/catalog.store.ts';
import { fixClock } from '../../shared/clock.ts';
import { getOrder, requireOrder } from '../../shared/orders/order.store.ts';
import { invokeStep } from '../commands/invoke-step.ts';
import { decideOrder, placeOrder } from '../commands/orders.ts';
import { personOf } from '../commands/person.ts';
import { Meter } from '../commands/progress.ts';
import { counted } from '../commands/report.ts';
import { moveStock } from '../commands/stock.ts';
import type { Workspace } from '../workspace.ts';
import { eveningOf, sampleOrders, SHOP_OPENS_AT, STOCK } from './sample-orders.ts';
import type { SampleOrder } from './sample-orders.ts';
import { SELLER } from './sample-month.ts';

/**
 * Fills the shop and takes the orders of the week, day by day, with what people do about them. Cut off and done again, it goes
 * on with what is missing, and leaves alone what somebody has decided since.
 *
 * @param workspace of one worker: what is changed at once is so before anything comes of what it was
 * @param until a moment that has come when it is done
 */
export async function takeOrders(workspace: Workspace, catalog: Catalog, until: string): Promise<void> {
  const orders = sampleOrders(catalog);
  fixClock(new Date(SHOP_OPENS_AT));
  const by = personOf(undefined);
  for (const [item, quantity] of Object.entries(STOCK))
    await moveStock(workspace, SELLER, { id: 'opening', kind: 'receive', item, quantity: String(quantity), by });

  const meter = new Meter('Take orders', orders.length);
  for (const [evening, ofDay] of Map.groupBy(orders, (order) => eveningOf(order).moment)) {
    for (const order of ofDay) {
      await take(workspace, order);
      meter.add(1);
    }
    fixClock(new Date(evening));
    for (const order of ofDay) await closeShop(workspace, order);
  }
  await letExpire(
    workspace,
    orders.map(({ keptUntil }) => keptUntil).filter((moment) => moment < until),
  );
  meter.end(counted(orders.length));
}

async function take(workspace: Workspace, { at, wanted, first }: SampleOrder): Promise<void> {
  fixClock(new Date(at));
  if (await getOrder(SELLER, wanted.id)) return;
  const placing = { sellerId: SELLER, by: wanted.customer, at };
  if (first) {
    await invokeStep(workspace.invoke, 'orders/place-order', { ...placing, order: first });
    await invokeStep(workspace.invoke, 'orders/place-order', { ...placing, order: wanted, isChange: true });
  }
  await placeOrder(workspace, SELLER, wanted, wanted.customer, false);
}

/** Sends what is confirmed, and cancels what somebody has called about. */
async function closeShop(workspace: Workspace, order: SampleOrder): Promise<void> {
  const { id } = order.wanted;
  const { state } = (await requireOrder(SELLER, id)).order;
  const deciding = { by: personOf(undefined), reason: 'Ordered by mistake' };
  if (order.isCancelled && (state === 'confirmed' || state === 'invoiced')) await decideOrder(workspace, SELLER, id, 'cancel', deciding);
  else if (eveningOf(order).isShippingDay && state === 'confirmed') await decideOrder(workspace, SELLER, id, 'ship', deciding);
}

/** Lets the goods go that nobody has paid for, one order after the other, so that their credit notes are numbered in this order. */
async function letExpire(workspace: Workspace, moments: readonly string[]): Promise<void> {
  const runner = await workspace.runner();
  for (const moment of moments) {
    fixClock(new Date(moment));
    runner.wake();
    await runner.settle();
  }
}
