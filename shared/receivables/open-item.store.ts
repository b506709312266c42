import { table } from '../ports.ts';
import { everyItem } from '../table.ts';
import type { Change, Key, NewRecord } from '../table.ts';

/**
 * Which documents may be open, so that nobody has to read all that were ever issued. None that is open is missing, some
 * may be settled: how a document stands is told by its entries alone.
 */

/** The change that lists a document, or takes it off. It belongs in the transaction of its entries. */
export function openItemChange(sellerId: string, number: string, isOpen: boolean): Change {
  return isOpen ? { put: openItem(sellerId, number) } : { delete: openItem(sellerId, number) };
}

/** Lists documents that were issued. */
export async function listOpen(sellerId: string, numbers: readonly string[]): Promise<void> {
  if (numbers.length > 0) await table().append(numbers.map((number) => openItem(sellerId, number)));
}

/** Numbers of documents that may be open, in their order. */
export async function openNumbers(sellerId: string): Promise<string[]> {
  const numbers: string[] = [];
  for await (const { sk } of everyItem(table(), { pk: openItem(sellerId, 'x').pk })) numbers.push(sk);
  return numbers;
}

const openItem = (sellerId: string, number: string): NewRecord & Key => ({ pk: `${sellerId}|open-items`, sk: number, body: { schema: 1 } });
