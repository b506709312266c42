/** API keys from the command line to the request they are sent with. */
import './support/quiet-log.ts';

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { embeddedPorts, type EmbeddedPorts } from '../local/embedded-ports.ts';
import { handler as ingest } from '../services/usage-ingestion/ingest-usage.handler.ts';
import { connect } from '../shared/ports.ts';
import { commandInTurn } from './support/command-in-turn.ts';

const CATALOG = fileURLToPath(new URL('../local/sample/catalog.yml', import.meta.url));
const OPS = ['--as', 'ops@nordlicht.example'];

let folder: string;
let ports: EmbeddedPorts;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepbill-keys-'));
  await run('import', CATALOG);
  ports = embeddedPorts(join(folder, 'data'));
  connect(ports);
});
afterAll(() => {
  connect(undefined);
  ports.close();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => commandInTurn([...args, '--data', join(folder, 'data'), '--now', '2026-11-02T05:00:00Z']);
async function told<Told>(...args: string[]): Promise<Told> {
  const { code, stdout, stderr } = await run(...args, '--json');
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Told;
}
async function statusOn(day: string, key: string): Promise<number | undefined> {
  const request = {
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ id: 'a', customer: 'nobody', type: 'x', time: `${day}T00:00:00Z` }),
    requestContext: { timeEpoch: Date.parse(`${day}T00:00:00Z`) },
  };
  return (await ingest(request as unknown as APIGatewayProxyEventV2)).statusCode;
}

it('are made, rotated with a week in which both are good, listed, revoked, and audited', async () => {
  const first = await told<{ key: string; id: string; sellers: string[] }>(
    ...['keys', 'create', '--seller', 'nordlicht', '--label', 'gateway', '--expires', '2027-11-02T05:00:00Z', ...OPS],
  );
  expect(first.key).toMatch(/^sb_[0-9a-hjkmnp-tv-z]{12}_[0-9a-hjkmnp-tv-z]{32}$/);
  expect(first).toMatchObject({ id: first.key.slice(3, 15), sellers: ['nordlicht'] });
  expect(await statusOn('2026-11-02', first.key)).toBe(200);

  const second = await told<{ key: string; id: string; oldExpiresAt: string }>('keys', 'rotate', `sb_${first.id}_…`, ...OPS);
  expect(second.oldExpiresAt).toBe('2026-11-09T05:00:00.000Z');
  expect([await statusOn('2026-11-09', first.key), await statusOn('2026-11-10', first.key)]).toEqual([200, 401]);
  expect([await statusOn('2026-11-09', second.key), await statusOn('2026-11-10', second.key)]).toEqual([200, 200]);

  const { stdout } = await run('keys');
  expect(stdout).toContain(
    `sb_${first.id}_…  gateway  nordlicht  post  0 days  ops@nordlicht.example  until 2026-11-09 05:00, replaced by ${second.id}`,
  );
  expect(stdout).toContain(`sb_${second.id}_…  gateway  nordlicht  post  0 days  ops@nordlicht.example  until 2027-11-02 05:00`);

  expect(await run('keys', 'revoke', second.key, ...OPS)).toMatchObject({ code: 0, stdout: `Key ${second.id} is revoked.\n` });
  expect(await statusOn('2026-11-09', second.key)).toBe(401);
  expect(await told<object[]>('audit')).toMatchObject([
    { action: 'imported' },
    { action: 'key-created', by: 'ops@nordlicht.example', keys: [first.id] },
    { action: 'key-rotated', by: 'ops@nordlicht.example', keys: [first.id, second.id] },
    { action: 'key-revoked', by: 'ops@nordlicht.example', keys: [second.id] },
  ]);
  // Neither key, nor its secret alone, is anywhere in the data folder.
  for (const { key } of [first, second]) expect(filesWith(key.slice(16))).toEqual([]);
  expect(filesWith(first.id)).toContain('table.db');
}, 60_000);

it.each([
  { args: ['create', '--seller', 'storch', '--label', 'x'], says: 'There is no seller "storch"' },
  { args: ['rotate', '000000000000'], says: 'There is no API key 000000000000.' },
  { args: ['revoke', 'nonsense'], says: 'expected the id of an API key' },
  { args: ['--seller', 'storch'], says: 'There is no seller "storch"' },
])('refuses keys $args.0 $args.1 in a sentence', async ({ args, says }) => {
  const refused = await run('keys', ...args);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain(says);
});

/** Files of the data folder that hold a text, in their bytes. */
function filesWith(text: string): string[] {
  const entries = readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return paths
    .filter((path) => readFileSync(path).includes(text))
    .map((path) => path.slice(join(folder, 'data').length + 1).replace('-wal', ''));
}
