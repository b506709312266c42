import { auditChanges } from '../audit.store.ts';
import { requireSeller } from '../catalog.store.ts';
import { contentHash, sha256 } from '../content-hash.ts';
import { ConditionFailedError, DecisionRefusedError, TransientError } from '../errors.ts';
import { dateIn } from '../period.ts';
import { files, table } from '../ports.ts';
import { everyItem } from '../table.ts';
import type { Item, Key } from '../table.ts';
import { collection, collectionHead, gatheringDays, groupsOf } from './collection.ts';
import type { Collection, CollectionHead, FiledDebit } from './collection.ts';
import { collectionFile } from './collection-file.ts';
import { dueDebits } from './due-debit.store.ts';
import { gatherDebit } from './gathered-debit.store.ts';
import { requirePayment } from './payment.store.ts';

/** Who files, and when. */
export interface Filing {
  readonly at: string;
  readonly by: string;
}

/**
 * Files the debits that are due within two weeks, those of each scheme in one file for the bank. One that was cut off is
 * completed first, with the same bytes: each debit is in exactly one file.
 *
 * @returns the collections that were completed, none where nothing was due
 * @throws {DecisionRefusedError} if the seller is no creditor
 * @throws {TransientError} if others kept filing or writing to the audit log
 */
export async function fileCollections(sellerId: string, filing: Filing): Promise<Collection[]> {
  const { zone, payments } = await requireSeller(sellerId);
  if (!payments?.directDebit)
    throw new DecisionRefusedError(
      `Seller "${sellerId}" is no creditor: add seller.payments.directDebit: { creditorId: … } to its catalog.`,
    );
  const filed: Collection[] = [];
  const begun = await underWay(sellerId);
  if (begun) filed.push(...(await complete(sellerId, begun)));
  const day = dateIn(filing.at, zone);
  for (const scheme of ['core', 'b2b'] as const) {
    const days = gatheringDays(day, payments.directDebit.bankDays);
    const ids = await dueOf(sellerId, scheme, days.until);
    if (ids.length === 0) continue;
    const id = `DD-${day}-${contentHash([sellerId, ...ids]).slice(0, 8)}`;
    await begin(sellerId, { schema: 1, id, scheme, ...filing, day, ...days, isGathered: false });
    const head = await underWay(sellerId);
    if (head) filed.push(...(await complete(sellerId, head)));
  }
  return filed;
}

/** Collections that were filed, the first first. */
export async function* everyCollection(sellerId: string): AsyncGenerator<Collection> {
  for await (const { sk, body } of everyItem(table(), { pk: collectionKey(sellerId, 'x').pk }))
    if (sk !== UNDER_WAY) yield collection.parse(body);
}

/** A page of them, the last one first. */
export async function collectionsPage(
  sellerId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ collections: Collection[]; next?: string }> {
  const { pk } = collectionKey(sellerId, UNDER_WAY);
  const page = await table().query({ pk, limit, reverse: true, ...(after === undefined ? {} : { after }) });
  const filed = page.items.filter(({ sk }) => sk !== UNDER_WAY);
  return { collections: filed.map(({ body }) => collection.parse(body)), ...(page.next === undefined ? {} : { next: page.next }) };
}

/** The collection of an id, or undefined. */
export async function getCollection(sellerId: string, id: string): Promise<Collection | undefined> {
  const found = await table().get(collectionKey(sellerId, id));
  return found && collection.parse(found.body);
}

/** Ids of the debits in a collection, in their order. */
export async function debitsIn(sellerId: string, collectionId: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { sk } of everyItem(table(), { pk: memberKey(sellerId, collectionId, 'x').pk })) ids.push(sk);
  return ids;
}

/** Gathers what is due, unless that is done; then writes the file and says that it is there. */
async function complete(sellerId: string, item: Item): Promise<Collection[]> {
  const begun = collectionHead.parse(item.body);
  const gathered = begun.isGathered ? begun : await gather(sellerId, begun, item.version);
  const members = await Promise.all((await debitsIn(sellerId, begun.id)).map((id) => requirePayment(sellerId, id)));
  const debits = members.map(({ payment }) => payment as FiledDebit);
  const { isGathered: _, until: __, firstDay: ___, ...shared } = gathered;
  const head = collectionKey(sellerId, UNDER_WAY);
  if (debits.length === 0) {
    await table().write([{ delete: head }]);
    return [];
  }
  const bytes = new TextEncoder().encode(collectionFile(gathered, await requireSeller(sellerId), debits));
  const key = `${sellerId}/direct-debits/${gathered.id}.xml`;
  await files().put(key, bytes, 'application/xml');
  const groups = groupsOf(gathered.id, debits).map(({ debits: ____, ...group }) => group);
  const body: Collection = { ...shared, key, hash: sha256(bytes), groups };
  const act = { at: shared.at, by: shared.by, action: 'debits-filed' as const, contentHash: body.hash, counts: { debits: debits.length } };
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    try {
      const audit = await auditChanges(sellerId, 'seller', act);
      await table().write([{ put: { ...collectionKey(sellerId, gathered.id), body }, if: 'absent' }, { delete: head }, ...audit]);
      return [body];
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      // Another process has completed it.
      const there = await getCollection(sellerId, gathered.id);
      if (there) return [there];
    }
  }
  throw new TransientError('Others kept writing to the audit log.');
}

async function gather(sellerId: string, head: CollectionHead, version: number): Promise<CollectionHead> {
  const key = collectionKey(sellerId, UNDER_WAY);
  for (const id of await dueOf(sellerId, head.scheme, head.until))
    await gatherDebit(sellerId, id, head, { member: memberKey(sellerId, head.id, id), isOpen: { check: key, if: version } });
  const gathered = { ...head, isGathered: true };
  try {
    await table().write([{ put: { ...key, body: gathered }, if: version }]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError('Another process files the same debits. Try again.');
  }
  return gathered;
}

async function dueOf(sellerId: string, scheme: CollectionHead['scheme'], until: string): Promise<string[]> {
  const ids: string[] = [];
  for (const id of await dueDebits(sellerId, until)) {
    const { by } = (await requirePayment(sellerId, id)).payment;
    if (by.method === 'direct-debit' && by.scheme === scheme) ids.push(id);
  }
  return ids;
}

/** Says that a collection is under way; what is there already stays. */
async function begin(sellerId: string, head: CollectionHead): Promise<void> {
  await table().append([{ ...collectionKey(sellerId, UNDER_WAY), body: head }]);
}

function underWay(sellerId: string): Promise<Item | undefined> {
  return table().get(collectionKey(sellerId, UNDER_WAY));
}

const MOST_TRIES = 10;
/** No collection is called so: ids begin with DD. */
const UNDER_WAY = 'under-way';
const collectionKey = (sellerId: string, id: string): Key => ({ pk: `${sellerId}|collections`, sk: id });
const memberKey = (sellerId: string, collectionId: string, id: string): Key => ({ pk: `${sellerId}|collection|${collectionId}`, sk: id });
