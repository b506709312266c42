/** A folder that is served, in a process of its own, with other commands beside it. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { commandInTurn } from './support/command-in-turn.ts';
import { fewCustomers, sampleFiles } from './support/sample-month.ts';
import { serving, type Served } from './support/serving.ts';
import { stepbill, type Ended } from './support/stepbill.ts';

const RUN = 'nordlicht-2026-10-1';
/** 06:00 of 2 November in Berlin. */
const DUE = '2026-11-02T05:00:00Z';
const WITH_RELEASE = fewCustomers.replace('release: never', 'release: { policy: always, by: [cfo@nordlicht.example] }');

describe('a folder that is served', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-serve-'));
  const prepared = join(folder, 'prepared');
  let data = '';
  let copies = 0;
  let open: Served[] = [];

  beforeAll(async () => {
    const { catalog, events } = sampleFiles(folder);
    expect(await beside(prepared, '2026-10-10T08:00:00Z', 'import', catalog)).toMatchObject({ code: 0 });
    expect(await beside(prepared, '2026-11-01T08:00:00Z', 'ingest', events)).toMatchObject({ code: 0 });
  }, 60_000);
  beforeEach(() => {
    data = join(folder, String(++copies));
    cpSync(prepared, data, { recursive: true });
  });
  afterEach(async () => {
    await Promise.all(open.map((served) => served.stop('SIGKILL')));
    open = [];
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const serve = (now: string, ...args: string[]): Served => {
    const served = serving(data, now, ...args);
    open.push(served);
    return served;
  };
  const ask = (now: string, ...args: string[]): Promise<Ended> => beside(data, now, ...args);
  async function runs(): Promise<string[]> {
    const { stdout } = await ask(DUE, 'runs', '--json');
    return (JSON.parse(stdout) as { id: string; state: string; startedBy: string }[]).map(({ id, state, startedBy }) =>
      [id, state, startedBy].join(' '),
    );
  }
  async function imported(changed: string): Promise<void> {
    const file = join(folder, `catalog-${copies}.yml`);
    writeFileSync(file, changed);
    expect(await ask('2026-10-10T09:00:00Z', 'import', file)).toMatchObject({ code: 0 });
  }

  it('bills the month at its moment, and not before', async () => {
    const served = serve('2026-11-02T04:59:57Z');
    expect(await served.until('began')).toMatchObject({ runId: RUN, month: '2026-10', startedBy: 'schedule' });
    expect(served.said.map(({ event }) => event)).toEqual(['serving', 'began']);
    expect(Date.parse((await served.until('began')).at)).toBeGreaterThanOrEqual(Date.parse(DUE));
    expect(await served.until('closed')).toMatchObject({ runId: RUN, numbers: [{ first: 'RE-2026-000001', last: 'RE-2026-000020' }] });
    await served.until('sent');
    expect(await served.stop('SIGINT')).toMatchObject({ code: 0, stderr: '' });
    expect(await runs()).toEqual([`${RUN} closed schedule`]);
  }, 60_000);

  it('bills it once when the process is killed in the middle and started again', async () => {
    const killed = serve(DUE);
    await killed.until('began');
    expect(await killed.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    expect((await runs()).map((run) => run.split(' ')[0])).toEqual([RUN]);

    const again = serve('2026-11-02T09:00:00Z');
    expect(await again.until('goes-on')).toMatchObject({ runId: RUN });
    await again.until('sent');
    expect(await again.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });
    expect(await runs()).toEqual([`${RUN} closed schedule`]);
    expect((await ask(DUE, 'verify')).stdout).toContain('RE-2026: whole. 20 documents from 1 to 20');
  }, 60_000);

  it('ends at Ctrl-C, and goes on at the next start with what was cut off', async () => {
    const first = serve(DUE);
    await first.until('began');
    expect(await first.stop('SIGINT')).toMatchObject({ code: 0, signal: null, stderr: '' });
    const second = serve(DUE);
    expect(await second.until('closed')).toMatchObject({ runId: RUN });
  }, 60_000);

  it('waits for a release, which may be typed in another terminal, and goes on itself', async () => {
    await imported(WITH_RELEASE);
    const served = serve(DUE);
    const { contentHash } = await served.until('waits');
    const release = ['release', RUN, '--hash', String(contentHash).slice(0, 8), '--as', 'cfo@nordlicht.example'];
    const released = await ask('2026-11-02T08:00:00Z', ...release);
    expect(released).toMatchObject({ code: 0, stderr: '' });
    expect(released.stdout).toMatch(/^Released by cfo@nordlicht\.example\.\nIt is written down\. Process \d+ runs the state machines/);
    expect(await served.until('closed')).toMatchObject({ runId: RUN });
  }, 60_000);

  it('tells of a run that waits when it is started again, and raises the alarm after two days', async () => {
    await imported(WITH_RELEASE);
    const first = serve(DUE);
    await first.until('waits');
    await first.stop('SIGTERM');
    // Asked at once and ten seconds later: what it waits for may have been cut off before it was written down.
    const second = serve('2026-11-04T05:10:50Z');
    expect(await second.until('waits')).toMatchObject({ runId: RUN, for: 'release' });
    expect(await second.until('alarm')).toMatchObject({ alarm: 'ReleaseOverdue', runId: RUN });
  }, 120_000);

  it('catches up with each month that was missed, one after the other', async () => {
    const served = serve('2027-01-20T09:00:00Z');
    await served.until('sent');
    await served.until('closed', 3);
    const began = served.said.filter(({ event }) => event === 'began');
    expect(began.map(({ runId }) => runId)).toEqual([RUN, 'nordlicht-2026-11-1', 'nordlicht-2026-12-1']);
    expect(served.said.filter(({ event }) => event === 'alarm')).toEqual([]);
  }, 90_000);

  it.each([
    { why: 'whose catalog says off', args: [], catalog: fewCustomers.replace('release: never', 'release: never\n  schedule: off') },
    { why: 'that is served without a schedule', args: ['--no-schedule'], catalog: fewCustomers },
  ])(
    'starts no month of a seller $why',
    async ({ args, catalog }) => {
      await imported(catalog);
      const served = serve('2026-11-02T12:00:00Z', ...args);
      await served.until('serving');
      // A run that is asked for is done all the same; by its end the first call of the schedule is long over.
      expect((await ask('2026-11-02T12:00:00Z', 'run', '2026-10', '--dry-run', '--as', 'ops')).stdout).toContain('It is written down.');
      await served.until('previewed');
      expect(served.said.map(({ event }) => event)).toEqual(['serving', 'began', 'previewed']);
    },
    60_000,
  );

  it('lets nobody else serve the folder, and says which port is taken', async () => {
    const served = serve('2026-11-01T12:00:00Z');
    const { url } = await served.until('serving');
    const second = await serve('2026-11-01T12:00:00Z').ended;
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/is in use: process \d+ runs its state machines/);

    data = join(folder, String(++copies));
    cpSync(prepared, data, { recursive: true });
    const { port } = new URL(String(url));
    const third = await stepbill(['serve', '--data', data, '--port', port]);
    expect(third).toMatchObject({ code: 1, stderr: `Port ${port} of 127.0.0.1 is taken. Choose another with --port.\n` });
  }, 60_000);

  it('takes usage as the deployed API does, and counts it once', async () => {
    const served = serve('2026-11-01T12:00:00Z');
    const { url } = await served.until('serving');
    const event = { id: 'req-1', customer: 'brinkmann', type: 'api.calls', time: '2026-10-31T12:00:00Z', properties: { calls: '12' } };
    const made = await beside(data, '2026-11-01T12:00:00Z', 'keys', 'create', '--seller', 'nordlicht', '--label', 'gateway');
    const [key] = /sb_\w+/.exec(made.stdout) ?? [];
    const headers = { authorization: `Bearer ${key}` };
    const post = (body: string) => fetch(`${String(url)}/v1/usage`, { method: 'POST', body, headers });

    const first = await post(JSON.stringify(event));
    expect([first.status, first.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(JSON.stringify(await first.json())).toContain('accepted');
    expect(await (await post(JSON.stringify(event))).text()).toContain('duplicate');
    expect(await (await post(JSON.stringify({ ...event, id: 'req-2', time: '2026-11-02T12:00:00Z' }))).text()).toContain('quarantined');
    expect((await post('')).status).toBe(400);
    expect((await fetch(`${String(url)}/v1/usage`, { method: 'POST', body: JSON.stringify(event) })).status).toBe(401);
    // Whatever is nobody else's is the console's, which asks who somebody is first.
    expect((await fetch(`${String(url)}/v1/usage`)).status).toBe(401);
    expect((await fetch(`${String(url)}/v1/usage`, { method: 'DELETE' })).status).toBe(404);
    expect(await (await fetch(`${String(url)}/health`)).json()).toEqual({ status: 'ok' });
  }, 60_000);
});

function beside(data: string, now: string, ...args: readonly string[]): Promise<Ended> {
  return commandInTurn([...args, '--data', data, '--now', now]);
}
