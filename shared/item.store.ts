import { getItem } from './catalog.store.ts';
import type { Item } from './item.ts';

/** Some items by their ids; one that was never imported is not among them. */
export async function itemsBy(sellerId: string, ids: readonly string[]): Promise<Map<string, Item>> {
  const found = await Promise.all([...new Set(ids)].map((id) => getItem(sellerId, id)));
  return new Map(found.flatMap((item) => (item ? [[item.id, item] as const] : [])));
}
