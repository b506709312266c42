import { z } from 'zod';
import { id } from './catalog.ts';
import { currencyCode, decimalText } from './money.ts';
import { instant, month, plainDate } from './period.ts';

/** The billing run of one seller and month, and what its steps hand to each other: ids and keys, never lines. */

export const billingRun = z.object({
  schema: z.literal(1),
  id,
  sellerId: id,
  month,
  /** 1 for the first run of the month; a further one bills what earlier ones set aside. */
  sequence: z.number().int().min(1),
  /** Start of the execution that opened it. */
  openedAt: instant,
  /** Name of that execution: who may open the same run again. */
  execution: z.string(),
  /** open: drafts are prepared; reviewed: a person may look; sealed: the list is fixed; closed: all is issued. */
  state: z.enum(['open', 'reviewed', 'sealed', 'closed']),
  /** Set when the run is closed: its manifest, and the review it was closed with. */
  manifest: z.object({ hash: z.string(), previousHash: z.string().nullable() }).optional(),
  reviewKey: z.string().optional(),
});
export type BillingRun = z.infer<typeof billingRun>;

/** Which attempt of a customer counts in a run; no record means the first. */
export const customerInRun = z.object({
  schema: z.literal(1),
  customerId: id,
  attempt: z.number().int().min(1),
  /** Why the attempt before this one was set aside. */
  setAside: z.object({ error: z.string(), cause: z.string() }).optional(),
});
export type CustomerInRun = z.infer<typeof customerInRun>;

/** Input of a step that works on one customer of a run. */
export const customerStep = z.object({ sellerId: id, runId: id, customerId: id, attempt: z.number().int().min(1) });
export type CustomerStep = z.infer<typeof customerStep>;

/** Input of a step that works on the whole run. */
export const runStep = z.object({ sellerId: id, runId: id });

/** Input of a step that works on one invoice. */
export const invoiceStep = z.object({ sellerId: id, number: z.string().min(1).max(64) });

/** Where a step leaves a list, one JSON object a line, in the working files. */
export const listRef = z.object({ key: z.string(), count: z.number().int().min(0) });

/** What a draft says at a glance; the review and the sealed list are made of these. */
export const draftHead = z.discriminatedUnion('outcome', [
  z.object({ schema: z.literal(1), outcome: z.literal('nothing-due'), customerId: id, attempt: z.number().int().min(1) }),
  z.object({
    schema: z.literal(1),
    outcome: z.literal('draft'),
    customerId: id,
    attempt: z.number().int().min(1),
    /** Content hash of the draft. */
    hash: z.string(),
    /** Prefix of the number series the document belongs to. */
    series: z.string(),
    currency: currencyCode,
    net: decimalText,
    payable: decimalText,
  }),
]);
export type DraftHead = z.infer<typeof draftHead>;

/** A line of the sealed list: which draft becomes which number of its series' block. */
export const sealedDraft = z.object({
  customerId: id,
  attempt: z.number().int().min(1),
  hash: z.string(),
  series: z.string(),
  /** Position within its series, from 0. */
  index: z.number().int().min(0),
  currency: currencyCode,
  net: decimalText,
  payable: decimalText,
});
export type SealedDraft = z.infer<typeof sealedDraft>;

export const seal = z.object({
  schema: z.literal(1),
  list: listRef,
  /** Content hash of the review that was sealed. */
  contentHash: z.string(),
  /** Documents a series needs, by prefix. */
  counts: z.record(z.string(), z.number().int().min(1)),
});
export type Seal = z.infer<typeof seal>;

/** Consecutive numbers `first` to `first + count − 1` of a series and the one issue date of them all. */
export const numberBlock = z.object({
  schema: z.literal(1),
  series: z.string(),
  /** Series and year, for example RE-2026: the counter the numbers come from. */
  counter: z.string(),
  first: z.number().int().min(1),
  count: z.number().int().min(1),
  digits: z.number().int(),
  issueDate: plainDate,
});
export type NumberBlock = z.infer<typeof numberBlock>;

/** The number as it is printed, for example RE-2026-000017. */
export function numberText({ counter, digits }: { counter: string; digits: number }, position: number): string {
  return `${counter}-${String(position).padStart(digits, '0')}`;
}

/** What a run came to, for the person who looks at it. */
export const review = z.object({
  customers: z.number().int(),
  drafts: z.number().int(),
  nothingDue: z.number().int(),
  setAside: z.array(z.object({ customerId: id, error: z.string(), cause: z.string() })),
  /** By currency, in the order of the codes; never added up across currencies. */
  totals: z.array(z.object({ currency: currencyCode, net: decimalText, payable: decimalText })),
  /** Binds a release to what is released: seller, month and the drafts' hashes in customer order. */
  contentHash: z.string(),
});
export type Review = z.infer<typeof review>;
