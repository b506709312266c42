/** Usage of long ago is taken back, by hand and over HTTP, and the next month corrects what it was billed with. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { catalogYaml } from './support/catalog.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { serving } from './support/serving.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepbill-reversals-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true }));

async function typed(now: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await commandInTurn([...args, '--data', data, '--now', now]);
  expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout;
}

/** Lines of a document as a person reads them: description, quantity and net. */
async function linesOf(number: string): Promise<string[]> {
  const { lines } = JSON.parse(await typed('2027-01-03T05:00:00Z', 'explain', number, '--json')) as {
    lines: { description: string; quantity: string; net: string }[];
  };
  return lines.map(({ description, quantity, net }) => `${description} ${quantity} ${net}`);
}

const calls = (id: string, time: string, quantity: number): string =>
  `${JSON.stringify({ id, customer: 'adler', type: 'api.calls', time, properties: { calls: quantity } })}\n`;

beforeAll(async () => {
  const [catalog, events] = [join(folder, 'catalog.yml'), join(folder, 'events.ndjson')];
  writeFileSync(catalog, catalogYaml({ id: 'adler' }));
  writeFileSync(
    events,
    calls('gateway-1', '2026-10-15T12:00:00Z', 250) +
      calls('gateway-2', '2026-10-16T12:00:00Z', 60) +
      calls('gateway-3', '2026-10-17T12:00:00Z', 40) +
      calls('gateway-4', '2026-12-15T12:00:00Z', 100),
  );
  await typed('2026-10-01T05:00:00Z', 'import', catalog);
  await typed('2026-12-20T05:00:00Z', 'ingest', events);
  await typed('2026-12-20T05:00:00Z', 'run', '2026-10', '--as', 'ops@kranich.example');
  await typed('2026-12-20T05:00:00Z', 'run', '2026-11', '--as', 'ops@kranich.example');
}, 60_000);

// 350 calls of October: 100 × 0.10 + 250 × 0.05 = 22.50. Without the 60 and the 40, 250: 10.00 + 150 × 0.05 = 17.50.
it('of two months ago is corrected by the next run, whichever door it came by', async () => {
  expect(await linesOf('RE-2026-000001')).toEqual(['Base fee 1 10.00', 'Calls 350 22.50']);
  const said = await typed('2026-12-21T05:00:00Z', 'reverse', 'adler', 'gateway-2', '--time', '2026-10-16T14:00:00+02:00');
  expect(said).toContain('Its period was billed by kranich-2026-10-1. A later run corrects that.');

  const key = /sb_\w+/.exec(await typed('2026-12-21T05:00:00Z', 'keys', 'create', '--seller', 'kranich', '--label', 'gateway'))?.[0];
  const served = serving(data, '2026-12-21T06:00:00Z', '--no-schedule');
  const { url } = await served.until('serving');
  const back = { id: 'back', customer: 'adler', type: 'reversal', time: '2026-10-17T12:00:00Z', reverses: 'gateway-3' };
  const posted = await fetch(`${String(url)}/v1/usage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    // 65 days back: the usage itself may not be posted any more, only taken back.
    body: [back, { ...back, id: 'late', type: 'api.calls', reverses: undefined, properties: { calls: 1 } }]
      .map((it) => JSON.stringify(it))
      .join('\n'),
  });
  expect(await posted.json()).toMatchObject({ accepted: 1, quarantined: 1 });
  await served.stop('SIGTERM');

  await typed('2027-01-02T05:00:00Z', 'run', '2026-12', '--as', 'ops@kranich.example');
  // December: 100 calls at 0.10.
  expect(await linesOf('RE-2027-000001')).toEqual(['Calls, correction -100 -5.00', 'Base fee 1 10.00', 'Calls 100 10.00']);
}, 60_000);
