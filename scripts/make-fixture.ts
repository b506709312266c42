/**
 * Makes the data folder that every later version must open: `node scripts/make-fixture.ts test/fixtures/data-1.tar.gz`.
 * Made once a data format, by the version that introduced it; a fixture that is there is never made again.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importCatalog } from '../local/commands/import-catalog.ts';
import { ingestEvents } from '../local/commands/ingest-events.ts';
import { fixClock } from '../shared/clock.ts';
import { SELLER } from '../test/support/catalog.ts';
import { FIXTURE_CATALOG, FIXTURE_EVENTS } from '../test/support/fixture-world.ts';
import { openOneProcess } from '../test/support/one-process.ts';

const [, , target = ''] = process.argv;
if (!target.endsWith('.tar.gz') || existsSync(target))
  throw new Error('Name a fixture that is not there yet, such as test/fixtures/data-2.tar.gz.');

const folder = mkdtempSync(join(tmpdir(), 'stepbill-fixture-'));
const data = join(folder, 'data');
const catalog = join(folder, 'catalog.yml');
writeFileSync(catalog, FIXTURE_CATALOG);

const { workspace, run, release, close } = openOneProcess(data, '2026-09-20T05:00:00Z');
await importCatalog([catalog], 'ops@kranich.example');
for (const { storedAt, events } of FIXTURE_EVENTS) {
  fixClock(new Date(storedAt));
  await ingestEvents(
    workspace.invoke,
    SELLER,
    events.map((event) => ({ text: JSON.stringify(event) })),
  );
  if (storedAt.startsWith('2026-09')) {
    await run('2026-09', '2026-10-02T05:00:00Z');
    await release('kranich-2026-09-1', 'cfo@kranich.example');
  }
}
await run('2026-10', '2026-11-02T05:00:00Z');
await close();

const { status, stderr } = spawnSync('tar', ['-czf', resolve(target), '-C', folder, '--exclude=.tmp', 'data'], { encoding: 'utf8' });
if (status !== 0) throw new Error(stderr);
rmSync(folder, { recursive: true });
