import { auditChanges, getAuditHead } from './audit.store.ts';
import { billingRun, seal } from './billing-run.ts';
import type { BillingRun, Manifest, ReviewRef, Seal } from './billing-run.ts';
import { ConditionFailedError, NotFoundError, NotReleasedError, RunAlreadyOpenError, SupersededError, TransientError } from './errors.ts';
import { inLanes } from './lanes.ts';
import { nextManifest } from './manifest-chain.store.ts';
import { parsedOnce } from './parsed-once.store.ts';
import { STEPBILL } from './person.ts';
import { table } from './ports.ts';
import { putOnce } from './put-once.ts';
import { everyItem } from './table.ts';
import type { Change, Item, Key } from './table.ts';

/** Partitions that all customers of a run are spread over. */
export const RUN_SHARDS = 16;
const RUNS_AT_ONCE = 20;

export async function getRun(sellerId: string, runId: string): Promise<BillingRun | undefined> {
  const item = await table().get(runKey(sellerId, runId));
  return item && billingRun.parse(item.body);
}

/** @throws {NotFoundError} if there is no such run */
export async function requireRun(sellerId: string, runId: string): Promise<BillingRun> {
  return parsedRun(await requireRunItem(sellerId, runId));
}

/** Latest run of a month, or latest dry run, or undefined. */
export async function latestRun(sellerId: string, month: string, isDryRun = false): Promise<BillingRun | undefined> {
  const head = await table().get(isDryRun ? dryKey(sellerId, month) : monthKey(sellerId, month));
  return head && requireRun(sellerId, String(head.body.runId));
}

/** The seller's latest run of its latest month, or undefined. */
export async function lastRun(sellerId: string): Promise<BillingRun | undefined> {
  const { items } = await table().query({ pk: monthKey(sellerId, '').pk, prefix: 'month|', reverse: true, limit: 1 });
  return items[0] && requireRun(sellerId, String(items[0].body.runId));
}

/** Runs of a seller, latest of each month, by month. */
export async function latestRuns(sellerId: string): Promise<BillingRun[]> {
  const runs: BillingRun[] = [];
  for await (const item of everyItem(table(), { pk: monthKey(sellerId, '').pk, prefix: 'month|' })) {
    runs.push(await requireRun(sellerId, String(item.body.runId)));
  }
  return runs;
}

/** Closed runs of a month, in the order they were opened; dry runs are no runs of the month. */
export async function closedRuns(sellerId: string, month: string): Promise<BillingRun[]> {
  const latest = await latestRun(sellerId, month);
  const runs: BillingRun[] = [];
  for (let sequence = 1; sequence <= (latest?.sequence ?? 0); sequence++) {
    const run = await requireRun(sellerId, runIdOf({ sellerId, month, sequence, isDryRun: false }));
    if (run.state === 'closed') runs.push(run);
  }
  return runs;
}

/** Months that were run, each with the id of its latest run; dry runs have months of their own. */
export async function monthsRun(sellerId: string): Promise<{ month: string; isDryRun: boolean; latestId: string }[]> {
  const months: { month: string; isDryRun: boolean; latestId: string }[] = [];
  for await (const { sk, body } of everyItem(table(), { pk: monthKey(sellerId, '').pk })) {
    const [kind, month = ''] = sk.split('|');
    if (kind === 'month' || kind === 'dry') months.push({ month, isDryRun: kind === 'dry', latestId: String(body.runId) });
  }
  return months;
}

/** Every run of a seller, dry runs among them; none whose record is gone. */
export async function everyRun(sellerId: string): Promise<BillingRun[]> {
  const ids = (await monthsRun(sellerId)).flatMap(({ latestId }) => runIdsUpTo(latestId));
  const runs = await inLanes(RUNS_AT_ONCE, ids, (runId) => getRun(sellerId, runId));
  return runs.filter((run) => run !== undefined);
}

/** Ids of a month's runs, oldest first, by that of the latest. */
export function runIdsUpTo(latestId: string): string[] {
  const [, stem = latestId, latest = '0'] = /^(.*?)(\d+)$/.exec(latestId) ?? [];
  return Array.from({ length: Number(latest) }, (_, i) => `${stem}${i + 1}`);
}

/** What opens a run: who wants which month billed, and by which execution. */
export interface WantedRun {
  readonly sellerId: string;
  readonly month: string;
  readonly execution: string;
  readonly openedAt: string;
  readonly startedBy: string;
  readonly isDryRun: boolean;
  /** The customers it is for, if not for all. */
  readonly onlyCustomers?: readonly string[] | undefined;
}

