import type { Claim } from '../../shared/claim.store.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import type { Meter } from '../../shared/meter.ts';
import { addDays } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { LateDay, UsageDay } from '../../shared/usage.store.ts';
import { isChanged, suspectDays, switchedDays } from './late-usage.ts';
import { measurePeriod } from './measured-period.ts';
import type { PeriodMeasurement } from './measured-period.ts';
import { measuringOf } from './measuring.ts';
import type { Level } from './meter-count.ts';
import { partsToRate } from './parts-to-rate.ts';
import type { PartToRate } from './parts-to-rate.ts';
import { pricedPlan } from './rated-claim.ts';
import { withNeighbours } from './read-ahead.ts';
import { spanOf } from './scheduled-parts.ts';
import { sweepOver } from './sweep.ts';
import type { DuePeriod, IdsByMeter, MeasuredPeriod, RatedPeriod, SnapshotPeriod } from './usage-snapshot.ts';

/** Where usage of a customer, and what was billed of it, is read. */
export interface UsageSource {
  readonly meters: readonly Meter[];
  /** Whether the bill says what each day came to. */
  readonly isByDay?: boolean;
  planVersion(plan: string, version: number): Promise<PlanVersion>;
  /** A UTC day; one that was looked at before is not read again. */
  day(day: string, isRemembered?: boolean): Promise<UsageDay>;
  /** Days of which usage was stored on a later one, from a day on. */
  lateDays(since: string): Promise<LateDay[]>;
  /** What the snapshot behind a claim says of its parts. */
  billedParts(claim: Claim): Promise<SnapshotPeriod[]>;
  /** Ids that a snapshot counted on some UTC days, at least. */
  countedOn(period: SnapshotPeriod, days: readonly string[]): Promise<ReadonlySet<string>>;
  isErased(part: Period): Promise<boolean>;
}

/** Takes the ids that were counted in a period, UTC day by UTC day. */
export type KeepIds = (rated: RatedPeriod, day: string, ids: IdsByMeter) => Promise<void>;

/** A claim that is due or billed: the parts it is rated in, and what the latest bill of it says. */
interface Candidate {
  readonly parts: readonly PartToRate[];
  /** On the same terms, so part by part. */
  readonly seen?: readonly SnapshotPeriod[];
  /** Not only if what is measured is other than what was billed. */
  readonly isBilledAnyway: boolean;
  /** One a part; undefined while only another level before it would change it. */
  readonly measurements?: readonly PeriodMeasurement[];
}

/**
 * Measures the usage of the claims that are due, part by part, and of those billed before whose usage or terms have
 * changed since. Each UTC day is read once for all of them, and of a day no more than a page is in memory.
 *
 * A weighted sum begins with the level the period before ended with, as its latest bill or this measuring has it. Where
 * that has become another since a period was billed, it is measured again, and so on, up to today.
 *
 * @param due oldest first; of terms nothing is measured
 * @returns parts, those of a claim beside one another
 */
export async function measureUsage(source: UsageSource, due: readonly DuePeriod[], keepIds?: KeepIds): Promise<MeasuredPeriod[]> {
  const measuring = due.filter(({ timing }) => timing !== 'term');
  const [since] = measuring.flatMap((it) => it.since ?? []).sort();
  const late = since === undefined ? [] : await source.lateDays(since);
  const candidates = (await Promise.all(measuring.map((claim) => candidateOf(source, claim, late)))).filter((it) => it !== undefined);
  await sweep(
    source,
    candidates.flatMap(({ measurements }) => measurements ?? []),
    keepIds,
  );

  const levels = new Map<string, readonly Level[]>();
  const measured: MeasuredPeriod[] = [];
  for (const candidate of candidates) {
    const found = await measuredOf(source, candidate, levels, keepIds);
    for (const part of found ?? candidate.seen ?? []) raise(levels, part);
    if (found) measured.push(...found);
  }
  return measured;
}

/** Levels with what a part has brought them to. */
function raise(levels: Map<string, readonly Level[]>, { counted }: MeasuredPeriod): void {
  for (const { meter, levels: after } of counted) if (after) levels.set(meter, after);
}

/** A claim that has to be looked at, or undefined if it stands as it was billed whatever else changes. */
async function candidateOf(source: UsageSource, due: DuePeriod, late: readonly LateDay[]): Promise<Candidate | undefined> {
  const { settled, since, parts, timing, terms, compared } = due;
  const last = settled.at(-1);
  const billed = settled.filter(({ isVoid }) => !isVoid).map(({ claim }) => claim);
  const latest = billed.at(-1);
  const sequence = settled.length;
  if (!last || !latest || since === undefined) return begun(source, { parts: partsToRate(due, []), isBilledAnyway: true });
  const billedBy = billed.map(({ runId, attempt }) => ({ runId, attempt }));
  if (last.claim.terms !== undefined && last.claim.terms !== terms)
    return begun(source, { parts: partsToRate(due, billedBy), isBilledAnyway: true, ...(await seenLevels(source, due, latest)) });

  // A document that became a VOID after the last claim was priced, or its own, counts as nothing billed from then on.
  const isVoidNew = settled.length - billed.length !== last.claim.voided;
  const days = timing === 'advance' || parts.length === 0 ? [] : suspectDays({ part: spanOf(parts) }, since, late);
  if (!isVoidNew && days.length === 0 && !isCarrying(source, due)) return undefined;

  const seen = await source.billedParts(latest);
  const again = await Promise.all(
    seen.map(async ({ found: _, counted: __, quantities: ___, ids: ____, idFiles: _____, ...part }): Promise<PartToRate> => {
      const plan = part.unbilled === 'ended' ? {} : { plan: await source.planVersion(part.plan, part.planVersion) };
      return { part: { ...part, sequence, billedBy, compared }, ...plan };
    }),
  );
  const candidate = { parts: again, seen, isBilledAnyway: isVoidNew };
  const measuring = seen.filter(({ unbilled }) => unbilled === undefined);
  const switched = switchedDays(since, late);
  const changes = await Promise.all(
    measuring.flatMap((part) => days.map(async (day) => switched.has(day) || isDayChanged(source, part, day))),
  );
  return isVoidNew || changes.includes(true) ? begun(source, candidate) : candidate;
}

