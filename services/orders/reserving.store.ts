import { OrderEndedError } from '../../shared/errors.ts';
import {
  decidedOn,
  ending,
  expiredReservations,
  goodsChanges,
  orderChange,
  requireGoingOn,
  requireOrder,
  requirePlaced,
  reservationKey,
} from '../../shared/orders/order.store.ts';
import { missingOf } from '../../shared/orders/stock.ts';
import { stocksBy } from '../../shared/orders/stock.store.ts';
import { hoursAfter } from '../../shared/period.ts';

/**
 * Keeps the goods of an order for it, in the transaction that saves it; the same again is success. Where something is
 * missing, what is kept for orders that nobody went on with in time is released first.
 *
 * @returns whether it is saved; if not, nothing is kept
 * @throws {OrderEndedError} if the order is over, or another version of it counts
 * @throws {TransientError} if others kept taking the same goods
 */
export async function reserveGoods(sellerId: string, orderId: string, version: number, at: string): Promise<{ isSaved: boolean }> {
  const placed = await requirePlaced(sellerId, orderId, version);
  let isSwept = false;
  return decidedOn<{ isSaved: boolean }>(`the stock of order "${orderId}"`, async () => {
    const record = await requireGoingOn(sellerId, orderId, version);
    if (record.order.state !== 'placed') return { answer: { isSaved: true } };
    const items = placed.lines.map(({ item }) => item);
    if (missingOf(placed, await stocksBy(sellerId, items)).length > 0 && !isSwept) {
      isSwept = true;
      for (const expired of await expiredReservations(sellerId, at)) await expire(sellerId, expired, at);
    }
    if (missingOf(placed, await stocksBy(sellerId, items)).length > 0) return { answer: { isSaved: false } };
    const until = hoursAfter(at, placed.reserveHours);
    const write = [
      orderChange(sellerId, record, { state: 'reserved', reservedUntil: until }),
      { put: { ...reservationKey(sellerId, orderId, until), body: { schema: 1 } } },
      ...(await goodsChanges(sellerId, placed, (quantity) => ({ reserved: quantity }), at)),
    ];
    return { write, answer: { isSaved: true } };
  });
}

/** Releases what is kept for an order whose time is over and that nobody went on with. */
async function expire(sellerId: string, orderId: string, at: string): Promise<void> {
  await decidedOn(`order "${orderId}"`, async () => {
    const record = await requireOrder(sellerId, orderId);
    const { state, reservedUntil } = record.order;
    if (state !== 'reserved' || reservedUntil === undefined || reservedUntil > at) return { answer: undefined };
    return { write: await ending(sellerId, record, 'declined', { as: 'expired', at }), answer: undefined };
  });
}

/** What is left for an execution to do once its order can't go on. */
export interface Released {
  /** Whether another version counts, so that nobody is to be told. */
  readonly isSuperseded: boolean;
  /** Of an invoice that is to be credited, and when that was decided. */
  readonly number?: string;
  readonly at?: string;
}

/**
 * Ends an order that can't go on, and releases what is kept for it. One that is over already stays as it is: of a time-out
 * and a person who cancels, whoever comes first has it.
 */
export async function releaseGoods(sellerId: string, orderId: string, version: number, at: string): Promise<Released> {
  return decidedOn(`order "${orderId}"`, async (): Promise<{ write?: Awaited<ReturnType<typeof ending>>; answer: Released }> => {
    const record = await requireOrder(sellerId, orderId);
    const { order } = record;
    if (order.version !== version) return { answer: { isSuperseded: true } };
    const number = order.number === undefined ? {} : { number: order.number };
    if (order.ended) return { answer: { isSuperseded: false, ...number, at: order.ended.at } };
    if (order.state === 'confirmed' || order.state === 'shipped') throw new OrderEndedError(`Order "${orderId}" is ${order.state}.`);
    const ended = { as: order.state === 'invoiced' ? ('unpaid' as const) : ('failed' as const), at };
    return { write: await ending(sellerId, record, 'declined', ended), answer: { isSuperseded: false, ...number, at } };
  });
}
