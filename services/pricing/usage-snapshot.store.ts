import { isDeepStrictEqual } from 'node:util';

import { oneLook } from '../../shared/backfill-view.ts';
import type { BackfillView } from '../../shared/backfill-view.ts';
import type { CustomerStep } from '../../shared/billing-run.ts';
import { requirePlanVersion } from '../../shared/catalog.store.ts';
import type { Meter } from '../../shared/meter.ts';
import type { Claim } from '../../shared/claim.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import { erasedOn } from '../../shared/erasure.ts';
import { FileConflictError, NotFoundError } from '../../shared/errors.ts';
import { utcDaysAround } from '../../shared/period.ts';
import { files, table } from '../../shared/ports.ts';
import { readOnce } from '../../shared/read-once.ts';
import { backfillsNow, eventsOfDay, lateDays } from '../../shared/usage.store.ts';
import type { LateDay, StoredEvent } from '../../shared/usage.store.ts';
import { utf8Length } from '../../shared/utf8.ts';
import { isChanged, suspectDays, switchedDays } from './late-usage.ts';
import { MOST_IN_TABLE, recordKey, snapshotKey } from './snapshot-place.ts';
import { measure, usageSnapshot } from './usage-snapshot.ts';
import type { DuePeriod, RatedPeriod, SnapshotPeriod, UsageSnapshot } from './usage-snapshot.ts';

