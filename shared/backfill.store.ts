import { backfill } from './backfill.ts';
import type { Backfill, BackfillScope } from './backfill.ts';
import { canonicalJson } from './content-hash.ts';
import { ConditionFailedError, DecisionRefusedError, TransientError } from './errors.ts';
import { table } from './ports.ts';
import { everyItem } from './table.ts';
import type { Change, Condition, Key } from './table.ts';

export interface StoredBackfill {
  readonly found: Backfill;
  readonly version: number;
}

export async function getBackfill(sellerId: string, id: string): Promise<Backfill | undefined> {
  return (await storedBackfill(sellerId, id))?.found;
}

/** @throws {DecisionRefusedError} if there is none of that name */
export async function requireBackfill(sellerId: string, id: string): Promise<StoredBackfill> {
  const stored = await storedBackfill(sellerId, id);
  if (!stored) throw new DecisionRefusedError(`There is no backfill "${id}".`);
  return stored;
}

async function storedBackfill(sellerId: string, id: string): Promise<StoredBackfill | undefined> {
  const item = await table().get(backfillKey(sellerId, id));
  return item && { found: backfill.parse(item.body), version: item.version };
}

/** Every backfill of a seller, by name. */
export async function backfillsOf(sellerId: string): Promise<Backfill[]> {
  const found: Backfill[] = [];
  for await (const { body } of everyItem(table(), { pk: backfillsPartition(sellerId) })) found.push(backfill.parse(body));
  return found;
}

/**
 * Opens a backfill; one that is there is opened for more as long as nothing was decided about it. Again is success.
 *
 * @throws {DecisionRefusedError} if another scope was given to it, or it takes no more
 * @throws {TransientError} if it changed in between
 */
export async function openBackfill(sellerId: string, id: string, scope: BackfillScope, opened: { by: string; at: string }): Promise<void> {
  const stored = await storedBackfill(sellerId, id);
  if (!stored) {
    const fresh: Backfill = { schema: 1, id, ...scope, state: 'open', isSent: false, openedAt: opened.at, openedBy: opened.by };
    return written([change(sellerId, fresh, 'absent')]);
  }
  const { found, version } = stored;
  if (canonicalJson(scopeOf(found)) !== canonicalJson(scope))
    throw new DecisionRefusedError(`Backfill "${id}" was opened for another range, other customers or types: give it another name.`);
  requireOpen(found);
  if (found.isSent) await written([change(sellerId, { ...found, isSent: false }, version)]);
}

/** Says that all was sent that is to be in a backfill. Again is success. @throws {DecisionRefusedError} if there is none */
export async function endSending(sellerId: string, id: string): Promise<void> {
  const { found, version } = await requireBackfill(sellerId, id);
  if (!found.isSent) await written([change(sellerId, { ...found, isSent: true }, version)]);
}

/** Lets no more into a backfill, for good. Again is success. */
export async function sealBackfill(sellerId: string, { found, version }: StoredBackfill): Promise<StoredBackfill> {
  if (found.state !== 'open') return { found, version };
  await written([change(sellerId, { ...found, state: 'sealed' }, version)]);
  return requireBackfill(sellerId, found.id);
}

/**
 * Makes a backfill count, or count no more: one transaction with its entry in the audit log.
 *
 * @param checks what else has to be as it was read
 * @throws {TransientError} if any of it, or the audit log, changed in between
 */
export async function switchBackfill(
  sellerId: string,
  { found, version }: StoredBackfill,
  audit: readonly Change[],
  checks: readonly Change[],
): Promise<void> {
  await written([change(sellerId, found, version), ...audit, ...checks]);
}

/** @throws {DecisionRefusedError} if a backfill takes no more events */
export function requireOpen({ id, state }: Backfill): void {
  if (state === 'open') return;
  const why = state === 'sealed' ? 'is about to be applied' : 'was applied';
  throw new DecisionRefusedError(`Backfill "${id}" ${why} and takes no more: give what is new another name.`);
}

/** That a backfill is as it was read: a condition of what is put into it. */
export function unchanged(sellerId: string, { found, version }: StoredBackfill): Change {
  return { check: backfillKey(sellerId, found.id), if: version };
}

function scopeOf({ from, until, customers, types, replaces }: Backfill): BackfillScope {
  return { from, until, customers, types, replaces };
}

async function written(changes: readonly Change[]): Promise<void> {
  try {
    await table().write(changes);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError('The backfill, an erasing or the audit log changed in between.');
  }
}

function change(sellerId: string, body: Backfill, condition: Condition): Change {
  return { put: { ...backfillKey(sellerId, body.id), body }, if: condition };
}

const backfillsPartition = (sellerId: string): string => `${sellerId}|backfills`;
const backfillKey = (sellerId: string, id: string): Key => ({ pk: backfillsPartition(sellerId), sk: id });
