import { createHash } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import type { NewRecord, Table } from '../../shared/table.ts';
import { countedTable } from './counted-table.ts';
import { Meter } from './meter.ts';
import { Tally, type Measure } from './tally.ts';

const HERE = { machine: 'run', step: 'Step' };
let embedded: Embedded;
let table: Table;
let tally: Tally;
beforeEach(() => {
  embedded = openEmbedded();
  tally = new Tally();
  table = countedTable(embedded.ports.table, new Meter(tally, () => HERE));
});
afterEach(() => embedded.close());

const counted = (measure: Measure): number => tally.all()[0]?.counts[measure] ?? 0;

/**
 * A record of so many bytes, 1,024 at most. Beside its text it has 38, names and values: pk 2 + 5, sk 2 + 1, version
 * 7 + 9 (as the largest number), body 4, its map 3, and its one member 1 + 4.
 */
const record = (sk: string, bytes: number): NewRecord => ({ pk: 'acme|', sk, body: { text: 'x'.repeat(bytes - 38) } });

/**
 * A record that is packed: letters of which each of 64 is as likely as any other take six bits, however they are
 * compressed, and a hundred bytes around them.
 */
const large = (sk: string, letters: number): NewRecord => ({ pk: 'acme|', sk, body: { text: LETTERS.slice(0, letters) } });
const LETTERS = Array.from({ length: 200 }, (_, i) => createHash('sha256').update(`${i}`).digest('base64').slice(0, 42)).join('');

describe('writes', () => {
  it('cost a transaction by the size of each item', async () => {
    // 1,275 bytes and some.
    await table.write([{ put: record('a', 1_024), if: 'absent' }, { put: large('b', 1_700) }]);
    expect(counted('writeUnits')).toBe(2 * 1 + 2 * 2);
  });

  it('cost what is stored, which is packed', async () => {
    await table.write([{ put: { pk: 'acme|', sk: 'a', body: { text: 'x'.repeat(100_000) } } }]);
    expect(counted('writeUnits')).toBe(2);
  });

  it('cost as much as what they replace, if that is larger', async () => {
    // 4,500 bytes and some.
    await embedded.ports.table.write([{ put: large('a', 6_000) }]);
    await table.write([{ put: record('a', 100), if: 1 }]);
    expect(counted('writeUnits')).toBe(2 * 5);
  });

  it('cost the same when a condition fails, by what is there', async () => {
    // 2,625 bytes and some.
    await embedded.ports.table.write([{ put: large('a', 3_500) }]);
    await expect(table.write([{ put: record('a', 100), if: 'absent' }])).rejects.toMatchObject({ name: 'ConditionFailedError' });
    expect(counted('writeUnits')).toBe(2 * 3);
    expect(counted('tableBytes')).toBe(0);
  });

  it('cost a check by what it looks at, and a deletion by what it takes away', async () => {
    await embedded.ports.table.write([{ put: large('a', 1_700) }, { put: large('b', 3_500) }]);
    await table.write([{ check: record('a', 100), if: 'present' }, { delete: record('b', 100) }]);
    expect(counted('writeUnits')).toBe(2 * 2 + 2 * 3);
  });
});

describe('appends', () => {
  it('cost a put each, twice the same too', async () => {
    await table.append([record('a', 400), large('b', 1_700)]);
    expect(counted('writeUnits')).toBe(1 + 2);
    await table.append([record('a', 400)]);
    expect(counted('writeUnits')).toBe(1 + 2 + 1);
  });
});

describe('reads', () => {
  it('cost a get by the size of the item, and one unit for nothing', async () => {
    await embedded.ports.table.write([{ put: large('a', 6_000) }]);
    await table.get(record('a', 100));
    await table.get(record('b', 100));
    expect(counted('readUnits')).toBe(2 + 1);
  });

  it('cost a query by the sum of what it finds', async () => {
    // Three times 1,425 bytes and some.
    await embedded.ports.table.append([large('a', 1_900), large('b', 1_900), large('c', 1_900)]);
    await table.query({ pk: 'acme|' });
    expect(counted('readUnits')).toBe(2);
  });
});

describe('what stays', () => {
  it('is the size of each item and 100 bytes of index', async () => {
    await table.append([record('a', 400)]);
    await table.write([{ put: record('a', 500) }]);
    expect(counted('tableBytes')).toBe(600);
    await table.write([{ delete: record('a', 100) }]);
    expect(counted('tableBytes')).toBe(0);
  });
});
