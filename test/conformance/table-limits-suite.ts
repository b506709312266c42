/** DynamoDB's limits, which every adapter of the Table port keeps: just inside is taken, just outside refused. */
import { expect } from '@jest/globals';

import type { Body, Change, Key, Table } from '../../shared/table.ts';
import type { TableProofs } from './table-suite.ts';

const nested = (levels: number): unknown => (levels === 0 ? 'bottom' : { a: nested(levels - 1) });
const put = (key: Key, body: Body = {}): Change => ({ put: { ...key, body } });

export function limitProofs({ proves, table, freshPartition }: TableProofs): void {
  const keys: { what: string; pk: (fresh: string) => string; sk: string; isTaken: boolean }[] = [
    { what: 'a partition key of 2,048 bytes', pk: (fresh) => fresh.padEnd(2048, 'x'), sk: 'a', isTaken: true },
    { what: 'a partition key of 2,049 bytes', pk: (fresh) => fresh.padEnd(2049, 'x'), sk: 'a', isTaken: false },
    { what: 'an empty partition key', pk: () => '', sk: 'a', isTaken: false },
    { what: 'a sort key of 1,024 bytes', pk: (fresh) => fresh, sk: 'ä'.repeat(512), isTaken: true },
    { what: 'a sort key of 1,026 bytes in 513 characters', pk: (fresh) => fresh, sk: 'ä'.repeat(513), isTaken: false },
    { what: 'an empty sort key', pk: (fresh) => fresh, sk: '', isTaken: false },
  ];
  for (const { what, pk, sk, isTaken } of keys) {
    proves(`${isTaken ? 'takes' : 'refuses'} ${what}`, async () => {
      const key = { pk: pk(freshPartition()), sk };
      if (isTaken) {
        await table().write([put(key, { n: 1 })]);
        expect((await table().get(key))?.body).toEqual({ n: 1 });
        return;
      }
      const calls = [table().get(key), table().write([put(key)]), table().write([{ delete: key }])];
      for (const call of [...calls, table().append([{ ...key, body: {} }])]) {
        await expect(call).rejects.toMatchObject({ name: 'TableLimitError' });
      }
    });
  }

  proves('refuses 101 changes', async () => {
    const pk = freshPartition();
    const changes = Array.from({ length: 101 }, (_, i) => put({ pk, sk: String(i) }));
    await expectRefused(table(), pk, changes, 'TableLimitError', /101/);
  });

  proves('refuses a transaction that names a key twice', async () => {
    const pk = freshPartition();
    await expectRefused(table(), pk, [put({ pk, sk: 'a' }), { check: { pk, sk: 'a' }, if: 'absent' }], 'TableLimitError', /twice/);
  });

  // 409,600 bytes less 29 of the frame (see table-limits.test.ts), less 2 for the field's name and place.
  const largestText = (pk: string): number => 409_600 - 29 - (pk.length - 1) - 2;

  proves('takes a record of 400 KB and refuses one byte more', async () => {
    const pk = freshPartition();
    await table().write([put({ pk, sk: 'a' }, { x: 'x'.repeat(largestText(pk)) })]);
    expect(((await table().get({ pk, sk: 'a' }))!.body['x'] as string).length).toBe(largestText(pk));
    await expectRefused(
      table(),
      `${pk}|b`,
      [put({ pk: `${pk}|b`, sk: 'a' }, { x: 'x'.repeat(largestText(pk) - 1) })],
      'TableLimitError',
      /409600/,
    );
  });

  proves('takes a record of 400 KB made of many small values', async () => {
    const pk = freshPartition();
    // Each `[1,"é",true,null,{"k":-7}]`: 1 + 3, and 5 elements of 1 each with 2, 2, 1, 1 and 3 + 1 + 1 + 3.
    const entry = [1, 'é', true, null, { k: -7 }];
    const list = Array.from({ length: Math.floor((409_600 - 29 - 100) / (4 + 5 + 2 + 2 + 1 + 1 + 8)) }, () => entry);
    await table().write([put({ pk, sk: 'a' }, { list })]);
    expect((await table().get({ pk, sk: 'a' }))!.body['list']).toHaveLength(list.length);
  });

  proves('refuses more than 4 MB in one transaction', async () => {
    const pk = freshPartition();
    const changes = Array.from({ length: 11 }, (_, i) => put({ pk, sk: String(i) }, { x: 'x'.repeat(400_000) }));
    await expectRefused(table(), pk, changes, 'TableLimitError', /4194304/);
  });

  proves('takes a body nested 31 levels deep and refuses 32', async () => {
    const pk = freshPartition();
    await table().write([put({ pk, sk: 'a' }, { a: nested(30) })]);
    expect((await table().get({ pk, sk: 'a' }))!.body).toEqual({ a: nested(30) });
    await expectRefused(table(), `${pk}|b`, [put({ pk: `${pk}|b`, sk: 'a' }, { a: nested(31) })], 'TableLimitError', /31/);
  });

  const notJson: { body: unknown; path: RegExp }[] = [
    { body: { a: { b: [1, undefined] } }, path: /body\.a\.b\[1\].*undefined/ },
    { body: { a: undefined }, path: /body\.a.*undefined/ },
    { body: { a: NaN }, path: /body\.a.*NaN/ },
    { body: { a: -Infinity }, path: /body\.a.*-Infinity/ },
    { body: { a: 2 ** 53 }, path: /body\.a.*text/ },
    { body: { a: 1e-131 }, path: /body\.a.*text/ },
    { body: { a: 10n }, path: /body\.a.*bigint/ },
    { body: { a: () => 1 }, path: /body\.a.*function/ },
    { body: { a: new Date(0) }, path: /body\.a.*Date/ },
    { body: { a: new Map() }, path: /body\.a.*Map/ },
    { body: { a: Buffer.from('x') }, path: /body\.a.*Buffer/ },
    { body: { a: '\ud83d' }, path: /body\.a.*surrogate/ },
    { body: JSON.parse('{"a":{"__proto__":1}}'), path: /body\.a\.__proto__/ },
    { body: { a: { '': 1 } }, path: /body\.a.*without a name/ },
    { body: [1], path: /body/ },
    { body: 'text', path: /body/ },
    { body: null, path: /body/ },
  ];
  for (const { body, path } of notJson) {
    proves(`refuses a body that is not JSON, naming the place: ${String(path)}`, async () => {
      const pk = freshPartition();
      await expectRefused(table(), pk, [put({ pk, sk: 'ok' }), put({ pk, sk: 'a' }, body as Body)], 'InvalidInputError', path);
      const appending = table().append([{ pk, sk: 'a', body: body as Body }]);
      await expect(appending).rejects.toMatchObject({
        name: 'InvalidInputError',
        message: expect.stringMatching(path),
      });
    });
  }

  for (const expiresAt of [1.5, NaN, 0, -1]) {
    proves(`refuses to expire at ${expiresAt}`, async () => {
      const pk = freshPartition();
      await expectRefused(table(), pk, [{ put: { pk, sk: 'a', body: {}, expiresAt } }], 'InvalidInputError', /expiresAt/);
    });
  }

  proves('refuses a version that is no whole number', async () => {
    const pk = freshPartition();
    await expectRefused(table(), pk, [{ ...put({ pk, sk: 'a' }), if: NaN }], 'InvalidInputError', /NaN/);
  });
}

async function expectRefused(table: Table, pk: string, changes: readonly Change[], name: string, message: RegExp): Promise<void> {
  await expect(table.write(changes)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  expect((await table.query({ pk })).items).toEqual([]);
}
