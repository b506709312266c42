import { readFile } from 'node:fs/promises';
import { auditChanges, auditEntries } from '../../shared/audit.store.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { getSeller, keepCatalog, planVersions } from '../../shared/catalog.store.ts';
import type { Catalog } from '../../shared/catalog.store.ts';
import { now } from '../../shared/clock.ts';
import { canonicalJson, contentHash } from '../../shared/content-hash.ts';
import { seriesChanges } from '../../shared/number-series.ts';
import { counters } from '../../shared/number.store.ts';
import type { Change } from '../../shared/table.ts';
import { billedChanges } from './billed-changes.ts';
import { CommandError } from './errors.ts';

/**
 * Imports a catalog file as a whole: checked first, and refused as a whole if anything is wrong.
 *
 * @param by who imports it, for the audit log
 * @throws {CatalogError} with every fault and its line
 * @throws {CommandError} if a plan version is to change, which never does, or a series could give a number again
 */
export async function importCatalog(file: string, by: string): Promise<Catalog> {
  const catalog = parseCatalog(await readText(file), file);
  if (await getSeller(catalog.seller.id)) {
    await requireSameVersions(catalog, file);
    const moved = [...seriesChanges(catalog.seller.numberSeries, await counters(catalog.seller.id)), ...(await billedChanges(catalog))];
    if (moved.length > 0) throw new CommandError([`${file} was not imported:`, ...moved.map((line) => `  ${line}`)].join('\n'));
  }
  await keepCatalog(catalog, await importEntry(catalog, by));
  return catalog;
}

/** The entry of the audit log; importing the same again leaves none. */
async function importEntry(catalog: Catalog, by: string): Promise<Change[]> {
  const hash = contentHash(catalog);
  const last = (await auditEntries(catalog.seller.id, 'seller')).at(-1);
  if (last?.action === 'imported' && last.contentHash === hash) return [];
  return auditChanges(catalog.seller.id, 'seller', { at: now().toISOString(), by, action: 'imported', contentHash: hash });
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
