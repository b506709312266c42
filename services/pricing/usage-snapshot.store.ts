import { oneLook } from '../../shared/backfill-view.ts';
import type { BackfillView, OneLook } from '../../shared/backfill-view.ts';
import type { CustomerStep } from '../../shared/billing-run.ts';
import { requirePlanVersion } from '../../shared/catalog.store.ts';
import type { Claim } from '../../shared/claim.store.ts';
import { canonicalJson, sha256 } from '../../shared/content-hash.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import { erasedOn } from '../../shared/erasure.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Meter } from '../../shared/meter.ts';
import { files, table } from '../../shared/ports.ts';
import { backfillsNow, lateDays, usageOfDay } from '../../shared/usage.store.ts';
import type { LateDay, UsageDay } from '../../shared/usage.store.ts';
import { utf8Length } from '../../shared/utf8.ts';
import { withTerms } from './counted-claims.ts';
import { idCollection } from './counted-ids.ts';
import { measureUsage } from './measure-usage.ts';
import type { UsageSource } from './measure-usage.ts';
import { idFileKey, MOST_IN_TABLE, recordKey, snapshotKey } from './snapshot-place.ts';
import { idsByMeter, MOST_CLAIMS, usageSnapshot } from './usage-snapshot.ts';
import type { DuePeriod, IdsByMeter, SnapshotPeriod, UsageSnapshot } from './usage-snapshot.ts';

/** The snapshot of an attempt, those among them that an earlier version has left as a file without a record. */
export async function getSnapshot(step: CustomerStep): Promise<UsageSnapshot | undefined> {
  return (await getRecordedSnapshot(step)) ?? snapshotIn(snapshotKey(step));
}

/** The same by its record alone: most customers have none yet, and looking for a file of each would cost a request. */
export async function getRecordedSnapshot(step: CustomerStep): Promise<UsageSnapshot | undefined> {
  const item = await table().get(recordKey(step));
  if (!item) return undefined;
  const { snapshot, movedTo } = item.body;
  return snapshot ? usageSnapshot.parse(snapshot) : snapshotIn(String(movedTo));
}

