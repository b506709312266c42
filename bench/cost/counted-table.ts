import { packed } from '../../shared/aws/packed-body.ts';
import { requireStorable } from '../../shared/table-limits.ts';
import { keyOf } from '../../shared/table.ts';
import type { Change, Item, Key, NewRecord, Table } from '../../shared/table.ts';
import type { Meter } from './meter.ts';
import { readUnits, transactionUnits, writeUnits } from './table-units.ts';

/** What the index takes beside an item: it is stored, and neither read nor written. */
const INDEX_BYTES = 100;
/** An empty map of DynamoDB. */
const MAP_BYTES = 3;
/** Puts of one append that the adapter of DynamoDB has under way at once. */
const APPEND_LANES = 50;

/**
 * A table that counts what the adapter of DynamoDB would be charged for: a transaction for every write, a conditional
 * put for every record of an append, strongly consistent reads. A condition that fails costs as much as one that holds.
 * The extra reads by which it learns the size of what is there are not counted.
 */
export function countedTable(table: Table, meter: Meter): Table {
  const bytesAt = async (key: Key): Promise<number> => bytesOf(await table.get(key));
  const write = async (changes: readonly Change[]): Promise<void> => {
    // What must be absent is looked at only if it was not: a new record is the rule.
    const before = await Promise.all(changes.map(async (change) => (change.if === 'absent' ? 0 : await bytesAt(keyOf(change)))));
    const after = changes.map((change, i) => bytesAfter(change, before[i]!));
    try {
      await table.write(changes);
    } catch (error) {
      const there = await Promise.all(changes.map((change) => bytesAt(keyOf(change))));
      meter.add('writeUnits', transactionUnits(after.map((bytes, i) => Math.max(bytes, there[i]!))));
      throw error;
    }
    meter.add('writeUnits', transactionUnits(after.map((bytes, i) => Math.max(bytes, before[i]!))));
    meter.add(
      'tableBytes',
      after.reduce((sum, bytes, i) => sum + storedBytes(bytes) - storedBytes(before[i]!), 0),
    );
  };
  return {
    get: (key) =>
      meter.waiting('table', async () => {
        const item = await table.get(key);
        meter.add('readUnits', readUnits(bytesOf(item)));
        return item;
      }),
    query: (query) =>
      meter.waiting('table', async () => {
        const page = await table.query(query);
        meter.add('readUnits', readUnits(page.items.reduce((sum, item) => sum + bytesOf(item), 0)));
        return page;
      }),
    write: (changes) => meter.waiting('table', () => write(changes)),
    append: (records) =>
      meter.waiting(
        'table',
        async () => {
          const fates = await table.append(records);
          for (const [i, fate] of fates.entries()) {
            const bytes = itemBytes(records[i]!);
            meter.add('writeUnits', writeUnits(fate.stored ? bytes : Math.max(bytes, bytesOf(fate.existing))));
            if (fate.stored) meter.add('tableBytes', storedBytes(bytes));
          }
          return fates;
        },
        Math.ceil(records.length / APPEND_LANES),
      ),
  };
}

function bytesAfter(change: Change, before: number): number {
  if ('put' in change) return itemBytes(change.put);
  return 'delete' in change ? 0 : before;
}

function bytesOf(item: Item | undefined): number {
  return item ? itemBytes(item) : 0;
}

function storedBytes(bytes: number): number {
  return bytes === 0 ? 0 : bytes + INDEX_BYTES;
}

/** By DynamoDB's rules, as the adapter stores it. */
function itemBytes(record: NewRecord): number {
  const stored = packed(record);
  if (!(stored instanceof Uint8Array)) return requireStorable(record);
  return requireStorable({ ...record, body: {} }) - MAP_BYTES + stored.length;
}
