import { OrderEndedError } from '../../shared/errors.ts';
import {
  decidedOn,
  ending,
  expiredReservations,
  goodsOf,
  orderChange,
  requireGoingOn,
  requireOrder,
  requirePlaced,
  reservationKey,
} from '../../shared/orders/order.store.ts';
import { issuedNumberOf } from '../../shared/orders/issued-number.store.ts';
import { missingOf } from '../../shared/orders/stock.ts';
import { readStocks } from '../../shared/orders/stock.store.ts';
import type { Change } from '../../shared/table.ts';
import { compareInstants, hoursAfter } from '../../shared/period.ts';

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
  const decide = async (): Promise<{ write?: Change[]; answer: { isSaved: boolean } }> => {
    const record = await requireGoingOn(sellerId, orderId, version);
    if (record.order.state !== 'placed') return { answer: { isSaved: true } };
    const items = placed.lines.map(({ item }) => item);
    const { stocks, moving } = await readStocks(sellerId, items);
    if (missingOf(placed, stocks).length > 0) {
      // Read behind the stock: what is missing may be what a call of the same step has kept for it meanwhile.
      const { order } = await requireGoingOn(sellerId, orderId, version);
      if (order.state !== 'placed') return { answer: { isSaved: true } };
      if (isSwept || !(await sweep(sellerId, at))) return { answer: { isSaved: false } };
      isSwept = true;
      return decide();
    }
    const until = hoursAfter(at, placed.reserveHours);
    const write = [
      orderChange(sellerId, record, { state: 'reserved', reservedUntil: until }),
      { put: { ...reservationKey(sellerId, orderId, until), body: { schema: 1 } } },
      ...moving(
        goodsOf(placed, (quantity) => ({ reserved: quantity })),
        at,
      ),
    ];
    return { write, answer: { isSaved: true } };
  };
  return decidedOn(`the stock of order "${orderId}"`, decide);
}

/** Releases what is kept for orders that nobody went on with in time. @returns whether there were any */
async function sweep(sellerId: string, at: string): Promise<boolean> {
  const expired = await expiredReservations(sellerId, at);
  for (const orderId of expired) await expire(sellerId, orderId, at);
  return expired.length > 0;
}

/** Releases what is kept for an order whose time is over and that nobody went on with. */
async function expire(sellerId: string, orderId: string, at: string): Promise<void> {
  await decidedOn(`order "${orderId}"`, async () => {
    const record = await requireOrder(sellerId, orderId);
    const { state, reservedUntil } = record.order;
    if (state !== 'reserved' || reservedUntil === undefined || compareInstants(reservedUntil, at) > 0) return { answer: undefined };
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
  return decidedOn(`order "${orderId}"`, async (): Promise<{ write?: Change[]; answer: Released }> => {
    const record = await requireOrder(sellerId, orderId);
    const { order } = record;
    if (order.version !== version) return { answer: { isSuperseded: true } };
    const invoiced = order.state === 'invoicing' ? await issuedNumberOf(sellerId, order) : order.number;
    const number = invoiced === undefined ? {} : { number: invoiced };
    if (order.ended) return { answer: { isSuperseded: false, ...number, at: order.ended.at } };
    if (order.state === 'confirmed' || order.state === 'shipped') throw new OrderEndedError(`Order "${orderId}" is ${order.state}.`);
    const ended = { as: order.state === 'invoiced' ? ('unpaid' as const) : ('failed' as const), at };
    // One whose invoice was issued and could not be written down with it has it from now on, so that it is credited.
    const owner = { ...record, order: { ...order, ...number } };
    return { write: await ending(sellerId, owner, 'declined', ended), answer: { isSuperseded: false, ...number, at } };
  });
}
