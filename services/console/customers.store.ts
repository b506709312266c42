import { customersPage, getCustomer } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import { shardPlace } from '../../shared/shard-page.store.ts';
import { cursorIn, cursorText } from './cursor.ts';

const PAGE = 50;
/** Customers that are looked at for a page of a search, before the rest is left to its next page. */
const MOST_LOOKED_AT = 500;

export interface CustomersPage {
  readonly customers: readonly Customer[];
  readonly next?: string;
  /** How many were looked at for it, where a name was looked for. */
  readonly lookedAt?: number;
}

/**
 * Customers of a seller; of a search the one of that id first, then those whose name or id has its words in it. Names have
 * no index: a page of a search looks at so many customers, and where the next ones are is on its next page.
 *
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function customerList(sellerId: string, search: string, after: string | undefined, limit = PAGE): Promise<CustomersPage> {
  let place = cursorIn(shardPlace, after);
  if (search === '') {
    const { customers, next } = await customersPage(sellerId, place ?? { shard: 0 }, limit);
    return { customers, ...(next ? { next: cursorText(next) } : {}) };
  }
  const exact = place === undefined ? await getCustomer(sellerId, search.toLowerCase()) : undefined;
  const found: Customer[] = exact ? [exact] : [];
  const wanted = plain(search).split(/\s+/);
  let lookedAt = 0;
  do {
    const { customers, next } = await customersPage(sellerId, place ?? { shard: 0 }, limit);
    lookedAt += customers.length;
    found.push(...customers.filter((it) => it.id !== exact?.id && isMatch(it, wanted)));
    place = next;
  } while (place && lookedAt < MOST_LOOKED_AT && found.length < limit);
  return { customers: found, lookedAt, ...(place ? { next: cursorText(place) } : {}) };
}

function isMatch({ id, name }: Customer, words: readonly string[]): boolean {
  const text = plain(`${name} ${id}`);
  return words.every((word) => text.includes(word));
}

/** Small letters without accents: who types "sohne" finds "Söhne". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
