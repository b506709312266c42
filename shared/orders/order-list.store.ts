import { z } from 'zod';
import { tokenAfter } from '../table-range.ts';
import { getOrder, ordersPage, requirePlaced } from './order.store.ts';
import { orderState, RESERVING } from './order.ts';
import type { Order } from './order.ts';

/** Orders that are read at once, and those that are looked at for a page, before the rest is left to its next one. */
const AT_ONCE = 50;
const MOST_LOOKED_AT = 500;

interface OrdersAsked<Found> {
  readonly after?: string | undefined;
  readonly limit: number;
  /** What of an order is wanted; undefined if it is none of those. */
  readonly found: (order: Order) => Promise<Found | undefined>;
}

/** A page of a list of orders. */
export interface FoundOrders<Found> {
  readonly found: Found[];
  readonly next?: string;
  /** How many were looked at for it. */
  readonly lookedAt: number;
}

/**
 * Orders, the latest first, of which those are wanted that `found` says. They have no index but their time: a page looks at
 * so many at most, and where the next ones are is on its next page.
 *
 * @throws {InvalidInputError} if the page is none of ours
 */
export async function ordersDown<Found>(sellerId: string, { after, limit, found }: OrdersAsked<Found>): Promise<FoundOrders<Found>> {
  const wanted: Found[] = [];
  let [place, lookedAt] = [after, 0];
  for (;;) {
    const { orders, next } = await ordersPage(sellerId, { after: place, limit: AT_ONCE });
    for (const order of orders) {
      // One more than fits is looked for, so that no page leads to an empty one.
      const it = await found(order);
      if (it !== undefined && wanted.length === limit) return { found: wanted, next: place!, lookedAt };
      lookedAt++;
      place = tokenAfter(`${order.placedAt}|${order.id}`);
      if (it !== undefined) wanted.push(it);
    }
    if (next === undefined) return { found: wanted, lookedAt };
    if (lookedAt >= MOST_LOOKED_AT) return { found: wanted, next, lookedAt };
    place = next;
  }
}

/** What of orders is looked for. */
export interface OrderFilter {
  /** `open`: any in which its goods are kept. */
  readonly state?: z.output<typeof askedState> | undefined;
  readonly customer?: string | undefined;
  /** Part of an order's id. */
  readonly search?: string | undefined;
}

/** What state may be asked for. */
export const askedState = z.enum([...orderState.options, 'open']);

/** A page of orders that are looked for, the latest first; one of exactly the id that is searched is found wherever it is. */
export async function ordersLike(
  sellerId: string,
  { state, customer, search = '' }: OrderFilter,
  paging: { readonly after?: string | undefined; readonly limit: number },
): Promise<FoundOrders<Order>> {
  const text = search.toLowerCase();
  const isLike = (order: Order): boolean =>
    (state === undefined || (state === 'open' ? RESERVING.includes(order.state) : order.state === state)) &&
    (customer === undefined || order.customerId === customer) &&
    order.id.toLowerCase().includes(text);
  const exact = paging.after === undefined && text !== '' ? (await getOrder(sellerId, search))?.order : undefined;
  if (exact && isLike(exact)) return { found: [exact], lookedAt: 1 };
  return ordersDown(sellerId, { ...paging, found: (order) => Promise.resolve(isLike(order) ? order : undefined) });
}

/** Pieces of an item that are kept for an order. */
export interface Reservation {
  readonly order: Order;
  readonly quantity: number;
}

/** A page of the orders that pieces of an item are kept for, the latest first. */
export function reservationsOf(
  sellerId: string,
  item: string,
  paging: { readonly after?: string | undefined; readonly limit: number },
): Promise<FoundOrders<Reservation>> {
  return ordersDown(sellerId, {
    ...paging,
    found: async (order) => {
      if (!RESERVING.includes(order.state)) return undefined;
      const { lines } = await requirePlaced(sellerId, order.id, order.version);
      const quantity = lines.find((line) => line.item === item)?.quantity;
      return quantity === undefined ? undefined : { order, quantity };
    },
  });
}
