/** Data folders of this version and of each before it: opened, read and gone on with. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { quarantinedEvents } from '../shared/quarantine.store.ts';
import { auditReport } from '../local/commands/audit-report.ts';
import { backUp } from '../local/commands/backup.ts';
import { ingestEvents } from '../local/commands/ingest-events.ts';
import { listInvoices } from '../local/commands/list-invoices.ts';
import { reviewedRun, runNamed } from '../local/commands/review-run.ts';
import { reviewPage } from '../local/commands/review-table.ts';
import { databaseProblems } from '../local/commands/verify-databases.ts';
import { filesOfNobody } from '../local/commands/verify-archive.ts';
import { proofOf, proofReport } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { requireDataFolder } from '../local/data-folder.ts';
import { EXECUTIONS_FORMAT } from '../local/runner/execution-database.ts';
import { DATA_FORMAT } from '../local/sqlite-database.ts';
import { SELLER } from './support/catalog.ts';
import { FIXTURE_EVENTS } from './support/fixture-world.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import { stepbill } from './support/stepbill.ts';

const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url));
const CFO = 'cfo@kranich.example';
const kept = readdirSync(FIXTURES).filter((name) => name.startsWith('data-'));

it('one is kept of every data format', () => {
  expect(kept).toEqual(Array.from({ length: DATA_FORMAT }, (_, i) => `data-${i + 1}.tar.gz`));
});

describe.each(kept)('%s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-kept-'));
  let process: OneProcess | undefined;
  let copies = 0;
  afterEach(async () => {
    await process?.close();
    process = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function copy(): string {
    const parent = join(folder, String(++copies));
    mkdirSync(parent);
    const { status } = spawnSync('tar', ['-xzf', join(FIXTURES, name), '-C', parent]);
    expect(status).toBe(0);
    return join(parent, 'data');
  }
  const open = (moment: string, data = copy()): OneProcess => {
    requireDataFolder(data, false);
    return (process = openOneProcess(data, moment));
  };
  const verified = async (): Promise<string[]> => proofReport(proofOf([await verifySeller(SELLER)], await filesOfNobody([SELLER])));

  it('is read by every command that only reads', async () => {
    const data = copy();
    open('2026-11-03T05:00:00Z', data);
    // 10.00 each; 30 calls at 0.10, and 100 at 0.10 with 20 at 0.05: 13.00 and 21.00, and 20 % of it.
    expect((await listInvoices(SELLER)).map(({ number, payable, state }) => [number, payable, state])).toEqual([
      ['RE-2026-000001', '15.60', 'open'],
      ['RE-2026-000002', '25.20', 'open'],
    ]);
    expect((await verified())[0]).toBe('RE-2026: whole. 2 documents from 1 to 2, each as it was issued; 40.80 EUR.');
    expect((await verified()).join()).not.toContain('NOT WHOLE');
    const reviewed = await reviewedRun(await runNamed('2026-10', SELLER, async () => SELLER));
    expect(reviewPage(reviewed).join('\n')).toContain('waits for its release');
    expect((await auditReport(SELLER, 'kranich-2026-09-1')).entries.map(({ action }) => action)).toEqual([
      'opened',
      'reviewed',
      'released',
      'sealed',
      'numbered',
      'closed',
    ]);
    expect((await Array.fromAsync(quarantinedEvents(SELLER))).map(({ code }) => code)).toEqual(['unknown-customer']);
    await backUp(data, join(folder, 'backup'));
    expect(databaseProblems(data)).toEqual([]);
  });

  it('is gone on with: the run that waits is released, and the next month is billed', async () => {
    const { run, release, workspace } = open('2026-11-03T05:00:00Z');
    expect(await release('kranich-2026-10-1', CFO)).toMatchObject({ outcome: 'billed' });
    // 10.00 each; 50 calls and a message of 0.25, and 10 calls of September that came late: 16.25 and 10.00.
    expect((await listInvoices(SELLER)).slice(2).map(({ number, payable }) => [number, payable])).toEqual([
      ['RE-2026-000003', '19.50'],
      ['RE-2026-000004', '12.00'],
    ]);
    // Sent again: counted once, whatever version took it first.
    const again = FIXTURE_EVENTS.flatMap(({ events }) => events).map((event) => ({ text: JSON.stringify(event) }));
    expect(await ingestEvents(workspace.invoke, SELLER, again)).toMatchObject({ accepted: 0, duplicates: 5, quarantined: 1 });
    expect(await run('2026-11', '2026-12-02T05:00:00Z')).toMatchObject({ outcome: 'waiting' });
    expect(await release('kranich-2026-11-1', CFO)).toMatchObject({ outcome: 'billed' });
    expect((await verified())[0]).toBe('RE-2026: whole. 6 documents from 1 to 6, each as it was issued; 96.30 EUR.');
    expect((await verified()).join()).not.toContain('NOT WHOLE');
  });

  it('says of everything in it which version of its kind it is', () => {
    const data = copy();
    const database = new DatabaseSync(join(data, 'table.db'), { readOnly: true });
    const records = database.prepare('SELECT pk, sk, body FROM record').all();
    expect(database.prepare('PRAGMA user_version').get()?.['user_version']).toBe(DATA_FORMAT);
    database.close();
    expect(records.length).toBeGreaterThan(60);
    const unversioned = records.filter(({ body }) => !isVersion((JSON.parse(String(body)) as { schema?: unknown }).schema));
    expect(unversioned.map(({ pk, sk }) => `${String(pk)} ${String(sk)}`)).toEqual([]);

    const executions = new DatabaseSync(join(data, 'executions.db'), { readOnly: true });
    expect(executions.prepare('PRAGMA user_version').get()?.['user_version']).toBe(EXECUTIONS_FORMAT);
    executions.close();

    // Lists and results of maps are handed from state to state, in the form that Step Functions reads and writes.
    const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(review-[0-9a-f]+|manifests\/.+)\.json$/.test(path),
    );
    expect(files).toHaveLength(3);
    for (const path of files)
      expect(isVersion((JSON.parse(readFileSync(join(data, path), 'utf8')) as { schema?: unknown }).schema)).toBe(true);
  });

  it('is opened by the command line', async () => {
    const { code, stdout } = await stepbill(['verify', '--data', copy()]);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('RE-2026: whole. 2 documents') });
  });
});

const isVersion = (schema: unknown): boolean => Number.isSafeInteger(schema) && Number(schema) >= 1;
