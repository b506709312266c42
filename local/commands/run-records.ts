import { getRun, latestRun, runIdsUpTo } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { numberText } from '../../shared/billing-run.ts';
import { sellerIds } from '../../shared/catalog.store.ts';
import { blocksOf } from '../../shared/number.store.ts';
import { getReview } from '../../shared/review.store.ts';
import type { Review } from '../../shared/review.ts';
import { CommandError } from './errors.ts';

/** The numbers a run gave out of one series. */
export interface NumberRange {
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly issueDate: string;
}

/** What an execution of a billing run was started with, as far as it says which run it is. */
export interface ExecutionInput {
  readonly sellerId: string;
  readonly month: string;
  readonly isDryRun?: boolean;
}

/** The run that an execution has, or undefined; the latest of its month is asked first. */
export async function runOfExecution(execution: string, { sellerId, month, isDryRun }: ExecutionInput): Promise<BillingRun | undefined> {
  const latest = await latestRun(sellerId, month, isDryRun);
  for (const runId of latest ? runIdsUpTo(latest.id).toReversed() : []) {
    const run = await getRun(sellerId, runId);
    if (run?.execution === execution) return run;
  }
  return undefined;
}

/**
 * The run of an id, whichever seller's it is.
 *
 * @throws {CommandError} if there is none
 */
export async function runById(runId: string, seller: string | undefined): Promise<BillingRun> {
  for (const sellerId of seller === undefined ? await sellerIds() : [seller]) {
    const run = await getRun(sellerId, runId);
    if (run) return run;
  }
  throw new CommandError(`There is no run "${runId}". Runs are named by seller, month and a number, such as nordlicht-2026-10-1.`);
}

/** @throws {CommandError} if the run was not reviewed, or its review is gone */
export async function reviewOf(run: BillingRun): Promise<Review> {
  const key = run.review?.key ?? run.reviewKey;
  if (key === undefined) throw new CommandError(`Run "${run.id}" is ${run.state} and was not reviewed yet.`);
  const review = await getReview(key);
  if (!review) throw new CommandError(`The review of run "${run.id}" is gone from the working files.`);
  return review;
}

/** The numbers a run gave out, series by series. */
export async function numbersOf(run: BillingRun): Promise<NumberRange[]> {
  return (await blocksOf(run.sellerId, run.id)).map((block) => {
    const { first, count, issueDate } = block;
    return { first: numberText(block, first), last: numberText(block, first + count - 1), count, issueDate };
  });
}