/** What a claim on other terms was billed with, for the levels it began with. */
async function seenLevels(source: UsageSource, due: DuePeriod, latest: Claim): Promise<Pick<Candidate, 'seen'>> {
  return isCarrying(source, due) ? { seen: await source.billedParts(latest) } : {};
}

async function isDayChanged(source: UsageSource, seen: SnapshotPeriod, day: string): Promise<boolean> {
  const counted = await source.countedOn(seen, [addDays(day, -1), day, addDays(day, 1)]);
  return isChanged(seen, await source.day(day, true), counted, source.meters);
}

function begun(source: UsageSource, candidate: Candidate): Candidate & Required<Pick<Candidate, 'measurements'>> {
  const measurements = candidate.parts.map(({ part, plan }) => {
    const asked = plan ? pricedPlan(plan, part).prices.flatMap(measuringOf) : [];
    return measurePeriod(part, asked, source.meters, source.isByDay);
  });
  return { ...candidate, measurements };
}

/** Feeds the days of some periods to them. */
export async function sweep(source: Pick<UsageSource, 'day'>, periods: readonly PeriodMeasurement[], keepIds?: KeepIds): Promise<void> {
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

/** What a claim comes to, part by part, or undefined if it stands as billed. */
async function measuredOf(
  source: UsageSource,
  candidate: Candidate,
  levels: ReadonlyMap<string, readonly Level[]>,
  keepIds: KeepIds | undefined,
): Promise<MeasuredPeriod[] | undefined> {
  const { parts, seen, isBilledAnyway } = candidate;
  const { measurements } = candidate.measurements || !isRaised(seen, levels) ? candidate : begun(source, candidate);
  if (!measurements) return undefined;
  if (!candidate.measurements) await sweep(source, measurements, keepIds);
  // Asked behind the reading, since erasing may have been under way then.
  if (await isAnyErased(source, parts)) return undefined;

  const own = new Map(levels);
  const now = measurements.map((measurement) => {
    const before = new Map(measurement.carrying.map((meter) => [meter, own.get(meter) ?? startOf(seen, meter)]));
    const measured = measurement.finish(before);
    raise(own, measured);
    return measured;
  });
  return isBilledAnyway || !seen || !isSame(now, seen) ? now : undefined;
}

/** Usage that is erased can't be rated again; what was billed in advance needs none. */
async function isAnyErased(source: UsageSource, parts: readonly PartToRate[]): Promise<boolean> {
  const rated = parts.filter(({ part: { sequence, timing } }) => sequence > 0 && timing === undefined);
  return (await Promise.all(rated.map(({ part }) => source.isErased(part.servicePeriod.part)))).includes(true);
}

/** Whether a claim that was billed begins with another level by now. */
function isRaised(seen: readonly SnapshotPeriod[] | undefined, levels: ReadonlyMap<string, readonly Level[]>): boolean {
  const own = new Map(levels);
  const text = (all: readonly Level[], edge: 'start' | 'end'): string =>
    canonicalJson(all.flatMap(({ properties, [edge]: level }) => (level === '0' ? [] : [canonicalJson([properties, level])])).sort());
  return (seen ?? []).some((part) => {
    const isOther = part.counted.some(({ meter, levels: billed = [] }) => {
      const before = own.get(meter);
      return before !== undefined && text(before, 'end') !== text(billed, 'start');
    });
    raise(own, part);
    return isOther;
  });
}

/** Levels as they ended before a claim that was billed, for where that is not looked at. */
function startOf(seen: readonly SnapshotPeriod[] | undefined, meter: string): Level[] {
  const first = seen?.map(({ counted }) => counted.find((it) => it.meter === meter)?.levels).find((levels) => levels !== undefined);
  return (first ?? []).map((it) => ({ ...it, end: it.start }));
}

/**
 * Whether what is measured now is what was billed. A fingerprint of an earlier version was made otherwise, so there only
 * what events come to is compared.
 */
function isSame(now: readonly MeasuredPeriod[], seen: readonly SnapshotPeriod[]): boolean {
  const textOf = (part: MeasuredPeriod, i: number): string => {
    const byId = new Set(seen[i]?.counted.flatMap(({ meter, isById }) => (isById ? [meter] : [])));
    return canonicalJson(part.quantities.map((it) => (byId.has(it.meter) ? { ...it, fingerprint: '' } : it)));
  };
  return now.length === seen.length && now.every((part, i) => textOf(part, i) === textOf(seen[i]!, i));
}

function isCarrying({ meters }: UsageSource, { timing, parts }: DuePeriod): boolean {
  const carrying = meters.filter(({ aggregation }) => aggregation === 'weighted-sum').map(({ id }) => id);
  if (carrying.length === 0 || timing === 'advance') return false;
  return parts.some(({ plan }) => plan.prices.some((price) => measuringOf(price).some(({ meter }) => carrying.includes(meter))));
}
