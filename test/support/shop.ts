/** A shop with mugs at 10.00, and orders of them that are placed through the stores alone: nothing follows by itself. */
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { getOrder, goodsOf, orderChange, placing, requireOrder, requirePlaced } from '../../shared/orders/order.store.ts';
import type { Order, PlacedOrder } from '../../shared/orders/order.ts';
import { readStocks, stocksBy } from '../../shared/orders/stock.store.ts';
import { table } from '../../shared/ports.ts';
import { adlerSection, SELLER, SELLER_SECTION } from './catalog.ts';

export const PLACED_AT = '2026-11-02T09:00:00Z';
const SHOP = `${SELLER_SECTION}items: [{ id: mug, name: Mug, prices: { EUR: 10.00 } }]\n${adlerSection('')}`;

/** Keeps the catalog, and so many mugs. */
export async function openShop(mugs: number): Promise<void> {
  await keepCatalog(parseCatalog(SHOP, 'shop.yml'));
  await table().write((await readStocks(SELLER, ['mug'])).moving(new Map([['mug', { onHand: mugs }]]), PLACED_AT));
}

/** Places an order of mugs. */
export async function placeMugs(id: string, quantity: number): Promise<void> {
  const wanted = { id, customer: 'adler', currency: 'EUR', lines: [{ item: 'mug', quantity }] };
  const lines = [{ item: 'mug', name: 'Mug', quantity, price: '10.00' }];
  const version = ((await getOrder(SELLER, id))?.order.version ?? 0) + 1;
  const placed: PlacedOrder = { schema: 1, version, wanted, lines, terms: 'prepaid', reserveHours: 48, placedAt: PLACED_AT, by: 'shop' };
  await table().write(placing(SELLER, placed, await getOrder(SELLER, id)));
}

/** Keeps what is ordered for two days, as SaveOrder does. */
export async function keepMugs(id: string): Promise<void> {
  const record = await requireOrder(SELLER, id);
  const goods = goodsOf(await requirePlaced(SELLER, id, record.order.version), (reserved) => ({ reserved }));
  const kept = orderChange(SELLER, record, { state: 'reserved', reservedUntil: '2026-11-04T09:00:00Z' });
  await table().write([kept, ...(await readStocks(SELLER, ['mug'])).moving(goods, PLACED_AT)]);
}

/** Brings an order on, as its execution would. */
export async function bringTo(id: string, to: Partial<Order>): Promise<void> {
  await table().write([orderChange(SELLER, await requireOrder(SELLER, id), to)]);
}

/** Mugs on hand, and kept for orders. */
export async function mugs(): Promise<{ onHand: number; reserved: number }> {
  const { onHand, reserved } = (await stocksBy(SELLER, ['mug'])).get('mug')!;
  return { onHand, reserved };
}
