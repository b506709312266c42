/**
 * Makes the data folders of a run that this build began and never ended, one for each step, cut off as that step is called:
 * `node scripts/make-cut-runs.ts test/fixtures/cut-runs-<version>.tar.gz`. Made with each release, for the next one to
 * go on with; those of the release before may then go.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { importCatalog } from '../local/commands/import-catalog.ts';
import { ingestEvents } from '../local/commands/ingest-events.ts';
import { loadMachines } from '../local/runner/machine-files.ts';
import { fixClock } from '../shared/clock.ts';
import { SELLER } from '../test/support/catalog.ts';
import { FIXTURE_CATALOG, FIXTURE_EVENTS } from '../test/support/fixture-world.ts';
import { openOneProcess } from '../test/support/one-process.ts';

const [, , target = ''] = process.argv;
if (!target.endsWith('.tar.gz') || existsSync(target))
  throw new Error('Name a fixture that is not there yet, such as test/fixtures/cut-runs-0.2.0.tar.gz.');

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
}

function cutOff(step: string): void {
  const copy = join(folder, 'cut', step);
  cpSync(data, copy, { recursive: true });
  for (const file of ['table.db', 'executions.db']) {
    const database = new DatabaseSync(join(copy, file));
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
  }
}

// Nothing else works on the folder while a step is called, so a copy is what a crash at this moment leaves.
const cut = new Set<string>();
const invoke = workspace.invoke;
Object.assign(workspace, {
  invoke: (name: string, ...rest: [string, { timeoutMilliseconds: number }]) => {
    const step = basename(name);
    if (!cut.has(step)) cutOff(step);
    cut.add(step);
    return invoke(name, ...rest);
  },
});
await run('2026-10', '2026-11-02T05:00:00Z');
await release('kranich-2026-10-1', 'cfo@kranich.example');
await close();

const machines = loadMachines(fileURLToPath(new URL('..', import.meta.url))).map(({ file, ...machine }) => ({
  ...machine,
  file: basename(file),
}));
// On AWS an execution goes on with the definition it began with, whatever was deployed since.
writeFileSync(join(folder, 'cut', 'machines.json'), JSON.stringify(machines));

const { status, stderr } = spawnSync(
  'tar',
  ['-czf', resolve(target), '-C', join(folder, 'cut'), '--exclude=.tmp', 'machines.json', ...cut],
  {
    encoding: 'utf8',
  },
);
if (status !== 0) throw new Error(stderr);
rmSync(folder, { recursive: true });
