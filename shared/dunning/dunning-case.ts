import { z } from 'zod';
import { sha256 } from '../content-hash.ts';
import { amountText, currencyCode, decimal, decimalText, sum } from '../money.ts';
import { instant, plainDate } from '../period.ts';
import { person } from '../person.ts';
import { dunningPlan } from './dunning-plan.ts';
import { LETTERS } from './letter.ts';

/**
 * A dunning case: an invoice that is overdue, the plan by which it is gone after, what was done and what people decided.
 * An invoice can have several, one after the other.
 */

export const OPENED = ['overdue', 'declined', 'by-hand'] as const;
/** How a case ended: the invoice is settled one way or another, or handed over, or nothing is left to do. */
export const CLOSED = ['paid', 'credited', 'overpaid', 'written-off', 'handed-over', 'plan-ended', 'by-hand'] as const;
export type ClosedAs = (typeof CLOSED)[number];

export const dunningCase = z.object({
  schema: z.literal(1),
  number: z.string(),
  /** Which case of the invoice, from 1. */
  case: z.int().min(1),
  customerId: z.string(),
  opened: z.enum(OPENED),
  openedAt: instant,
  by: person,
  /** Day from which the first step counts its days. */
  since: plainDate,
  plan: dunningPlan,
  closed: z.object({ as: z.enum(CLOSED), at: instant, by: person.optional(), reason: z.string().optional() }).optional(),
});
export type DunningCase = z.infer<typeof dunningCase>;

/** A step of the plan as it was done. */
export const doneStep = z.object({
  schema: z.literal(1),
  /** Its place in the plan, from 1. */
  step: z.int().min(1),
  do: z.enum(['remind', 'retry-payment', 'escalate']),
  /** Of the seller's zone. */
  day: plainDate,
  at: instant,
  letter: z.enum(LETTERS).optional(),
  /** Of a dunning notice, from 1. */
  level: z.int().min(1).optional(),
  currency: currencyCode,
  /** What was open of the invoice itself, before fees and interest. */
  open: decimalText,
  fee: decimalText.optional(),
  interest: decimalText.optional(),
  /** First and last day that interest was charged for. */
  interestDays: z.object({ first: plainDate, last: plainDate }).optional(),
  /** What the letter asks for: all that is open then, with fees and interest. */
  asked: decimalText.optional(),
  payBy: plainDate.optional(),
  /** Where the letter lies in the archive, once it is sent, if it is a document. */
  letterKey: z.string().optional(),
  /** Once the letter is sent. */
  sent: z.object({ messageId: z.string(), to: z.string() }).optional(),
  /** What came of a payment that was tried again. */
  outcome: z.string().optional(),
  /** Where the hand-over file lies. */
  fileKey: z.string().optional(),
});
export type DoneStep = z.infer<typeof doneStep>;

export const instalment = z.object({ day: plainDate, amount: decimalText });
export type Instalment = z.infer<typeof instalment>;

/** What a person decided on a case; the last of them holds. */
export const dunningDecision = z.object({
  schema: z.literal(1),
  sequence: z.int().min(1),
  kind: z.enum(['pause', 'dispute', 'instalments', 'resume', 'close']),
  /** Last day of a pause. */
  until: plainDate.optional(),
  instalments: z.array(instalment).min(1).max(60).optional(),
  reason: z.string(),
  by: person,
  at: instant,
});
export type DunningDecision = z.infer<typeof dunningDecision>;

/** All that is written down of a case. */
export interface CaseRecord {
  readonly case: DunningCase;
  readonly done: readonly DoneStep[];
  readonly decisions: readonly DunningDecision[];
}

/** The state machine that goes after an invoice. */
export const DUNNING_MACHINE = 'dunning';

/**
 * Name of the execution of a case, of 80 letters at most: the same for the same case.
 *
 * @param attempt 1, and one more each time it was started again after a failure
 */
export function dunningExecution(sellerId: string, number: string, n: number, attempt: number): string {
  const of = attempt === 1 ? `${number}-${n}` : `${number}-${n}.${attempt}`;
  return sellerId.length + of.length < 80 ? `${sellerId}-${of}` : `${sha256(sellerId).slice(0, 16)}-${of}`;
}

/** Fees and interest of the steps done, in the currency of the invoice. */
export function chargedBy(done: readonly Pick<DoneStep, 'fee' | 'interest'>[], currency: string): { fees: string; interest: string } {
  const of = (name: 'fee' | 'interest'): string => amountText(sum(done.map((it) => decimal(it[name] ?? '0'))), currency);
  return { fees: of('fee'), interest: of('interest') };
}
