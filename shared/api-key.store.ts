import { apiKey, rotated } from './api-key.ts';
import type { ApiKey, Rotation } from './api-key.ts';
import { auditChanges } from './audit.store.ts';
import type { Act } from './audit.ts';
import { ConditionFailedError, DecisionRefusedError, TransientError } from './errors.ts';
import { table } from './ports.ts';
import { allItems } from './table.ts';
import type { Change, Condition, Item, Key } from './table.ts';

/** The record of an id: one read, so a key that is revoked is refused from the next request on. */
export async function getKey(id: string): Promise<ApiKey | undefined> {
  const item = await table().get(keyOf(id));
  return item && apiKey.parse(item.body);
}

/** Every key that may post usage of a seller, or once might, by id. */
export async function keysOf(sellerId: string): Promise<ApiKey[]> {
  const items = await allItems(table(), { pk: indexPartition(sellerId) });
  const found = await Promise.all(items.map(({ sk }) => getKey(sk)));
  return found.filter((key) => key !== undefined);
}

/**
 * Keeps a new key, with an entry in the audit log of each of its sellers. The same again is success.
 *
 * @throws {DecisionRefusedError} if there is another key of this id
 * @throws {TransientError} if an audit log moved in between
 */
export async function createKey(key: ApiKey): Promise<void> {
  const kept = await getKey(key.id);
  if (kept?.hash === key.hash) return;
  if (kept) throw new DecisionRefusedError(`There is another API key ${key.id}: make a new one.`);
  const act: Act = { at: key.createdAt, by: key.createdBy, action: 'key-created', keys: [key.id] };
  await written([...newKey(key), ...(await audited(key, act))]);
}

/**
 * Makes one key take the place of another, which goes on for the days that were wanted: both records and the entries
 * of the audit logs are one transaction. The same again is success.
 *
 * @throws {DecisionRefusedError} if there is no such key, or it can't be rotated
 * @throws {TransientError} if the key or an audit log changed in between
 */
export async function rotateKey(id: string, rotation: Rotation): Promise<void> {
  const { item, key } = await requireKey(id);
  if (key.replacedBy === rotation.id && (await getKey(rotation.id))?.hash === rotation.hash) return;
  const { old, next } = rotated(key, rotation);
  const act: Act = { at: rotation.at, by: rotation.by, action: 'key-rotated', keys: [id, next.id] };
  await written([put(old, item.version), ...newKey(next), ...(await audited(key, act))]);
}

/**
 * Ends a key for good. Again is success, and leaves who did it first.
 *
 * @throws {DecisionRefusedError} if there is no such key
 * @throws {TransientError} if the key or an audit log changed in between
 */
export async function revokeKey(id: string, { by, at }: { by: string; at: string }): Promise<void> {
  const { item, key } = await requireKey(id);
  if (key.revokedAt !== undefined) return;
  const act: Act = { at, by, action: 'key-revoked', keys: [id] };
  await written([put({ ...key, revokedAt: at, revokedBy: by }, item.version), ...(await audited(key, act))]);
}

async function requireKey(id: string): Promise<{ item: Item; key: ApiKey }> {
  const item = await table().get(keyOf(id));
  if (!item) throw new DecisionRefusedError(`There is no API key ${id}.`);
  return { item, key: apiKey.parse(item.body) };
}

async function audited({ sellers }: ApiKey, act: Act): Promise<Change[]> {
  return (await Promise.all(sellers.map((sellerId) => auditChanges(sellerId, 'seller', act)))).flat();
}

async function written(changes: readonly Change[]): Promise<void> {
  try {
    await table().write(changes);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError('The API key or an audit log changed in between.');
  }
}

function newKey(key: ApiKey): Change[] {
  const listed = key.sellers.map((sellerId): Change => ({ put: { pk: indexPartition(sellerId), sk: key.id, body: { schema: 1 } } }));
  return [put(key, 'absent'), ...listed];
}

function put(key: ApiKey, condition: Condition): Change {
  return { put: { ...keyOf(key.id), body: key }, if: condition };
}

// A request has a key before it has a seller. "@" begins no id, so no seller's records can lie here.
const keyOf = (id: string): Key => ({ pk: `@api-key|${id}`, sk: 'key' });
const indexPartition = (sellerId: string): string => `${sellerId}|api-keys`;
