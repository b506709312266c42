/** A data folder that is made to be kept: the world of fixture-world.ts, worked on in this process, packed into the repository. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importCatalog } from '../../local/commands/import-catalog.ts';
import { ingestEvents } from '../../local/commands/ingest-events.ts';
import { fixClock } from '../../shared/clock.ts';
import { SELLER } from './catalog.ts';
import { FIXTURE_CATALOG, type FIXTURE_EVENTS } from './fixture-world.ts';
import { openOneProcess, type OneProcess } from './one-process.ts';

/** @throws {Error} if the target is no archive, or is there: one that is kept is never made again */
export function requireNewFixture(target: string, example: string): void {
  if (!target.endsWith('.tar.gz') || existsSync(target)) throw new Error(`Name a fixture that is not there yet, such as ${example}.`);
}

/** A folder with `data` in it, into which the catalog is imported. */
export async function openFixtureFolder(): Promise<{ readonly folder: string; readonly process: OneProcess }> {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-fixture-'));
  const catalog = join(folder, 'catalog.yml');
  writeFileSync(catalog, FIXTURE_CATALOG);
  const process = openOneProcess(join(folder, 'data'), '2026-09-20T05:00:00Z');
  await importCatalog([catalog], 'ops@kranich.example');
  return { folder, process };
}

/** Sends events at the moment they are stored. */
export async function sendFixture({ workspace }: OneProcess, { storedAt, events }: (typeof FIXTURE_EVENTS)[number]): Promise<void> {
  fixClock(new Date(storedAt));
  await ingestEvents(
    workspace.invoke,
    SELLER,
    events.map((event) => ({ text: JSON.stringify(event) })),
  );
}

/** Packs what lies under `names` in `from`, and removes `folder`. */
export function packFixture(target: string, { from, names, folder }: { from: string; names: readonly string[]; folder: string }): void {
  const { status, stderr } = spawnSync('tar', ['-czf', resolve(target), '-C', from, '--exclude=.tmp', ...names], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  rmSync(folder, { recursive: true });
}
