import { z } from 'zod';
import { getRun } from './billing-run.store.ts';
import { id } from './catalog.ts';
import { IssuingLockedError } from './errors.ts';
import { instant, month } from './period.ts';
import { table } from './ports.ts';
import type { Change, Item, Key } from './table.ts';

/**
 * That a seller's numbers can't be trusted: its table was restored from a backup, and what was issued after the backup
 * may lie in an archive of which this table knows nothing. While the record is there, no number is given out.
 */
const issuingLock = z.object({
  schema: z.literal(1),
  /** Moment of the restore, or of the lock. */
  since: instant,
  /** Moment up to which the table knows; that of the lock itself where nothing was restored. */
  backupOf: instant,
  /**
   * Set once the counters stand where the archive does: the runs that were closed after the backup, the first month
   * first. Each holds its numbers again, and running it again comes to the same documents; until then no other run
   * gets a number.
   */
  lostRuns: z.array(z.object({ runId: id, month })).optional(),
});
export type IssuingLock = z.infer<typeof issuingLock>;

const homeRecord = z.object({ schema: z.literal(1), since: instant });

export async function getIssuingLock(sellerId: string): Promise<IssuingLock | undefined> {
  const item = await table().get(lockKey(sellerId));
  return item && issuingLock.parse(item.body);
}

/** Locks a seller. */
export async function lockIssuing(sellerId: string, lock: IssuingLock): Promise<void> {
  await table().write([{ put: { ...lockKey(sellerId), body: lock } }]);
}

/**
 * Shuts issuing while documents of another archive are taken over: until the counters are behind them, nothing must
 * get a number, and no lost run either. Cut off, it stays shut until that is done again.
 *
 * @throws {ConditionFailedError} if the lock was changed in between
 */
export async function shutIssuing(sellerId: string, since: string): Promise<void> {
  const item = await table().get(lockKey(sellerId));
  const lock = item && issuingLock.parse(item.body);
  if (lock && !lock.lostRuns) return;
  const body: IssuingLock = { schema: 1, since: lock?.since ?? since, backupOf: lock?.backupOf ?? since };
  await table().write([{ put: { ...lockKey(sellerId), body }, if: item?.version ?? 'absent' }]);
}

/**
 * The change that lifts the lock, or leaves the runs in it that are still to be run again; for the transaction that
 * writes down who did it.
 */
export async function lockAfter(sellerId: string, lostRuns: NonNullable<IssuingLock['lostRuns']>): Promise<Change[]> {
  const item: Item | undefined = await table().get(lockKey(sellerId));
  if (!item) return [];
  if (lostRuns.length === 0) return [{ delete: lockKey(sellerId), if: item.version }];
  return [{ put: { ...lockKey(sellerId), body: { ...issuingLock.parse(item.body), lostRuns } }, if: item.version }];
}

/**
 * Checks for every transaction that takes numbers: no lock is there, and this table is the one that the numbers were
 * given out from. Restored to a point in time it has another name, so a restored table is locked before anybody thinks of it.
 */
export function issuingOpen(sellerId: string): Change[] {
  const home = homeKey(sellerId);
  return [{ check: lockKey(sellerId), if: 'absent' }, ...(home ? [{ check: home, if: 'present' } as const] : [])];
}

/**
 * The changes that make this table the one that a seller's numbers are given out from, and no other whose records it was
 * restored from: for a seller that has just come, and once the counters stand where the archive does.
 *
 * @param since this moment; executions begun before it may know more than this table
 */
export async function settleHome(sellerId: string, since: string): Promise<Change[]> {
  const home = homeKey(sellerId);
  if (!home || (await table().get(home))) return [];
  const { items } = await table().query({ pk: home.pk, prefix: 'home|' });
  const before = items.map(({ pk, sk, version }): Change => ({ delete: { pk, sk }, if: version }));
  return [...before, { put: { ...home, body: homeRecord.parse({ schema: 1, since }) }, if: 'absent' }];
}

/** Since when this table is the one; undefined if it never took another's place. */
export async function homeSince(sellerId: string): Promise<string | undefined> {
  const home = homeKey(sellerId);
  const item = home && (await table().get(home));
  return item && homeRecord.parse(item.body).since;
}

/** The lock that lets nothing but the lost runs be billed, where a table that locked itself has none yet. */
export function lockFor(sellerId: string, since: string, lostRuns: NonNullable<IssuingLock['lostRuns']>): Change {
  return { put: { ...lockKey(sellerId), body: issuingLock.parse({ schema: 1, since, backupOf: since, lostRuns }) }, if: 'absent' };
}

/** @throws {IssuingLockedError} saying what opens it */
export async function requireIssuingOpen(sellerId: string): Promise<void> {
  await requireReconciled(sellerId);
  const lost = (await getIssuingLock(sellerId))?.lostRuns ?? [];
  if (lost.length === 0) return;
  const names = lost.map(({ runId }) => runId).join(', ');
  throw new IssuingLockedError(
    `Issuing is locked for seller "${sellerId}": after the backup its data was restored from, it closed ${names}. Run ${lost[0]?.month} again, which comes to the same documents, then: verify --reconcile`,
    `run ${lost[0]?.month}`,
  );
}

/**
 * A month that is billed before the lost runs are back would bill what they have billed, so they come first, one
 * after the other.
 *
 * @throws {IssuingLockedError} naming the run that is next
 */
export async function requireNextMonth(sellerId: string, wanted: string): Promise<void> {
  await requireReconciled(sellerId);
  for (const { runId, month } of (await getIssuingLock(sellerId))?.lostRuns ?? []) {
    if ((await getRun(sellerId, runId))?.state === 'closed') continue;
    if (month === wanted) return;
    throw new IssuingLockedError(
      `${wanted} of seller "${sellerId}" can't be billed yet: after the backup its data was restored from, it closed ${runId}. Run ${month} again first, which comes to the same documents.`,
      `run ${month}`,
    );
  }
}

/** @throws {IssuingLockedError} if the table was restored and its counters were not held against the archive since */
export async function requireReconciled(sellerId: string): Promise<void> {
  const lock = await getIssuingLock(sellerId);
  const home = homeKey(sellerId);
  const { name: tableName } = table();
  if (!lock && home && !(await table().get(home)))
    throw new IssuingLockedError(
      `Issuing is locked for seller "${sellerId}": its numbers were not given out from the table "${tableName}", which was restored, and more may have been given out since. First advance them to what the archive holds: verify --reconcile`,
      'verify --reconcile',
    );
  if (!lock || lock.lostRuns) return;
  const why =
    lock.since === lock.backupOf
      ? `documents of another archive were being taken over on ${lock.since}, and that was cut off`
      : `its data was restored on ${lock.since} from a backup of ${lock.backupOf}, and numbers may have been given out since`;
  throw new IssuingLockedError(
    `Issuing is locked for seller "${sellerId}": ${why}. First advance them to what the newest archive holds: verify --reconcile --archive <folder>`,
    'verify --reconcile --archive <folder>',
  );
}

const lockKey = (sellerId: string): Key => ({ pk: `${sellerId}|issuing`, sk: 'lock' });
const homeKey = (sellerId: string): Key | undefined => {
  const { name } = table();
  return name === undefined ? undefined : { pk: `${sellerId}|issuing`, sk: `home|${name}` };
};
