import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callsEvent, importCustomers, SELLER } from '../../test/support/catalog.ts';
import { effects, openEmbedded, under, type Embedded } from '../../test/support/embedded.ts';
import { arrive, bill, open, type Month } from '../../test/support/months.ts';
import { confirmErasure } from '../../shared/erasure.store.ts';
import { connect, files } from '../../shared/ports.ts';
import { handler } from './erase-snapshots.handler.ts';
import { getSnapshot } from './usage-snapshot.store.ts';
import type { SnapshotPeriod } from './usage-snapshot.ts';

const about = { sellerId: SELLER, customerId: 'adler' };
const DECIDED = { by: 'privacy@kranich.example', at: '2027-06-10T05:00:00Z', counts: {} };
/** Up to the end of October in Vienna, when the runs of October and November are old enough. */
const SCOPE = { closedBefore: '2026-10-31T23:00:00Z', through: '2026-10-29', oldest: '2026-12-31', hasContacts: false };
const OCTOBER = '2026-10-15T12:00:00Z';
const NOVEMBER = '2026-11-15T12:00:00Z';

/** So many events of an id of 60 characters that their ids fit into no record of a snapshot. */
const many = (time: string) =>
  Array.from({ length: 1_200 }, (_, i) => callsEvent('adler', '1', { id: `${time.slice(5, 7)}-${String(i).padStart(57, '0')}`, time }));
const snapshotOf = ({ runId }: Month) => getSnapshot({ ...about, runId, attempt: 1 });
const idsIn = async (month: Month): Promise<number[]> =>
  (await snapshotOf(month))!.periods.map(({ ids = {} }) => Object.values(ids).flat().length);
const filesOfSnapshots = async (): Promise<string[]> =>
  (await files().list(`${SELLER}/runs/`)).keys.filter((key) => key.includes('/snapshots/'));

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
});
afterEach(() => world.close());

describe('a snapshot that was billed on', () => {
  it('keeps quantities, counts, days and fingerprints, and loses the ids of what is closed', async () => {
    await arrive('2026-10-15', callsEvent('adler', '250', { id: 'a', time: OCTOBER }));
    const october = await bill('2026-10', 'adler');
    const before = await snapshotOf(october);
    await confirmErasure(SELLER, 'adler', SCOPE, DECIDED);
    expect(await handler(about)).toEqual({ snapshotsReduced: 1, snapshots: 0 });
    const [{ ids, ...period }] = before!.periods as [SnapshotPeriod];
    expect(await snapshotOf(october)).toEqual({ ...before, periods: [period] });
    expect(ids).toEqual({ calls: ['a'] });
    expect(period.quantities[0]).toMatchObject({ quantity: '250', events: 1 });
    expect(await handler(about)).toEqual({ snapshotsReduced: 0, snapshots: 0 });
  });

  it('is a record instead of a file once it is small', async () => {
    await arrive('2026-10-15', ...many(OCTOBER));
    const october = await bill('2026-10', 'adler');
    expect(await filesOfSnapshots()).toHaveLength(1);
    await confirmErasure(SELLER, 'adler', SCOPE, DECIDED);
    await handler(about);
    expect(await filesOfSnapshots()).toEqual([]);
    expect(await idsIn(october)).toEqual([0]);
  });

  describe('with a correction of a closed month beside a month that stays', () => {
    let november: Month;
    beforeEach(async () => {
      await arrive('2026-10-15', callsEvent('adler', '250', { id: 'a', time: OCTOBER }));
      await bill('2026-10', 'adler');
      await arrive('2026-11-15', ...many(NOVEMBER), callsEvent('adler', '50', { id: 'late', time: OCTOBER }));
      november = await bill('2026-11', 'adler');
      await confirmErasure(SELLER, 'adler', SCOPE, DECIDED);
    });

    it('keeps the ids of that month, in a file of another name', async () => {
      expect(await idsIn(november)).toEqual([2, 1_200]);
      expect(await handler(about)).toEqual({ snapshotsReduced: 2, snapshots: 0 });
      expect(await idsIn(november)).toEqual([0, 1_200]);
      expect(await filesOfSnapshots()).toEqual([expect.stringMatching(/kranich-2026-11-1\/snapshots\/adler-1@[0-9a-f]{16}\.json$/)]);
      expect(await handler(about)).toEqual({ snapshotsReduced: 0, snapshots: 0 });
    });

    it('is found, and done by the next, when the process died before the old file was removed', async () => {
      const remove = (keys: readonly string[]) => (keys.length === 0 ? Promise.resolve() : Promise.reject(new Error('killed')));
      connect({ ...world.ports, files: { ...world.ports.files, remove } });
      await expect(handler(about)).rejects.toThrow('killed');
      expect(await idsIn(november)).toEqual([0, 1_200]);
      connect(world.ports);
      await handler(about);
      expect(await filesOfSnapshots()).toHaveLength(1);
      expect(await idsIn(november)).toEqual([0, 1_200]);
    });
  });
});

it('removes snapshots that nothing was billed on, of runs that are over, and no other', async () => {
  await arrive('2026-10-15', callsEvent('adler', '250', { id: 'a', time: OCTOBER }));
  const dry = await open('2026-10', { isDryRun: true });
  await dry.prepare('adler');
  const rejected = await open('2026-10');
  await rejected.prepare('adler');
  await rejected.reject();
  const closed = await open('2026-10', { openedAt: '2026-11-03T05:00:00Z' });
  await closed.prepare('adler');
  await closed.setAside('adler');
  await closed.prepare('adler');
  await closed.seal();
  await closed.close();
  const underWay = await open('2026-11');
  await underWay.prepare('adler');
  await confirmErasure(SELLER, 'adler', SCOPE, DECIDED);
  expect(await handler({ ...about, preview: SCOPE })).toEqual({ snapshotsReduced: 1, snapshots: 3 });
  expect(await handler(about)).toEqual({ snapshotsReduced: 1, snapshots: 3 });
  const left = under(world.records(), `${SELLER}|draft|`).filter(({ sk }) => sk.startsWith('snapshot|'));
  expect(left.map(({ pk, sk }) => `${pk} ${sk}`)).toEqual([
    'kranich|draft|kranich-2026-10-2|adler snapshot|2',
    'kranich|draft|kranich-2026-11-1|adler snapshot|1',
  ]);
});

it('twice, and twice at once, is once', async () => {
  const { once, again, atOnce } = await effects(async () => {
    await importCustomers({ id: 'adler' });
    await arrive('2026-10-15', ...many(OCTOBER));
    await bill('2026-10', 'adler');
    await confirmErasure(SELLER, 'adler', SCOPE, DECIDED);
    return () => handler(about);
  });
  expect(again).toEqual(once);
  expect(atOnce).toEqual(once);
});
