import { billedChanges } from './billed-changes.store.ts';
import { catalogChanges, changesNothing } from './catalog-changes.ts';
import type { CatalogChanges } from './catalog-changes.ts';
import { CatalogError, checkedCatalog, placedFaults } from './catalog-file.ts';
import type { ReadCatalog } from './catalog-file.ts';
import { beginImport, finishImport, getContent, keepContent, latestImport } from './catalog-import.store.ts';
import type { LatestImport } from './catalog-import.store.ts';
import type { Fault } from './catalog-issues.ts';
import { getCatalog } from './catalog.store.ts';
import type { Catalog } from './catalog.store.ts';
import { contentHash } from './content-hash.ts';
import { changedCredits } from './discount-faults.ts';
import { erasedChanges } from './erased-changes.store.ts';
import { ConditionFailedError, DecisionRefusedError, ImportLostError } from './errors.ts';
import { keepLogo } from './logo.store.ts';
import { seriesChanges } from './number-series.ts';
import { counters } from './number.store.ts';

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
 * @throws {ImportLostError} if the content of an import that was cut off is gone, and this one does not have it
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
    const faults = placedFaults(read, await changeFaults(catalog, written, before));
    if (faults.length > 0) throw new CatalogError(faults);
  }
  return { ...plannedImport(catalog, before, latest), logo: read.logo };
}

/**
 * Imports what was planned, all or nothing; nothing is written if it is there, but a logo that is gone.
 *
 * @throws {DecisionRefusedError} if another import came in between
 */
export async function applyImport(
  { catalog, contentHash: hash, logo, isThere, version }: PlannedImport,
  doing: { at: string; by: string },
): Promise<void> {
  const { id: sellerId, logo: named } = catalog.seller;
  if (named && logo) await keepLogo(sellerId, named, logo);
  if (isThere) return;
  try {
    await beginImport(catalog, version, doing);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const other = await latestImport(sellerId);
    // The same content at the same moment is what was wanted, whoever was first.
    if (other?.contentHash !== hash) throw otherImport(sellerId, other);
  }
  await finishImport(sellerId);
}

/**
 * Imports a catalog that was planned by an earlier request, by the hash of its content as it was kept then; checked once
 * more against what was billed since. The same again is success.
 *
 * @param version of the latest import's record when it was planned
 * @throws {DecisionRefusedError} if anything was imported in between, or what was billed since stands against it
 */
export async function importKept(
  sellerId: string,
  { contentHash: hash, version, ...doing }: { contentHash: string; version: number | undefined; at: string; by: string },
): Promise<void> {
  const latest = await latestImport(sellerId);
  if (latest?.contentHash === hash && latest.version !== version) return void (await finishImport(sellerId));
  if (latest?.version !== version) throw otherImport(sellerId, latest);
  const catalog = await getContent(sellerId, hash);
  if (!catalog) throw new DecisionRefusedError('Nothing was imported: the catalog that was checked is not there any more. Check it again.');
  const before = await getCatalog(sellerId);
  const faults = before ? await changeFaults(catalog, catalog, before) : [];
  if (faults.length > 0)
    throw new DecisionRefusedError(`Nothing was imported: since it was checked, ${faults.map(({ message }) => message).join('; ')}.`);
  await applyImport(plannedImport(catalog, before, latest), doing);
}

/** What was given, billed, numbered or erased stands against. @param written without the credits that stay anyway */
async function changeFaults(catalog: Catalog, written: Catalog, before: Catalog): Promise<Fault[]> {
  const series = seriesChanges(catalog.seller.numberSeries, await counters(catalog.seller.id));
  return [
    ...series.map((message) => ({ path: ['seller', 'numberSeries'], message })),
    ...changedCredits(written, before),
    ...(await billedChanges(catalog, before)),
    ...(await erasedChanges(catalog, before)),
  ];
}

function otherImport(sellerId: string, other: LatestImport | undefined): DecisionRefusedError {
  const who = other ? ` by ${other.by}` : '';
  return new DecisionRefusedError(
    `Nothing was imported: another import of "${sellerId}"${who} came in between. Import again to see what changes.`,
  );
}

/** Completes an import that was cut off. If its content was lost, the same files have it. */
async function completeWith(read: ReadCatalog, sellerId: string): Promise<void> {
  try {
    await finishImport(sellerId);
  } catch (error) {
    if (!(error instanceof ImportLostError)) throw error;
    const before = await getCatalog(sellerId);
    await keepContent(withKeptCredits(checkedCatalog(read, before), before));
    await finishImport(sellerId);
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
