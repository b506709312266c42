import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import type { SettledClaim } from '../../shared/claim.store.ts';
import { period } from '../../shared/period.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import type { Subscription } from '../../shared/subscription.ts';
import { measured } from './measuring.ts';
import { meterCount } from './meter-count.ts';

/** Ids of events that were counted, by meter; meters without any are left out. */
export const idsByMeter = z.record(id, z.array(z.string()));
export type IdsByMeter = z.infer<typeof idsByMeter>;

const rated = z.object({
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

const schema2 = z.object({ schema: z.literal(2), customerId: id, periods: z.array(snapshotPeriod) });

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
/** What is rated: a service period on a version of a plan, as its first bill or as a correction. */
export type RatedPeriod = z.infer<typeof rated>;

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
