import { z } from 'zod';
import { decision, draftHead, repairWanted, setAsideReason } from '../../shared/billing-run.ts';
import { id } from '../../shared/catalog.ts';
import { draftContent } from '../../shared/invoice.ts';
import { currencyCode, decimalText } from '../../shared/money.ts';
import { instant, month, plainDate } from '../../shared/period.ts';
import { notBilled } from '../../shared/review.ts';
import type { ListedRun } from './runs.store.ts';
import type { ExecutionCourse } from './workflow.store.ts';

const waits = z.object({
  for: z.enum(['release', 'repair']),
  since: instant.optional().describe('Absent for the moment in which it begins to wait.'),
});

/** A run at a glance. */
export const runAnswer = z
  .object({
    id,
    sellerId: id,
    month,
    isDryRun: z.boolean(),
    state: z.enum(['open', 'reviewed', 'released', 'rejected', 'sealed', 'closed']),
    waitsFor: waits.nullable().describe('What a person has to decide; null if nothing.'),
    hasFailed: z.boolean().describe('Whether its state machine ended before it did; starting the month again goes on.'),
    openedAt: instant,
    startedBy: z.string().describe('May not release it.'),
    round: z.number().int(),
    contentHash: z.string().optional().describe('Names exactly what a decision is on; absent before the review.'),
    isReleaseNeeded: z.boolean().optional(),
    drafts: z.number().int().optional(),
    notBilled: z.number().int().optional().describe('Customers that are set aside or without result.'),
    totals: z.array(z.object({ currency: currencyCode, net: decimalText, payable: decimalText })).optional(),
    numbers: z.array(z.object({ first: z.string(), last: z.string() })).describe('Of each series, once they are given out.'),
  })
  .meta({ id: 'Run' });
export type RunAnswer = z.output<typeof runAnswer>;

/** A run with what people decide by. */
export const wholeRunAnswer = runAnswer
  .extend({
    numbers: z
      .array(z.object({ first: z.string(), last: z.string(), count: z.number().int(), issueDate: plainDate }))
      .describe('Of each series, once they are given out.'),
    problems: z.array(z.string()).describe('What is missing, where it waits for repair.'),
    decisions: z.array(decision.omit({ schema: true, review: true })).describe('By round.'),
    releasers: z.array(z.string()).describe('Whom the catalog names; the one who started the run may not.'),
  })
  .meta({ id: 'WholeRun' });
export type WholeRun = z.output<typeof wholeRunAnswer>;

/** @returns what the API says of a run */
export function runOf({ run, review, waiting, hasFailed, numbers }: ListedRun): z.input<typeof runAnswer> {
  const { id: runId, sellerId, month: of, isDryRun, state, openedAt, startedBy, round } = run;
  return {
    ...{ id: runId, sellerId, month: of, isDryRun, state, hasFailed, openedAt, startedBy, round },
    waitsFor: waiting ? { for: waiting.for, ...(waiting.since === undefined ? {} : { since: waiting.since }) } : null,
    ...(run.review ? { contentHash: run.review.contentHash, isReleaseNeeded: run.review.isReleaseNeeded } : {}),
    ...(review
      ? {
          drafts: review.drafts,
          notBilled: notBilled(review),
          totals: review.totals.map(({ currency, net, payable }) => ({ currency, net, payable })),
        }
      : {}),
    numbers: numbers.map(([first, last]) => ({ first, last })),
  };
}

/** How far a run is, state by state. */
export const progressAnswer = z
  .object({
    states: z.array(
      z.object({
        state: z.string(),
        type: z.string(),
        enteredAt: instant,
        exitedAt: instant.optional(),
        attempts: z.number().int().describe('1, and one more for each retry; 0 of a state that does no work.'),
      }),
    ),
    map: z
      .object({
        state: z.string(),
        total: z.number().int(),
        pending: z.number().int(),
        running: z.number().int(),
        succeeded: z.number().int(),
        failed: z.number().int(),
      })
      .nullable()
      .describe('Customers of the map that runs or ran last.'),
    isOver: z.boolean().describe('False while it is at work, waits, or is not known.'),
    error: z.string().optional().describe('What ended it, if something did.'),
    cause: z.string().optional(),
  })
  .meta({ id: 'Progress' });
export type Progress = z.output<typeof progressAnswer>;

/** @returns what the API says of an execution */
export function progressOf({ visits, counts, execution }: ExecutionCourse): z.input<typeof progressAnswer> {
  const states = visits.map(({ state, type, enteredAt, exitedAt, attempts }) => ({
    ...{ state, type, enteredAt: enteredAt.toISOString(), attempts },
    ...(exitedAt ? { exitedAt: exitedAt.toISOString() } : {}),
  }));
  const { status, error, cause } = execution ?? {};
  const isOver = status !== undefined && status !== 'RUNNING';
  return { states, map: counts ?? null, isOver, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

const [, draftOutcome] = draftHead.options;
export const listedDraft = draftOutcome
  .pick({ customerId: true, attempt: true, hash: true, series: true, currency: true, net: true, payable: true })
  .extend({ name: z.string().describe('Of the customer.') })
  .meta({ id: 'ListedDraft' });

export const draftAnswer = z
  .object({
    customerId: id,
    name: z.string(),
    attempt: z.number().int(),
    draft: draftContent.nullable(),
    setAside: setAsideReason.optional().describe('Why there is none.'),
    number: z.string().optional().describe('Once it has one.'),
  })
  .meta({ id: 'Draft' });

/** A decision on a reviewed run. Who decides, and when, can't be sent. */
export const decisionBody = z.strictObject(
  decision.pick({ kind: true, contentHash: true, reason: true, rejected: true, repaired: true }).shape,
);
export const repairBody = z.strictObject(repairWanted.shape);
export const startBody = z.strictObject({
  month: month.describe('The month to bill; it must be over.'),
  isDryRun: z.boolean().default(false).describe('Comes to the same drafts, and leaves out everything that lasts.'),
  onlyCustomers: z.array(id).min(1).max(1_000).optional().describe('For these customers alone.'),
});
