import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, importSeries, SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { openMonth, sealedDraftOf, sealWith } from '../../test/support/runs.ts';
import { chainProblems } from '../../shared/audit.ts';
import { auditEntries, getAuditHead } from '../../shared/audit.store.ts';
import { openRun } from '../../shared/billing-run.store.ts';
import { numberText } from '../../shared/billing-run.ts';
import type { NumberBlock } from '../../shared/billing-run.ts';
import { blocksOf, counters } from '../../shared/number.store.ts';
import { table } from '../../shared/ports.ts';
import { handler } from './allocate-numbers.handler.ts';

const RUN = 'kranich-2026-10-1';
const INPUT = { sellerId: SELLER, runId: RUN, enteredAt: '2026-11-02T05:00:00Z' };
const WANTED = { sellerId: SELLER, execution: 'bill', startedBy: 'schedule', isDryRun: false };

/** Opens and seals a run of the month that needs so many numbers. */
async function seal(month: string, count: number, series = 'RE'): Promise<string> {
  const { id } = await openMonth(month);
  await sealWith(
    id,
    Array.from({ length: count }, (_, i) => sealedDraftOf(`customer-${i}`, i, { series })),
  );
  return id;
}

const allocate = (runId: string, enteredAt = INPUT.enteredAt): Promise<NumberBlock[]> => handler({ ...INPUT, runId, enteredAt });