/**
 * Opens a run of a seller and month, or returns the one this execution has opened before.
 *
 * One conditional transaction writes the run and the month's record of its latest run, so two executions at once
 * end in one. Dry runs have a record of their own and are in nobody's way.
 *
 * @throws {RunAlreadyOpenError} while a run of another execution is open for the month
 */
export async function openRun(wanted: WantedRun): Promise<BillingRun> {
  const { sellerId, month, execution, isDryRun } = wanted;
  const latestKey = isDryRun ? dryKey(sellerId, month) : monthKey(sellerId, month);
  const head = await table().get(latestKey);
  const latest = head && (await requireRun(sellerId, String(head.body.runId)));
  if (latest?.execution === execution) return latest;
  if (latest && !isDryRun && !isEnded(latest)) throw alreadyOpen(latest);

  const { onlyCustomers, ...facts } = wanted;
  const sequence = (latest?.sequence ?? 0) + 1;
  const run: BillingRun = {
    schema: 1,
    ...facts,
    id: runIdOf({ sellerId, month, sequence, isDryRun }),
    sequence,
    state: 'open',
    round: 1,
    ...(onlyCustomers === undefined ? {} : { onlyCustomers: [...onlyCustomers] }),
  };
  const sellerHead = await getAuditHead(sellerId, 'seller');
  try {
    await table().write([
      { put: { ...runKey(sellerId, run.id), body: run }, if: 'absent' },
      { put: { ...latestKey, body: { schema: 1, runId: run.id } }, if: head?.version ?? 'absent' },
      ...(await auditChanges(
        sellerId,
        { runId: run.id },
        { at: wanted.openedAt, by: wanted.startedBy, action: 'opened', ...(sellerHead ? { sellerChain: sellerHead.hash } : {}) },
      )),
    ]);
    return run;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const winner = await table().get(latestKey);
    const opened = winner && (await requireRun(sellerId, String(winner.body.runId)));
    if (opened?.execution === execution) return opened;
    if (opened && !isDryRun) throw alreadyOpen(opened);
    throw new TransientError(`Another run of ${month} was opened in between.`);
  }
}

/** Whether nothing more comes of the run: another one may bill the month. */
export function isEnded({ state }: BillingRun): boolean {
  return state === 'closed' || state === 'rejected';
}

/**
 * Begins the review of a round: from now on no step of the preparation changes what the run contains. Again is
 * success.
 *
 * @throws {SupersededError} if a later round counts
 * @throws {TransientError} if the run changed in between
 */
export async function beginReview(sellerId: string, runId: string, round: number): Promise<BillingRun> {
  const { run, change } = await runAt(sellerId, runId, round);
  if (run.state !== 'open') return run;
  const reviewed: BillingRun = { ...run, state: 'reviewed' };
  await written([change(reviewed)], run);
  return reviewed;
}

/**
 * Keeps what the review of a round came to, once: a repeated step finds the first.
 *
 * @returns the review that counts
 * @throws {SupersededError} if a later round counts
 * @throws {TransientError} if the run changed in between
 */
export async function keepRunReview(sellerId: string, runId: string, round: number, review: ReviewRef, at: string): Promise<ReviewRef> {
  const { run, change } = await runAt(sellerId, runId, round);
  if (run.review) return run.review;
  const entry = { at, by: STEPBILL, action: 'reviewed', round, contentHash: review.contentHash } as const;
  await written([change({ ...run, review }), ...(await auditChanges(sellerId, { runId }, entry))], run);
  return review;
}

/**
 * The run's state, and the check that it still is when something is written.
 */
export async function runState(sellerId: string, runId: string): Promise<{ state: BillingRun['state']; check: Change }> {
  const item = await requireRunItem(sellerId, runId);
  return { state: billingRun.parse(item.body).state, check: { check: runKey(sellerId, runId), if: item.version } };
}

/**
 * Seals the run: from now on it issues exactly the list that was reviewed in this round and, where a release is
 * needed, released. The same seal again is success.
 *
 * @throws {NotReleasedError} if nobody released this content in this round
 * @throws {RecordConflictError} if another list was sealed
 * @throws {TransientError} if the run changed in between
 */
