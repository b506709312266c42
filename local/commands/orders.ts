import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { now } from '../../shared/clock.ts';
import { moneyFigure } from '../../shared/figures.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import { answerOf } from '../../shared/orders/order-answer.ts';
import type { orderAnswer } from '../../shared/orders/order-answer.ts';
import { getOrder, ordersPage, requirePlaced } from '../../shared/orders/order.store.ts';
import { orderExecution } from '../../shared/orders/order-execution.ts';
import { orderPlacing, wantedOrder } from '../../shared/orders/order.ts';
import type { Order, OrderFault, WantedOrder } from '../../shared/orders/order.ts';
import type { Home } from '../home.ts';
import { closeDays } from './close-days.ts';
import { creditInvoice } from './credit-invoice.ts';
import { isCreditedInFull } from './credited-in-full.ts';
import { CommandError } from './errors.ts';
import { invokeStep } from './invoke-step.ts';
import { alignedTable, minute } from './report.ts';

/** An order as it is shown, in a folder as over the API. */
export type ShownOrder = z.input<typeof orderAnswer>;

/** Who decides, and why. */
export interface Deciding {
  readonly by: string;
  readonly reason?: string | undefined;
}

/**
 * An order from a file, YAML or JSON.
 *
 * @throws {CommandError} naming each field that is wrong
 */
export function readOrder(file: string): WantedOrder {
  let written: unknown;
  try {
    // Every figure stays the text it is written as.
    written = parse(readFileSync(file, 'utf8'), { schema: 'failsafe' });
  } catch (error) {
    throw new CommandError(`${file} can't be read: ${(error as Error).message}`);
  }
  const { data, error } = wantedOrder.safeParse(written);
  if (!data) throw new CommandError(`${file} is no order:\n${z.prettifyError(error)}`);
  return data;
}

/**
 * Places an order, or another version of it, and follows it until it is confirmed, declined, or waits for its money. The same
 * command again goes on with one that was cut off.
 */
export async function placeOrder(home: Home, sellerId: string, order: WantedOrder, by: string, isChange: boolean): Promise<ShownOrder> {
  await requireReconciled(sellerId);
  await closeDays(home, sellerId);
  // Opened before anything is started, so that the folder knows its state machines.
  await home.runner();
  const wanted = { sellerId, order, isChange, by, at: now().toISOString() };
  const answer = orderPlacing.parse(await invokeStep(home.invoke, 'orders/place-order', wanted));
  if ('faults' in answer) throw new CommandError(`The order was not placed:\n${answer.faults.map(faultLine).join('\n')}`);
  await carriedOn(home);
  return showOrder(sellerId, order.id);
}

function faultLine({ path, message }: OrderFault): string {
  const place = path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`)).join('');
  return `  ${place}: ${message}`;
}

/** Ships an order, tries its payment again, or cancels it: then its invoice is credited, if it has one. */
export async function decideOrder(
  home: Home,
  sellerId: string,
  orderId: string,
  kind: 'ship' | 'retry' | 'cancel',
  { by, reason }: Deciding,
): Promise<ShownOrder> {
  const before = await requireKnown(sellerId, orderId);
  const runner = await home.runner();
  await invokeStep(home.invoke, 'orders/decide-order', { sellerId, orderId, kind, by, reason, at: now().toISOString() });
  await carriedOn(home);
  const order = await showOrder(sellerId, orderId);
  if (kind !== 'cancel' || order.number === undefined) return order;
  // While it waited for its money, its own execution credits it: here it has, on a stage it does in its own time.
  const { latest } = await orderExecution(runner, sellerId, order);
  const isLeft = before.state === 'invoiced' && latest?.status === 'RUNNING';
  if (!isLeft && !(await isCreditedInFull(sellerId, order.number)))
    await creditInvoice(home, sellerId, { number: order.number, wanted: 'rest', reason: reason ?? orderId, by });
  return order;
}

/** On a stage the state machines go on by themselves; a folder that nobody serves goes on now. */
async function carriedOn(home: Home): Promise<void> {
  if (home.data === undefined) return;
  const runner = await home.runner();
  await runner.resume();
  await runner.settle();
}

/** Orders, the latest first. */
export async function listOrders(sellerId: string, limit: number): Promise<ShownOrder[]> {
  const { orders } = await ordersPage(sellerId, { limit });
  return Promise.all(orders.map((order) => shown(sellerId, order)));
}

/** @throws {CommandError} if there is no such order */
export async function showOrder(sellerId: string, orderId: string): Promise<ShownOrder> {
  return shown(sellerId, await requireKnown(sellerId, orderId));
}

async function shown(sellerId: string, order: Order): Promise<ShownOrder> {
  return answerOf(order, await requirePlaced(sellerId, order.id, order.version));
}

async function requireKnown(sellerId: string, orderId: string): Promise<Order> {
  const found = await getOrder(sellerId, orderId);
  if (!found) throw new CommandError(`There is no order "${orderId}".`);
  return found.order;
}

export function ordersLines(orders: readonly ShownOrder[]): string[] {
  if (orders.length === 0) return ['There are no orders.'];
  const rows = orders.map((it) => [it.id, minute(it.placedAt), it.customerId, stateText(it), it.number ?? '']);
  return alignedTable(['Order', 'Placed (UTC)', 'Customer', 'State', 'Invoice'], rows);
}

export function orderLines(order: ShownOrder): string[] {
  const { id, version, ended, currency, lines, shipping } = order;
  const rows = lines.map(({ item, quantity, price }) => [item, String(quantity), moneyFigure(price, currency)]);
  const missing = (ended?.missing ?? []).map(
    ({ item, wanted, available, since }) =>
      `Missing: ${item}, ${available} of ${wanted}${since === undefined ? '' : ` since ${minute(since)} UTC`}`,
  );
  return [
    `Order ${id}, version ${version}, of ${order.customerId}: ${stateText(order)}.`,
    ...(order.number === undefined ? [] : [`Its invoice is ${order.number}.`]),
    '',
    ...alignedTable(['Item', 'Pieces', 'Net each'], rows, 1),
    ...(shipping === undefined ? [] : [`Shipping ${moneyFigure(shipping, currency)} net`]),
    ...missing,
  ];
}

function stateText({ state, reservedUntil, ended }: ShownOrder): string {
  const why = ended && [ended.as === state ? '' : `, ${ended.as}`, ended.reason === undefined ? '' : `: ${ended.reason}`].join('');
  if (why !== undefined) return `${state}${why}`;
  return state === 'invoiced' && reservedUntil !== undefined ? `waits for its payment until ${minute(reservedUntil)} UTC` : state;
}
