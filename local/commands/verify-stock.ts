import type { Problem } from '../../shared/finding.ts';
import { RESERVING } from '../../shared/orders/order.ts';
import type { Order, PlacedOrder } from '../../shared/orders/order.ts';
import { movementsOf } from '../../shared/orders/stock.store.ts';
import type { Stock, StockMovement } from '../../shared/orders/stock.ts';
import { readable } from './verify-problem.ts';

/** An order with what was ordered. */
export interface FoundOrder {
  readonly order: Order;
  readonly placed: PlacedOrder;
}

/** Whether of each item there is on hand what its movements and orders say, and kept what living orders hold. */
export async function stockProblems(
  sellerId: string,
  stocks: readonly Stock[],
  orders: readonly FoundOrder[],
  problems: Problem[],
): Promise<Problem[]> {
  const found: Problem[] = [];
  const kept = piecesOf(orders.filter(({ order }) => RESERVING.includes(order.state)));
  const sent = piecesOf(orders.filter(({ order }) => order.state === 'shipped'));
  const back = new Map<string, number>();
  const known = new Map(stocks.map((stock) => [stock.item, stock]));
  const items = new Set([...known.keys(), ...orders.flatMap(({ placed }) => placed.lines.map(({ item }) => item))]);
  for (const item of items) {
    const where = `Stock of ${item}`;
    const { onHand, reserved } = known.get(item) ?? { onHand: 0, reserved: 0 };
    const movements = await readable(problems, `The movements of ${item}`, undefined, () => movementsOf(sellerId, item));
    const came = movements?.map(cameBy);
    for (const { kind, order, quantity } of movements ?? [])
      if (kind === 'return') back.set(`${order} ${item}`, (back.get(`${order} ${item}`) ?? 0) + quantity);
    // What an earlier version counted does not say what it changed.
    if (came && !came.includes(undefined)) {
      const right = came.reduce<number>((all, it) => all + (it ?? 0), 0) - (sent.get(item) ?? 0);
      if (onHand !== right) found.push({ where, what: `${onHand} are on hand`, right: `${right}, as came and was sent` });
    }
    const right = kept.get(item) ?? 0;
    if (reserved !== right) found.push({ where, what: `${reserved} are kept for orders`, right: `${right}, which orders hold` });
  }
  return [...found, ...returnProblems(orders, back)];
}

/** What came back of an order, held against the movements that name it. */
function returnProblems(orders: readonly FoundOrder[], back: ReadonlyMap<string, number>): Problem[] {
  const said = new Map<string, number>(
    orders.flatMap(({ order: { id, returned = {} } }) =>
      Object.entries(returned).map(([item, pieces]) => [`${id} ${item}`, pieces] as const),
    ),
  );
  return [...new Set([...said.keys(), ...back.keys()])].flatMap((key) => {
    const [id, item] = key.split(' ');
    const [pieces, right] = [said.get(key) ?? 0, back.get(key) ?? 0];
    return pieces === right
      ? []
      : [{ where: `Order ${id}`, what: `${pieces} of ${item} came back of it`, right: `${right}, as was moved` }];
  });
}

/** By how many pieces a movement changed what was on hand; undefined where nobody wrote it down. */
function cameBy({ kind, quantity, difference }: StockMovement): number | undefined {
  return kind === 'count' ? difference : quantity;
}

function piecesOf(orders: readonly FoundOrder[]): Map<string, number> {
  const pieces = new Map<string, number>();
  for (const { placed } of orders) for (const { item, quantity } of placed.lines) pieces.set(item, (pieces.get(item) ?? 0) + quantity);
  return pieces;
}
