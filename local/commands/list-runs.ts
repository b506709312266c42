import { getRun, monthsRun, runIdsUpTo } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { alignedTable, counted, money, minute } from './report.ts';
import { getReview } from '../../shared/review.store.ts';
import { notBilled } from '../../shared/review.ts';

/** A run in a list. */
export interface ListedRun {
  readonly id: string;
  readonly month: string;
  readonly state: BillingRun['state'];
  readonly isDryRun: boolean;
  readonly openedAt: string;
  readonly startedBy: string;
  /** Drafts, and customers that have none although something may be due; absent before the review. */
  readonly drafts?: number;
  readonly notBilled?: number;
  readonly totals?: readonly { readonly currency: string; readonly net: string }[];
}

/**
 * Runs of a seller, month by month and oldest first.
 *
 * @param month only those of one month
 */
export async function listRuns(sellerId: string, month?: string): Promise<ListedRun[]> {
  const listed: ListedRun[] = [];
  for (const { month: of, isDryRun, latestId } of await monthsRun(sellerId)) {
    if (month !== undefined && of !== month) continue;
    for (const runId of runIdsUpTo(latestId)) {
      const run = await getRun(sellerId, runId);
      if (run) listed.push({ ...(await listedRun(run)), isDryRun });
    }
  }
  return listed.sort((a, b) => (a.month === b.month ? (a.openedAt < b.openedAt ? -1 : 1) : a.month < b.month ? -1 : 1));
}

async function listedRun(run: BillingRun): Promise<ListedRun> {
  const { id, month, state, isDryRun, openedAt, startedBy } = run;
  const key = run.review?.key ?? run.reviewKey;
  const review = key === undefined ? undefined : await getReview(key);
  return {
    id,
    month,
    state,
    isDryRun,
    openedAt,
    startedBy,
    ...(review
      ? { drafts: review.drafts, notBilled: notBilled(review), totals: review.totals.map(({ currency, net }) => ({ currency, net })) }
      : {}),
  };
}

/** Says that there is no such run, and of which months there are. */
export async function noRunText(sellerId: string, month: string | undefined): Promise<string> {
  const months = [...new Set((await monthsRun(sellerId)).map((it) => it.month))].sort();
  return month === undefined || months.length === 0
    ? 'No month was run yet.'
    : `${month} was not run; there are runs of ${months.join(', ')}.`;
}

export function runTable(runs: readonly ListedRun[]): string[] {
  const rows = runs.map(({ id, state, isDryRun, openedAt, startedBy, drafts, notBilled: left, totals }) => [
    id,
    isDryRun ? 'dry run' : state,
    minute(openedAt),
    startedBy,
    drafts === undefined ? '–' : counted(drafts),
    left === undefined ? '–' : counted(left),
    totals?.map(({ currency, net }) => money(net, currency)).join(', ') ?? '–',
  ]);
  return alignedTable(['Run', 'State', 'Opened (UTC)', 'By', 'Drafts', 'Not billed', 'Net'], rows, 6);
}
