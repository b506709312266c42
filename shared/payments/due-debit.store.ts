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

const duePartition = (sellerId: string): string => `${sellerId}|direct-debits-due`;
