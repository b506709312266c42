import { auditChanges } from '../../shared/audit.store.ts';
import type { Act } from '../../shared/audit.ts';
import { wakeDunning } from '../../shared/dunning/dunning-wait.store.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { decidedOn, ending, goodsOf, orderChange, requireOrder, requirePlaced } from '../../shared/orders/order.store.ts';
import type { OrderRecord } from '../../shared/orders/order.store.ts';
import type { Order, PlacedOrder } from '../../shared/orders/order.ts';
import { readStocks } from '../../shared/orders/stock.store.ts';
import type { Change } from '../../shared/table.ts';

/** What a person decides on an order. */
export interface OrderDecision {
  readonly kind: 'cancel' | 'ship' | 'retry';
  readonly by: string;
  readonly at: string;
  readonly reason?: string | undefined;
}

/** Whether it is decided just now, on which order, and how that stood before. */
export interface Decided {
  readonly isNew: boolean;
  readonly before: Order;
}

const ACTIONS = { cancel: 'order-cancelled', ship: 'order-shipped', retry: 'order-retried' } as const;

/**
 * Writes down what a person decides on an order, in one transaction with the entry of the audit log. Shipping or cancelling
 * what is shipped or cancelled is success, and so is trying a payment again at the moment at which it was. An execution that
 * waits is woken.
 *
 * @throws {DecisionRefusedError} if the order is not in a state in which that may be done
 */
export async function decideOrder(sellerId: string, orderId: string, decision: OrderDecision): Promise<Decided> {
  const { kind, by, at, reason } = decision;
  const decided = await decidedOn(`order "${orderId}"`, async (): Promise<{ write?: Change[]; answer: Decided }> => {
    const record = await requireOrder(sellerId, orderId);
    const { order } = record;
    const isDone = { cancel: order.state === 'cancelled', ship: order.state === 'shipped', retry: order.retriedAt === at }[kind];
    if (isDone) return { answer: { isNew: false, before: order } };
    const placed = await requirePlaced(sellerId, orderId, order.version);
    const act: Act = {
      at,
      by,
      action: ACTIONS[kind],
      order: orderId,
      customerId: order.customerId,
      ...(reason !== undefined && { reason }),
    };
    const write = [...(await changesOf(sellerId, record, placed, decision)), ...(await auditChanges(sellerId, 'seller', act))];
    return { write, answer: { isNew: true, before: order } };
  });
  const { number } = decided.before;
  if (number !== undefined) await wakeDunning(sellerId, [number]);
  return decided;
}

async function changesOf(
  sellerId: string,
  record: OrderRecord,
  placed: PlacedOrder,
  { kind, by, at, reason }: OrderDecision,
): Promise<Change[]> {
  const { order } = record;
  const refuse = (why: string): never => {
    throw new DecisionRefusedError(`Order "${order.id}" is ${order.state}: ${why}.`);
  };
  switch (kind) {
    case 'ship':
      if (order.state !== 'confirmed') refuse('only what is confirmed is shipped');
      return [orderChange(sellerId, record, { state: 'shipped', shippedAt: at }), ...(await shipping(sellerId, placed, at))];
    case 'cancel':
      if (order.state === 'invoicing') refuse('its invoice is being made; cancel it once it is there');
      if (order.state === 'shipped') refuse('credit its invoice, and take back what comes with `stock return`');
      if (order.ended) refuse('there is nothing left of it to cancel');
      return ending(sellerId, record, 'cancelled', { as: 'cancelled', at, by, ...(reason !== undefined && { reason }) });
    case 'retry':
      if (order.state !== 'invoiced') refuse('a payment is tried again only while the order waits for it');
      return [orderChange(sellerId, record, { retries: (order.retries ?? 0) + 1, retriedAt: at })];
  }
}

async function shipping(sellerId: string, placed: PlacedOrder, at: string): Promise<Change[]> {
  const goods = goodsOf(placed, (quantity) => ({ onHand: -quantity, reserved: -quantity }));
  return (await readStocks(sellerId, [...goods.keys()])).moving(goods, at);
}
