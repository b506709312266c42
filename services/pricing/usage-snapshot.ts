import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import type { Meter } from '../../shared/meter.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { Subscription } from '../../shared/subscription.ts';
import type { SettledClaim } from '../../shared/claim.store.ts';
import { decimalText } from '../../shared/money.ts';
import { isWithin, period } from '../../shared/period.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import { priceOverrides } from '../../shared/price-override.ts';
import { aggregate, effectiveEvents } from './aggregate.ts';
import type { FoundEvent } from './aggregate.ts';
import { measured, measuringOf } from './measuring.ts';
import type { ScheduledClaim } from './scheduled-claims.ts';

/**
 * What an attempt was priced on: the periods that were due, and for each meter the quantity with the events
 * behind it. Written once; retries, drafts, corrections and explanations read it. It is the cut-off of the run: an
 * event stored a moment later is late.
 */
export const usageSnapshot = z.object({
  schema: z.literal(1),
  customerId: id,
  periods: z.array(
    z.object({
      subscriptionId: id,
      plan: id,
      planVersion: z.number().int(),
      servicePeriod: z.object({ whole: period, part: period, partDays: z.number().int(), wholeDays: z.number().int() }),
      /** Absent in arrears; a claim may have several parts, which follow one another. */
      timing: z.literal('advance').optional(),
      overrides: priceOverrides.optional(),
      /** Why nothing is billed of it; `ended`: the subscription does not run in the period any more. */
      unbilled: z.enum(['trial', 'pause', 'ended']).optional(),
      /** Steps of the part with the quantity that flat fees are due for; one of one if absent. */
      seats: z.array(z.object({ period, days: z.number().int(), quantity: decimalText })).optional(),
      /** Names the terms of the claim; absent in snapshots of earlier versions. */
      terms: z.string().optional(),
      /** 0 for the first bill; a correction is one more than the claim before it. */
      sequence: z.number().int().min(0).default(0),
      /** The attempts that billed the period before, but for those whose document became a VOID. */
      billedBy: z.array(z.object({ runId: id, attempt: z.number().int().min(1) })).default([]),
      /** Claims of the subscription that were held against the usage. */
      compared: z.number().int().min(0).default(0),
      /** Events by UTC day, before duplicates and reversals are left out; absent in snapshots of earlier versions. */
      found: z.record(z.string(), z.number().int()).optional(),
      quantities: z.array(measured),
    }),
  ),
});
export type UsageSnapshot = z.infer<typeof usageSnapshot>;
export type SnapshotPeriod = UsageSnapshot['periods'][number];

/** Whether two parts of a snapshot are billed together. */
export function isOfOneClaim(a: SnapshotPeriod, b: SnapshotPeriod): boolean {
  const { subscriptionId, servicePeriod, timing } = a;
  return subscriptionId === b.subscriptionId && servicePeriod.whole.start === b.servicePeriod.whole.start && timing === b.timing;
}

/** Claims of one draft at most: a transaction takes 100 changes, and the draft is a few of them. */
const MOST_CLAIMS = 90;

/**
 * As many claims as one draft takes: first bills before corrections, the oldest first. The others are left to the next
 * run, which finds them as this one did, since nothing says that they were looked at.
 *
 * @param periods parts of claims, those of a claim beside one another
 */
export function withinOneDraft(periods: readonly SnapshotPeriod[], most = MOST_CLAIMS): SnapshotPeriod[] {
  const claims = periods.filter((it, i) => i === 0 || !isOfOneClaim(periods[i - 1]!, it));
  if (claims.length <= most) return [...periods];
  const isCorrection = ({ sequence }: SnapshotPeriod): number => Number(sequence > 0);
  const kept = [...claims].sort((a, b) => isCorrection(a) - isCorrection(b)).slice(0, most);
  return periods.filter((it) => kept.some((claim) => isOfOneClaim(claim, it))).map((it) => ({ ...it, compared: 0 }));
}

/** A claim that is due or may be corrected, with the subscription it belongs to and what stands for good of it: nothing at first. */
export interface DuePeriod extends ScheduledClaim {
  readonly subscription: Subscription;
  readonly settled: readonly SettledClaim[];
  /** Of a period that is billed, the UTC day from which on usage of it may have been stored that is not. */
  readonly since?: string;
  /** Claims of the subscription that are looked at together with this one. */
  readonly compared: number;
}

/** What is rated: a part of a service period on a version of a plan, as its first bill or as a correction. */
export type RatedPeriod = Omit<SnapshotPeriod, 'found' | 'quantities'>;

/**
 * What the meters of a plan measured in a period; a meter priced twice is measured once, and one the catalog
 * doesn't have is left to pricing to refuse.
 *
 * @param events events of the period and of a day on either side, as they were found
 */
export function measure(rated: RatedPeriod, plan: PlanVersion, meters: readonly Meter[], events: readonly FoundEvent[]): SnapshotPeriod {
  const priced = new Set(plan.prices.flatMap((price) => measuringOf(price).map(({ meter }) => meter)));
  const measuring = meters.filter((meter) => priced.has(meter.id));
  const effective = effectiveEvents(events);
  const { part } = rated.servicePeriod;
  return {
    ...rated,
    found: foundByDay(events, measuring, rated.servicePeriod),
    quantities: measuring.map((meter) => aggregate(meter, effective, part)),
  };
}

/**
 * How many events of a period that `meters` count were found of each UTC day. Events are only ever added: the same
 * number is the same set.
 */
export function foundByDay(events: readonly FoundEvent[], meters: readonly Meter[], { part }: ServicePeriod): Record<string, number> {
  const types = new Set(meters.map(({ eventType }) => eventType));
  const days: Record<string, number> = {};
  for (const { event } of events) {
    if (event.reverses !== undefined || !types.has(event.type) || !isWithin(event.time, part)) continue;
    const day = event.time.slice(0, 10);
    days[day] = (days[day] ?? 0) + 1;
  }
  return days;
}