export async function getSnapshot(step: CustomerStep): Promise<UsageSnapshot | undefined> {
  const item = await table().get(recordKey(step));
  if (item?.body.snapshot) return usageSnapshot.parse(item.body.snapshot);
  // One from which ids were erased lies under another name, which its record says.
  const movedTo = item?.body.movedTo;
  const bytes = await files().get(typeof movedTo === 'string' ? movedTo : snapshotKey(step));
  return bytes && usageSnapshot.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Takes the snapshot of an attempt and keeps it, if it has none yet: of two calls at once, both price on the one that was stored first. */
export async function takeSnapshot(step: CustomerStep, due: readonly DuePeriod[], meters: readonly Meter[]): Promise<UsageSnapshot> {
  return keepSnapshot(step, await measureUsage(step, due, meters));
}

/**
 * Measures the usage of the periods that are due, and of those billed before whose usage has changed since. Keeps nothing.
 *
 * @param view backfills as they are if not given
 */
export async function measureUsage(
  step: CustomerStep,
  due: readonly DuePeriod[],
  meters: readonly Meter[],
  view: BackfillView = backfillsNow(step.sellerId),
): Promise<UsageSnapshot> {
  // One look at each day, so that what is said of two periods that share it is said of the same events.
  const look = oneLook(view);
  const reading = { step, meters, eventsOn: readOnce((day) => eventsOfDay(step.sellerId, step.customerId, day, look)) };
  const late = await lateDaysOf(step, due);
  const periods = (await Promise.all(due.map((period) => measureDue(reading, period, late)))).filter((it) => it !== undefined);
  const backfills = await look.applied();
  return {
    ...{ schema: 1, customerId: step.customerId, periods: await ofUsageThatIs(step, periods) },
    ...(backfills.length > 0 ? { backfills } : {}),
  };
}

/** Without corrections of periods whose usage is erased: asked behind the reading, since it may have been under way then. */
async function ofUsageThatIs({ sellerId, customerId }: CustomerStep, periods: SnapshotPeriod[]): Promise<SnapshotPeriod[]> {
  if (periods.every(({ sequence }) => sequence === 0)) return periods;
  const erasure = await getErasure(sellerId, customerId);
  return periods.filter(({ sequence, servicePeriod }) => sequence === 0 || !erasedOn(erasure, servicePeriod.part));
}

interface Reading {
  readonly step: CustomerStep;
  readonly meters: readonly Meter[];
  readonly eventsOn: (day: string) => Promise<StoredEvent[]>;
}

/** Days of which usage came late for one of the periods that are billed. */
async function lateDaysOf({ sellerId, customerId }: CustomerStep, due: readonly DuePeriod[]): Promise<LateDay[]> {
  const [first] = due.flatMap(({ since }) => since ?? []).sort();
  return first === undefined ? [] : lateDays(sellerId, customerId, first);
}

/** What was used in a period that is to be billed, or corrected; nothing if it stands as billed. */
async function measureDue(reading: Reading, due: DuePeriod, late: readonly LateDay[]): Promise<SnapshotPeriod | undefined> {
  const { subscription, servicePeriod, settled, since, compared } = due;
  const last = settled.at(-1);
  const billed = settled.filter(({ isVoid }) => !isVoid).map(({ claim }) => claim);
  const latest = billed.at(-1);
  const sequence = settled.length;
  if (!last || !latest || since === undefined) {
    const { id: subscriptionId, plan, version: planVersion } = subscription;
    return measureRated(reading, { subscriptionId, plan, planVersion, servicePeriod, sequence, billedBy: [], compared });
  }
  // A document that became a VOID after the last claim was priced, or its own, counts as nothing billed from then on.
  const isVoidNew = settled.length - billed.length !== last.claim.voided;
  const days = suspectDays(servicePeriod, since, late);
  if (!isVoidNew && days.length === 0) return undefined;

  const seen = await requireBilledPeriod(reading.step, latest);
  const switched = switchedDays(since, late);
  const changes = days.map(async (day) => switched.has(day) || isChanged(seen, day, await reading.eventsOn(day), reading.meters));
  if (!isVoidNew && !(await Promise.all(changes)).includes(true)) return undefined;
  const { subscriptionId, plan, planVersion, servicePeriod: asBilled } = seen;
  const billedBy = billed.map(({ runId, attempt }) => ({ runId, attempt }));
  const now = await measureRated(reading, { subscriptionId, plan, planVersion, servicePeriod: asBilled, sequence, billedBy, compared });
  return isVoidNew || !isDeepStrictEqual(now.quantities, seen.quantities) ? now : undefined;
}

async function measureRated({ step, meters, eventsOn }: Reading, rated: RatedPeriod): Promise<SnapshotPeriod> {
  const plan = await requirePlanVersion(step.sellerId, rated.plan, rated.planVersion);
  // A day on either side: an id seen on two neighbouring days counts once.
  const found = (await Promise.all(utcDaysAround(rated.servicePeriod.part).map(eventsOn))).flat();
  return measure(rated, plan, meters, found);
}

/** A period as if nothing of it were billed, on the plan version it was billed on last, if it was. */
export async function asBilled(sellerId: string, due: DuePeriod): Promise<DuePeriod> {
  const { since: _, ...period } = due;
  const latest = due.settled.filter(({ isVoid }) => !isVoid).at(-1);
  if (!latest) return { ...period, settled: [] };
  const { plan, planVersion: version } = await requireBilledPeriod({ sellerId }, latest.claim);
  return { ...period, settled: [], subscription: { ...due.subscription, plan, version } };
}

/** What the snapshot behind a claim says of its period. */
async function requireBilledPeriod({ sellerId }: Pick<CustomerStep, 'sellerId'>, claim: Claim): Promise<SnapshotPeriod> {
  const snapshot = await getSnapshot({ sellerId, ...claim });
  const found = snapshot?.periods.find(
    ({ subscriptionId, servicePeriod }) => subscriptionId === claim.subscriptionId && servicePeriod.whole.start === claim.whole.start,
  );
  if (!found)
    throw new NotFoundError(`The snapshot of run "${claim.runId}" has no period from ${claim.whole.start} of "${claim.subscriptionId}".`);
  return found;
}

/** Small ones as a record, large ones as a file: a month of a million events does not fit into a record. */
async function keepSnapshot(step: CustomerStep, taken: UsageSnapshot): Promise<UsageSnapshot> {
  if (utf8Length(JSON.stringify(taken)) <= MOST_IN_TABLE) {
    const [fate] = await table().append([{ ...recordKey(step), body: { schema: 1, snapshot: taken } }]);
    return fate?.stored === false ? usageSnapshot.parse(fate.existing.body.snapshot) : taken;
  }
  try {
    await files().put(snapshotKey(step), new TextEncoder().encode(canonicalJson(taken)), 'application/json');
    return taken;
  } catch (error) {
    const first = error instanceof FileConflictError ? await getSnapshot(step) : undefined;
    if (!first) throw error;
    return first;
  }
}
