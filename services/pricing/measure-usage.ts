import type { Claim } from '../../shared/claim.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import type { Meter } from '../../shared/meter.ts';
import { addDays } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { Subscription } from '../../shared/subscription.ts';
import type { LateDay, UsageDay } from '../../shared/usage.store.ts';
import type { BeginPerEvent } from './cells.ts';
import { isChanged, suspectDays } from './late-usage.ts';
import { measurePeriod } from './measured-period.ts';
import type { PeriodMeasurement } from './measured-period.ts';
import { measuringOf } from './measuring.ts';
import type { Level } from './meter-count.ts';
import { withNeighbours } from './read-ahead.ts';
import { sweepOver } from './sweep.ts';
import type { DuePeriod, IdsByMeter, MeasuredPeriod, RatedPeriod, SnapshotPeriod } from './usage-snapshot.ts';

/** Where usage of a customer, and what was billed of it, is read. */
export interface UsageSource {
  readonly meters: readonly Meter[];
  readonly beginPerEvent: BeginPerEvent;
  planVersion(plan: string, version: number): Promise<PlanVersion>;
  /** A UTC day; one that was looked at before is not read again. */
  day(day: string, isRemembered?: boolean): Promise<UsageDay>;
  /** Days of which usage was stored on a later one, from a day on. */
  lateDays(since: string): Promise<LateDay[]>;
  /** What the snapshot behind a claim says of its period. */
  billedPeriod(claim: Claim): Promise<SnapshotPeriod>;
  /** Ids that a snapshot counted on some UTC days, at least. */
  countedOn(period: SnapshotPeriod, days: readonly string[]): Promise<ReadonlySet<string>>;
  isErased(part: Period): Promise<boolean>;
}

/** Takes the ids that were counted in a period, UTC day by UTC day. */
export type KeepIds = (rated: RatedPeriod, day: string, ids: IdsByMeter) => Promise<void>;

/** A period that is due or billed: what it is rated on, and what the latest bill of it says. */
interface Candidate {
  readonly rated: RatedPeriod;
  readonly plan: PlanVersion;
  readonly seen?: SnapshotPeriod;
  /** Not only if what is measured is other than what was billed. */
  readonly isBilledAnyway: boolean;
  /** Undefined while only another level before it would change it. */
  readonly measurement?: PeriodMeasurement;
}

/**
 * Measures the usage of the periods that are due, and of those billed before whose usage has changed since. Each UTC day
 * is read once for all of them, and of a day no more than a page is in memory.
 *
 * A weighted sum begins with the level the period before ended with, as its latest bill or this measuring has it. Where
 * that has become another since a period was billed, it is measured again, and so on, up to today.
 *
 * @param due oldest first
 */
export async function measureUsage(source: UsageSource, due: readonly DuePeriod[], keepIds?: KeepIds): Promise<MeasuredPeriod[]> {
  const [since] = due.flatMap((it) => it.since ?? []).sort();
  const late = since === undefined ? [] : await source.lateDays(since);
  const candidates = (await Promise.all(due.map((period) => candidateOf(source, period, late)))).filter((it) => it !== undefined);
  await sweep(
    source,
    candidates.flatMap(({ measurement }) => measurement ?? []),
    keepIds,
  );

  const levels = new Map<string, readonly Level[]>();
  const measured: MeasuredPeriod[] = [];
  for (const candidate of candidates) {
    const found = await measuredOf(source, candidate, levels, keepIds);
    for (const { meter, levels: after } of (found ?? candidate.seen)?.counted ?? []) if (after) levels.set(meter, after);
    if (found) measured.push(found);
  }
  return measured;
}

/** A period that has to be looked at, or undefined if it stands as it was billed whatever else changes. */
async function candidateOf(source: UsageSource, due: DuePeriod, late: readonly LateDay[]): Promise<Candidate | undefined> {
  const { subscription, servicePeriod, settled, since, compared } = due;
  const last = settled.at(-1);
  const billed = settled.filter(({ isVoid }) => !isVoid).map(({ claim }) => claim);
  const latest = billed.at(-1);
  const sequence = settled.length;
  if (!last || !latest || since === undefined) {
    const { id: subscriptionId, plan, version: planVersion } = subscription;
    const rated = { subscriptionId, plan, planVersion, servicePeriod, sequence, billedBy: [], compared };
    return begun(source, { rated, plan: await source.planVersion(plan, planVersion), isBilledAnyway: true });
  }
  // A document that became a VOID after the last claim was priced, or its own, counts as nothing billed from then on.
  const isVoidNew = settled.length - billed.length !== last.claim.voided;
  const days = suspectDays(servicePeriod, since, late);
  const isSuspect = isVoidNew || days.length > 0;
  if (!isSuspect && !(await isCarrying(source, subscription))) return undefined;

  const seen = await source.billedPeriod(latest);
  const billedBy = billed.map(({ runId, attempt }) => ({ runId, attempt }));
  const { subscriptionId, plan, planVersion, servicePeriod: asBilled } = seen;
  const rated = { subscriptionId, plan, planVersion, servicePeriod: asBilled, sequence, billedBy, compared };
  const candidate = { rated, plan: await source.planVersion(plan, planVersion), seen, isBilledAnyway: isVoidNew };
  const changes = await Promise.all(days.map((day) => isDayChanged(source, seen, day)));
  return isVoidNew || changes.includes(true) ? begun(source, candidate) : candidate;
}

