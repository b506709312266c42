import { NotFoundError } from '../../shared/errors.ts';
import type { Problem } from '../../shared/finding.ts';
import { getFact } from '../../shared/invoice.store.ts';
import { getNumberOf } from '../../shared/number.store.ts';
import type { NumberedDraft } from '../../shared/number.store.ts';
import { everyOrder, everyReservation, getOrder, requireOrder, requirePlaced } from '../../shared/orders/order.store.ts';
import { orderOfRun, runOfOrder } from '../../shared/orders/order.ts';
import type { Order } from '../../shared/orders/order.ts';
import { stocksOf } from '../../shared/orders/stock.store.ts';
import type { Stock } from '../../shared/orders/stock.ts';
import { isCreditedInFull } from './credited-in-full.ts';
import { readable } from './verify-problem.ts';
import { stockProblems } from './verify-stock.ts';
import type { FoundOrder } from './verify-stock.ts';

/** What was proven of the orders of a seller. */
export interface OrdersProof {
  /** Orders. */
  readonly count: number;
  readonly items: number;
  readonly problems: readonly Problem[];
  /** Whether stock was moved while it was read. */
  readonly isMoving: boolean;
}

/** States that an order comes to with its invoice alone. */
const INVOICED = ['invoiced', 'confirmed', 'shipped'];

/**
 * Proves orders and their stock: of each item there is on hand what came, less what was sent, and kept what living orders
 * hold; each invoice of an order belongs to it and back, and that of an order that has ended is credited in full.
 *
 * @param numbered drafts that have a number
 */
export async function verifyOrders(sellerId: string, numbered: Iterable<NumberedDraft>): Promise<OrdersProof> {
  const problems: Problem[] = [];
  const readStocks = (): Promise<Stock[]> => readable(problems, 'The stock', [], () => stocksOf(sellerId));
  const stocks = await readStocks();
  const orders: FoundOrder[] = [];
  let count = 0;
  for await (const id of everyOrder(sellerId)) {
    count++;
    const found = await readable(problems, `Order ${id}`, undefined, () => foundOrder(sellerId, id, problems));
    if (!found) continue;
    orders.push(found);
    problems.push(...(await invoiceProblems(sellerId, found.order)));
  }
  problems.push(...(await reservationProblems(sellerId, orders)));
  problems.push(...(await stockProblems(sellerId, stocks, orders, problems)));
  for (const draft of numbered) problems.push(...(await ownerProblems(sellerId, draft)));
  return { count, items: stocks.length, problems, isMoving: JSON.stringify(stocks) !== JSON.stringify(await readStocks()) };
}

async function foundOrder(sellerId: string, id: string, problems: Problem[]): Promise<FoundOrder | undefined> {
  try {
    const { order } = await requireOrder(sellerId, id);
    return { order, placed: await requirePlaced(sellerId, id, order.version) };
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    problems.push({
      where: `Order ${id}`,
      what: `is listed, and ${error.message.replace(/\.$/, '')}`,
      right: 'its record and what was ordered',
    });
    return undefined;
  }
}

/** Whether an order has the invoice that it says, and one that has ended owes nothing. */
async function invoiceProblems(sellerId: string, { id, customerId, version, state, number, ended }: Order): Promise<Problem[]> {
  const where = `Order ${id}`;
  if (number === undefined)
    return INVOICED.includes(state) ? [{ where, what: `is ${state} and names no invoice`, right: 'the number of its invoice' }] : [];
  const bound = await getNumberOf(sellerId, { runId: runOfOrder(id), customerId, attempt: version });
  const issued = await getFact(sellerId, number, 'issued');
  if (bound?.number !== number || !issued || issued.isVoid)
    return [{ where, what: `names invoice ${number}, which is not issued of it`, right: bound?.number ?? 'the number of its invoice' }];
  if (!ended || (await isCreditedInFull(sellerId, number))) return [];
  return [{ where, what: `is ${state}, and ${number} is not credited`, right: `a credit note of all of it: credit ${number} --all` }];
}

/** Whether each moment until which goods are kept is that of an order that waits to be gone on with, and back. */
async function reservationProblems(sellerId: string, orders: readonly FoundOrder[]): Promise<Problem[]> {
  const listed = new Set((await everyReservation(sellerId)).map(({ orderId, until }) => `${orderId} until ${until}`));
  const problems: Problem[] = [];
  for (const { order } of orders) {
    if (order.state !== 'reserved') continue;
    const name = `${order.id} until ${order.reservedUntil}`;
    if (!listed.delete(name))
      problems.push({ where: `Order ${order.id}`, what: 'its goods are kept, and never free again', right: `a reservation of ${name}` });
  }
  for (const name of listed)
    problems.push({ where: 'Reservations', what: `one of order ${name} is nobody's`, right: 'an order that waits to be gone on with' });
  return problems;
}

/** Whether an invoice of an order belongs to an order: what it was issued for, or is being issued for. */
async function ownerProblems(sellerId: string, { number, runId }: NumberedDraft): Promise<Problem[]> {
  const orderId = orderOfRun(runId);
  if (orderId === undefined || (await getFact(sellerId, number, 'void'))) return [];
  const owner = await readable([], '', undefined, async () => (await getOrder(sellerId, orderId))?.order);
  if (owner && (owner.number === number || owner.state === 'invoicing')) return [];
  const what = owner
    ? `is an invoice of order ${orderId}, which names ${owner.number ?? 'none'}`
    : `is of order ${orderId}, which is not there`;
  return [{ where: number, what, right: 'an order that names it' }];
}
