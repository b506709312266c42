import { CatalogError, checkedCatalog, placedFaults } from '../../shared/catalog-file.ts';
import type { ReadCatalog } from '../../shared/catalog-file.ts';
import { beginImport, finishImport, keepContent, latestImport } from '../../shared/catalog-import.store.ts';
import { getCatalog } from '../../shared/catalog.store.ts';
import type { Catalog } from '../../shared/catalog.store.ts';
import { changedCredits } from '../../shared/discount-faults.ts';
import { now } from '../../shared/clock.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { ConditionFailedError, ImportLostError } from '../../shared/errors.ts';
import { keepLogo } from '../../shared/logo.store.ts';
import { seriesChanges } from '../../shared/number-series.ts';
import { counters } from '../../shared/number.store.ts';
import { billedChanges } from './billed-changes.ts';
import { catalogChanges, changesNothing } from './catalog-changes.ts';
import type { CatalogChanges } from './catalog-changes.ts';
import { readCatalogFiles } from './catalog-files.ts';
import { erasedChanges } from './erased-changes.ts';
import { CommandError } from './errors.ts';
import { finishImports } from './finish-imports.ts';

/** A catalog that was checked against what is there, and what importing it would do. */
export interface PlannedImport {
  readonly catalog: Catalog;
  readonly contentHash: string;
  readonly changes: CatalogChanges;
  readonly isFirst: boolean;
  /** Whether it is what was imported last, and all of it is there. */
  readonly isThere: boolean;
  /** Content of the seller's logo. */
  readonly logo?: Uint8Array | undefined;
  /** Version of the latest import's record; another import in between moves it. */
  readonly version: number | undefined;
}

/**
 * Imports catalog files as a whole: checked first, and refused as a whole if anything is wrong.
 *
 * @param paths files, and folders of files
 * @param by who imports it, for the audit log
 * @throws {CatalogError} with every fault and its place
 * @throws {CommandError} if a file can't be read, or another import came in between
 */
export async function importCatalog(paths: readonly string[], by: string): Promise<Catalog> {
  const planned = await planImport(readCatalogFiles(paths));
  await applyImport(planned, by);
  return planned.catalog;
}

/**
 * The first import of a seller, planned where no data folder is yet.
 *
 * @throws {CatalogError} with every fault and its place
 */
export function planFirstImport(read: ReadCatalog): PlannedImport {
  return { ...plannedImport(checkedCatalog(read), undefined, undefined), logo: read.logo };
}

/**
 * Checks a catalog against what is there. An import that was cut off is completed first.
 *
 * @throws {CatalogError} with every fault and its place
 */
export async function planImport(read: ReadCatalog): Promise<PlannedImport> {
  const sellerId = read.seller?.value.id;
  if (sellerId === undefined) return planFirstImport(read);
  if ((await latestImport(sellerId))?.isUnderWay) await completeWith(read, sellerId);
  const latest = await latestImport(sellerId);
  const before = await getCatalog(sellerId);
  const written = checkedCatalog(read, before);
  const catalog = withKeptCredits(written, before);
  if (before) {
    const series = seriesChanges(catalog.seller.numberSeries, await counters(sellerId));
    const faults = placedFaults(read, [
      ...series.map((message) => ({ path: ['seller', 'numberSeries'], message })),
      ...changedCredits(written, before),
      ...(await billedChanges(catalog, before)),
      ...(await erasedChanges(catalog, before)),
    ]);
    if (faults.length > 0) throw new CatalogError(faults);
  }
  return { ...plannedImport(catalog, before, latest), logo: read.logo };
}

/**
 * Imports what was planned, all or nothing; nothing is written if it is there, but a logo that is gone.
 *
 * @throws {CommandError} if another import came in between
 */
export async function applyImport({ catalog, logo, isThere, version }: PlannedImport, by: string): Promise<void> {
  const { id: sellerId, logo: named } = catalog.seller;
  if (named && logo) await keepLogo(sellerId, named, logo);
  if (isThere) return;
  try {
    await beginImport(catalog, version, { at: now().toISOString(), by });
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const other = await latestImport(sellerId);
    const who = other ? ` by ${other.by}` : '';
    throw new CommandError(
      `Nothing was imported: another import of "${sellerId}"${who} came in between. Import again to see what changes.`,
    );
  }
  await finishImport(sellerId);
}

/** Completes an import that was cut off. If its content was lost, the same files have it. */
async function completeWith(read: ReadCatalog, sellerId: string): Promise<void> {
  try {
    await finishImport(sellerId);
  } catch (error) {
    if (!(error instanceof ImportLostError)) throw error;
    const before = await getCatalog(sellerId);
    await keepContent(withKeptCredits(checkedCatalog(read, before), before));
    await finishImports();
  }
}

/** Credits that are there stay, whoever gave them, and stay void: those that the files name first, then the others. */
function withKeptCredits(catalog: Catalog, before: Catalog | undefined): Catalog {
  const there = new Map(before?.customers.map(({ customer }) => [customer.id, customer.credits ?? []]));
  const customers = catalog.customers.map((entry) => {
    const named = entry.customer.credits ?? [];
    const kept = there.get(entry.customer.id) ?? [];
    if (kept.length === 0) return entry;
    const others = kept.filter(({ id }) => !named.some((it) => it.id === id));
    const credits = [...named.map((it) => ({ ...it, ...kept.find(({ id }) => id === it.id) })), ...others];
    return { ...entry, customer: { ...entry.customer, credits } };
  });
  return { ...catalog, customers };
}

function plannedImport(
  catalog: Catalog,
  before: Catalog | undefined,
  latest: { readonly contentHash: string; readonly version: number } | undefined,
): PlannedImport {
  const changes = catalogChanges(before, catalog);
  const hash = contentHash(catalog);
  return {
    catalog,
    contentHash: hash,
    changes,
    isFirst: before === undefined,
    isThere: changesNothing(changes) && latest?.contentHash === hash,
    version: latest?.version,
  };
}
