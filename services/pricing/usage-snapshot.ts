import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import type { Meter, PlanVersion, Subscription } from '../../shared/catalog.ts';
import { decimalText } from '../../shared/money.ts';
import { period } from '../../shared/period.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import { aggregate } from './aggregate.ts';
import type { FoundEvent } from './aggregate.ts';

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
      quantities: z.array(
        z.object({
          meter: id,
          quantity: decimalText,
          events: z.number().int(),
          ids: z.array(z.string()),
          fingerprint: z.string(),
        }),
      ),
    }),
  ),
});
export type UsageSnapshot = z.infer<typeof usageSnapshot>;
export type SnapshotPeriod = UsageSnapshot['periods'][number];

/** A service period that is to be billed, with the subscription it belongs to. */
export interface DuePeriod {
  readonly subscription: Subscription;
  readonly servicePeriod: ServicePeriod;
}

/**
 * What the meters of a plan measured in a period; a meter priced twice is measured once, and one the catalog
 * doesn't have is left to pricing to refuse.
 */
export function measure(
  { subscription, servicePeriod }: DuePeriod,
  plan: PlanVersion,
  meters: readonly Meter[],
  events: readonly FoundEvent[],
): SnapshotPeriod {
  const priced = new Set(plan.prices.flatMap((price) => ('meter' in price ? [price.meter] : [])));
  return {
    subscriptionId: subscription.id,
    plan: plan.id,
    planVersion: plan.version,
    servicePeriod,
    quantities: meters.filter((meter) => priced.has(meter.id)).map((meter) => aggregate(meter, events, servicePeriod.part)),
  };
}
