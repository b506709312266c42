import { z } from 'zod';
import { amountText, decimal, decimalText } from '../money.ts';
import { table } from '../ports.ts';
import { everyItem } from '../table.ts';
import type { Change, Item, Key } from '../table.ts';
import { listedItem } from './open-item.ts';
import type { ListedItem } from './open-item.ts';

/**
 * Documents of which something is open, by the day they are due, so that nobody has to read all that were ever issued:
 * each in a list of all and in one of its customer, and in the sums of its currency and day. All of it is written in the
 * transaction of the entries it comes from, and can be reckoned from them again, which `verify` does.
 */

/** What is open in a currency of what is due on a day. */
export const dueSum = z.object({
  schema: z.literal(1),
  /** Above zero: what customers owe. */
  owed: decimalText,
  count: z.number().int().min(0),
  /** Below zero: what they have paid or been credited too much. */
  overpaid: decimalText,
  overpaidCount: z.number().int().min(0),
});
export interface DueSum extends Omit<z.infer<typeof dueSum>, 'schema'> {
  readonly currency: string;
  readonly dueDate: string;
}

/**
 * The changes that list documents as they stand, or take them off where nothing is open any more, and move the sums.
 * They hold only while nobody else lists the same.
 *
 * @param documents each once; read from their ledgers, whose heads the transaction has to check or raise
 */
export async function openItemChanges(sellerId: string, documents: readonly ListedItem[]): Promise<Change[]> {
  const changes: Change[] = [];
  const moved = new Map<string, Moved>();
  for (const document of documents) {
    const key = itemKey(sellerId, document);
    const before = await table().get(key);
    const isOpen = /[1-9]/.test(document.open);
    if (!before && !isOpen) changes.push({ check: key, if: 'absent' });
    else changes.push(...listingChanges(sellerId, document, before, isOpen));
    const sum = moved.get(sumKey(sellerId, document).sk) ?? { document, added: [], taken: [] };
    if (isOpen) sum.added.push(document.open);
    if (before) sum.taken.push(listedItem.parse(before.body).open);
    moved.set(sumKey(sellerId, document).sk, sum);
  }
  for (const sum of moved.values()) changes.push(...(await sumChanges(sellerId, sum)));
  return changes;
}

/** Amounts that come into a sum, and that leave it. */
interface Moved {
  readonly document: ListedItem;
  readonly added: string[];
  readonly taken: string[];
}

function listingChanges(sellerId: string, document: ListedItem, before: Item | undefined, isOpen: boolean): Change[] {
  const [key, own] = [itemKey(sellerId, document), ownKey(sellerId, document)];
  if (!isOpen) return [{ delete: key, if: before!.version }, { delete: own }];
  return [{ put: { ...key, body: document }, if: before?.version ?? 'absent' }, { put: { ...own, body: document } }];
}

async function sumChanges(sellerId: string, { document, added, taken }: Moved): Promise<Change[]> {
  if (added.length + taken.length === 0) return [];
  const key = sumKey(sellerId, document);
  const found = await table().get(key);
  const before = found && dueSum.parse(found.body);
  const isBelow = (text: string): boolean => text.startsWith('-');
  const of = (side: (text: string) => boolean, start: string, count: number): [string, number] => {
    let total = decimal(start);
    for (const text of added.filter(side)) total = total.plus(decimal(text));
    for (const text of taken.filter(side)) total = total.minus(decimal(text));
    return [amountText(total, document.currency), count + added.filter(side).length - taken.filter(side).length];
  };
  const [owed, count] = of((text) => !isBelow(text), before?.owed ?? '0', before?.count ?? 0);
  const [overpaid, overpaidCount] = of(isBelow, before?.overpaid ?? '0', before?.overpaidCount ?? 0);
  if (count + overpaidCount === 0) return found ? [{ delete: key, if: found.version }] : [];
  return [{ put: { ...key, body: { schema: 1, owed, count, overpaid, overpaidCount } }, if: found?.version ?? 'absent' }];
}

/** Documents of which something is open, by the day they are due; of one customer, or of all. */
export async function* listedItems(sellerId: string, customerId?: string): AsyncGenerator<ListedItem> {
  for await (const { body } of everyItem(table(), { pk: listOf(sellerId, customerId) })) yield listedItem.parse(body);
}

/**
 * A page of them, what is due first first.
 *
 * @param until the last day they may be due on
 */
export async function listedPage(
  sellerId: string,
  { after, limit, until }: { readonly after?: string | undefined; readonly limit: number; readonly until?: string | undefined },
): Promise<{ items: ListedItem[]; next?: string }> {
  const range = until === undefined ? {} : { to: `${until}|~` };
  const page = await table().query({ pk: listOf(sellerId), limit, ...range, ...(after === undefined ? {} : { after }) });
  return { items: page.items.map(({ body }) => listedItem.parse(body)), ...(page.next === undefined ? {} : { next: page.next }) };
}

/** What is open by currency and the day it is due: what it costs does not grow with the documents there are. */
export async function dueSums(sellerId: string): Promise<DueSum[]> {
  const sums: DueSum[] = [];
  for await (const { sk, body } of everyItem(table(), { pk: `${sellerId}|receivables-due` })) {
    const [currency = '', dueDate = ''] = sk.split('|');
    const { schema: _, ...sum } = dueSum.parse(body);
    sums.push({ currency, dueDate, ...sum });
  }
  return sums;
}

type Placed = Pick<ListedItem, 'number' | 'customerId' | 'dueDate' | 'currency'>;
const listOf = (sellerId: string, customerId?: string): string =>
  `${sellerId}|receivables${customerId === undefined ? '' : `|${customerId}`}`;
const itemKey = (sellerId: string, { dueDate, number }: Placed): Key => ({ pk: listOf(sellerId), sk: `${dueDate}|${number}` });
const ownKey = (sellerId: string, it: Placed): Key => ({ ...itemKey(sellerId, it), pk: listOf(sellerId, it.customerId) });
const sumKey = (sellerId: string, { currency, dueDate }: Placed): Key => ({
  pk: `${sellerId}|receivables-due`,
  sk: `${currency}|${dueDate}`,
});
