import { readFile } from 'node:fs/promises';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { getSeller, keepCatalog, planVersions } from '../../shared/catalog.store.ts';
import type { Catalog } from '../../shared/catalog.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { billedChanges } from './billed-changes.ts';
import { CommandError } from './errors.ts';

/**
 * Imports a catalog file as a whole: checked first, and refused as a whole if anything is wrong.
 *
 * @throws {CatalogError} with every fault and its line
 * @throws {CommandError} if a plan version is to change, which never does
 */
export async function importCatalog(file: string): Promise<Catalog> {
  const catalog = parseCatalog(await readText(file), file);
  if (await getSeller(catalog.seller.id)) {
    await requireSameVersions(catalog, file);
    const moved = await billedChanges(catalog);
    if (moved.length > 0) throw new CommandError([`${file} was not imported:`, ...moved.map((line) => `  ${line}`)].join('\n'));
  }
  await keepCatalog(catalog);
  return catalog;
}

async function requireSameVersions({ seller, plans }: Catalog, file: string): Promise<void> {
  const kept = await planVersions(seller.id);
  for (const plan of plans) {
    const before = kept.find(({ id, version }) => id === plan.id && version === plan.version);
    if (!before || canonicalJson(before) === canonicalJson(plan)) continue;
    const next = Math.max(...kept.filter(({ id }) => id === plan.id).map(({ version }) => version)) + 1;
    throw new CommandError(
      `${file} was not imported: plan "${plan.id}" version ${plan.version} is in use and never changes. Give the new prices as version ${next}.`,
    );
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
