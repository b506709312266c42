import { getRun, isEnded, monthsRun, runIdsUpTo } from '../../shared/billing-run.store.ts';
import { numberText } from '../../shared/billing-run.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { blocksOf } from '../../shared/number.store.ts';
import { executions } from '../../shared/ports.ts';
import { getReview } from '../../shared/review.store.ts';
import type { Review } from '../../shared/review.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { hasFailed, timeAtWork, waitOf, type Wait } from './run-state.ts';

/** Runs on a page. */
const PAGE = 24;

/** A run in a list. */
export interface ListedRun {
  readonly run: BillingRun;
  /** Absent before the review. */
  readonly review: Review | undefined;
  readonly waiting: Wait | undefined;
  readonly hasFailed: boolean;
  /** First and last number of each series. */
  readonly numbers: readonly (readonly [first: string, last: string])[];
  /** Milliseconds at work, without waiting for people; absent where the history is gone. */
  readonly atWork?: number;
}

/**
 * Runs of a seller, of the latest month first and in it the one opened last, dry runs among them.
 *
 * @param at the present instant
 * @param after id of the last run of the page before
 */
export async function runsPage(sellerId: string, at: string, after?: string, limit = PAGE): Promise<{ runs: ListedRun[]; next?: string }> {
  const months = (await monthsRun(sellerId)).sort((a, b) =>
    a.month === b.month ? Number(a.isDryRun) - Number(b.isDryRun) : a.month < b.month ? 1 : -1,
  );
  const ids = months.flatMap(({ latestId }) => runIdsUpTo(latestId).toReversed());
  const start = after === undefined ? 0 : ids.indexOf(after) + 1;
  const shown = ids.slice(start, start + limit);
  const found = await Promise.all(shown.map((id) => getRun(sellerId, id)));
  const runs = await Promise.all(found.filter((run) => run !== undefined).map((run) => listedRun(run, at)));
  const last = shown.at(-1);
  return { runs, ...(ids.length > start + limit && last !== undefined ? { next: last } : {}) };
}

/** A run as lists have it, at an instant. */
export async function listedRun(run: BillingRun, at: string): Promise<ListedRun> {
  const key = run.review?.key ?? run.reviewKey;
  const [review, waiting, execution, visits, blocks] = await Promise.all([
    key === undefined ? undefined : getReview(key),
    run.state === 'reviewed' || run.state === 'sealed' ? getWaiting(run.sellerId, run.id) : undefined,
    isEnded(run) ? undefined : executions().describe('billing-run', run.execution),
    executions().history('billing-run', run.execution),
    run.state === 'closed' || run.state === 'sealed' ? blocksOf(run.sellerId, run.id) : [],
  ]);
  const atWork = timeAtWork(visits, execution, new Date(at));
  return {
    run,
    review,
    waiting: waitOf(run, waiting, visits),
    hasFailed: hasFailed(run, execution),
    ...(atWork === undefined ? {} : { atWork }),
    numbers: blocks.map((block) => [numberText(block, block.first), numberText(block, block.first + block.count - 1)] as const),
  };
}
