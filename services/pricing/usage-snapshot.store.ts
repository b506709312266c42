import { isDeepStrictEqual } from 'node:util';

import type { CustomerStep } from '../../shared/billing-run.ts';
import { requirePlanVersion } from '../../shared/catalog.store.ts';
import type { Meter } from '../../shared/meter.ts';
import type { Claim } from '../../shared/claim.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import { erasedOn } from '../../shared/erasure.ts';
import { FileConflictError, NotFoundError } from '../../shared/errors.ts';
import { daysIn, utcDaysAround } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { files, table } from '../../shared/ports.ts';
import { readOnce } from '../../shared/read-once.ts';
import { eventsOfDay, lateDays } from '../../shared/usage.store.ts';
import type { LateDay, StoredEvent } from '../../shared/usage.store.ts';
import { utf8Length } from '../../shared/utf8.ts';
import { isChanged, suspectDays } from './late-usage.ts';
import { measuringOf } from './measuring.ts';
import { pricedPlan } from './rated-claim.ts';
import { spanOf } from './scheduled-claims.ts';
import { MOST_IN_TABLE, recordKey, snapshotKey } from './snapshot-place.ts';
import { isOfOneClaim, measure, usageSnapshot, withinOneDraft } from './usage-snapshot.ts';
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

/** Measures the usage of the periods that are due, and of those billed before whose usage has changed since. Keeps nothing. */
export async function measureUsage(step: CustomerStep, due: readonly DuePeriod[], meters: readonly Meter[]): Promise<UsageSnapshot> {
  // One look at each day, so that what is said of two periods that share it is said of the same events.
  const reading = { step, meters, eventsOn: readOnce((day) => eventsOfDay(step.sellerId, step.customerId, day)) };
  const late = await lateDaysOf(step, due);
  const periods = (await Promise.all(due.map((period) => measureDue(reading, period, late)))).flat();
  return { schema: 1, customerId: step.customerId, periods: withinOneDraft(await ofUsageThatIs(step, periods)) };
}

/**
 * Without corrections of periods whose usage is erased, which can't be rated again: asked behind the reading, since it may
 * have been under way then.
 */
async function ofUsageThatIs({ sellerId, customerId }: CustomerStep, periods: SnapshotPeriod[]): Promise<SnapshotPeriod[]> {
  if (periods.every(({ sequence }) => sequence === 0)) return periods;
  const erasure = await getErasure(sellerId, customerId);
  const gone = periods.filter(({ sequence, timing, servicePeriod: { part } }) => sequence > 0 && !timing && erasedOn(erasure, part));
  return periods.filter((period) => !gone.some((it) => isOfOneClaim(it, period)));
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

/** What was used in a claim that is to be billed, or corrected, part by part; nothing if it stands as billed. */
async function measureDue(reading: Reading, due: DuePeriod, late: readonly LateDay[]): Promise<SnapshotPeriod[]> {
  const { settled, since, parts, compared, terms } = due;
  const last = settled.at(-1);
  const billed = settled.filter(({ isVoid }) => !isVoid).map(({ claim }) => claim);
  const latest = billed.at(-1);
  const sequence = settled.length;
  if (!last || !latest || since === undefined) return measureParts(reading, ratedParts(due, []));
  const billedBy = billed.map(({ runId, attempt }) => ({ runId, attempt }));
  if (last.claim.terms !== undefined && last.claim.terms !== terms) return measureParts(reading, ratedParts(due, billedBy));

  // A document that became a VOID after the last claim was priced, or its own, counts as nothing billed from then on.
  const isVoidNew = settled.length - billed.length !== last.claim.voided;
  const days = due.timing === 'advance' || parts.length === 0 ? [] : suspectDays({ part: spanOf(parts) }, since, late);
  if (!isVoidNew && days.length === 0) return [];

  const seen = await requireBilledParts(reading.step, latest);
  const measuring = seen.filter(({ unbilled }) => unbilled === undefined);
  const changes = measuring.flatMap((part) => days.map(async (day) => isChanged(part, day, await reading.eventsOn(day), reading.meters)));
  if (!isVoidNew && !(await Promise.all(changes)).includes(true)) return [];
  const again = seen.map(({ found: _, quantities: __, ...part }) => ({ part: { ...part, sequence, billedBy, compared } }));
  const now = await measureParts(reading, again);
  const isDifferent = now.some(({ quantities }, i) => !isDeepStrictEqual(quantities, seen[i]?.quantities));
  return isVoidNew || isDifferent ? now : [];
}

/** A part that is to be rated; its plan version is read where it isn't known. */
interface PartToRate {
  readonly part: RatedPeriod;
  readonly plan?: PlanVersion;
}

/** The parts of a claim on its terms of today. */
function ratedParts(due: DuePeriod, billedBy: RatedPeriod['billedBy']): PartToRate[] {
  const { subscription, whole, timing, parts, terms, settled, compared } = due;
  const about = { subscriptionId: subscription.id, sequence: settled.length, billedBy, compared, terms };
  const when = timing === 'advance' ? { timing } : {};
  if (parts.length > 0) return parts.map((part) => ({ part: { ...about, ...when, ...part.terms }, plan: part.plan }));
  const { plan, version: planVersion } = subscription;
  const days = daysIn(whole);
  const servicePeriod = { whole, part: whole, partDays: days, wholeDays: days };
  return [{ part: { ...about, ...when, plan, planVersion, servicePeriod, unbilled: 'ended' } }];
}

async function measureParts(reading: Reading, parts: readonly PartToRate[]): Promise<SnapshotPeriod[]> {
  return Promise.all(parts.map((part) => measureRated(reading, part)));
}

async function measureRated({ step, meters, eventsOn }: Reading, { part, plan }: PartToRate): Promise<SnapshotPeriod> {
  if (part.unbilled === 'ended') return { ...part, found: {}, quantities: [] };
  const priced = pricedPlan(plan ?? (await requirePlanVersion(step.sellerId, part.plan, part.planVersion)), part);
  const isMetered = priced.prices.some((price) => measuringOf(price).length > 0);
  // A day on either side: an id seen on two neighbouring days counts once.
  const days = isMetered ? utcDaysAround(part.servicePeriod.part) : [];
  return measure(part, priced, meters, (await Promise.all(days.map(eventsOn))).flat());
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
