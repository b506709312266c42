import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { importCatalog } from '../../local/commands/import-catalog.ts';
import { openOneProcess, type OneProcess } from './one-process.ts';

/** A data folder in a folder of its own, with a catalog whose October 2026 is billed; both are for the test to close and remove. */
export interface BilledOctober {
  readonly folder: string;
  readonly home: OneProcess;
}

export async function billedOctober(catalogYaml: string): Promise<BilledOctober> {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-october-'));
  const home = openOneProcess(join(folder, 'data'), '2026-11-02T05:00:00Z');
  const catalog = join(folder, 'catalog.yml');
  writeFileSync(catalog, catalogYaml);
  await importCatalog([catalog], 'ops');
  await home.run('2026-10', '2026-11-02T05:00:00Z');
  return { folder, home };
}