async function snapshotIn(key: string): Promise<UsageSnapshot | undefined> {
  const bytes = await files().get(key);
  return bytes && usageSnapshot.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/**
 * Takes the snapshot of an attempt and keeps it, if it has none yet: of two calls at once, both price on the one that was
 * stored first.
 *
 * @param isByDay whether it keeps what each day came to
 */
export async function takeSnapshot(
  step: CustomerStep,
  due: readonly DuePeriod[],
  meters: readonly Meter[],
  isByDay = false,
): Promise<UsageSnapshot> {
  return keepSnapshot(step, await snapshotOf(step, due, meters, isByDay));
}

/** How usage is looked at: as it is, if nothing is said. */
export interface Looking {
  /** Backfills as they would be. */
  readonly view?: BackfillView;
  /** Days that are told to have been switched. */
  readonly switched?: readonly LateDay[];
  /** Whether it is told what each day came to. */
  readonly isByDay?: boolean | undefined;
}

/** Measures the usage that is due, or has changed since it was billed, without the ids of its events. Keeps nothing. */
export async function lookAtUsage(
  step: CustomerStep,
  due: readonly DuePeriod[],
  meters: readonly Meter[],
  { view = backfillsNow(step.sellerId), switched = [], isByDay = false }: Looking = {},
): Promise<UsageSnapshot> {
  const source = sourceOf(step, meters, oneLook(view));
  const late = async (since: string): Promise<LateDay[]> => [...(await source.lateDays(since)), ...switched];
  return {
    schema: 2,
    customerId: step.customerId,
    periods: withTerms(await measureUsage({ ...source, isByDay, lateDays: late }, due), due, MOST_CLAIMS),
  };
}

async function snapshotOf(
  step: CustomerStep,
  due: readonly DuePeriod[],
  meters: readonly Meter[],
  isByDay: boolean,
): Promise<UsageSnapshot> {
  const collected = idCollection((day, ids) => keepIdFile(step, day, ids));
  const look = oneLook(backfillsNow(step.sellerId));
  const measured = withTerms(await measureUsage({ ...sourceOf(step, meters, look), isByDay }, due, collected.add), due, MOST_CLAIMS);
  const backfills = await look.applied();
  return {
    ...{ schema: 2, customerId: step.customerId, periods: measured.map((period) => ({ ...period, ...collected.of(period) })) },
    ...(backfills.length > 0 ? { backfills } : {}),
  };
}

/** Ids that a snapshot counted on a UTC day, by meter; where they are few, those of all its days. */
export async function countedIds({ ids, idFiles }: SnapshotPeriod, day: string): Promise<IdsByMeter> {
  const key = idFiles?.[day];
  if (key === undefined) return ids ?? {};
  const bytes = await files().get(key);
  if (!bytes) throw new NotFoundError(`The file ${key}, which a snapshot names, is gone from the working files.`);
  return idsByMeter.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

function sourceOf(step: CustomerStep, meters: readonly Meter[], look: OneLook): UsageSource {
  const { sellerId, customerId } = step;
  const remembered = new Map<string, Promise<UsageDay>>();
  return {
    meters,
    planVersion: (plan, version) => requirePlanVersion(sellerId, plan, version),
    day(day, isRemembered = false) {
      const read = remembered.get(day) ?? usageOfDay(sellerId, customerId, day, look);
      if (isRemembered) remembered.set(day, read);
      return read;
    },
    lateDays: (since) => lateDays(sellerId, customerId, since),
    billedParts: (claim) => requireBilledParts(step, claim),
    async countedOn(period, days) {
      const counted = await Promise.all((period.idFiles ? days : days.slice(0, 1)).map((day) => countedIds(period, day)));
      return new Set(counted.flatMap((ids) => Object.values(ids).flat()));
    },
    isErased: async (part) => erasedOn(await getErasure(sellerId, customerId), part) !== undefined,
  };
}

/** What the snapshot behind a claim says of its period. */
async function requireBilledParts({ sellerId }: CustomerStep, claim: Claim): Promise<SnapshotPeriod[]> {
  const { subscriptionId, whole, timing } = claim;
  const snapshot = await getSnapshot({ sellerId, ...claim });
  const found = snapshot?.periods.filter(
    (it) => it.subscriptionId === subscriptionId && it.servicePeriod.whole.start === whole.start && (it.timing ?? 'arrears') === timing,
  );
  if (!found || found.length === 0)
    throw new NotFoundError(`The snapshot of run "${claim.runId}" has no period from ${whole.start} of "${subscriptionId}".`);
  return found;
}

/**
 * Small ones in their record, large ones in a file that the record names: what a customer with many events is priced on
 * does not fit into a record. The first record stays.
 */
async function keepSnapshot(step: CustomerStep, taken: UsageSnapshot): Promise<UsageSnapshot> {
  const isSmall = utf8Length(JSON.stringify(taken)) <= MOST_IN_TABLE;
  if (!isSmall) await files().putFirst(snapshotKey(step), new TextEncoder().encode(canonicalJson(taken)), 'application/json');
  const body = isSmall ? { schema: 1, snapshot: taken } : { schema: 1, movedTo: snapshotKey(step) };
  const [fate] = await table().append([{ ...recordKey(step), body }]);
  // Of a file too it may be a twin's that came first.
  if (isSmall && fate?.stored !== false) return taken;
  const first = await getRecordedSnapshot(step);
  if (!first) throw new NotFoundError(`The snapshot ${snapshotKey(step)} is gone.`);
  return first;
}

/** Its name is that of its content, so a twin of this step that counted other events has another file. */
async function keepIdFile(step: CustomerStep, day: string, ids: IdsByMeter): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(ids));
  const key = idFileKey(step, day, sha256(bytes));
  await files().putFirst(key, bytes, 'application/json');
  return key;
}
