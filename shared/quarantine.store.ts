import { auditChanges } from './audit.store.ts';
import { contentHash, shardOf } from './content-hash.ts';
import { ERASED } from './erasure.ts';
import { ConditionFailedError, TransientError } from './errors.ts';
import { table } from './ports.ts';
import { shardPage, type ShardPlace } from './shard-page.store.ts';
import { quarantined } from './quarantine.ts';
import type { QuarantineEntry, Quarantined, Reason } from './quarantine.ts';
import { everyItem } from './table.ts';
import type { Change, Item, Key, NewRecord } from './table.ts';

const SHARDS = 16;
/** UTF-8 bytes of a text that is kept whole: more than any event that could be counted, and room for the rest of a record. */
const MOST_TEXT_BYTES = 380_000;
const MOST_MESSAGE = 8_192;

/** Puts events into quarantine; the same text again, sent at any time, stays the one entry it is. */
export async function quarantine(sellerId: string, events: readonly { text: string; reason: Reason }[], storedAt: string): Promise<void> {
  const records = events.map(({ text, reason: { code, message } }): NewRecord => {
    const { kept, isCut } = storable(text);
    const body = { schema: 1, text: kept, code, message: messageOf(message), storedAt, ...(isCut ? { isCut } : {}) };
    return { ...keyOf(sellerId, contentHash(text)), body };
  });
  if (records.length > 0) await table().append(records);
}

/** Every event in quarantine, dismissed ones among them. */
export async function* quarantinedEvents(sellerId: string): AsyncGenerator<QuarantineEntry> {
  for (let shard = 0; shard < SHARDS; shard++) {
    for await (const item of everyItem(table(), { pk: partition(sellerId, shard) })) yield entryOf(item);
  }
}

/** A page of the quarantine, dismissed events among them, as they are spread. */
export async function quarantinePage(
  sellerId: string,
  from: ShardPlace,
  limit: number,
): Promise<{ entries: QuarantineEntry[]; next?: ShardPlace }> {
  const { items, ...rest } = await shardPage((shard) => partition(sellerId, shard), SHARDS, from, limit);
  return { entries: items.map(entryOf), ...rest };
}

/**
 * The first entries of each shard, read at once.
 *
 * @param aShard entries of a shard at most
 * @returns `isWhole` where these are all there are
 */
export async function firstQuarantined(sellerId: string, aShard: number): Promise<{ entries: QuarantineEntry[]; isWhole: boolean }> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => table().query({ pk: partition(sellerId, shard), limit: aShard }));
  const read = await Promise.all(shards);
  return { entries: read.flatMap(({ items }) => items.map(entryOf)), isWhole: read.every(({ next }) => next === undefined) };
}

/** Entries whose id begins so. */
export async function quarantinedNamed(sellerId: string, beginning: string): Promise<QuarantineEntry[]> {
  const shards = Array.from({ length: SHARDS }, (_, shard) =>
    table().query({ pk: partition(sellerId, shard), prefix: beginning, limit: 10 }),
  );
  return (await Promise.all(shards)).flatMap(({ items }) => items.map(entryOf));
}

export async function getQuarantined(sellerId: string, id: string): Promise<QuarantineEntry | undefined> {
  const item = await table().get(keyOf(sellerId, id));
  return item && entryOf(item);
}

/**
 * Changes an entry as it was read.
 *
 * @returns whether it was still as it was read; if not, nothing was written
 */
export async function changeQuarantined(sellerId: string, entry: QuarantineEntry, change: Partial<Quarantined>): Promise<boolean> {
  return written([{ put: { ...keyOf(sellerId, entry.id), body: bodyOf({ ...entry, ...change }) }, if: entry.version }]);
}

/** Takes an entry out whose event lies in the set by now. Somebody else who did the same did it for us. */
export async function releaseFromQuarantine(sellerId: string, { id, version }: QuarantineEntry): Promise<void> {
  await written([{ delete: keyOf(sellerId, id), if: version }]);
}

/**
 * Marks entries as dismissed, all or none, with the entry of the audit log. They stay; nothing is deleted.
 *
 * @throws {TransientError} if one was changed since it was read, or the log has moved
 */
export async function dismissQuarantined(
  sellerId: string,
  entries: readonly QuarantineEntry[],
  dismissed: { by: string; at: string; reason: string },
): Promise<void> {
  const puts = entries.map((entry): Change => ({
    put: { ...keyOf(sellerId, entry.id), body: bodyOf({ ...entry, dismissed }) },
    if: entry.version,
  }));
  const act = { ...dismissed, action: 'dismissed' as const, events: entries.map(({ id }) => id) };
  if (await written([...puts, ...(await auditChanges(sellerId, 'seller', act))])) return;
  throw new TransientError('The quarantine or the audit log has changed in between.');
}

/** Takes out of a dismissed entry what it says; it stays under the hash of its text. Somebody else who did the same did it for us. */
export async function eraseQuarantined(sellerId: string, entry: QuarantineEntry): Promise<void> {
  const dismissed = entry.dismissed && { ...entry.dismissed, reason: ERASED };
  await changeQuarantined(sellerId, entry, { text: ERASED, message: ERASED, dismissed });
}

async function written(changes: readonly Change[]): Promise<boolean> {
  try {
    await table().write(changes);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    throw error;
  }
}

function entryOf({ sk, version, body }: Item): QuarantineEntry {
  return { ...quarantined.parse(body), id: sk, version };
}

function bodyOf(entry: Quarantined): Record<string, unknown> {
  const { schema, text, isCut, code, message, storedAt, isReplaying, dismissed } = entry;
  return {
    ...{ schema, text, code, message, storedAt },
    ...(isCut ? { isCut } : {}),
    ...(isReplaying ? { isReplaying } : {}),
    ...(dismissed ? { dismissed } : {}),
  };
}

/** Cut to a length that fits; half a surrogate pair, from the cut or from the sender, has no place in UTF-8. */
function storable(text: string): { kept: string; isCut: boolean } {
  const whole = text.toWellFormed();
  const isCut = Buffer.byteLength(whole) > MOST_TEXT_BYTES;
  // A unit of UTF-16 has at most three bytes.
  return { kept: isCut ? whole.slice(0, MOST_TEXT_BYTES / 3).toWellFormed() : whole, isCut };
}

const messageOf = (message: string): string => message.slice(0, MOST_MESSAGE).toWellFormed();

const partition = (sellerId: string, shard: number): string => `${sellerId}|quarantine|${shard}`;
const keyOf = (sellerId: string, id: string): Key => ({ pk: partition(sellerId, shardOf(id, SHARDS)), sk: id });
