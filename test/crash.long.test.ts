import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstOfSample } from '../local/sample/sample-catalog.ts';
import { sha256 } from '../shared/content-hash.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { SAMPLE_MONTH as MONTH, sampleFiles } from './support/sample-month.ts';
import { stepbill } from './support/stepbill.ts';

const NOW = '2026-11-02T05:00:00Z';
/** So many of the sample's customers that a run is long enough to be hit in the middle. */
const CUSTOMERS = 42;
/** Two of them, on a plan without a fee: without their usage they owe nothing. */
const IDLE = /"customer":"(kona|neckar-verlag)"/;

/** When the process is killed: so many milliseconds after a phase is said to be over. At once is always in the next. */
const MOMENTS = [
  { after: 'Load customers', milliseconds: 0 },
  { after: 'Load customers', milliseconds: 80 },
  { after: 'Seal run', milliseconds: 0 },
  { after: 'Allocate numbers', milliseconds: 60 },
  { after: 'Allocate numbers', milliseconds: 250 },
  { after: 'Generate invoices', milliseconds: 0 },
] as const;
type Moment = (typeof MOMENTS)[number];
const AT_ONCE = MOMENTS.filter(({ milliseconds }) => milliseconds === 0).length;

describe('a run whose process is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-crash-'));
  const prepared = join(folder, 'prepared');
  let undisturbed: Bill;

  beforeAll(async () => {
    const { catalog, events } = sampleFiles(folder, firstOfSample(CUSTOMERS));
    await done(prepared, 'import', catalog);
    const sent = readFileSync(events, 'utf8').split('\n');
    writeFileSync(events, sent.filter((line) => !IDLE.test(line)).join('\n'));
    await done(prepared, 'ingest', events, '--now', NOW);

    const calm = copyTo('undisturbed');
    await done(calm, 'run', MONTH, '--now', NOW);
    undisturbed = await billOf(calm);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('comes to the same numbers, totals and bytes, wherever it was hit', async () => {
    let hits = 0;
    for (const [i, moment] of MOMENTS.entries()) {
      const data = copyTo(`hit-${i}`);
      if (await killed(data, moment)) hits++;
      await done(data, 'run', MONTH, '--now', NOW);
      expect(await billOf(data)).toEqual(undisturbed);
      rmSync(data, { recursive: true });
    }
    expect(hits).toBeGreaterThanOrEqual(AT_ONCE);
  }, 240_000);

  it('comes to the same when it is hit again and again', async () => {
    const data = copyTo('again-and-again');
    for (const moment of MOMENTS) await killed(data, moment);
    expect(await stepbill(['run', MONTH, '--now', NOW, '--data', data])).toMatchObject({ code: 0 });
    expect(await billOf(data)).toEqual(undisturbed);
  }, 120_000);

  function copyTo(name: string): string {
    const data = join(folder, name);
    cpSync(prepared, data, { recursive: true });
    return data;
  }
});

/** What a month came to: each number with its customer, amount, date and the hash of its document, and the mails. */
interface Bill {
  readonly invoices: unknown;
  readonly documents: Record<string, string>;
  readonly mails: number;
}

async function billOf(data: string): Promise<Bill> {
  expect(await done(data, 'verify')).toMatch(/^RE-2026: whole\. 40 documents from 1 to 40/);
  const invoices: unknown = JSON.parse(await done(data, 'invoices', '--json'));
  const archive = join(data, 'archive', 'nordlicht', '2026');
  const documents = Object.fromEntries(readdirSync(archive).map((file) => [file, sha256(readFileSync(join(archive, file)))]));
  return {
    invoices,
    documents,
    mails: readdirSync(join(data, 'outbox'), { recursive: true }).filter((file) => String(file).endsWith('.eml')).length,
  };
}

/** Kills the run with SIGKILL at a moment; whether it was still under way. */
async function killed(data: string, { after, milliseconds }: Moment): Promise<boolean> {
  const { signal } = await stepbill(['run', MONTH, '--now', NOW, '--data', data], (child) => {
    let said = '';
    child.stderr?.on('data', (text: Buffer) => {
      const isNew = !said.includes(after);
      said += text.toString();
      if (isNew && said.includes(after)) setTimeout(() => child.kill('SIGKILL'), milliseconds);
    });
  });
  return signal === 'SIGKILL';
}

async function done(data: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await commandInTurn([...args, '--data', data]);
  if (code !== 0) throw new Error(`stepbill ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}
