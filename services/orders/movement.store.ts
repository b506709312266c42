import { auditChanges } from '../../shared/audit.store.ts';
import { getItem } from '../../shared/catalog.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { DecisionRefusedError, InvalidInputError } from '../../shared/errors.ts';
import { decidedOn, orderChange, requireOrder, requirePlaced } from '../../shared/orders/order.store.ts';
import type { Change } from '../../shared/table.ts';
import type { StockMovement } from '../../shared/orders/stock.ts';
import { getMovement, movementChange, readStocks } from '../../shared/orders/stock.store.ts';

/** A movement as a person says it. */
export type WantedMovement = Omit<StockMovement, 'schema' | 'difference'> & { readonly item: string };

const ACTIONS = { receive: 'stock-received', return: 'stock-returned', count: 'stock-counted' } as const;

/**
 * Moves the stock of an item, once under the name of the movement, with its entry in the audit log.
 *
 * @returns what is on hand then, and whether it was moved just now
 * @throws {InvalidInputError} if there is no such item
 * @throws {DecisionRefusedError} if the name is that of another movement, fewer are counted than are promised to customers, or
 *   more come back than were sent
 */
export async function moveStock(sellerId: string, { item, ...wanted }: WantedMovement): Promise<{ onHand: number; isNew: boolean }> {
  if (!(await getItem(sellerId, item))) throw new InvalidInputError(`There is no item "${item}" in the catalog.`);
  const movement: StockMovement = { schema: 1, ...wanted };
  return decidedOn<{ onHand: number; isNew: boolean }>(`the stock of "${item}"`, async () => {
    const { stocks, moving } = await readStocks(sellerId, [item]);
    const stock = stocks.get(item) ?? { onHand: 0, reserved: 0 };
    const known = await getMovement(sellerId, item, movement.id);
    if (known && said(known) === said(movement)) return { answer: { onHand: stock.onHand, isNew: false } };
    if (known) throw new DecisionRefusedError(`"${movement.id}" is another movement of "${item}": ${known.kind} of ${known.quantity}.`);
    const { kind, quantity, at, by, reason, order } = movement;
    if (kind === 'count' && quantity < stock.reserved)
      throw new DecisionRefusedError(
        `${stock.reserved} of "${item}" are kept for orders, and ${quantity} were counted: cancel orders first.`,
      );
    const onHand = kind === 'count' ? quantity : stock.onHand + quantity;
    const act = { at, by, action: ACTIONS[kind], pieces: { [item]: quantity }, ...(reason && { reason }), ...(order && { order }) };
    const counted = kind === 'count' ? { difference: onHand - stock.onHand } : {};
    const write = [
      movementChange(sellerId, item, { ...movement, ...counted }),
      ...moving(new Map([[item, { onHand: onHand - stock.onHand }]]), at),
      ...(kind === 'return' ? [await returning(sellerId, order, item, quantity)] : []),
      ...(await auditChanges(sellerId, 'seller', act)),
    ];
    return { write, answer: { onHand, isNew: true } };
  });
}

async function returning(sellerId: string, orderId: string | undefined, item: string, quantity: number): Promise<Change> {
  if (orderId === undefined) throw new InvalidInputError('Say of which order the pieces come back.');
  const record = await requireOrder(sellerId, orderId);
  const { state, version, returned = {} } = record.order;
  const { lines } = await requirePlaced(sellerId, orderId, version);
  const sent = state === 'shipped' ? (lines.find((line) => line.item === item)?.quantity ?? 0) : 0;
  const back = (returned[item] ?? 0) + quantity;
  if (back > sent) throw new DecisionRefusedError(`${sent} of "${item}" were sent with order "${orderId}"; ${back} can't have come back.`);
  return orderChange(sellerId, record, { returned: { ...returned, [item]: back } });
}

function said({ at: _, by: __, difference: ___, ...movement }: StockMovement): string {
  return canonicalJson(movement);
}
