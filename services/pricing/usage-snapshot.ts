import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import type { Meter } from '../../shared/meter.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { Subscription } from '../../shared/subscription.ts';
import type { SettledClaim } from '../../shared/claim.store.ts';
import { isWithin, period } from '../../shared/period.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import { aggregate, effectiveEvents } from './aggregate.ts';
import type { FoundEvent } from './aggregate.ts';
import { measured, measuringOf } from './measuring.ts';

/**
 * What an attempt was priced on: the periods that were due, and for each meter the quantity with the events
 * behind it. Written once; retries, drafts, corrections and explanations read it. It is the cut-off of the run: an
 * event stored a moment later is late.
 */
export const usageSnapshot = z.object({
  schema: z.literal(1),
  customerId: id,
  /** Backfills that counted on its days. */
  backfills: z.array(z.string()).optional(),
  periods: z.array(
    z.object({
      subscriptionId: id,
      plan: id,
      planVersion: z.number().int(),
      servicePeriod: z.object({ whole: period, part: period, partDays: z.number().int(), wholeDays: z.number().int() }),
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

/** A service period that ended, with the subscription it belongs to and what stands for good of it: nothing at first. */
export interface DuePeriod {
  readonly subscription: Subscription;
  readonly servicePeriod: ServicePeriod;
  readonly settled: readonly SettledClaim[];
  /** Of a period that is billed, the UTC day from which on usage of it may have been stored that is not. */
  readonly since?: string;
  /** Claims of the subscription that are looked at together with this one. */
  readonly compared: number;
}

/** What is rated: a service period on a version of a plan, as its first bill or as a correction. */
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
