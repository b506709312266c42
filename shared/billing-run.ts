import { z } from 'zod';
import { id } from './catalog.ts';
import { ERASED } from './erasure.ts';
import { currencyCode, decimalText } from './money.ts';
import { instant, month, plainDate } from './period.ts';
import { person } from './person.ts';

/** The billing run of one seller and month, and what its steps hand to each other: ids and keys, never lines. */

/** Where a step leaves a list, one JSON object a line, in the working files. */
export const listRef = z.object({ key: z.string(), count: z.number().int().min(0) });

/** The review of one round: what a person decides on. */
export const reviewRef = z.object({
  /** Names exactly what is released. */
  contentHash: z.string(),
  /** The summary in the working files. */
  key: z.string(),
  /** The drafts, in the order of their numbers to be. */
  list: listRef,
  isReleaseNeeded: z.boolean(),
});
export type ReviewRef = z.infer<typeof reviewRef>;

/** What a closed run left: its manifest's hash, that of the one before, and the end of its audit log by then. */
export const manifestRef = z.object({ hash: z.string(), previousHash: z.string().nullable(), auditHash: z.string().optional() });
export type Manifest = z.infer<typeof manifestRef>;

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
  /** Who started it, and may therefore not release it: a mail address, the name of a login, or "schedule". */
  startedBy: person.default('unknown'),
  /** A dry run comes to the same drafts and leaves out everything that would last. */
  isDryRun: z.boolean().default(false),
  /**
   * open: drafts are prepared; reviewed: a person may look and decide; released or rejected: a person has; sealed:
   * the list is fixed; closed: all is issued.
   */
  state: z.enum(['open', 'reviewed', 'released', 'rejected', 'sealed', 'closed']),
  /** Invoices carry an annex of daily quantities, unless the customer says otherwise: as the seller said when it was opened. */
  usageAnnex: z.literal(true).optional(),
  /** 1 at first, one more with each change a person makes after a review. */
  round: z.number().int().min(1).default(1),
  /** What the review of this round came to; absent while drafts are prepared. */
  review: reviewRef.optional(),
  /** Customers this run is for, if not for all: those that are repaired in a run of their own. */
  onlyCustomers: z.array(id).optional(),
  /** Set when the run is closed. */
  manifest: manifestRef.optional(),
  /** The review of a run that an earlier version closed. */
  reviewKey: z.string().optional(),
});
export type BillingRun = z.infer<typeof billingRun>;

/** The seller whose run an id names, or undefined if it can't be the id of a run. */
export function sellerOfRun(runId: string): string | undefined {
  const [, sellerId] = /^(.+)-\d{4}-(?:0[1-9]|1[0-2])-d?[1-9]\d*$/.exec(runId) ?? [];
  return sellerId !== undefined && id.safeParse(runId).success ? sellerId : undefined;
}

/** Why a customer is not billed by a run, with everything a person needs to mend it. */
export const setAsideReason = z.object({
  error: z.string(),
  cause: z.string(),
  /** State of the machine that failed, or the act of a person. */
  step: z.string().optional(),
  /** What to change. */
  advice: z.string().optional(),
  /** Who rejected the customer, if it was a person. */
  by: person.optional(),
});
export type SetAsideReason = z.infer<typeof setAsideReason>;

/** The same without what may tell of the customer: which error it was, and where, stays. */
export function withoutCause<Reason extends SetAsideReason>({ advice: _, ...rest }: Reason): Omit<Reason, 'advice'> {
  return { ...rest, cause: ERASED };
}

/** Which attempt of a customer counts in a run; no record means the first. */
export const customerInRun = z.object({
  schema: z.literal(1),
  customerId: id,
  attempt: z.number().int().min(1),
  /** Why the attempt before this one ended; absent while this attempt is being prepared, or has a draft. */
  setAside: setAsideReason.optional(),
  /** Round in which a person had this attempt prepared. */
  round: z.number().int().min(1).optional(),
  /** The document of this attempt became a VOID: its claims count as nothing billed. */
  isVoid: z.boolean().optional(),
  /** A credit note took its invoice back: the same. */
  isCancelled: z.literal(true).optional(),
});
export type CustomerInRun = z.infer<typeof customerInRun>;

/**
 * What a person decided on a reviewed run, once a round: to release exactly this content, to reject the run, or to
 * change it, by rejecting customers or having some prepared again, which leads to the next round.
 */
export const decision = z.object({
  schema: z.literal(1),
  kind: z.enum(['release', 'reject', 'change']),
  round: z.number().int().min(1),
  contentHash: z.string(),
  by: person,
  at: instant,
  reason: z.string().trim().min(1).max(500).optional(),
  /** Customers taken out of the run. */
  rejected: z.array(id).default([]),
  /** Customers that were set aside and are to be prepared again. */
  repaired: z.array(id).default([]),
  /** The review it was made on, to be held against a later one. */
  review: reviewRef.optional(),
});
export type Decision = z.infer<typeof decision>;

/**
 * What a person wants done with a run that misses documents: to make them again, or to make numbers void, with a
 * reason and as a second person, where a document can never be made.
 */
export const repairWanted = z.object({
  kind: z.enum(['retry', 'void']),
  numbers: z.array(z.string().min(1).max(64)).max(100).default([]),
  reason: z.string().trim().min(1).max(500).optional(),
  /** Since when the run waited where the person looked at it: what is missing from a later wait they have not seen. */
  since: instant.optional(),
});

/** Input of a step that works on one customer of a run. */
export const customerStep = z.object({ sellerId: id, runId: id, customerId: id, attempt: z.number().int().min(1) });
export type CustomerStep = z.infer<typeof customerStep>;

/** Input of a step that works on the whole run. */
export const runStep = z.object({ sellerId: id, runId: id });

/** Input of a step that works on one invoice. */
export const invoiceStep = z.object({ sellerId: id, number: z.string().min(1).max(64) });

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
    /** What discounts took off its lines, and credits paid of it; absent where nothing. */
    discount: decimalText.optional(),
    prepaid: decimalText.optional(),
    /** Net by plan version and by meter, for the review; corrections among them. */
    plans: z.array(z.object({ plan: id, version: z.number().int(), net: decimalText })).default([]),
    meters: z.array(z.object({ meter: id, quantity: decimalText, net: decimalText })).default([]),
    hasNegativeLine: z.boolean().default(false),
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
  /** How the numbers are printed; blocks of an earlier version have none. */
  pattern: z.string().optional(),
  issueDate: plainDate,
});
export type NumberBlock = z.infer<typeof numberBlock>;

/** The number as it is printed, for example RE-2026-000017. */
export function numberText(block: Pick<NumberBlock, 'counter' | 'digits' | 'pattern'>, position: number): string {
  const { counter, digits, pattern = `${counter}-{number}` } = block;
  return pattern.replace('{number}', String(position).padStart(digits, '0'));
}
