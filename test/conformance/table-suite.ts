/** Every sentence of the Table port's contract, for any adapter. Limits and queries have files of their own. */
import { afterAll, beforeAll, describe, expect } from '@jest/globals';

import type { Change, Item, Table } from '../../shared/table.ts';
import { persistently, proofsFor, tally, type Adapter, type Opened } from './adapter.ts';
import { appendProofs } from './table-append-suite.ts';
import { expiryProofs } from './table-expiry-suite.ts';
import { limitProofs } from './table-limits-suite.ts';
import { queryProofs } from './table-query-suite.ts';

/** What the parts of the suite share: the tables, and partitions nobody else uses. */
export interface TableProofs {
  readonly proves: ReturnType<typeof proofsFor>['proves'];
  readonly table: () => Table;
  readonly again: () => Table;
  readonly freshPartition: () => string;
}

export function tableSuite(adapter: Adapter<Table>): void {
  describe(`Table on ${adapter.name}`, () => {
    let opened: Opened<Table>;
    let partitions = 0;
    beforeAll(async () => {
      opened = await adapter.open();
    });
    afterAll(async () => {
      await opened?.close();
    });

    const { proves, everyReasonIsUsed } = proofsFor(adapter);
    const proofs: TableProofs = {
      proves,
      table: () => opened.port,
      again: () => opened.again,
      freshPartition: () => `seller|partition-${++partitions}`,
    };
    describe('get', () => getProofs(proofs));
    describe('write', () => writeProofs(proofs));
    describe('conditions', () => conditionProofs(proofs));
    describe('writers at once', () => concurrencyProofs(proofs));
    describe('append', () => appendProofs(proofs));
    describe('query', () => queryProofs(proofs));
    describe('expiry', () => expiryProofs(proofs));
    describe('limits', () => limitProofs(proofs));
    everyReasonIsUsed();
  });
}

