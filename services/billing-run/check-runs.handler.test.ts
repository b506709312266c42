import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { EXECUTIONS_FILE } from '../../local/runner/executions-client.ts';
import { ExecutionStore } from '../../local/runner/execution-store.ts';
import { beginReview } from '../../shared/billing-run.store.ts';
import { beginImport, finishImport } from '../../shared/catalog-import.store.ts';
import { keepWaiting } from '../../shared/waiting.store.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { closeMonthOf, openMonth, openReviewed, sealedDraftOf, sealWith } from '../../test/support/runs.ts';
import { handler } from './check-runs.handler.ts';

/** Noon of 2 November in Vienna. */
const NOON = '2026-11-02T11:00:00Z';
const OCTOBER = { sellerId: SELLER, month: '2026-10' };
const RUN = 'kranich-2026-10-1';

describe('CheckRuns', () => {
  let world: Embedded;
  let store: ExecutionStore;
  beforeEach(async () => {
    world = openEmbedded();
    store = new ExecutionStore(join(world.folder, EXECUTIONS_FILE));
    await store.keepMachines([{ name: 'billing-run', type: 'STANDARD' }]);
    await beginImport(await importCustomers({ id: 'adler' }), undefined, { at: '2026-10-10T08:00:00Z', by: 'ops' });
    await finishImport(SELLER);
  });
  afterEach(() => {
    store.close();
    world.close();
  });

  it('misses a month from noon of the day it was to begin, until there is a run', async () => {
    expect(await handler({ at: '2026-11-02T10:59:59Z' })).toEqual([]);
    expect(await handler({ at: NOON })).toEqual([{ alarm: 'RunMissing', ...OCTOBER }]);
    expect(await handler({ at: '2026-11-05T11:00:00Z' })).toEqual([{ alarm: 'RunMissing', ...OCTOBER }]);
    await openMonth('2026-10');
    expect(await handler({ at: NOON })).toEqual([]);
  });

  it('does not miss a month that has just begun, and misses one whose execution ended before it opened a run', async () => {
    await world.ports.executions.start('billing-run', RUN, {});
    expect(await handler({ at: NOON })).toEqual([]);
    await ended(RUN, 'FAILED');
    expect(await handler({ at: NOON })).toEqual([{ alarm: 'RunMissing', ...OCTOBER }]);
  });

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)('tells of a run whose execution is %s', async (status) => {
    await world.ports.executions.start('billing-run', RUN, {});
    await openMonth('2026-10', RUN);
    expect(await handler({ at: NOON })).toEqual([]);
    await ended(RUN, status);
    expect(await handler({ at: NOON })).toEqual([{ alarm: 'RunFailed', ...OCTOBER, runId: RUN }]);
  });

  it('tells of a run that has waited for its release for two days, by the round it waits in', async () => {
    await openReviewed();
    const wait = { for: 'release', taskToken: 't', since: '2026-11-02T05:10:00Z', about: {} } as const;
    await keepWaiting(SELLER, RUN, { ...wait, round: 1 });
    expect(await handler({ at: '2026-11-04T05:09:59Z' })).toEqual([]);
    expect(await handler({ at: '2026-11-04T05:10:00Z' })).toEqual([{ alarm: 'ReleaseOverdue', ...OCTOBER, runId: RUN }]);
    await keepWaiting(SELLER, RUN, { ...wait, round: 2 });
    expect(await handler({ at: '2026-11-04T05:10:00Z' })).toEqual([]);
  });

  it('tells at once of a run that waits for repair', async () => {
    await openMonth('2026-10');
    await beginReview(SELLER, RUN, 1);
    await sealWith(RUN, [sealedDraftOf('adler', 0)]);
    expect(await handler({ at: NOON })).toEqual([]);
    await keepWaiting(SELLER, RUN, { for: 'repair', taskToken: 't', since: NOON, round: 0, about: {} });
    expect(await handler({ at: NOON })).toEqual([{ alarm: 'RepairNeeded', ...OCTOBER, runId: RUN }]);
  });

  it('says nothing of what is over', async () => {
    await closeMonthOf('2026-10', ['adler']);
    await keepWaiting(SELLER, RUN, { for: 'repair', taskToken: 't', since: NOON, round: 0, about: {} });
    expect(await handler({ at: '2026-11-20T11:00:00Z' })).toEqual([]);
  });

  /** The execution as it is when it has ended so. */
  async function ended(name: string, status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'): Promise<void> {
    const at = new Date(NOON);
    await store.move(store.find('billing-run', name)!.id, undefined, undefined, { status, at }, at);
  }
});
