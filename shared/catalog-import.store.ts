import { z } from 'zod';
import { auditChanges } from './audit.store.ts';
import { customer, id, seller } from './catalog.ts';
import { meter } from './meter.ts';
import { coupon } from './coupon.ts';
import { item } from './item.ts';
import { planVersion } from './plan.ts';
import { subscription } from './subscription.ts';
import { catalogPartition, keepCatalog, listSeller } from './catalog.store.ts';
import type { Catalog } from './catalog.store.ts';
import { canonicalJson, contentHash, sha256 } from './content-hash.ts';
import { ConditionFailedError, ImportLostError, TransientError } from './errors.ts';
import { settleHome } from './issuing-lock.store.ts';
import { instant } from './period.ts';
import { person } from './person.ts';
import { everyKey } from './files.ts';
import { archive, files, table } from './ports.ts';
import { getReplaced, replaceFile } from './replaced-file.store.ts';
import type { Change, Key } from './table.ts';

/**
 * Imports, all or nothing. A catalog has more records than a transaction takes, so its content goes into a working file
 * named by its hash, and one conditional write says that it is to be taken. From there on it is taken, by whoever comes
 * next if need be: each transaction checks that this import is still the one under way, and the last one ends it, with
 * the seller and the entry of the audit log.
 */

/** An import, under way or over. */
const catalogImport = z.object({
  schema: z.literal(1),
  /** Hash of the catalog's content. */
  contentHash: z.string(),
  at: instant,
  by: person,
  isUnderWay: z.boolean(),
});
export type CatalogImport = z.infer<typeof catalogImport>;

const catalogContent = z.object({
  seller,
  meters: z.array(meter),
  plans: z.array(planVersion),
  coupons: z.array(coupon).optional(),
  items: z.array(item).optional(),
  customers: z.array(z.object({ customer, subscriptions: z.array(subscription) })),
});

/** The latest import with the version of its record: what an import is planned on. */
export interface LatestImport extends CatalogImport {
  readonly version: number;
}

export async function latestImport(sellerId: string): Promise<LatestImport | undefined> {
  const item = await table().get(importKey(sellerId));
  return item && { ...catalogImport.parse(item.body), version: item.version };
}

/**
 * The change of whoever writes a part of the catalog without an import: one that was planned before has to look again.
 *
 * @throws {TransientError} while an import is under way
 */
export async function besideImports(sellerId: string): Promise<Change[]> {
  const item = await table().get(importKey(sellerId));
  if (!item) return [{ check: importKey(sellerId), if: 'absent' }];
  if (catalogImport.parse(item.body).isUnderWay) throw new TransientError(`An import of "${sellerId}" is under way.`);
  return [{ put: { ...importKey(sellerId), body: item.body }, if: item.version }];
}

/**
 * Begins to import a catalog that was checked against all that is there; `finishImport` takes it.
 *
 * @param planned version of the latest import when it was checked, or undefined if there was none
 * @throws {ConditionFailedError} if another import came in between; nothing was written but the working file
 */
export async function beginImport(catalog: Catalog, planned: number | undefined, { at, by }: { at: string; by: string }): Promise<void> {
  const sellerId = catalog.seller.id;
  await keepContent(catalog);
  const body: CatalogImport = { schema: 1, contentHash: contentHash(catalog), at, by, isUnderWay: true };
  // A seller whose documents are there already is not new, whatever a restored table says.
  const isNew = planned === undefined && (await archive().list(`${sellerId}/`, { limit: 1 })).keys.length === 0;
  const home = isNew ? await settleHome(sellerId, at) : [];
  await table().write([{ put: { ...importKey(sellerId), body }, if: planned ?? 'absent' }, listSeller(sellerId), ...home]);
}

/**
 * Completes the import that is under way, if there is one. Whoever died or is slow, it is taken once and as a whole.
 *
 * @returns whether there was one
 * @throws {ImportLostError} if its content is gone
 * @throws {TransientError} if others kept writing to the audit log
 */
export async function finishImport(sellerId: string): Promise<boolean> {
  let isFound = false;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const found = await latestImport(sellerId);
    if (!found?.isUnderWay) return isFound;
    isFound = true;
    try {
      await take(sellerId, found);
      return true;
    } catch (error) {
      // Another process has completed it, or something else was written to the audit log: the next look tells.
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
  throw new TransientError(`The import of "${sellerId}" could not be completed: others kept writing to its audit log.`);
}

const MOST_ATTEMPTS = 10;

async function take(sellerId: string, { version, ...underWay }: LatestImport): Promise<void> {
  const { contentHash: hash, at, by } = underWay;
  const catalog = await getContent(sellerId, hash);
  if (!catalog)
    throw new ImportLostError(
      `The import of "${sellerId}" at ${at} was cut off, and its content ${contentKey(sellerId, hash)} is not in the working files as it was. Import the same files again.`,
    );
  const entry = await auditChanges(sellerId, 'seller', { at, by, action: 'imported', contentHash: hash });
  const over: CatalogImport = { ...underWay, isUnderWay: false };
  await keepCatalog(
    catalog,
    [{ put: { ...importKey(sellerId), body: over }, if: version }, ...entry],
    [{ check: importKey(sellerId), if: version }],
  );
}

/** Leaves the content of a catalog in the working files, where the audit log's hash names it. */
export async function keepContent(catalog: Catalog): Promise<void> {
  const key = contentKey(catalog.seller.id, contentHash(catalog));
  await files().put(key, new TextEncoder().encode(canonicalJson(catalog)), 'application/json');
}

/** The catalog of an import by the hash of its content, or undefined if it is not there or not what the hash says. */
export async function getContent(sellerId: string, hash: string): Promise<Catalog | undefined> {
  const found = await getReplaced(contentKey(sellerId, hash));
  // What was taken out since changed the hash; everything else has to be what the name says.
  if (!found || (!found.isReplaced && sha256(found.bytes) !== hash)) return undefined;
  return catalogContent.parse(JSON.parse(new TextDecoder().decode(found.bytes)));
}

/**
 * Takes a customer out of the contents of all imports.
 *
 * @param isErasing or else they are only counted
 * @returns how many held it
 */
export async function catalogsHolding(sellerId: string, customerId: string, isErasing: boolean): Promise<number> {
  let holding = 0;
  const contents = new Set<string>();
  for await (const key of everyKey(files(), `${id.parse(sellerId)}/catalogs/`)) contents.add(key.replace(/@[0-9a-f]+(?=\.json$)/, ''));
  for (const key of contents) if (await replaceFile(key, (bytes) => withoutCustomer(bytes, customerId), !isErasing)) holding++;
  return holding;
}

function withoutCustomer(bytes: Uint8Array, customerId: string): Uint8Array {
  const content = catalogContent.parse(JSON.parse(new TextDecoder().decode(bytes)));
  const customers = content.customers.filter(({ customer: { id: it } }) => it !== customerId);
  if (customers.length === content.customers.length) return bytes;
  return new TextEncoder().encode(canonicalJson({ ...content, customers }));
}

const contentKey = (sellerId: string, hash: string): string => `${id.parse(sellerId)}/catalogs/${hash}.json`;
const importKey = (sellerId: string): Key => ({ pk: catalogPartition(sellerId), sk: 'import' });