describe('AllocateNumbers', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
  });
  afterEach(() => world.close());

  it('takes all numbers of the run and its issue date', async () => {
    await seal('2026-10', 3);
    const pattern = 'RE-2026-{number}';
    const block = { schema: 1, series: 'RE', counter: 'RE-2026', first: 1, count: 3, digits: 6, pattern, issueDate: '2026-11-02' };
    expect(await handler(INPUT)).toEqual([block]);
    expect(await blocksOf(SELLER, RUN)).toEqual([block]);
    expect(await counters(SELLER)).toEqual([{ counter: 'RE-2026', last: 3, lastIssueDate: '2026-11-02', pattern, holder: RUN }]);
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await importCustomers({ id: 'adler' });
      await seal('2026-10', 3);
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it('returns the block the run has, also on a later day', async () => {
    await seal('2026-10', 3);
    const [block] = await allocate(RUN);
    expect(await allocate(RUN, '2026-12-24T12:00:00Z')).toEqual([block]);
    expect(await counters(SELLER)).toMatchObject([{ last: 3 }]);
  });

  it('continues the series where the run before ended', async () => {
    const september = await seal('2026-09', 3);
    const october = await seal('2026-10', 2);
    expect(await allocate(september)).toMatchObject([{ first: 1, count: 3 }]);
    expect(await allocate(october)).toMatchObject([{ first: 4, count: 2 }]);
  });

  it('writes down what it took in the same transaction', async () => {
    await importSeries({ prefix: 'RE' }, { prefix: 'EX', restart: 'never', digits: 4 });
    const { id } = await openMonth();
    await sealWith(id, [sealedDraftOf('a', 0), sealedDraftOf('b', 1), sealedDraftOf('c', 2), sealedDraftOf('d', 0, { series: 'EX' })]);
    await handler(INPUT);
    await handler(INPUT);
    const entries = await auditEntries(SELLER, { runId: id });
    expect(entries.filter(({ action }) => action === 'numbered')).toMatchObject([
      { at: INPUT.enteredAt, by: 'stepbill', numbers: ['RE-2026-000001', 'RE-2026-000003', 'EX-0001', 'EX-0001'] },
    ]);
    expect(chainProblems(entries, await getAuditHead(SELLER, { runId: id }))).toEqual([]);
  });

  it('takes a block for each series', async () => {
    await importSeries({ prefix: 'RE' }, { prefix: 'EX' });
    const { id } = await openMonth();
    await sealWith(id, [sealedDraftOf('a', 0), sealedDraftOf('b', 0, { series: 'EX' }), sealedDraftOf('c', 1)]);
    expect(await allocate(id)).toMatchObject([
      { series: 'RE', counter: 'RE-2026', first: 1, count: 2 },
      { series: 'EX', counter: 'EX-2026', first: 1, count: 1 },
    ]);
  });

  it('takes 40 series in the one transaction', async () => {
    await importSeries(...Array.from({ length: 40 }, (_, i) => ({ prefix: `S${i}` })));
    const { id } = await openMonth();
    await sealWith(
      id,
      Array.from({ length: 40 }, (_, i) => sealedDraftOf(`c${i}`, 0, { series: `S${i}` })),
    );
    expect(await allocate(id)).toHaveLength(40);
    expect(await counters(SELLER)).toHaveLength(40);
  });

  it('takes nothing of any series while one of them is not in the catalog', async () => {
    const { id } = await openMonth();
    await sealWith(id, [sealedDraftOf('a', 0), sealedDraftOf('b', 0, { series: 'EX' })]);
    await expect(allocate(id)).rejects.toThrow('Seller "kranich" has no number series "EX"; there is "RE".');
    expect(await counters(SELLER)).toEqual([]);

    await importSeries({ prefix: 'RE' }, { prefix: 'EX' });
    expect(await allocate(id)).toHaveLength(2);
    await importSeries({ prefix: 'RE' });
    expect(await allocate(id)).toHaveLength(2);
  });

  it.each(['before the write', 'after the write'] as const)(
    'leaves neither a gap nor a second block when the connection breaks %s and the step runs again',
    async (failure) => {
      await seal('2026-10', 3);
      const before = world.picture();
      const writes: unknown[] = [];
      world.connectWith((inner) => {
        const failing = failingOnce(inner, failure);
        return {
          ...failing,
          async write(changes) {
            writes.push(changes.length);
            await failing.write(changes);
          },
        };
      });
      await expect(handler(INPUT)).rejects.toMatchObject({ name: 'TransientError' });
      // One transaction of counter, block, lock, seal, audit entry and head: there is no moment between them.
      expect(writes).toEqual([6]);
      const isWritten = failure === 'after the write';
      expect(world.records()).toHaveLength(before.records.length + (isWritten ? 3 : 0));

      expect(await retried(() => handler(INPUT))).toMatchObject([{ first: 1, count: 3 }]);
      expect(await counters(SELLER)).toMatchObject([{ last: 3 }]);
      expect(await allocate(await seal('2026-11', 1))).toMatchObject([{ first: 4 }]);
    },
  );

  it('gives 50 runs at once blocks that follow each other without gap or overlap', async () => {
    const months = Array.from({ length: 50 }, (_, i) => `${2021 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`);
    const sizes = months.map((_, i) => (i % 7) + 1);
    const runs: string[] = [];
    for (const [i, month] of months.entries()) runs.push(await seal(month, sizes[i] ?? 1));

    const blocks = (await Promise.all(runs.map((run) => retried(() => allocate(run))))).flat();
    const inOrder = [...blocks].sort((a, b) => a.first - b.first);
    let next = 1;
    for (const { first, count } of inOrder) {
      expect(first).toBe(next);
      next += count;
    }
    // Seven times 1 to 7 is 196, and the 50th run needs 1.
    expect(next - 1).toBe(197);
    expect(blocks.map(({ count }) => count)).toEqual(sizes);
    expect(await counters(SELLER)).toMatchObject([{ last: 197 }]);
  });

  it('says TransientError to the run that was slower at the counter', async () => {
    const [september, october] = [await seal('2026-09', 1), await seal('2026-10', 1)];
    const fates = await Promise.allSettled([allocate(september), allocate(october)]);
    expect(fates.map((fate) => (fate.status === 'rejected' ? (fate.reason as Error).name : 'taken')).sort()).toEqual([
      'TransientError',
      'taken',
    ]);
  });

  it('never lets issue dates fall: a run of a day before takes the day of the last block', async () => {
    const runs = [await seal('2026-08', 1), await seal('2026-09', 1), await seal('2026-10', 1)];
    const moments = ['2026-11-05T12:00:00Z', '2026-11-03T12:00:00Z', '2026-11-09T12:00:00Z'];
    const dates: (string | undefined)[] = [];
    for (const [i, run] of runs.entries()) dates.push((await allocate(run, moments[i]))[0]?.issueDate);
    expect(dates).toEqual(['2026-11-05', '2026-11-05', '2026-11-09']);
  });

  it('counts the day in the seller’s zone', async () => {
    await seal('2026-10', 1);
    expect(await allocate(RUN, '2026-11-02T23:00:00Z')).toMatchObject([{ issueDate: '2026-11-03' }]);
  });

  it('begins a new counter with the year, by the seller’s calendar', async () => {
    const [november, december] = [await seal('2026-11', 2), await seal('2026-12', 1)];
    expect(await allocate(november, '2026-12-31T22:59:59Z')).toMatchObject([{ counter: 'RE-2026', first: 1, issueDate: '2026-12-31' }]);
    expect(await allocate(december, '2026-12-31T23:00:00Z')).toMatchObject([{ counter: 'RE-2027', first: 1, issueDate: '2027-01-01' }]);
  });

  it('gives a run that was opened in December and released in January numbers of January', async () => {
    await seal('2026-10', 2);
    await allocate(RUN, '2026-12-01T12:00:00Z');
    const { id } = await openRun({ ...WANTED, month: '2026-11', openedAt: '2026-12-31T12:00:00Z' });
    await sealWith(id, [sealedDraftOf('a', 0), sealedDraftOf('b', 1)]);
    expect(await allocate(id, '2027-01-02T12:00:00Z')).toMatchObject([
      { counter: 'RE-2027', pattern: 'RE-2027-{number}', first: 1, count: 2, issueDate: '2027-01-02' },
    ]);
    expect(await counters(SELLER)).toMatchObject([
      { counter: 'RE-2026', last: 2 },
      { counter: 'RE-2027', last: 2 },
    ]);
  });

  it('returns the block of the old year when its answer is lost and it is asked again in the new one', async () => {
    await seal('2026-10', 3);
    world.connectWith((inner) => failingOnce(inner, 'after the write'));
    await expect(allocate(RUN, '2026-12-31T22:59:59Z')).rejects.toMatchObject({ name: 'TransientError' });
    expect(await allocate(RUN, '2026-12-31T23:00:01Z')).toMatchObject([
      { counter: 'RE-2026', first: 1, count: 3, issueDate: '2026-12-31' },
    ]);
    expect(await counters(SELLER)).toMatchObject([{ counter: 'RE-2026', last: 3 }]);
  });

  it('stays in the new year when a clock goes back to the old one', async () => {
    const [august, september] = [await seal('2026-08', 2), await seal('2026-09', 1)];
    expect(await allocate(august, '2027-01-02T12:00:00Z')).toMatchObject([{ counter: 'RE-2027', first: 1, issueDate: '2027-01-02' }]);
    expect(await allocate(september, '2026-12-30T12:00:00Z')).toMatchObject([{ counter: 'RE-2027', first: 3, issueDate: '2027-01-02' }]);
  });

  it('goes on over the years in a series that never begins again, and prints the year of the issue date', async () => {
    await importSeries({ prefix: 'RE', restart: 'never', digits: 5, format: '{prefix}.{yy}-{number}' });
    const [august, september] = [await seal('2026-08', 2), await seal('2026-09', 1)];
    expect(await allocate(august, '2026-12-31T12:00:00Z')).toMatchObject([{ counter: 'RE', first: 1, pattern: 'RE.26-{number}' }]);
    const [block] = await allocate(september, '2027-01-02T12:00:00Z');
    expect(block).toMatchObject({ counter: 'RE', first: 3, pattern: 'RE.27-{number}', issueDate: '2027-01-02' });
    expect(numberText(block!, 3)).toBe('RE.27-00003');
  });

  it('goes on behind a counter and a block that an earlier version wrote', async () => {
    const old = { schema: 1, series: 'RE', counter: 'RE-2026', first: 1, count: 4, digits: 6, issueDate: '2026-11-02' };
    await table().write([
      { put: { pk: `${SELLER}|series`, sk: 'RE-2026', body: { schema: 1, last: 4, lastIssueDate: '2026-11-02' } } },
      { put: { pk: `${SELLER}|blocks|old-run`, sk: 'RE', body: old } },
    ]);
    expect(await blocksOf(SELLER, 'old-run')).toEqual([old]);
    expect(numberText(old, 4)).toBe('RE-2026-000004');
    await seal('2026-10', 2);
    expect(await allocate(RUN, '2026-11-01T12:00:00Z')).toMatchObject([{ counter: 'RE-2026', first: 5, issueDate: '2026-11-02' }]);
  });

  it('takes nothing when the seal is another by then', async () => {
    await seal('2026-10', 3);
    world.connectWith((inner) => {
      let isChanged = false;
      return {
        ...inner,
        async write(changes) {
          if (!isChanged) {
            isChanged = true;
            const sealed = await inner.get({ pk: `${SELLER}|run|${RUN}`, sk: 'seal' });
            await inner.write([{ put: { pk: `${SELLER}|run|${RUN}`, sk: 'seal', body: sealed?.body ?? {} } }]);
          }
          await inner.write(changes);
        },
      };
    });
    await expect(handler(INPUT)).rejects.toMatchObject({ name: 'TransientError' });
    expect(await counters(SELLER)).toEqual([]);
    expect(await table().get({ pk: `${SELLER}|blocks|${RUN}`, sk: 'RE' })).toBeUndefined();
  });

  it.each([
    { why: 'a run that is not sealed', input: INPUT, name: 'NotFoundError' },
    { why: 'a seller that is not there', input: { ...INPUT, sellerId: 'nobody' }, name: 'NotFoundError' },
    { why: 'a moment without zone', input: { ...INPUT, enteredAt: '2026-11-02T05:00:00' }, name: 'InvalidInputError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await openMonth();
    await expect(handler(input)).rejects.toMatchObject({ name });
  });
});
