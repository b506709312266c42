import { ConditionFailedError, NotFoundError, OrderEndedError, TransientError } from '../errors.ts';
import { id } from '../catalog.ts';
import { table } from '../ports.ts';
import { everyItem } from '../table.ts';
import type { Change, Key } from '../table.ts';
import { order as orderContract, placedOrder, RESERVING } from './order.ts';
import type { Ended, Order, OrderState, PlacedOrder } from './order.ts';
import { readStocks } from './stock.store.ts';
import type { StockChange } from './stock.ts';

/** An order as it was read, to be changed on that version of its record. */
export interface OrderRecord {
  readonly order: Order;
  readonly version: number;
}

export async function getOrder(sellerId: string, orderId: string): Promise<OrderRecord | undefined> {
  const item = await table().get(orderKey(sellerId, orderId));
  return item && { order: orderContract.parse(item.body), version: item.version };
}

/** @throws {NotFoundError} if there is no such order */
export async function requireOrder(sellerId: string, orderId: string): Promise<OrderRecord> {
  const found = await getOrder(sellerId, orderId);
  if (!found) throw new NotFoundError(`Seller "${sellerId}" has no order "${orderId}".`);
  return found;
}

/**
 * An order on which an execution may go on.
 *
 * @throws {OrderEndedError} if a later version of it counts, or it was declined or cancelled
 */
export async function requireGoingOn(sellerId: string, orderId: string, version: number): Promise<OrderRecord> {
  const found = await requireOrder(sellerId, orderId);
  const { order } = found;
  if (order.version !== version) throw new OrderEndedError(`Version ${order.version} of order "${orderId}" counts now, not ${version}.`);
  if (order.ended) throw new OrderEndedError(`Order "${orderId}" is ${order.state}: ${order.ended.as}.`);
  return found;
}

/** @throws {NotFoundError} if the order has no such version */
export async function requirePlaced(sellerId: string, orderId: string, version: number): Promise<PlacedOrder> {
  const item = await table().get(placedKey(sellerId, orderId, version));
  if (!item) throw new NotFoundError(`Order "${orderId}" has no version ${version}.`);
  return placedOrder.parse(item.body);
}

/** Where all versions of an order lie. */
export function placedVersions(sellerId: string, orderId: string): { readonly pk: string; readonly prefix: string } {
  return { pk: orderKey(sellerId, orderId).pk, prefix: 'placed|' };
}

/** A page of orders, the latest first. @param after id and instant of the last one of the page before */
export async function ordersPage(
  sellerId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ orders: Order[]; next?: string }> {
  const query = { pk: listPartition(sellerId), reverse: true, limit };
  const { items, next } = await table().query(after === undefined ? query : { ...query, after });
  const found = await Promise.all(items.map(({ sk }) => requireOrder(sellerId, behindMoment(sk))));
  return { orders: found.map(({ order }) => order), ...(next === undefined ? {} : { next }) };
}

/** The id of every order there is, in the order in which they were placed. */
export async function* everyOrder(sellerId: string): AsyncGenerator<string> {
  for await (const { sk } of everyItem(table(), { pk: listPartition(sellerId) })) yield behindMoment(sk);
}

/** Orders read at once. */
const AT_ONCE = 25;

/** The orders of a customer, those that were placed first before the others. Reads every order of the seller. */
export async function ordersOf(sellerId: string, customerId: string): Promise<OrderRecord[]> {
  const ids = await Array.fromAsync(everyOrder(sellerId));
  const found: OrderRecord[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = await Promise.all(ids.slice(from, from + AT_ONCE).map((orderId) => requireOrder(sellerId, orderId)));
    found.push(...some.filter(({ order }) => order.customerId === customerId));
  }
  return found;
}

/**
 * The changes that place a version of an order: the first with its place in the list, a later one instead of the one before.
 *
 * @param before the order as it was read, if it was placed before
 */
