import { z } from 'zod';
import { getCustomer } from '../../shared/catalog.store.ts';
import type { Execution, StateVisit } from '../../shared/executions.ts';
import { ordersLike, type OrderFilter } from '../../shared/orders/order-list.store.ts';
import { requireOrder, requirePlaced } from '../../shared/orders/order.store.ts';
import { orderExecution } from '../../shared/orders/order-execution.ts';
import { ORDER_MACHINE } from '../../shared/orders/order.ts';
import type { Order, PlacedOrder } from '../../shared/orders/order.ts';
import { instant } from '../../shared/period.ts';
import { executions, outbox, table } from '../../shared/ports.ts';
import { allItems } from '../../shared/table.ts';

/** An order in a list. */
export interface ListedOrder {
  readonly order: Order;
  /** The version that counts. */
  readonly placed: PlacedOrder;
  /** Name, or the id of one who is not there any more. */
  readonly customer: string;
}

export interface OrdersPage {
  readonly orders: readonly ListedOrder[];
  readonly next?: string;
  readonly lookedAt: number;
}

/** A page of orders that are looked for, the latest first. */
export async function ordersPage(
  sellerId: string,
  filter: OrderFilter,
  paging: { readonly after?: string | undefined; readonly limit: number },
): Promise<OrdersPage> {
  const { found, ...more } = await ordersLike(sellerId, filter, paging);
  const orders = found.map(async (order) => ({
    order,
    placed: await requirePlaced(sellerId, order.id, order.version),
    customer: (await getCustomer(sellerId, order.customerId))?.name ?? order.customerId,
  }));
  return { orders: await Promise.all(orders), ...more };
}

/** A mail about an order. */
export interface OrderMail {
  /** Of the message, behind the seller's id. */
  readonly key: string;
  readonly what: 'confirmation' | 'payment' | 'ended';
  readonly sentAt: string;
}

/** All that is known of an order. */
export interface OrderView extends ListedOrder {
  /** Every version, the first first. */
  readonly versions: readonly PlacedOrder[];
  readonly mails: readonly OrderMail[];
  /** Whether mails can be looked at: they are kept on one machine alone. */
  readonly hasOutbox: boolean;
}

/** @throws {NotFoundError} if there is no such order */
export async function orderView(sellerId: string, orderId: string): Promise<OrderView> {
  const { order } = await requireOrder(sellerId, orderId);
  const numbers = Array.from({ length: order.version }, (_, i) => i + 1);
  const [versions, mails, customer] = await Promise.all([
    Promise.all(numbers.map((version) => requirePlaced(sellerId, orderId, version))),
    mailsOf(sellerId, orderId),
    getCustomer(sellerId, order.customerId),
  ]);
  return {
    ...{ order, placed: versions.at(-1)!, versions, mails, hasOutbox: outbox() !== undefined },
    customer: customer?.name ?? order.customerId,
  };
}

/** What became of the execution of a version of an order. It has no map to count. */
export interface OrderCourse {
  readonly execution: Execution | undefined;
  readonly visits: readonly StateVisit[];
  readonly counts: undefined;
}

export async function orderCourse(sellerId: string, orderId: string, version: number): Promise<OrderCourse> {
  const { latest: execution } = await orderExecution(executions(), sellerId, { id: orderId, version });
  return { execution, visits: execution ? await executions().history(ORDER_MACHINE, execution.name) : [], counts: undefined };
}

const sent = z.object({ state: z.literal('sent'), sentAt: instant });
const what = z.enum(['confirmation', 'payment', 'ended']);

async function mailsOf(sellerId: string, orderId: string): Promise<OrderMail[]> {
  const prefix = `order/${orderId}/`;
  const records = await allItems(table(), { pk: `${sellerId}|MAIL`, prefix });
  return records
    .flatMap(({ sk: key, body }) => {
      const [mail, kind] = [sent.safeParse(body).data, what.safeParse(key.slice(prefix.length).split('/')[0]).data];
      return mail && kind ? [{ key, what: kind, sentAt: mail.sentAt }] : [];
    })
    .sort((a, b) => a.sentAt.localeCompare(b.sentAt));
}
