import { table } from '../ports.ts';
import { everyItem } from '../table.ts';
import type { Change, Key } from '../table.ts';

/** Debits that wait for a collection, by the day they are due on. */

/** The change that has a debit wait, or no more. */
export function dueChange(sellerId: string, id: string, dueOn: string, isWaiting: boolean): Change {
  const key: Key = { pk: duePartition(sellerId), sk: `${dueOn}|${id}` };
  return isWaiting ? { put: { ...key, body: { schema: 1 } } } : { delete: key };
}

/** Ids of the debits that wait, due until a day, in its order. */
export async function dueDebits(sellerId: string, until: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { sk } of everyItem(table(), { pk: duePartition(sellerId) })) {
    const [dueOn = '', id = ''] = sk.split('|');
    if (dueOn <= until) ids.push(id);
  }
  return ids;
}

/** A page of those that wait, whenever they are due. */
export async function dueDebitsPage(
  sellerId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ ids: string[]; next?: string }> {
  const page = await table().query({ pk: duePartition(sellerId), limit, ...(after === undefined ? {} : { after }) });
  return { ids: page.items.map(({ sk }) => sk.split('|')[1]!), ...(page.next === undefined ? {} : { next: page.next }) };
}

const duePartition = (sellerId: string): string => `${sellerId}|direct-debits-due`;
