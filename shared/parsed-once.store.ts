import { table } from './ports.ts';
import type { Item, Table } from './table.ts';

/** Records remembered of a table. */
const MOST_REMEMBERED = 1_000;

/**
 * Parses a record once a version: for what every customer of a run reads again, such as its plan. Only for records that
 * are put and never deleted, of which a key and a version say all. Reading stays as it is: what is put by anyone is seen
 * by the next read.
 *
 * @returns the parsed value, frozen, since all who read the record share it
 */
export function parsedOnce<Value>(parse: (item: Item) => Value): (item: Item) => Value {
  const known = new WeakMap<Table, Map<string, { readonly version: number; readonly value: Value }>>();
  return (item) => {
    const ofTable = known.get(table()) ?? new Map<string, { version: number; value: Value }>();
    known.set(table(), ofTable);
    const key = `${item.pk}\n${item.sk}`;
    const before = ofTable.get(key);
    if (before?.version === item.version) return before.value;
    if (ofTable.size >= MOST_REMEMBERED) ofTable.clear();
    const value = frozen(parse(item));
    ofTable.set(key, { version: item.version, value });
    return value;
  };
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
