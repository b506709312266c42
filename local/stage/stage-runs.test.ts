import { expect, it } from '@jest/globals';
import { TransientError } from '../../shared/errors.ts';
import type { Execution, Executions, MapCounts, StateVisit } from '../../shared/executions.ts';
import type { Progress } from '../runner/recorded-execution.ts';
import { StageRuns } from './stage-runs.ts';

const AT = new Date('2026-11-02T05:00:00Z');
const MONTH = { machine: 'billing-run', name: 'acme-2026-10-1' };

const visit = (state: string, isOver: boolean, type = 'Task'): StateVisit => ({
  ...{ state, type, input: {}, enteredAt: AT, attempts: 1 },
  ...(isOver ? { exitedAt: AT } : {}),
});
const counts = (state: string, succeeded: number, total: number): MapCounts => ({
  ...{ state, total, pending: total - succeeded, running: 0, succeeded, failed: 0 },
});

/** What one look at an execution finds. */
interface Look {
  readonly status?: Execution['status'];
  readonly visits?: readonly StateVisit[];
  readonly counts?: MapCounts;
  readonly isWaiting?: boolean;
  readonly error?: Error;
}

/** An execution that is found so, look by look, the last one for ever. */
function stageThatShows(...looks: readonly Look[]) {
  let looked = -1;
  const told: string[] = [];
  const done: string[] = [];
  const here = (): Look => looks[Math.min(Math.max(looked, 0), looks.length - 1)]!;
  const describe = async (machine: string, name: string): Promise<Execution> => {
    looked++;
    const { error, status = 'RUNNING' } = here();
    if (error) throw error;
    return { machine, name, status, input: {}, startedAt: AT };
  };
  const executions = {
    describe,
    start: async (machine: string, name: string) => {
      done.push(`start ${machine} ${name}`);
      return { machine, name, status: 'RUNNING', input: {}, startedAt: AT };
    },
    history: async () => here().visits ?? [],
    mapCounts: async () => here().counts,
  } as unknown as Executions;
  const runs = new StageRuns({
    executions,
    redrive: async (machine, name) => void done.push(`redrive ${machine} ${name}`),
    isWaiting: async () => here().isWaiting ?? false,
    lookMilliseconds: 1,
  });
  runs.onProgress((it: Progress) =>
    told.push('counts' in it ? `${it.counts.succeeded} of ${it.counts.total}` : `${it.type} ${'state' in it ? it.state : ''}`),
  );
  return { runs, told, done, looks: () => looked + 1 };
}

it('follows what it started to its end, and tells each phase once', async () => {
  const open = visit('OpenRun', true);
  const { runs, told } = stageThatShows(
    { visits: [visit('OpenRun', false)] },
    { visits: [open, visit('PrepareDrafts', false, 'Map')], counts: counts('PrepareDrafts', 0, 0) },
    { visits: [open, visit('PrepareDrafts', false, 'Map')], counts: counts('PrepareDrafts', 2, 3) },
    {
      visits: [open, visit('PrepareDrafts', true, 'Map'), visit('ReviewDrafts', true)],
      counts: counts('PrepareDrafts', 3, 3),
      status: 'SUCCEEDED',
    },
  );
  await runs.start(MONTH.machine, MONTH.name, {});
  await runs.settle();
  expect(told).toEqual(['exited OpenRun', '2 of 3', '3 of 3', 'exited PrepareDrafts', 'exited ReviewDrafts']);
});

it('does not give a phase the counts of another', async () => {
  const visits = [visit('PrepareDrafts', true, 'Map'), visit('GenerateInvoices', false, 'Map')];
  const { runs, told } = stageThatShows({ visits, counts: counts('GenerateInvoices', 1, 2) }, { visits, status: 'FAILED' });
  await runs.start(MONTH.machine, MONTH.name, {});
  await runs.settle();
  expect(told).toEqual(['exited PrepareDrafts', '1 of 2']);
});

it('believes that a person is waited for when it is seen twice', async () => {
  const { runs, looks } = stageThatShows({ isWaiting: true }, {}, { isWaiting: true }, { isWaiting: true });
  await runs.start(MONTH.machine, MONTH.name, {});
  await runs.settle();
  expect(looks()).toBe(4);
});

it('tells nothing that was over before it began to look', async () => {
  const before = [visit('OpenRun', true), visit('AwaitRelease', false)];
  const { runs, told } = stageThatShows({ visits: before }, { visits: [before[0]!, visit('AwaitRelease', true)], status: 'SUCCEEDED' });
  await runs.describe(MONTH.machine, MONTH.name);
  await runs.settle();
  expect(told).toEqual(['exited AwaitRelease']);
});

it('follows again what it has redriven', async () => {
  const { runs, done, told } = stageThatShows({ status: 'FAILED' }, { visits: [visit('CloseRun', true)], status: 'SUCCEEDED' });
  await runs.start(MONTH.machine, MONTH.name, {});
  await runs.settle();
  await runs.redrive(MONTH.machine, MONTH.name);
  await runs.settle();
  expect(done).toEqual(['start billing-run acme-2026-10-1', 'redrive billing-run acme-2026-10-1']);
  expect(told).toEqual(['exited CloseRun']);
});

it('looks again when AWS does not answer, and gives up when it never does', async () => {
  const busy = { error: new TransientError('busy') };
  const once = stageThatShows(busy, busy, { status: 'SUCCEEDED' });
  await once.runs.start(MONTH.machine, MONTH.name, {});
  await once.runs.settle();
  const never = stageThatShows(busy);
  await never.runs.start(MONTH.machine, MONTH.name, {});
  await expect(never.runs.settle()).rejects.toThrow('busy');
  expect(never.looks()).toBe(20);
  const denied = stageThatShows({ error: Object.assign(new Error('no'), { name: 'AccessDeniedException' }) });
  await denied.runs.start(MONTH.machine, MONTH.name, {});
  await expect(denied.runs.settle()).rejects.toThrow('no');
  expect(denied.looks()).toBe(1);
});
