/** A month that waits for its release, through the command line. */
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { embeddedPorts } from '../local/embedded-ports.ts';
import { requireRun } from '../shared/billing-run.store.ts';
import { keepDecision } from '../shared/decision.store.ts';
import { connect } from '../shared/ports.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { fewCustomers, SAMPLE_MONTH as MONTH, sampleFiles } from './support/sample-month.ts';
import type { Ended } from './support/stepbill.ts';

const RUN = 'nordlicht-2026-10-1';
const NOW = ['--now', '2026-11-02T05:00:00Z'];
const STARTER = ['--as', 'ops@nordlicht.example'];
const RELEASER = ['--as', 'cfo@nordlicht.example'];

describe('a month that waits for its release', () => {
  let data: string;
  let catalog: string;
  beforeEach(async () => {
    data = join(mkdtempSync(join(tmpdir(), 'stepbill-release-')), 'data');
    const files = sampleFiles(dirname(data), sample());
    catalog = files.catalog;
    await done('import', catalog);
    await done('ingest', files.events);
  }, 60_000);
  afterEach(() => rmSync(dirname(data), { recursive: true, force: true }));

  const run = (...args: string[]): Promise<Ended> => commandInTurn([...args, '--data', data, ...NOW]);
  async function done(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(...args);
    if (code !== 0) throw new Error(`stepbill ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  }
  const hashIn = (text: string): string => /--hash ([0-9a-f]+)/.exec(text)?.[1] ?? '';
  const pdfs = (): string[] =>
    readdirSync(data, { recursive: true })
      .map(String)
      .filter((file) => /^archive.*\.pdf$/.test(file));

  it('goes out when a second person releases what it contains, and not before', async () => {
    const waiting = await run('run', MONTH, ...STARTER);
    expect(waiting).toMatchObject({ code: 3 });
    expect(waiting.stdout).toContain(`The run ${RUN} of October 2026 waits for its release`);
    const hash = hashIn(waiting.stdout);

    const mails = readdirSync(join(data, 'outbox')).filter((file) => file.endsWith('.eml'));
    expect(mails).toHaveLength(1);
    expect(readFileSync(join(data, 'outbox', mails[0] ?? ''), 'utf8')).toContain(RUN);

    // A restart changes nothing: it goes on waiting.
    expect(hashIn((await run('run', MONTH, ...STARTER)).stdout)).toBe(hash);
    for (const [who, says] of [
      [STARTER, 'a second person must'],
      [['--as', 'dev@nordlicht.example'], 'is no releaser'],
    ] as const) {
      const refused = await run('release', RUN, '--hash', hash, ...who);
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.stderr).toContain(says);
    }
    expect(pdfs()).toEqual([]);

    expect(await done('release', RUN, '--hash', hash, ...RELEASER)).toContain('RE-2026-000001 to RE-2026-000020');
    expect(pdfs()).toHaveLength(20);
    expect(await done('verify')).toContain('RE-2026: whole. 20 documents from 1 to 20');
    expect((await run('reject', RUN, '--hash', hash, '--reason', 'too late', ...RELEASER)).stderr).toContain(
      'was released by cfo@nordlicht.example',
    );
  }, 60_000);

  it('is reviewed again without a customer that was rejected, and says what has changed to who looked before', async () => {
    const before = hashIn((await run('run', MONTH, ...STARTER)).stdout);
    const rejected = await run('reject', RUN, '--hash', before, '--customer', 'lumiere', '--reason', 'wrong plan', ...RELEASER);
    expect(rejected.stdout).toContain('lumiere: wrong plan');
    const refused = await run('release', RUN, '--hash', before, ...RELEASER);
    expect(refused.stderr).toContain('has changed since');
    expect(refused.stderr).toContain('cfo@nordlicht.example rejected lumiere: wrong plan');

    // Mended, the customer comes back: the run contains what it did at first.
    const repaired = await run('repair', RUN, 'lumiere', ...STARTER);
    expect(hashIn(repaired.stdout)).toBe(before);
    expect(await done('release', RUN, '--hash', before, ...RELEASER)).toContain('20 of 20 customers');
  }, 60_000);

  it('bills a customer that was set aside in the same run, once the cause is mended', async () => {
    writeFileSync(catalog, sample().replace('    vatId: FR40303265045\n', ''));
    await done('import', catalog);
    const first = await run('run', MONTH, ...STARTER);
    expect(first.stdout).toContain('lumiere: Customer "lumiere" in FR has no VAT id');
    expect((await run('repair', RUN, 'brinkmann', ...STARTER)).stderr).toContain('is not set aside');
    writeFileSync(catalog, sample());
    await done('import', catalog);
    const repaired = await run('repair', RUN, ...STARTER);
    expect(await done('release', RUN, '--hash', hashIn(repaired.stdout), ...RELEASER)).toContain('20 of 20 customers');
    expect(await done('verify')).toContain('RE-2026: whole. 20 documents from 1 to 20');
  }, 60_000);

  it('ends without a trace in the numbers when it is rejected, and can be run again', async () => {
    const hash = hashIn((await run('run', MONTH, ...STARTER)).stdout);
    expect(await done('reject', RUN, '--hash', hash, '--reason', 'wrong price', ...RELEASER)).toContain('was rejected');
    expect(await done('verify')).not.toContain('RE-2026: whole');
    const again = hashIn((await run('run', MONTH, ...RELEASER)).stdout);
    expect(again).toBe(hash);
    // This time the one started it whom the first run could have been released by.
    expect((await run('release', 'nordlicht-2026-10-2', '--hash', again, ...RELEASER)).stderr).toContain('started run');
    expect(await done('release', 'nordlicht-2026-10-2', '--hash', again, ...STARTER)).toContain('RE-2026-000001 to RE-2026-000020');
  }, 60_000);

  it('whose rejection was written by a process that died is told of it before the month is run again', async () => {
    await run('run', MONTH, ...STARTER);
    const ports = embeddedPorts(data);
    connect(ports);
    const { round, review } = await requireRun('nordlicht', RUN);
    const { contentHash = '' } = review ?? {};
    const decided = { kind: 'reject', round, contentHash, by: 'cfo@nordlicht.example', at: '2026-11-02T05:00:00Z' } as const;
    await keepDecision('nordlicht', RUN, { schema: 1, ...decided, rejected: [], repaired: [] });
    connect(undefined);
    ports.close();

    expect((await run('run', MONTH, ...STARTER)).stdout).toContain('nordlicht-2026-10-2');
    const executions = new DatabaseSync(join(data, 'executions.db'), { readOnly: true });
    const states = executions.prepare("SELECT name, status FROM execution WHERE machine = 'billing-run' ORDER BY id").all();
    executions.close();
    expect(states.map(({ name, status }) => [name, status])).toEqual([
      [RUN, 'SUCCEEDED'],
      ['nordlicht-2026-10-2', 'RUNNING'],
    ]);
  }, 60_000);

  it('is what a dry run said it would be, which leaves nothing behind but drafts', async () => {
    const dry = await run('run', MONTH, '--dry-run', ...STARTER);
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toContain('Nothing was claimed, numbered or sent.');
    const hash = /Content {4}([0-9a-f]{8})/.exec(dry.stdout)?.[1];
    expect(pdfs()).toEqual([]);
    const previews = readdirSync(data, { recursive: true }).filter((file) => /previews\/.*\.pdf$/.test(String(file)));
    expect(previews).toHaveLength(20);
    expect(hashIn((await run('run', MONTH, ...STARTER)).stdout)).toBe(hash);
    expect((await run('release', 'nordlicht-2026-10-d1', '--hash', hash ?? '', ...RELEASER)).stderr).toContain('is a dry run');
  }, 60_000);

  it('makes a number void whose document can never be made, as a second person says, and issues the rest', async () => {
    const hash = hashIn((await run('run', MONTH, ...STARTER)).stdout);
    const foreign = join(data, 'archive', 'nordlicht', '2026', 'RE-2026-000003.pdf');
    mkdirSync(dirname(foreign), { recursive: true });
    writeFileSync(foreign, 'something else');
    expect((await run('release', RUN, '--hash', hash, ...RELEASER)).stdout).toContain('waits for repair');

    const reason = ['--reason', 'A foreign file lies under this number.'];
    expect((await run('void', RUN, 'RE-2026-000003', ...reason, ...STARTER)).stderr).toContain('a second person must');
    expect((await run('void', RUN, 'RE-2026-000004', ...reason, ...RELEASER)).stderr).toContain('is issued; only a credit note');
    await done('void', RUN, 'RE-2026-000003', ...reason, ...RELEASER);
    expect(pdfs()).toContain('archive/nordlicht/2026/RE-2026-000003-VOID.pdf');
    expect(await done('invoices')).toMatch(/RE-2026-000003 .* void/);
    const mails = readdirSync(join(data, 'outbox')).filter((file) => /RE-2026-/.test(file));
    expect(mails).toHaveLength(19);
  }, 60_000);
});

function sample(): string {
  return fewCustomers.replace(/^ {2}release: .*$/m, '  release: { policy: always, by: [cfo@nordlicht.example, ops@nordlicht.example] }');
}
