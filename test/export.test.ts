/** Everything that is held about a customer is handed out, and nothing of others. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decideRun } from '../local/commands/decide.ts';
import { exportCustomer, type ExportManifest } from '../local/commands/export-customer.ts';
import { ingestEvents } from '../local/commands/ingest-events.ts';
import { requireRun } from '../shared/billing-run.store.ts';
import { sha256 } from '../shared/content-hash.ts';
import { SELLER } from './support/catalog.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';

const FIXTURE = fileURLToPath(new URL('./fixtures/data-1.tar.gz', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'stepbill-export-'));
const data = join(folder, 'data');
const target = join(folder, 'adler');
let process: OneProcess;
let manifest: ExportManifest;

beforeAll(async () => {
  spawnSync('tar', ['-xzf', FIXTURE, '-C', folder]);
  process = openOneProcess(data, '2026-11-03T05:00:00Z');
  const { workspace } = process;
  // The same id with other content, and one line that is no JSON: both name the customer.
  const time = '2026-09-20T10:00:00Z';
  const conflict = JSON.stringify({ id: 'a-1', customer: 'adler', type: 'api.calls', time, properties: { calls: 31 } });
  await ingestEvents(workspace.invoke, SELLER, [{ text: conflict }, { text: '{"customer":"adler",' }, { text: '{"customer":"bussard",' }]);
  const run = await requireRun(SELLER, 'kranich-2026-10-1');
  const rejected = {
    kind: 'change',
    hash: run.review!.contentHash,
    by: 'cfo@kranich.example',
    rejected: ['adler'],
    reason: 'Under review',
  };
  await decideRun(workspace, run, rejected as Parameters<typeof decideRun>[2]);
  manifest = await exportCustomer(data, SELLER, 'adler', target);
}, 30_000);
afterAll(async () => {
  await process.close();
  rmSync(folder, { recursive: true });
});

const linesOf = (name: string): Record<string, unknown>[] =>
  readFileSync(join(target, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it('holds every record, document and mail of the customer', () => {
  expect(linesOf('profile.jsonl').at(-1)).toMatchObject({ schema: 1, customer: { id: 'adler', email: 'pay@adler.example' } });
  const ids = linesOf('usage.jsonl').flatMap(({ event }) => (event as { id: string } | undefined)?.id ?? []);
  expect(ids.sort()).toEqual(['a-1', 'a-2', 'a-3', 'a-late']);
  expect(
    linesOf('quarantine.jsonl')
      .map(({ code }) => code)
      .sort(),
  ).toEqual(['conflict', 'not-json']);
  expect(linesOf('invoices.jsonl').filter(({ record }) => String(record).endsWith(' content'))).toMatchObject([
    { number: 'RE-2026-000001', totals: { payable: '15.60' } },
  ]);
  expect(linesOf('receivables.jsonl')).toMatchObject([{ amount: '15.60' }]);
  expect(linesOf('audit.jsonl')).toMatchObject([{ action: 'changed', rejected: ['adler'] }]);
  // September once, and a correction of it and October, which are claimed while October waits.
  expect(linesOf('claims.jsonl')).toHaveLength(3);
  const pdf = sha256(readFileSync(join(data, 'archive', SELLER, '2026', 'RE-2026-000001.pdf')));
  expect(manifest.files.find(({ path }) => path === 'documents/RE-2026-000001.pdf')?.hash).toBe(pdf);
  expect(readdirSync(join(target, 'mails'))).toEqual(['invoice-RE-2026-000001.eml']);
});

it('holds nothing of another customer', () => {
  for (const { path } of manifest.files)
    expect({ path, isOf: readFileSync(join(target, path)).includes('ussard') }).toEqual({ path, isOf: false });
});

it('is listed file by file with counts and hashes', () => {
  const found = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(found).toHaveLength(manifest.files.length + 1);
  for (const { path, hash, count } of manifest.files) {
    expect(sha256(readFileSync(join(target, path)))).toBe(hash);
    if (path.endsWith('.jsonl')) expect(linesOf(path)).toHaveLength(count);
  }
  expect(JSON.parse(readFileSync(join(target, 'manifest.json'), 'utf8'))).toEqual(manifest);
});

it('is refused for a customer nobody knows, and into a folder that holds something', async () => {
  await expect(exportCustomer(data, SELLER, 'nobody', join(folder, 'nobody'))).rejects.toThrow('has no customer "nobody"');
  expect(existsSync(join(folder, 'nobody'))).toBe(false);
  await expect(exportCustomer(data, SELLER, 'adler', target)).rejects.toThrow('holds something already');
});
