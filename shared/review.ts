import { z } from 'zod';
import { setAsideReason } from './billing-run.ts';
import { id } from './catalog.ts';
import { currencyCode, decimalText } from './money.ts';
import { month } from './period.ts';

/**
 * What a run came to, beside what the closed runs of the month before billed: one file that a person looks at
 * before the run goes out. It stays small however many customers there are: the drafts are in a list of their own,
 * and of what is named one by one it holds the first, with a count of all.
 *
 * `before` is last month's figure, null where there was none; `difference` is this month's less last month's.
 */

/** Customers named one by one among set-asides and among those without result. */
export const MOST_NAMED = 500;
/** Anomalies named one by one, of each kind. */
export const MOST_ANOMALIES = 100;
/** Largest differences named, of each currency: amounts of two currencies have no order. */
export const MOST_DIFFERENCES = 10;

/** What to look at first, in this order. */
export const ANOMALY_KINDS = ['negative', 'three-times', 'nothing-due', 'first-bill-of-plan-version', 'new-customer'] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];

/** A net amount beside last month's, in one currency. */
export const netFigures = z.object({
  currency: currencyCode,
  net: decimalText,
  before: decimalText.nullable(),
  difference: decimalText.nullable(),
});
export type NetFigures = z.infer<typeof netFigures>;

export const anomaly = z.object({
  kind: z.enum(ANOMALY_KINDS),
  customerId: id.optional(),
  plan: id.optional(),
  version: z.number().int().optional(),
  /** Absent where there is no draft that could be compared. */
  figures: netFigures.optional(),
  /** A sentence with the figures. */
  text: z.string(),
});
export type Anomaly = z.infer<typeof anomaly>;

/**
 * Discounts are taken off the net already, credits off payable, and what credit notes come to off both; each is absent
 * where there is none.
 */
const netAndPayable = z.object({
  net: decimalText,
  payable: decimalText,
  discount: decimalText.optional(),
  prepaid: decimalText.optional(),
  credited: decimalText.optional(),
});
const quantityAndNet = z.object({ quantity: decimalText, net: decimalText });

/** Sums of a currency; never added up across currencies. */
const total = netAndPayable.extend({
  currency: currencyCode,
  before: netAndPayable.nullable().default(null),
  difference: netAndPayable.nullable().default(null),
});
const planSum = z.object({
  plan: id,
  version: z.number().int(),
  currency: currencyCode,
  customers: z.number().int(),
  net: decimalText,
  before: z.object({ customers: z.number().int(), net: decimalText }).nullable(),
  difference: decimalText.nullable(),
});
const meterSum = quantityAndNet.extend({
  meter: id,
  currency: currencyCode,
  before: quantityAndNet.nullable(),
  difference: quantityAndNet.nullable(),
});

/** What became of a customer in a run. */
const outcome = z.enum(['draft', 'nothing-due', 'set-aside', 'no-result']);
export type Outcome = z.infer<typeof outcome>;

export const review = z.object({
  /** Reviews of the first version did not say. */
  schema: z.literal(1).default(1),
  customers: z.number().int(),
  drafts: z.number().int(),
  /** How many of the drafts are credit notes; absent where none is. */
  creditNotes: z.number().int().min(1).optional(),
  nothingDue: z.number().int(),
  /** The closed runs this is compared with, null if there is none; customers they billed that are in this run. */
  lastMonth: z
    .object({ month, runs: z.array(id), customers: z.number().int() })
    .nullable()
    .default(null),
  /** By currency, in the order of the codes. */
  totals: z.array(total),
  /** By plan, version and currency. */
  plans: z.array(planSum).default([]),
  /** By meter and currency. */
  meters: z.array(meterSum).default([]),
  /** What to look at first: by kind, and within it the largest amount of each currency first. */
  anomalies: z.array(anomaly).default([]),
  /** How many there are of each kind, those that are not named included. */
  anomalyCounts: z.partialRecord(z.enum(ANOMALY_KINDS), z.number().int()).default({}),
  /** By currency, the largest first. */
  differences: z.array(netFigures.extend({ customerId: id, outcome })).default([]),
  /** Customers whose preparation failed, or whom a person rejected; in customer order. */
  setAside: z.array(setAsideReason.extend({ customerId: id })),
  /** Customers whose preparation was cut off: neither draft nor reason. */
  noResult: z.array(id).default([]),
  /** Customers that are not named any more in the two lists before. */
  unnamed: z.object({ setAside: z.number().int(), noResult: z.number().int() }).default({ setAside: 0, noResult: 0 }),
  /** Binds a release to what is released: seller, month and the drafts' hashes in customer order. */
  contentHash: z.string(),
  round: z.number().int().min(1).default(1),
  /** Why a person must release it; none if it goes out by itself. */
  releaseReasons: z.array(z.string()).default([]),
});
export type Review = z.infer<typeof review>;

/** Customers of a run that are not billed although something may be due. */
export function notBilled({ setAside, noResult, unnamed }: Pick<Review, 'setAside' | 'noResult' | 'unnamed'>): number {
  return setAside.length + unnamed.setAside + noResult.length + unnamed.noResult;
}
