/** A backfill typed from the first file to its undoing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { catalogYaml } from './support/catalog.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import type { Ended } from './support/stepbill.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepbill-backfill-'));
const data = join(folder, 'data');
const OPS = ['--as', 'ops@kranich.example'];
afterAll(() => rmSync(folder, { recursive: true }));

const type = (now: string, ...args: readonly string[]): Promise<Ended> => commandInTurn([...args, '--data', data, '--now', now]);
async function typed(now: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await type(now, ...args);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return stdout;
}
async function linesOf(number: string): Promise<string[]> {
  const { lines } = JSON.parse(await typed('2027-01-03T05:00:00Z', 'explain', number, '--json')) as {
    lines: { description: string; quantity: string; net: string }[];
  };
  return lines.map(({ description, quantity, net }) => `${description} ${quantity} ${net}`);
}
const event = (id: string, time: string, calls: number, customer = 'adler'): string =>
  JSON.stringify({ id, customer, type: 'api.calls', time, properties: { calls } });
function file(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

beforeAll(async () => {
  await typed('2026-10-01T05:00:00Z', 'import', file('catalog.yml', catalogYaml({ id: 'adler' }, { id: 'bussard' })));
  const own = file('events.ndjson', event('a', '2026-10-15T12:00:00Z', 250), event('b', '2026-12-15T12:00:00Z', 1000));
  await typed('2026-12-20T05:00:00Z', 'ingest', own);
  await typed('2026-12-20T05:00:00Z', 'run', '2026-10', ...OPS);
}, 60_000);

// 250 calls were 17.50; 1050 are 100 × 0.10 + 900 × 0.05 + 50 × 0.01 = 55.50, and 40 of bussard 4.00.
it('is added, previewed, applied, billed, undone and credited', async () => {
  const now = '2026-12-20T06:00:00Z';
  const lost = file(
    'lost.ndjson',
    event('more', '2026-10-16T12:00:00Z', 800),
    event('theirs', '2026-10-16T12:00:00Z', 40, 'bussard'),
    event('nobodys', '2026-10-16T12:00:00Z', 1, 'uhu'),
    event('early', '2026-09-30T21:59:59Z', 1),
  );
  expect(await type(now, 'backfill', 'add', lost, '--id', 'lost')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Say with --from and --until which time the backfill "lost" is for'),
  });
  const added = await typed(now, 'backfill', 'add', lost, '--id', 'lost', '--from', '2026-10-01', '--until', '2026-11-01', ...OPS);
  expect(added).toContain('Backfill lost: 2 events added, 0 there before, 2 left out.');
  expect(added).toContain('  row 3  left out: There is no customer "uhu".');
  expect(added).toContain(
    '  row 4  left out: 2026-09-30T21:59:59Z is outside of the backfill, which goes from 2026-09-30T22:00:00Z until 2026-10-31T23:00:00Z.',
  );
  const [list = ''] = /\S+left-rows\S+/.exec(added) ?? [];
  expect(readFileSync(list, 'utf8').split('\n')).toHaveLength(3);
  expect(await typed(now, 'backfill', 'add', lost, '--id', 'lost')).toContain('0 events added, 2 there before, 2 left out.');

  const before = await typed(now, 'preview', 'adler');
  const previewed = (await typed(now, 'backfill', 'preview', 'lost')).split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
  expect(previewed).toEqual([
    'Customer | Service period | Without it | With it | Difference',
    'adler | 2026-10-01 to 2026-10-31 | 27.50 EUR | 65.50 EUR | +38.00 EUR | billed: corrected by the next run',
    'bussard | 2026-10-01 to 2026-10-31 | 10.00 EUR | 14.00 EUR | +4.00 EUR | billed: corrected by the next run',
    'In all +42.00 EUR.',
    'It does not count. Nothing was changed.',
    '',
  ]);
  expect(await typed(now, 'preview', 'adler')).toBe(before);

  expect(await typed(now, 'backfill', 'apply', 'lost', ...OPS)).toMatch(
    /^Backfill lost counts: 2 events on 2 days of 2 customers, content [0-9a-f]{8}\.\n/,
  );
  expect(await typed(now, 'backfill', 'apply', 'lost', ...OPS)).toBe('Backfill lost was applied before; nothing was changed.\n');
  await typed(now, 'run', '2026-11', ...OPS);
  expect(await linesOf('RE-2026-000003')).toEqual(['Calls, correction 800 38.00', 'Base fee 1 10.00']);
  expect(await linesOf('RE-2026-000004')).toEqual(['Calls, correction 40 4.00', 'Base fee 1 10.00']);
  // Its events are told of the line that bills them.
  expect(await typed(now, 'explain', 'RE-2026-000003', '1')).toContain('more');

  await typed(now, 'backfill', 'undo', 'lost', '--reason', 'Of the test system', ...OPS);
  expect(await typed(now, 'explain', 'RE-2026-000003', '1')).toContain('more');
  await typed('2027-01-02T05:00:00Z', 'run', '2026-12', ...OPS);
  // 1000 calls are 55.00. 10.00 less 4.00 is what bussard owes.
  expect(await linesOf('RE-2027-000001')).toEqual(['Calls, correction -800 -38.00', 'Base fee 1 10.00', 'Calls 1000 55.00']);
  expect(await linesOf('RE-2027-000002')).toEqual(['Calls, correction -40 -4.00', 'Base fee 1 10.00']);

  expect(await typed(now, 'backfill')).toMatch(
    /lost +2026-09-30 22:00 to 2026-10-31 23:00 +any +any +adds +2 +undone by ops@kranich\.example/,
  );
  const audit = await typed(now, 'audit');
  expect(audit).toMatch(/ops@kranich\.example +backfill-applied +[0-9a-f]{8} +lost; customers 2, days 2, events 2/);
  expect(audit).toMatch(/backfill-undone +[0-9a-f]{8} +lost; customers 2, days 2, events 2; “Of the test system”/);
  expect((await type(now, 'backfill', 'apply', 'lots')).stderr).toContain('There is no backfill "lots"; did you mean "lost"?');
}, 120_000);
