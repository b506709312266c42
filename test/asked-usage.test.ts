/** Product code asks a folder that is served what was used and what it comes to; a person asks the same by command. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { catalogYaml } from './support/catalog.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { serving, type Served } from './support/serving.ts';

const NOW = '2026-10-20T12:00:00Z';
const folder = mkdtempSync(join(tmpdir(), 'stepbill-asked-'));
const data = join(folder, 'data');
let served: Served;
let url: string;
let keys: { read: string; post: string };

async function typed(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await commandInTurn([...args, '--data', data, '--now', NOW]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}
const keyFor = async (...may: readonly string[]): Promise<string> =>
  /sb_\w+/.exec(await typed('keys', 'create', '--seller', 'kranich', '--label', may.join(), '--may', ...may))![0];

beforeAll(async () => {
  const [catalog, events] = [join(folder, 'catalog.yml'), join(folder, 'events.ndjson')];
  writeFileSync(catalog, catalogYaml({ id: 'adler' }));
  const event = { id: 'a', customer: 'adler', type: 'api.calls', time: '2026-10-15T23:30:00+02:00', properties: { calls: 250 } };
  writeFileSync(events, JSON.stringify(event));
  await typed('import', catalog);
  await typed('ingest', events);
  keys = { read: await keyFor('read'), post: await keyFor('post') };
  served = serving(data, NOW, '--no-schedule');
  url = String((await served.until('serving'))['url']);
}, 60_000);
afterAll(async () => {
  await served.stop('SIGTERM');
  rmSync(folder, { recursive: true });
});

const get = async (path: string, key?: string) => {
  const answer = await fetch(`${url}/v1/customers/${path}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

it('says what was used, in all and by day', async () => {
  expect(await get('adler/usage?from=2026-10-15&until=2026-10-17&by=day', keys.read)).toEqual({
    status: 200,
    body: {
      customerId: 'adler',
      period: { start: '2026-10-14T22:00:00Z', end: '2026-10-16T22:00:00Z', zone: 'Europe/Vienna' },
      meters: [
        {
          ...{ meter: 'calls', quantity: '250', events: 1 },
          days: [
            { day: '2026-10-15', quantity: '250', events: 1 },
            { day: '2026-10-16', quantity: '0', events: 0 },
          ],
        },
        {
          ...{ meter: 'messages', quantity: '0', events: 0 },
          days: ['2026-10-15', '2026-10-16'].map((day) => ({ day, quantity: '0', events: 0 })),
        },
      ],
    },
  });
});

it('says what the preview of the command line says', async () => {
  const { status, body } = await get('adler/preview', keys.read);
  expect(status).toBe(200);
  expect(body).toMatchObject({ month: '2026-10', draft: { totals: { net: '27.50' } } });
  expect(body).toEqual(JSON.parse(await typed('preview', 'adler', '--json')));
}, 30_000);

it('asks for a key that may read, and for a customer there is', async () => {
  expect((await get('adler/usage')).status).toBe(401);
  expect((await get('adler/preview', keys.post)).status).toBe(403);
  expect((await get('uhu/usage', keys.read)).status).toBe(404);
  expect((await get('adler/usage?by=hour', keys.read)).status).toBe(400);
});