function getProofs({ proves, table, again, freshPartition }: TableProofs): void {
  proves('gives undefined for what is absent', async () => {
    expect(await table().get({ pk: freshPartition(), sk: 'a' })).toBeUndefined();
  });

  proves('gives back the body as it was', async () => {
    const pk = freshPartition();
    const body = {
      schema: 1,
      text: 'Zürich – 😀 \u0000 "quoted" \\ \n',
      empty: '',
      amount: '1234567890.123456789',
      number: 0.1,
      negative: -12.5,
      large: 9007199254740991,
      small: 1e-130,
      yes: true,
      no: false,
      nothing: null,
      list: [1, 'two', [], {}, [null]],
      map: { pk: 'a reserved name', size: { deep: ['x'] } },
    };
    await table().write([{ put: { pk, sk: 'a', body } }]);
    expect(await table().get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', version: 1, body });
  });

  proves('gives every reader an object of their own', async () => {
    const pk = freshPartition();
    const body = { list: [{ amount: '1' }] };
    const writing = table().write([{ put: { pk, sk: 'a', body } }]);
    body.list[0]!.amount = 'changed after the call';
    await writing;
    const first = await table().get({ pk, sk: 'a' });
    (first!.body['list'] as { amount: string }[])[0]!.amount = 'changed by a reader';
    expect((await table().get({ pk, sk: 'a' }))!.body).toEqual({ list: [{ amount: '1' }] });
  });

  proves('sees an acknowledged write through any connection', async () => {
    const pk = freshPartition();
    for (let n = 1; n <= 50; n++) {
      await (n % 2 ? table() : again()).write([{ put: { pk, sk: 'a', body: { n } } }]);
      expect((await (n % 2 ? again() : table()).get({ pk, sk: 'a' }))?.body).toEqual({ n });
    }
  });

  proves('tells keys apart by bytes, whatever they look like', async () => {
    const pk = freshPartition();
    const sks = ['a', 'A', 'a ', 'ä', 'a\u0308', 'a\u0000', 'a\u0000b', '%61', "a'", 'a|', 'a#'];
    await table().write(sks.map((sk) => ({ put: { pk, sk, body: { sk } } })));
    for (const sk of sks) expect((await table().get({ pk, sk }))?.body).toEqual({ sk });
    expect((await table().query({ pk })).items).toHaveLength(sks.length);
  });
}

function writeProofs({ proves, table, freshPartition }: TableProofs): void {
  proves('counts versions from 1, one more with each put', async () => {
    const key = { pk: freshPartition(), sk: 'a' };
    const versions: (number | undefined)[] = [];
    const changes: Change[] = [
      { put: { ...key, body: {} } },
      { put: { ...key, body: {} } },
      { put: { ...key, body: {} }, if: 2 },
      { put: { ...key, body: {} }, if: 'present' },
      { delete: key },
      { put: { ...key, body: {} }, if: 'absent' },
    ];
    for (const change of changes) {
      await table().write([change]);
      versions.push((await table().get(key))?.version);
    }
    expect(versions).toEqual([1, 2, 3, 4, undefined, 1]);
  });

  proves('replaces the whole record', async () => {
    const key = { pk: freshPartition(), sk: 'a' };
    await table().write([{ put: { ...key, body: { old: 1, both: 1 }, expiresAt: 4_000_000_000 } }]);
    await table().write([{ put: { ...key, body: { both: 2 } } }]);
    expect((await table().get(key))?.body).toEqual({ both: 2 });
  });

  proves('deletes, and takes the deletion of what is absent', async () => {
    const pk = freshPartition();
    await table().write([{ put: { pk, sk: 'a', body: {} } }]);
    await table().write([{ delete: { pk, sk: 'a' } }, { delete: { pk, sk: 'never there' } }]);
    expect((await table().query({ pk })).items).toEqual([]);
  });

  proves('does nothing for no changes', async () => {
    await expect(table().write([])).resolves.toBeUndefined();
  });

  proves('takes 100 changes over several partitions at once', async () => {
    const pks = [freshPartition(), freshPartition()];
    const changes = Array.from({ length: 100 }, (_, i): Change => ({
      put: { pk: pks[i % 2]!, sk: String(i).padStart(3, '0'), body: { i } },
      if: 'absent',
    }));
    await table().write(changes);
    const items = (await Promise.all(pks.map((pk) => table().query({ pk })))).flatMap((page) => page.items);
    expect(items.map(({ body }) => body['i'] as number).sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
  });

  proves('writes nothing of 100 changes if the condition of the last fails', async () => {
    const pk = freshPartition();
    const puts = Array.from({ length: 98 }, (_, i): Change => ({ put: { pk, sk: `new ${i}`, body: {} } }));
    await table().write([{ put: { pk, sk: 'kept', body: { is: 'kept' } } }]);
    const changes: Change[] = [...puts, { delete: { pk, sk: 'kept' } }, { check: { pk, sk: 'missing' }, if: 'present' }];
    await expect(table().write(changes)).rejects.toMatchObject({ name: 'ConditionFailedError', failed: [99] });
    const { items } = await table().query({ pk });
    expect(items).toEqual([{ pk, sk: 'kept', version: 1, body: { is: 'kept' } }]);
  });
}

function conditionProofs({ proves, table, freshPartition }: TableProofs): void {
  // A record at version 2, and a key without one; for each condition whether it holds there.
  const cases = [
    { condition: 'absent' as const, atVersion2: false, atNothing: true },
    { condition: 'present' as const, atVersion2: true, atNothing: false },
    { condition: 0, atVersion2: false, atNothing: false },
    { condition: 1, atVersion2: false, atNothing: false },
    { condition: 2, atVersion2: true, atNothing: false },
    { condition: 3, atVersion2: false, atNothing: false },
  ];
  for (const { condition, atVersion2, atNothing } of cases) {
    for (const kind of ['put', 'delete', 'check'] as const) {
      proves(`${kind} if ${condition}: ${atVersion2} at version 2, ${atNothing} where nothing is`, async () => {
        const pk = freshPartition();
        await table().write([{ put: { pk, sk: 'there', body: {} } }]);
        await table().write([{ put: { pk, sk: 'there', body: {} } }]);
        for (const [sk, holds] of [['there', atVersion2] as const, ['not there', atNothing] as const]) {
          const record = { pk, sk, body: { changed: true } };
          const change = { [kind]: kind === 'put' ? record : { pk, sk }, if: condition } as unknown as Change;
          const witness: Change = { put: { pk, sk: `witness of ${sk}`, body: {} } };
          const before = await table().get({ pk, sk });
          const write = table().write([witness, change]);
          if (holds) await write;
          else await expect(write).rejects.toMatchObject({ name: 'ConditionFailedError', failed: [1] });
          expect((await table().get({ pk, sk: `witness of ${sk}` })) !== undefined).toBe(holds);
          expect(await table().get({ pk, sk })).toEqual(expectedAfter(kind, holds, before, record));
        }
      });
    }
  }

  proves('names every change whose condition failed', async () => {
    const pk = freshPartition();
    await table().write([{ put: { pk, sk: 'a', body: {} } }]);
    const write = table().write([
      { put: { pk, sk: 'a', body: {} }, if: 'absent' },
      { put: { pk, sk: 'b', body: {} }, if: 'absent' },
      { check: { pk, sk: 'c' }, if: 'present' },
      { delete: { pk, sk: 'd' } },
      { delete: { pk, sk: 'e' }, if: 1 },
    ]);
    await expect(write).rejects.toMatchObject({ name: 'ConditionFailedError', failed: [0, 2, 4] });
  });
}

function expectedAfter(
  kind: 'put' | 'delete' | 'check',
  holds: boolean,
  before: Item | undefined,
  record: { pk: string; sk: string; body: Record<string, unknown> },
): Item | undefined {
  if (!holds || kind === 'check') return before;
  return kind === 'delete' ? undefined : { ...record, version: (before?.version ?? 0) + 1 };
}

function concurrencyProofs({ proves, table, again, freshPartition }: TableProofs): void {
  const either = (i: number): Table => (i % 2 ? table() : again());

  proves('lets exactly one of 100 win who all saw the same version', async () => {
    const key = { pk: freshPartition(), sk: 'counter' };
    await table().write([{ put: { ...key, body: { by: 'nobody' } } }]);
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, by) => persistently(() => either(by).write([{ put: { ...key, body: { by } }, if: 1 }]))),
    );
    expect(tally(results)).toEqual({ won: 1, errors: ['ConditionFailedError'] });
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    expect(await table().get(key)).toEqual({ ...key, version: 2, body: { by: winner } });
  });

  proves('lets exactly one of two win who both put if absent', async () => {
    for (let round = 0; round < 20; round++) {
      const key = { pk: freshPartition(), sk: 'a' };
      const results = await Promise.allSettled(
        [0, 1].map((by) => persistently(() => either(by).write([{ put: { ...key, body: { by } }, if: 'absent' }]))),
      );
      expect(tally(results)).toEqual({ won: 1, errors: ['ConditionFailedError'] });
    }
  });

  proves('loses no step of a counter that many raise at once', async () => {
    const key = { pk: freshPartition(), sk: 'counter' };
    await table().write([{ put: { ...key, body: { n: 0 } } }]);
    const raise = async (mine: Table): Promise<void> => {
      for (;;) {
        const { version, body } = (await mine.get(key))!;
        const change: Change = { put: { ...key, body: { n: (body['n'] as number) + 1 } }, if: version };
        const isDone = await persistently(() => mine.write([change])).then(
          () => true,
          (error: Error) => {
            if (error.name !== 'ConditionFailedError') throw error;
            return false;
          },
        );
        if (isDone) return;
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => raise(either(i))));
    expect(await table().get(key)).toEqual({ ...key, version: 21, body: { n: 20 } });
  });
}
