import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstOfSample } from '../../local/sample/sample-catalog.ts';
import { sampleDays } from '../../local/sample/sample-days.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';

export const SAMPLE_MONTH = '2026-10';
/** One event in so many is sent: what is tested with these files does not depend on how many there are. */
const THINNED = 4;

/** The sample's first customers as a catalog file. */
export const fewCustomers = firstOfSample(20);

/** A catalog and the usage of its customers, as files to import and to ingest. */
export function sampleFiles(folder: string, catalogText = fewCustomers): { readonly catalog: string; readonly events: string } {
  mkdirSync(folder, { recursive: true });
  const [catalog, events] = [join(folder, 'catalog.yml'), join(folder, 'events.ndjson')];
  writeFileSync(catalog, catalogText);
  const lines = [...sampleDays(parseCatalog(catalogText, catalog), SAMPLE_MONTH)].flatMap((day) => day.lines);
  writeFileSync(
    events,
    lines
      .filter((_, i) => i % THINNED === 0)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return { catalog, events };
}