export async function sealRun(sellerId: string, runId: string, round: number, sealed: Seal, at: string): Promise<void> {
  const { run, change } = await runAt(sellerId, runId, round);
  const record = { ...sealKey(sellerId, runId), body: sealed };
  if (run.state === 'sealed' || run.state === 'closed') return void (await putOnce([record]));
  const isFree = run.state === 'released' || (run.state === 'reviewed' && run.review?.isReleaseNeeded === false);
  if (!isFree || run.review?.contentHash !== sealed.contentHash)
    throw new NotReleasedError(`Run "${runId}" is ${run.state}: round ${round} with content ${sealed.contentHash} was not released.`);
  const entry = { at, by: STEPBILL, action: 'sealed', round, contentHash: sealed.contentHash } as const;
  await written(
    [{ put: record, if: 'absent' }, change({ ...run, state: 'sealed' }), ...(await auditChanges(sellerId, { runId }, entry))],
    run,
  );
}

/**
 * The run at a round, and the change that puts it in another state on the version that was read.
 *
 * @throws {SupersededError} if another round counts
 */
export async function runAt(
  sellerId: string,
  runId: string,
  round: number,
): Promise<{ run: BillingRun; change: (next: BillingRun) => Change }> {
  const item = await requireRunItem(sellerId, runId);
  const run = billingRun.parse(item.body);
  if (run.round !== round) throw new SupersededError(`Round ${run.round} of run "${runId}" counts now, not ${round}.`);
  return { run, change: (next) => ({ put: { ...runKey(sellerId, runId), body: next }, if: item.version }) };
}

/** Writes changes of a run; if it moved in between, reading it again tells what became of it. */
async function written(changes: readonly Change[], run: BillingRun): Promise<void> {
  try {
    await table().write(changes);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Run "${run.id}" changed in between.`);
  }
}

/** What the run issues, and the check that it still is when something is written. */
export async function requireSeal(sellerId: string, runId: string): Promise<{ seal: Seal; check: Change }> {
  const item = await table().get(sealKey(sellerId, runId));
  if (!item) throw new NotFoundError(`The run "${runId}" is not sealed.`);
  return { seal: seal.parse(item.body), check: { check: sealKey(sellerId, runId), if: item.version } };
}

/** What the run issues, or undefined while it is not sealed. */
export async function getSeal(sellerId: string, runId: string): Promise<Seal | undefined> {
  const item = await table().get(sealKey(sellerId, runId));
  return item && seal.parse(item.body);
}

/**
 * Closes the run and makes its manifest the seller's latest, in one transaction.
 *
 * @param previousVersion what `latestManifest` returned when the manifest was made
 * @throws {TransientError} if this run, another or a day of the seller was closed in between
 */
export async function closeRun(
  { sellerId, id: runId, round }: BillingRun,
  manifest: Manifest,
  previousVersion: number | undefined,
  at: string,
): Promise<void> {
  const { run, change } = await runAt(sellerId, runId, round);
  const entry = { at, by: STEPBILL, action: 'closed', round, contentHash: manifest.hash } as const;
  if (run.state === 'closed') throw new TransientError(`Run "${runId}" was closed in between.`);
  await written(
    [
      change({ ...run, state: 'closed', manifest }),
      nextManifest(sellerId, { hash: manifest.hash, runId }, previousVersion),
      ...(await auditChanges(sellerId, { runId }, entry)),
    ],
    run,
  );
}

/** Every step of a customer reads it. */
const parsedRun = parsedOnce(({ body }) => billingRun.parse(body));

async function requireRunItem(sellerId: string, runId: string): Promise<Item> {
  const item = await table().get(runKey(sellerId, runId));
  if (!item) throw new NotFoundError(`Seller "${sellerId}" has no run "${runId}".`);
  return item;
}

function alreadyOpen(run: BillingRun): RunAlreadyOpenError {
  return new RunAlreadyOpenError(
    `Run "${run.id}" of ${run.month} is in the way: it is ${run.state}, opened by execution "${run.execution}". End it first.`,
  );
}

const runIdOf = ({ sellerId, month, sequence, isDryRun }: Pick<BillingRun, 'sellerId' | 'month' | 'sequence' | 'isDryRun'>): string =>
  `${sellerId}-${month}-${isDryRun ? 'd' : ''}${sequence}`;
const runKey = (sellerId: string, runId: string): Key => ({ pk: `${sellerId}|run|${runId}`, sk: 'run' });
const sealKey = (sellerId: string, runId: string): Key => ({ pk: `${sellerId}|run|${runId}`, sk: 'seal' });
const dryKey = (sellerId: string, month: string): Key => ({ pk: `${sellerId}|runs`, sk: `dry|${month}` });
const monthKey = (sellerId: string, month: string): Key => ({ pk: `${sellerId}|runs`, sk: `month|${month}` });
