/** The Table port's `query`: one partition, in the order of the sort keys' UTF-8 bytes, a page at a time. */
import { createHash } from 'node:crypto';

import { expect } from '@jest/globals';

import { everyItem, type Query, type Table } from '../../shared/table.ts';
import type { TableProofs } from './table-suite.ts';

/** By bytes: 41, 61, 7A, C3 A4, D7 90, EF AC 80, EF BF BF, F0 9F 98 80, F4 8F BF BF. UTF-16 would put the emoji before ﬀ. */
const IN_BYTE_ORDER = ['A', 'a', 'z', 'ä', 'א', 'ﬀ', '\uffff', '😀', '\u{10ffff}'];

export function queryProofs(proofs: TableProofs): void {
  rangeProofs(proofs);
  pageProofs(proofs);
  refusalProofs(proofs);
}

function rangeProofs({ proves, table, freshPartition }: TableProofs): void {
  proves('gives an empty page for a partition without records', async () => {
    expect(await table().query({ pk: freshPartition() })).toEqual({ items: [] });
  });

  proves('sorts by UTF-8 bytes, also in reverse', async () => {
    const pk = freshPartition();
    await table().append([...IN_BYTE_ORDER].sort().map((sk) => ({ pk, sk, body: {} })));
    expect(await sortKeys(table(), { pk })).toEqual(IN_BYTE_ORDER);
    expect(await sortKeys(table(), { pk, reverse: true })).toEqual(IN_BYTE_ORDER.toReversed());
  });

  const sks = ['a', 'a0', 'b', 'b|1', 'b|2', 'b|2|x', 'b}', 'c', 'ﬀ', 'ﬀ1', '😀', '😀a', '\u{10ffff}', '\u{10ffff}z'];
  const ranges: { query: Omit<Query, 'pk'>; expected: string[] }[] = [
    { query: { from: 'b' }, expected: sks.slice(2) },
    { query: { from: 'b0' }, expected: sks.slice(3) },
    { query: { to: 'b' }, expected: ['a', 'a0', 'b'] },
    { query: { from: 'a0', to: 'b|2' }, expected: ['a0', 'b', 'b|1', 'b|2'] },
    { query: { from: 'b', to: 'b' }, expected: ['b'] },
    { query: { from: 'c', to: 'b' }, expected: [] },
    { query: { from: '😀', to: 'ﬀ' }, expected: [] },
    { query: { from: 'ﬀ', to: '😀' }, expected: ['ﬀ', 'ﬀ1', '😀'] },
    { query: { from: '', to: 'a' }, expected: ['a'] },
    { query: { to: '' }, expected: [] },
    { query: { prefix: 'b|' }, expected: ['b|1', 'b|2', 'b|2|x'] },
    { query: { prefix: 'b|2' }, expected: ['b|2', 'b|2|x'] },
    { query: { prefix: '😀' }, expected: ['😀', '😀a'] },
    { query: { prefix: '\u{10ffff}' }, expected: ['\u{10ffff}', '\u{10ffff}z'] },
    { query: { prefix: 'x' }, expected: [] },
    { query: { prefix: '' }, expected: sks },
  ];
  for (const { query, expected } of ranges) {
    proves(`finds ${JSON.stringify(query)}, forwards, backwards and page by page`, async () => {
      const pk = freshPartition();
      await table().append(sks.map((sk) => ({ pk, sk, body: {} })));
      await table().append(sks.map((sk) => ({ pk: `${pk}|neighbour`, sk, body: {} })));
      expect(await sortKeys(table(), { pk, ...query })).toEqual(expected);
      expect(await sortKeys(table(), { pk, ...query, reverse: true })).toEqual(expected.toReversed());
      expect(await sortKeys(table(), { pk, ...query, limit: 1 })).toEqual(expected);
      expect(await sortKeys(table(), { pk, ...query, limit: 2, reverse: true })).toEqual(expected.toReversed());
    });
  }
}

function pageProofs({ proves, table, freshPartition }: TableProofs): void {
  proves('gives at most `limit` records a page, and a token exactly while more may follow', async () => {
    const pk = freshPartition();
    await table().append(['a', 'b', 'c', 'd', 'e'].map((sk) => ({ pk, sk, body: {} })));
    const first = await table().query({ pk, limit: 2 });
    const second = await table().query({ pk, limit: 2, after: first.next! });
    const third = await table().query({ pk, limit: 2, after: second.next! });
    expect([first, second, third].map(({ items }) => items.map(({ sk }) => sk))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(third.next).toBeUndefined();
  });

  proves('ends a page at about 1 MB of what is stored and gives everything page by page', async () => {
    const pk = freshPartition();
    // Six bits a letter at best: where bodies are packed, 75 KB of 100.
    const text = createHash('shake256', { outputLength: 75_000 }).update('a page').digest('base64');
    await table().append(Array.from({ length: 30 }, (_, i) => ({ pk, sk: String(i).padStart(2, '0'), body: { text } })));
    const page = await table().query({ pk });
    expect(page.items.length).toBeGreaterThanOrEqual(10);
    expect(page.items.length).toBeLessThanOrEqual(14);
    const all = await sortKeys(table(), { pk });
    expect(all).toEqual(Array.from({ length: 30 }, (_, i) => String(i).padStart(2, '0')));
  });

  proves('goes on where a page ended, whatever came and went in between', async () => {
    const pk = freshPartition();
    await table().append(['b', 'd', 'f'].map((sk) => ({ pk, sk, body: {} })));
    const { next } = await table().query({ pk, limit: 2 });
    await table().write([{ delete: { pk, sk: 'd' } }, { put: { pk, sk: 'a', body: {} } }, { put: { pk, sk: 'e', body: {} } }]);
    const rest = await table().query({ pk, after: next! });
    expect(rest.items.map(({ sk }) => sk)).toEqual(['e', 'f']);
  });
}

function refusalProofs({ proves, table, freshPartition }: TableProofs): void {
  const refused: Omit<Query, 'pk'>[] = [
    { prefix: 'a', from: 'a' },
    { prefix: 'a', to: 'a' },
    { limit: 0 },
    { limit: 1.5 },
    { after: 'not a token' },
    { after: '' },
  ];
  for (const query of refused) {
    proves(`refuses ${JSON.stringify(query)}`, async () => {
      const asked = table().query({ pk: freshPartition(), ...query });
      await expect(asked).rejects.toMatchObject({ name: 'InvalidInputError' });
    });
  }

  proves('refuses the token of another query', async () => {
    const pk = freshPartition();
    await table().append(['a', 'b', 'c'].map((sk) => ({ pk, sk, body: {} })));
    const { next } = await table().query({ pk, limit: 1 });
    await expect(table().query({ pk, prefix: 'b', after: next! })).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
}

async function sortKeys(table: Table, query: Query): Promise<string[]> {
  const sks: string[] = [];
  for await (const { sk } of everyItem(table, query)) sks.push(sk);
  return sks;
}