async function isDayChanged(source: UsageSource, seen: SnapshotPeriod, day: string): Promise<boolean> {
  const counted = await source.countedOn(seen, [addDays(day, -1), day, addDays(day, 1)]);
  return isChanged(seen, await source.day(day, true), counted, source.meters);
}

function begun(source: UsageSource, candidate: Candidate): Candidate {
  const asked = candidate.plan.prices.flatMap(measuringOf);
  return { ...candidate, measurement: measurePeriod(candidate.rated, asked, source.meters, source.beginPerEvent) };
}

/** Feeds the days of some periods to them. */
async function sweep(source: UsageSource, periods: readonly PeriodMeasurement[], keepIds: KeepIds | undefined): Promise<void> {
  const sweeping = sweepOver(periods);
  const days = [...new Set(periods.flatMap((period) => [...period.days]))].sort();
  for await (const { day, before, after } of withNeighbours(days, (it) => source.day(it))) {
    sweeping.beginDay(
      day.day,
      [before, day, after].flatMap((it) => it?.reversed ?? []),
    );
    for await (const page of day.events()) sweeping.add(page);
    for (const [{ rated }, ids] of sweeping.endDay()) await keepIds?.(rated, day.day, ids);
  }
}

/** What a period comes to, or undefined if it stands as billed. */
async function measuredOf(
  source: UsageSource,
  candidate: Candidate,
  levels: ReadonlyMap<string, readonly Level[]>,
  keepIds: KeepIds | undefined,
): Promise<MeasuredPeriod | undefined> {
  const { rated, seen, isBilledAnyway } = candidate;
  const { measurement } = candidate.measurement || !isRaised(candidate, levels) ? candidate : begun(source, candidate);
  if (!measurement) return undefined;
  if (!candidate.measurement) await sweep(source, [measurement], keepIds);
  // Asked behind the reading, since erasing may have been under way then.
  if (rated.sequence > 0 && (await source.isErased(rated.servicePeriod.part))) return undefined;

  const before = new Map(measurement.carrying.map((meter) => [meter, levels.get(meter) ?? startOf(seen, meter)]));
  const now = measurement.finish(before);
  return isBilledAnyway || !seen || !isSame(now, seen) ? now : undefined;
}

/** Whether a period that was billed begins with another level by now. */
function isRaised({ seen }: Candidate, levels: ReadonlyMap<string, readonly Level[]>): boolean {
  if (!seen) return false;
  const text = (all: readonly Level[], edge: 'start' | 'end'): string =>
    canonicalJson(all.flatMap(({ properties, [edge]: level }) => (level === '0' ? [] : [canonicalJson([properties, level])])).sort());
  return seen.counted.some(({ meter, levels: own = [] }) => {
    const before = levels.get(meter);
    return before !== undefined && text(before, 'end') !== text(own, 'start');
  });
}

/** Levels as they ended before a period that was billed, for where that is not looked at. */
function startOf(seen: SnapshotPeriod | undefined, meter: string): Level[] {
  const levels = seen?.counted.find((it) => it.meter === meter)?.levels ?? [];
  return levels.map((it) => ({ ...it, end: it.start }));
}

/**
 * Whether what is measured now is what was billed. A fingerprint of an earlier version was made otherwise, so there only
 * what events come to is compared.
 */
function isSame(now: MeasuredPeriod, seen: SnapshotPeriod): boolean {
  const byId = new Set(seen.counted.flatMap(({ meter, isById }) => (isById ? [meter] : [])));
  const text = ({ quantities }: MeasuredPeriod): string =>
    canonicalJson(quantities.map((it) => (byId.has(it.meter) ? { ...it, fingerprint: '' } : it)));
  return text(now) === text(seen);
}

async function isCarrying(source: UsageSource, { plan, version }: Subscription): Promise<boolean> {
  const carrying = source.meters.filter(({ aggregation }) => aggregation === 'weighted-sum').map(({ id }) => id);
  if (carrying.length === 0) return false;
  const { prices } = await source.planVersion(plan, version);
  return prices.some((price) => measuringOf(price).some(({ meter }) => carrying.includes(meter)));
}
