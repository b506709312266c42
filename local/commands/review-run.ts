import { latestRun } from '../../shared/billing-run.store.ts';
import type { BillingRun, Decision } from '../../shared/billing-run.ts';
import { getCustomer, requireSeller } from '../../shared/catalog.store.ts';
import { decisionsOf } from '../../shared/changed-drafts.store.ts';
import { month } from '../../shared/period.ts';
import type { Review } from '../../shared/review.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { CommandError } from './errors.ts';
import { reviewOf, runById } from './run-records.ts';
import type { ShownRun } from './shown-run.ts';

/** A run as a person looks at it before they decide. */
export interface ReviewedRun {
  readonly run: ShownRun;
  readonly review: Review;
  /** Those with the role of a releaser, whoever started the run. */
  readonly releasers: readonly string[];
  /** What it waits for now, and since when. */
  readonly waiting: { readonly for: 'release' | 'repair'; readonly since: string } | null;
  /** What was decided, by round. */
  readonly decisions: readonly Decision[];
  /** Names of the customers that the review names, by id. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * The run of an id, or the latest of a month.
 *
 * @param sellerOf which seller's month it is; asked for a month only
 * @throws {CommandError} if there is none
 */
export async function runNamed(named: string, seller: string | undefined, sellerOf: () => Promise<string>): Promise<BillingRun> {
  if (!month.safeParse(named).success) return runById(named, seller);
  const sellerId = await sellerOf();
  const run = await latestRun(sellerId, named);
  if (run) return run;
  const dryRun = await latestRun(sellerId, named, true);
  throw new CommandError(`${named} was not run yet${dryRun ? `; its latest dry run is ${dryRun.id}` : ''}.`);
}

/** @throws {CommandError} if the run was not reviewed yet */
export async function reviewedRun(run: BillingRun): Promise<ReviewedRun> {
  const review = await reviewOf(run);
  const { release } = await requireSeller(run.sellerId);
  const waiting = run.state === 'reviewed' || run.state === 'sealed' ? await getWaiting(run.sellerId, run.id) : undefined;
  return {
    run,
    review,
    releasers: release.by,
    waiting: waiting ? { for: waiting.for, since: waiting.since } : null,
    decisions: await decisionsOf(run),
    names: await namesOf(run.sellerId, review),
  };
}

async function namesOf(sellerId: string, { anomalies, differences }: Review): Promise<Record<string, string>> {
  const ids = new Set([...anomalies, ...differences].flatMap(({ customerId }) => customerId ?? []));
  const names: Record<string, string> = {};
  for (const customerId of ids) names[customerId] = (await getCustomer(sellerId, customerId))?.name ?? '';
  return names;
}
