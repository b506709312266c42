/**
 * Makes the data folders of a run that this build began and never ended, one for each step, cut off as that step is called:
 * `node scripts/make-cut-runs.ts test/fixtures/cut-runs-<version>.tar.gz`. Made with each release, for the next one to
 * go on with; those of the release before may then go.
 */
import { cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { loadMachines } from '../local/runner/machine-files.ts';
import { openFixtureFolder, packFixture, requireNewFixture, sendFixture } from '../test/support/fixture-folder.ts';
import { FIXTURE_EVENTS } from '../test/support/fixture-world.ts';

const [, , target = ''] = process.argv;
requireNewFixture(target, 'test/fixtures/cut-runs-0.2.0.tar.gz');

const { folder, process: made } = await openFixtureFolder();
const { workspace, run, release, close } = made;
for (const sent of FIXTURE_EVENTS) await sendFixture(made, sent);

function cutOff(step: string): void {
  const copy = join(folder, 'cut', step);
  cpSync(workspace.data, copy, { recursive: true });
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

packFixture(target, { from: join(folder, 'cut'), names: ['machines.json', ...cut], folder });
