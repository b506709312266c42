import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { EXECUTIONS_FILE } from '../../local/runner/executions-client.ts';
import { ExecutionStore } from '../../local/runner/execution-store.ts';
import { beginReview } from '../../shared/billing-run.store.ts';
import { beginImport, finishImport, latestImport } from '../../shared/catalog-import.store.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { catalogYaml, importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { closeMonthOf, openMonth } from '../../test/support/runs.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import type { Schedule } from '../../shared/catalog.ts';
import { lockIssuing } from '../../shared/issuing-lock.store.ts';
import { handler } from './start-runs.handler.ts';

/** 06:00 of 2 November in Vienna. */
const AT = '2026-11-02T05:00:00Z';
const OCTOBER = { machine: 'billing-run', name: 'kranich-2026-10-1', status: 'RUNNING' };

describe('StartRuns', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await keepMachines(world);
  });
  afterEach(() => world.close());

  const october = () => world.ports.executions.describe('billing-run', OCTOBER.name);

  it('starts the month that is due, for the schedule', async () => {
    await imported('2026-10-10T08:00:00Z');
    expect(await handler({ at: AT })).toEqual([{ sellerId: SELLER, month: '2026-10' }]);
    expect(await october()).toMatchObject({ ...OCTOBER, input: { sellerId: SELLER, month: '2026-10', startedBy: 'schedule' } });
  });

  it('starts one execution, called again and twice at once', async () => {
    await imported('2026-10-10T08:00:00Z');
    await Promise.all([handler({ at: AT }), handler({ at: AT })]);
    await handler({ at: '2026-11-02T05:15:00Z' });
    expect(executionsIn(world)).toEqual([OCTOBER.name]);
  });

  it('leaves the month to a person who was faster', async () => {
    await imported('2026-10-10T08:00:00Z');
    await world.ports.executions.start('billing-run', OCTOBER.name, { sellerId: SELLER, month: '2026-10', startedBy: 'ops' });
    await handler({ at: AT });
    expect(await october()).toMatchObject({ input: { startedBy: 'ops' } });
  });

  it('starts nothing before its time, for a month that was run, or where the schedule is off', async () => {
    await imported('2026-10-10T08:00:00Z');
    expect(await handler({ at: '2026-11-02T04:59:59Z' })).toEqual([]);
    await imported('2026-10-10T08:00:00Z', { schedule: 'off' });
    expect(await handler({ at: AT })).toEqual([]);
    await imported('2026-10-10T08:00:00Z');
    await closeMonthOf('2026-10', ['adler']);
    expect(await handler({ at: AT })).toEqual([]);
    expect(executionsIn(world)).toEqual([]);
  });

  it('catches up with one month after the other, each when the drafts of the one before are made', async () => {
    await imported('2026-07-10T08:00:00Z');
    await closeMonthOf('2026-08', ['adler']);
    expect(await handler({ at: AT })).toEqual([{ sellerId: SELLER, month: '2026-09' }]);
    expect(await handler({ at: AT })).toEqual([{ sellerId: SELLER, month: '2026-09' }]);
    await openMonth('2026-09', 'kranich-2026-09-1');
    expect(await handler({ at: AT })).toEqual([]);
    await beginReview(SELLER, 'kranich-2026-09-1', 1);
    expect(await handler({ at: AT })).toEqual([{ sellerId: SELLER, month: '2026-10' }]);
  });

  it('waits until the month is over for the customers in the west as well', async () => {
    await imported('2026-10-10T08:00:00Z', { schedule: { day: 2, time: '00:00' }, sellerZone: 'Pacific/Kiritimati' });
    // Midnight of the 2nd there, and 22:00 of the 31st in the last zone of the earth.
    expect(await handler({ at: '2026-11-01T10:00:00Z' })).toEqual([]);
    expect(await handler({ at: '2026-11-01T12:00:00Z' })).toEqual([{ sellerId: SELLER, month: '2026-10' }]);
  });

  it('starts the other sellers when one fails, and then says so, so that it is called again', async () => {
    await imported('2026-10-10T08:00:00Z');
    const other = parseCatalog(catalogYaml({ id: 'adler' }).replace('id: kranich', 'id: albatros'), 'other.yml');
    await keepCatalog(other);
    await lockIssuing('albatros', { schema: 1, since: AT, backupOf: '2026-11-01T00:00:00Z' });
    await expect(handler({ at: AT })).rejects.toMatchObject({
      name: 'TransientError',
      message: expect.stringContaining('Issuing is locked for seller "albatros"'),
    });
    expect(executionsIn(world)).toEqual([OCTOBER.name]);
    await expect(handler({ at: AT, sellerId: 'albatros' })).rejects.toMatchObject({ name: 'IssuingLockedError' });
  });

  it('refuses a moment that is none', async () => {
    await expect(handler({ at: '<aws.scheduler.scheduled-time>' })).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});

/** Imports the catalog as a person did at a moment; a customer lives in the last zone of the earth. */
async function imported(at: string, { schedule, sellerZone }: { schedule?: Schedule; sellerZone?: string } = {}): Promise<void> {
  const { seller, ...rest } = await importCustomers({ id: 'adler', zone: 'Etc/GMT+12' });
  const changed = { ...seller, zone: sellerZone ?? seller.zone, ...(schedule === undefined ? {} : { schedule }) };
  const catalog = { ...rest, seller: changed };
  await beginImport(catalog, (await latestImport(SELLER))?.version, { at, by: 'ops' });
  await finishImport(SELLER);
}

/** A runner says which machines there are when it opens a folder. */
async function keepMachines({ folder }: Embedded): Promise<void> {
  const store = new ExecutionStore(join(folder, EXECUTIONS_FILE));
  await store.keepMachines([{ name: 'billing-run', type: 'STANDARD' }]);
  store.close();
}

function executionsIn({ folder }: Embedded): string[] {
  const store = new ExecutionStore(join(folder, EXECUTIONS_FILE));
  const names = store.running().map(({ execution }) => execution.name);
  store.close();
  return names;
}
