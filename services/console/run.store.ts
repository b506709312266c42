import { requireRun } from '../../shared/billing-run.store.ts';
import type { BillingRun, Decision } from '../../shared/billing-run.ts';
import { getCustomer } from '../../shared/catalog.store.ts';
import { decisionsOf } from '../../shared/changed-drafts.store.ts';
import type { Execution, MapCounts, StateVisit } from '../../shared/executions.ts';
import { failedTryCounts, type FailedTries } from '../../shared/failed-try.store.ts';
import { executions } from '../../shared/ports.ts';
import { getReview } from '../../shared/review.store.ts';
import type { Review } from '../../shared/review.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { hasFailed, waitOf, type Wait } from './run-state.ts';

const MACHINE = 'billing-run';
/** Customers named by their name at most; others by their id. */
const MOST_NAMES = 120;
const FIRST_ANOMALIES = 20;

/** Tries that failed are counted up to here. */
export const MOST_COUNTED = 1_000;

/** What a run is at. */
export interface RunCourse {
  readonly run: BillingRun;
  readonly review: Review | undefined;
  readonly waiting: Wait | undefined;
  readonly execution: Execution | undefined;
  readonly hasFailed: boolean;
  readonly visits: readonly StateVisit[];
  readonly counts: MapCounts | undefined;
  /** Tries that failed inside maps, by state. */
  readonly failed: ReadonlyMap<string, FailedTries>;
}

/** The same with all that a person looks at before they decide. */
export interface RunView extends RunCourse {
  /** What was decided, by round. */
  readonly decisions: readonly Decision[];
  /** Names of customers that the review names, by id. */
  readonly names: Readonly<Record<string, string>>;
}

/** @throws {NotFoundError} if there is no such run */
export async function runCourse(sellerId: string, runId: string): Promise<RunCourse> {
  const run = await requireRun(sellerId, runId);
  const key = run.review?.key ?? run.reviewKey;
  const [review, waiting, execution, visits, counts, failed] = await Promise.all([
    key === undefined ? undefined : getReview(key),
    getWaiting(sellerId, runId),
    executions().describe(MACHINE, run.execution),
    executions().history(MACHINE, run.execution),
    executions().mapCounts(MACHINE, run.execution),
    failedTryCounts(sellerId, runId, MOST_COUNTED),
  ]);
  return { run, review, waiting: waitOf(run, waiting, visits), execution, hasFailed: hasFailed(run, execution), visits, counts, failed };
}

/** @throws {NotFoundError} if there is no such run */
export async function runView(sellerId: string, runId: string): Promise<RunView> {
  const course = await runCourse(sellerId, runId);
  return { ...course, decisions: await decisionsOf(course.run), names: await namesOf(sellerId, namedIn(course.review)) };
}

/** What of a review names customers on the page of its run. */
function namedIn(review: Review | undefined): { readonly customerId?: string | undefined }[] {
  return review ? [...review.anomalies.slice(0, FIRST_ANOMALIES), ...review.differences, ...review.setAside] : [];
}

/** Names of customers, by id; of the first so many. */
export async function namesOf(
  sellerId: string,
  said: readonly { readonly customerId?: string | undefined }[],
): Promise<Record<string, string>> {
  const ids = new Set(said.flatMap(({ customerId }) => customerId ?? []));
  const named = [...ids].slice(0, MOST_NAMES).map(async (id) => [id, (await getCustomer(sellerId, id))?.name ?? id] as const);
  return Object.fromEntries(await Promise.all(named));
}
