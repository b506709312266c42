import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import type { SettledClaim } from '../../shared/claim.store.ts';
import { decimalText } from '../../shared/money.ts';
import { period } from '../../shared/period.ts';
import { priceOverrides } from '../../shared/price-override.ts';
import { writtenTiming } from '../../shared/price.ts';
import type { Subscription } from '../../shared/subscription.ts';
import { measured } from './measuring.ts';
import { meterCount } from './meter-count.ts';
import type { ScheduledClaim } from './scheduled-parts.ts';

/** Ids of events that were counted, by meter; meters without any are left out. */
export const idsByMeter = z.record(id, z.array(z.string()));
export type IdsByMeter = z.infer<typeof idsByMeter>;

const rated = z.object({
  subscriptionId: id,
  plan: id,
  planVersion: z.number().int(),
  servicePeriod: z.object({ whole: period, part: period, partDays: z.number().int(), wholeDays: z.number().int() }),
  /** Absent in arrears; a claim may have several parts, which follow one another. */
  timing: writtenTiming.optional(),
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
});

const measuredPeriod = rated.extend({
  /** Events by UTC day, before duplicates and reversals are left out; absent in snapshots of earlier versions. */
  found: z.record(z.string(), z.number().int()).optional(),
  /** What each meter counted, and the level it carries on. */
  counted: z.array(meterCount),
  /** What the meters answered: each question of the plan's prices once. */
  quantities: z.array(measured),
});

const snapshotPeriod = measuredPeriod.extend({
  /** Of the events that were counted, where they are few: by UTC day, and within one in code unit order. */
  ids: idsByMeter.optional(),
  /** Where they are many, the working file with those of a UTC day. */
  idFiles: z.record(z.string(), z.string()).optional(),
});

/** Before a meter could be asked more than one question, the ids of its events lay beside its quantity. */
const schema1 = z.object({
  schema: z.literal(1),
  customerId: id,
  periods: z.array(measuredPeriod.omit({ counted: true }).extend({ quantities: z.array(measured.extend({ ids: z.array(z.string()) })) })),
});

const schema2 = z.object({
  schema: z.literal(2),
  customerId: id,
  /** Backfills that counted on its days. */
  backfills: z.array(z.string()).optional(),
  periods: z.array(snapshotPeriod),
});

/**
 * What an attempt was priced on: the periods that were due, and for each meter the quantity with the events
 * behind it. Written once; retries, drafts, corrections and explanations read it. It is the cut-off of the run: an
 * event stored a moment later is late.
 */
export const usageSnapshot = z.union([schema2, schema1.transform(ofSchema1)]);
export type UsageSnapshot = z.infer<typeof schema2>;
export type SnapshotPeriod = z.infer<typeof snapshotPeriod>;
/** What was measured, without the ids of the events. */
export type MeasuredPeriod = z.infer<typeof measuredPeriod>;
/** What is rated: a part of a service period on a version of a plan, as its first bill or as a correction. */
export type RatedPeriod = z.infer<typeof rated>;

/** Whether two parts of a snapshot are billed together. */
export function isOfOneClaim(a: RatedPeriod, b: RatedPeriod): boolean {
  const { subscriptionId, servicePeriod, timing } = a;
  return subscriptionId === b.subscriptionId && servicePeriod.whole.start === b.servicePeriod.whole.start && timing === b.timing;
}

/** Claims of one draft at most: a transaction takes 100 changes, and the draft is a few of them. */
export const MOST_CLAIMS = 90;

/**
 * As many claims as one draft takes: first bills before corrections, the oldest first. The others are left to the next
 * run, which finds them as this one did, since nothing says that they were looked at.
 *
 * @param periods parts of claims, those of a claim beside one another
 */
export function withinOneDraft<Part extends RatedPeriod>(periods: readonly Part[], most = MOST_CLAIMS): Part[] {
  const claims = periods.filter((it, i) => i === 0 || !isOfOneClaim(periods[i - 1]!, it));
  if (claims.length <= most) return [...periods];
  const isCorrection = ({ sequence }: RatedPeriod): number => Number(sequence > 0);
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
  /** Of a term, the claims that stand for good and count for its commitment. */
  readonly counted?: readonly string[];
}

function ofSchema1({ customerId, periods }: z.infer<typeof schema1>): UsageSnapshot {
  return {
    schema: 2,
    customerId,
    periods: periods.map(({ quantities, ...period }) => {
      const ids = quantities.flatMap(({ meter, ids: counted }) => (counted.length > 0 ? [[meter, counted] as const] : []));
      return {
        ...period,
        counted: quantities.map(({ meter, events, fingerprint }) => ({ meter, events, fingerprint, isById: true as const })),
        quantities: quantities.map(({ ids: _, ...quantity }) => quantity),
        ...(ids.length > 0 ? { ids: Object.fromEntries(ids) } : {}),
      };
    }),
  };
}
