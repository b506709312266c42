import { z } from 'zod';
import { getItem, itemsOf } from '../catalog.store.ts';
import { id, inLanguage } from '../catalog.ts';
import { NotFoundError } from '../errors.ts';
import type { Item } from '../item.ts';
import { compareInstants, instant } from '../period.ts';
import { reservationsOf, type FoundOrders, type Reservation } from './order-list.store.ts';
import { available } from './stock.ts';
import type { Stock, StockMovement } from './stock.ts';
import { movementsOf, stocksBy, stocksOf } from './stock.store.ts';

/** An item of the catalog with what there is of it: nothing, where none ever came in. */
export const stockedItem = z
  .object({
    item: id,
    name: z.string().describe('In English, where the catalog has it.'),
    onHand: z.int().min(0).describe('Pieces, those that are kept for orders among them.'),
    reserved: z.int().min(0).describe('Kept for orders.'),
    free: z.int().min(0).describe('That can be ordered.'),
    outSince: instant.optional().describe('Since when nothing can be ordered; absent while something can, and where none ever came in.'),
  })
  .meta({ id: 'StockedItem' });
export type StockedItem = z.infer<typeof stockedItem>;

/** Every item of the catalog, by its id. */
export async function stockedItems(sellerId: string): Promise<StockedItem[]> {
  const [items, stocks] = await Promise.all([itemsOf(sellerId), stocksOf(sellerId)]);
  const by = new Map(stocks.map((it) => [it.item, it]));
  return items.map((it) => stocked(it, by.get(it.id)));
}

/** @throws {NotFoundError} if there is no such item */
export async function requireStocked(sellerId: string, item: string): Promise<StockedItem> {
  const known = await getItem(sellerId, item);
  if (!known) throw new NotFoundError(`Seller "${sellerId}" has no item "${item}".`);
  return stocked(known, (await stocksBy(sellerId, [item])).get(item));
}

function stocked({ id: item, name }: Item, stock: Stock | undefined): StockedItem {
  const { onHand, reserved } = stock ?? { onHand: 0, reserved: 0 };
  const out = stock?.outSince === undefined ? {} : { outSince: stock.outSince };
  return { item, name: inLanguage(name, 'en'), onHand, reserved, free: available({ onHand, reserved }), ...out };
}

/** What came of an item, came back and was counted, the latest first. */
export async function movementsDown(sellerId: string, item: string): Promise<StockMovement[]> {
  return (await movementsOf(sellerId, item)).sort((a, b) => compareInstants(b.at, a.at));
}

/** The orders that pieces of an item are kept for, the latest first; none where none are. */
export async function keptFor(
  sellerId: string,
  { item, reserved }: Pick<StockedItem, 'item' | 'reserved'>,
  paging: { readonly after?: string | undefined; readonly limit: number },
): Promise<FoundOrders<Reservation>> {
  return reserved === 0 ? { found: [], lookedAt: 0 } : reservationsOf(sellerId, item, paging);
}