export function placing(sellerId: string, placed: PlacedOrder, before: OrderRecord | undefined): Change[] {
  const { id: orderId, customer: customerId } = placed.wanted;
  const placedAt = before?.order.placedAt ?? placed.placedAt;
  const body: Order = { schema: 1, id: orderId, customerId, version: placed.version, state: 'placed', placedAt };
  return [
    { put: { ...placedKey(sellerId, orderId, placed.version), body: placed }, if: 'absent' },
    { put: { ...orderKey(sellerId, orderId), body }, if: before?.version ?? 'absent' },
    { put: { pk: listPartition(sellerId), sk: `${placedAt}|${orderId}`, body: { schema: 1 } } },
  ];
}

/** The change that brings an order into another state, on the version that was read. */
export function orderChange(sellerId: string, { order, version }: OrderRecord, to: Partial<Order>): Change {
  return { put: { ...orderKey(sellerId, order.id), body: { ...order, ...to } }, if: version };
}

/** How the goods of an order are moved: each line by what is said of its pieces. */
export function goodsOf({ lines }: PlacedOrder, change: (quantity: number) => StockChange): Map<string, StockChange> {
  return new Map(lines.map(({ item, quantity }) => [item, change(quantity)]));
}

/** What says until when the goods of an order are kept, so that one that nobody goes on with is found. */
export function reservationKey(sellerId: string, orderId: string, until: string): Key {
  return { pk: `${id.parse(sellerId)}|reservations`, sk: `${until}|${orderId}` };
}

/** Orders that were to be gone on with by a moment, and were not. */
export async function expiredReservations(sellerId: string, at: string): Promise<string[]> {
  const { items } = await table().query({ pk: reservationKey(sellerId, '', '').pk, from: '0', to: `${at}|~`, limit: MOST_EXPIRED });
  return items.map(({ sk }) => behindMoment(sk));
}

/** Every moment until which goods are kept for an order that nobody went on with yet, by the order. */
export async function everyReservation(sellerId: string): Promise<{ readonly orderId: string; readonly until: string }[]> {
  const items = await Array.fromAsync(everyItem(table(), { pk: reservationKey(sellerId, '', '').pk }));
  return items.map(({ sk }) => ({ orderId: behindMoment(sk), until: sk.slice(0, sk.indexOf('|')) }));
}

const behindMoment = (sk: string): string => sk.slice(sk.indexOf('|') + 1);

const MOST_EXPIRED = 20;

/**
 * The changes that end an order: what is kept for it is released with it.
 *
 * @param to declined or cancelled
 */
export async function ending(sellerId: string, record: OrderRecord, to: OrderState, ended: Ended): Promise<Change[]> {
  const { order } = record;
  const placed = await requirePlaced(sellerId, order.id, order.version);
  return [orderChange(sellerId, record, { state: to, ended }), ...(await releasing(sellerId, order, placed, ended.at))];
}

/** The changes that release what is kept for an order, if anything is. */
export async function releasing(sellerId: string, order: Order, placed: PlacedOrder, at: string): Promise<Change[]> {
  if (!RESERVING.includes(order.state)) return [];
  const { state, reservedUntil } = order;
  const listed = state === 'reserved' && reservedUntil !== undefined ? [{ delete: reservationKey(sellerId, order.id, reservedUntil) }] : [];
  const goods = goodsOf(placed, (quantity) => ({ reserved: -quantity }));
  const { moving } = await readStocks(sellerId, [...goods.keys()]);
  return [...moving(goods, at), ...listed];
}

const MOST_TRIES = 20;

/**
 * Writes what is decided on what was read; where others wrote in between, it is read and decided again.
 *
 * @param decide what is to be written, or what there is to answer without
 * @throws {TransientError} if others kept writing
 */
export async function decidedOn<Answer>(
  what: string,
  decide: () => Promise<{ readonly write?: readonly Change[]; readonly answer: Answer }>,
): Promise<Answer> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const { write, answer } = await decide();
    if (!write) return answer;
    try {
      await table().write(write);
      return answer;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
  throw new TransientError(`Others kept writing to ${what}.`);
}

const listPartition = (sellerId: string): string => `${id.parse(sellerId)}|orders`;
const orderKey = (sellerId: string, orderId: string): Key => ({ pk: `${listPartition(sellerId)}|${orderId}`, sk: 'order' });
const placedKey = (sellerId: string, orderId: string, version: number): Key => ({
  pk: `${listPartition(sellerId)}|${orderId}`,
  sk: `placed|${String(version).padStart(6, '0')}`,
});
