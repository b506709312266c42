/** The Table port's `append`: puts if absent, not atomic together, the first one stays. */
import { expect } from '@jest/globals';

import type { TableProofs } from './table-suite.ts';

export function appendProofs({ proves, table, again, freshPartition }: TableProofs): void {
  proves('stores what is new and gives back what was first, in the order of the records', async () => {
    const pk = freshPartition();
    await table().write([{ put: { pk, sk: 'b', body: { first: true } } }]);
    await table().write([{ put: { pk, sk: 'b', body: { first: 'again' } } }]);
    const fates = await table().append(['a', 'b', 'c'].map((sk) => ({ pk, sk, body: { appended: sk } })));
    expect(fates).toEqual([
      { stored: true },
      { stored: false, existing: { pk, sk: 'b', version: 2, body: { first: 'again' } } },
      { stored: true },
    ]);
    const { items } = await table().query({ pk });
    expect(items.map(({ sk, version }) => [sk, version])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 1],
    ]);
  });

  proves('keeps the first of records with the same key in one call', async () => {
    const pk = freshPartition();
    const fates = await table().append([1, 2, 3].map((n) => ({ pk, sk: 'same', body: { n } })));
    const existing = { pk, sk: 'same', version: 1, body: { n: 1 } };
    expect(fates).toEqual([{ stored: true }, { stored: false, existing }, { stored: false, existing }]);
  });

  proves('takes nothing, and much more than a transaction does', async () => {
    const pk = freshPartition();
    expect(await table().append([])).toEqual([]);
    const records = Array.from({ length: 2_500 }, (_, i) => ({ pk, sk: String(i).padStart(5, '0'), body: { i } }));
    const fates = await table().append(records);
    expect(fates).toEqual(records.map(() => ({ stored: true })));
    const repeated = await again().append(records);
    expect(repeated).toEqual(records.map((record) => ({ stored: false, existing: { ...record, version: 1 } })));
  });

  proves('counts each record once when many append the same ones at once', async () => {
    const pk = freshPartition();
    const fates = await Promise.all(
      Array.from({ length: 10 }, (_, by) =>
        (by % 2 ? table() : again()).append(Array.from({ length: 30 }, (_, i) => ({ pk, sk: `${i}`, body: { by } }))),
      ),
    );
    for (let i = 0; i < 30; i++) {
      const ofRecord = fates.map((fate) => fate[i]!);
      const winner = ofRecord.findIndex(({ stored }) => stored);
      expect(ofRecord.filter(({ stored }) => stored)).toHaveLength(1);
      const existing = { pk, sk: `${i}`, version: 1, body: { by: winner } };
      expect(ofRecord).toEqual(ofRecord.map((_, by) => (by === winner ? { stored: true } : { stored: false, existing })));
    }
  });

  proves('takes the records as they were when it was called', async () => {
    const pk = freshPartition();
    const records = Array.from({ length: 200 }, (_, i) => ({
      pk,
      sk: String(i).padStart(3, '0'),
      body: { n: 'before' },
    }));
    const appending = table().append(records);
    for (const { body } of records) body.n = 'after';
    await appending;
    const { items } = await table().query({ pk });
    expect(new Set(items.map(({ body }) => body['n']))).toEqual(new Set(['before']));
  });

  proves('stores none if one of the records breaks a limit', async () => {
    const pk = freshPartition();
    const appending = table().append([
      { pk, sk: 'a', body: {} },
      { pk, sk: '', body: {} },
    ]);
    await expect(appending).rejects.toMatchObject({ name: 'TableLimitError' });
    expect((await table().query({ pk })).items).toEqual([]);
  });
}
