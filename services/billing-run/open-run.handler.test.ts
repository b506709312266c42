import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { catalogYaml, importCustomers, SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, under, type Embedded } from '../../test/support/embedded.ts';
import { closeRun, latestRun, latestRuns, requireRun } from '../../shared/billing-run.store.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { beginImport } from '../../shared/catalog-import.store.ts';
import { customerIds } from '../../shared/catalog.store.ts';
import { handler } from './open-run.handler.ts';

const INPUT = { sellerId: SELLER, month: '2026-10', execution: 'october', openedAt: '2026-11-02T05:00:00Z', input: {} };
const RUN = 'kranich-2026-10-1';

const close = async (runId: string): Promise<void> =>
  closeRun(await requireRun(SELLER, runId), { hash: runId, previousHash: null }, undefined, '2026-11-02T05:00:00Z');

describe('OpenRun', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
  });
  afterEach(() => world.close());

  it('opens the first run of the month and says how much it does at once', async () => {
    expect(await handler(INPUT)).toEqual({
      sellerId: SELLER,
      runId: RUN,
      month: '2026-10',
      isDryRun: false,
      folder: 'kranich/runs/kranich-2026-10-1',
      concurrency: { batches: 1, inBatch: 1 },
    });
    expect(await requireRun(SELLER, RUN)).toEqual({
      schema: 1,
      id: RUN,
      sellerId: SELLER,
      month: '2026-10',
      sequence: 1,
      openedAt: INPUT.openedAt,
      execution: 'october',
      startedBy: 'schedule',
      isDryRun: false,
      state: 'open',
      round: 1,
    });
  });

  it('completes an import that was cut off, and so begins on a whole catalog', async () => {
    const catalog = parseCatalog(catalogYaml({ id: 'adler' }, { id: 'biber' }), 'catalog.yml');
    await beginImport(catalog, undefined, { at: INPUT.openedAt, by: 'ops' });
    expect(await customerIds(SELLER)).toEqual(['adler']);
    await handler(INPUT);
    expect(await customerIds(SELLER)).toEqual(['adler', 'biber']);
  });

  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await importCustomers({ id: 'adler' });
      return () => handler(INPUT);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it.each(['before the write', 'after the write'] as const)(
    'opens one run when the connection breaks %s and the step runs again',
    async (failure) => {
      world.connectWith((table) => failingOnce(table, failure));
      expect(await retried(() => handler(INPUT))).toMatchObject({ runId: RUN });
      expect(under(world.records(), 'kranich|run')).toMatchObject([
        { version: 1, sk: 'month|2026-10' },
        { version: 1, sk: 'run' },
        { version: 1, sk: 'entry|00000001' },
        { version: 1, sk: 'head' },
      ]);
    },
  );

  it('is refused while another execution has the month open: RunAlreadyOpenError', async () => {
    await handler(INPUT);
    const before = world.picture();
    await expect(handler({ ...INPUT, execution: 'other' })).rejects.toMatchObject({ name: 'RunAlreadyOpenError' });
    expect(world.picture()).toEqual(before);
  });

  it('opens one run for two executions at once', async () => {
    const fates = await Promise.allSettled([handler(INPUT), handler({ ...INPUT, execution: 'other' })]);
    expect(fates.map((fate) => (fate.status === 'rejected' ? (fate.reason as Error).name : 'opened')).sort()).toEqual([
      'RunAlreadyOpenError',
      'opened',
    ]);
    expect(await latestRuns(SELLER)).toHaveLength(1);
  });

  it('opens a second run of the month once the first is closed', async () => {
    await handler(INPUT);
    await close(RUN);
    expect(await handler({ ...INPUT, execution: 'other' })).toMatchObject({ runId: 'kranich-2026-10-2' });
    expect(await latestRun(SELLER, '2026-10')).toMatchObject({ sequence: 2, state: 'open' });
  });

  it('returns its closed run to the execution that opened it', async () => {
    await handler(INPUT);
    await close(RUN);
    expect(await handler(INPUT)).toMatchObject({ runId: RUN });
  });

  it('opens runs of two months at once', async () => {
    await handler(INPUT);
    expect(await handler({ ...INPUT, month: '2026-09', execution: 'september' })).toMatchObject({ runId: 'kranich-2026-09-1' });
    expect((await latestRuns(SELLER)).map(({ month, state }) => [month, state])).toEqual([
      ['2026-09', 'open'],
      ['2026-10', 'open'],
    ]);
  });

  it('does no more at once than this run wants', async () => {
    expect(await handler({ ...INPUT, input: { customersAtOnce: 7 } })).toMatchObject({ concurrency: { batches: 1, inBatch: 7 } });
  });

  it('is refused until the month is over in the zone of every customer: MonthNotOverError', async () => {
    await importCustomers({ id: 'adler' }, { id: 'kona', country: 'US', zone: 'Pacific/Honolulu' });
    // Midnight in Honolulu is 10:00 in UTC.
    await expect(handler({ ...INPUT, openedAt: '2026-11-01T09:59:59Z' })).rejects.toMatchObject({ name: 'MonthNotOverError' });
    expect(await latestRun(SELLER, '2026-10')).toBeUndefined();
    expect(await handler({ ...INPUT, openedAt: '2026-11-01T10:00:00Z' })).toMatchObject({ runId: RUN });
  });

  it.each([
    { why: 'a month that is none', input: { ...INPUT, month: '2026-13' }, name: 'InvalidInputError' },
    { why: 'nobody at once', input: { ...INPUT, input: { customersAtOnce: 0 } }, name: 'InvalidInputError' },
    { why: 'a seller that is not there', input: { ...INPUT, sellerId: 'nobody' }, name: 'NotFoundError' },
  ])('refuses $why: $name', async ({ input, name }) => {
    await expect(handler(input)).rejects.toMatchObject({ name });
  });
});
