import { billingRun, seal } from './billing-run.ts';
import type { BillingRun, Seal } from './billing-run.ts';
import { ConditionFailedError, NotFoundError, RunAlreadyOpenError, TransientError } from './errors.ts';
import { table } from './ports.ts';
import { putOnce } from './put-once.ts';
import { everyItem } from './table.ts';
import type { Change, Item, Key } from './table.ts';

/** Partitions that all customers of a run are spread over. */
export const RUN_SHARDS = 16;

/** @throws {NotFoundError} if there is no such run */
export async function requireRun(sellerId: string, runId: string): Promise<BillingRun> {
  return billingRun.parse((await requireRunItem(sellerId, runId)).body);
}

/** Latest run of a month, or undefined. */
export async function latestRun(sellerId: string, month: string): Promise<BillingRun | undefined> {
  const head = await table().get(monthKey(sellerId, month));
  return head && requireRun(sellerId, String(head.body.runId));
}

/** Runs of a seller, latest of each month, by month. */
export async function latestRuns(sellerId: string): Promise<BillingRun[]> {
  const runs: BillingRun[] = [];
  for await (const item of everyItem(table(), { pk: monthKey(sellerId, '').pk, prefix: 'month|' })) {
    runs.push(await requireRun(sellerId, String(item.body.runId)));
  }
  return runs;
}

/**
 * Opens a run of a seller and month, or returns the one this execution has opened before.
 *
 * One conditional transaction writes the run and the month's record of its latest run, so two executions at once
 * end in one.
 *
 * @throws {RunAlreadyOpenError} while a run of another execution is open for the month
 */
export async function openRun(wanted: { sellerId: string; month: string; execution: string; openedAt: string }): Promise<BillingRun> {
  const { sellerId, month, execution, openedAt } = wanted;
  const head = await table().get(monthKey(sellerId, month));
  const latest = head && (await requireRun(sellerId, String(head.body.runId)));
  if (latest?.execution === execution) return latest;
  if (latest && latest.state !== 'closed') throw alreadyOpen(latest);

  const sequence = (latest?.sequence ?? 0) + 1;
  const run: BillingRun = {
    schema: 1,
    id: `${sellerId}-${month}-${sequence}`,
    sellerId,
    month,
    sequence,
    openedAt,
    execution,
    state: 'open',
  };
  try {
    await table().write([
      { put: { ...runKey(sellerId, run.id), body: run }, if: 'absent' },
      { put: { ...monthKey(sellerId, month), body: { schema: 1, runId: run.id } }, if: head?.version ?? 'absent' },
    ]);
    return run;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const winner = await latestRun(sellerId, month);
    if (winner?.execution === execution) return winner;
    throw winner ? alreadyOpen(winner) : error;
  }
}

/**
 * Begins the review: from now on no step of the preparation changes what the run contains. Again is success.
 *
 * @throws {TransientError} if the run changed in between
 */
export async function beginReview(sellerId: string, runId: string): Promise<BillingRun> {
  const item = await requireRunItem(sellerId, runId);
  const run = billingRun.parse(item.body);
  if (run.state !== 'open') return run;
  const reviewed: BillingRun = { ...run, state: 'reviewed' };
  try {
    await table().write([{ put: { ...runKey(sellerId, runId), body: reviewed }, if: item.version }]);
    return reviewed;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const now = await requireRun(sellerId, runId);
    if (now.state !== 'open') return now;
    throw new TransientError(`Run "${runId}" changed while its review began.`);
  }
}

/**
 * The run's state, and the check that it still is when something is written.
 */
export async function runState(sellerId: string, runId: string): Promise<{ state: BillingRun['state']; check: Change }> {
  const item = await requireRunItem(sellerId, runId);
  return { state: billingRun.parse(item.body).state, check: { check: runKey(sellerId, runId), if: item.version } };
}

/**
 * Seals the run: from now on it issues exactly this list. The same list again is success.
 *
 * @throws {RecordConflictError} if another list was sealed
 * @throws {NotFoundError} if the run was not reviewed
 */
export async function sealRun(sellerId: string, runId: string, sealed: Seal): Promise<void> {
  const item = await requireRunItem(sellerId, runId);
  const run = billingRun.parse(item.body);
  const record = { ...sealKey(sellerId, runId), body: sealed };
  if (run.state === 'reviewed') {
    await putOnce([record], [{ put: { ...runKey(sellerId, runId), body: { ...run, state: 'sealed' } }, if: item.version }]);
  } else if (run.state === 'open') {
    throw new NotFoundError(`Run "${runId}" was not reviewed.`);
  } else {
    await putOnce([record]);
  }
}

/** What the run issues, and the check that it still is when something is written. */
export async function requireSeal(sellerId: string, runId: string): Promise<{ seal: Seal; check: Change }> {
  const item = await table().get(sealKey(sellerId, runId));
  if (!item) throw new NotFoundError(`The run "${runId}" is not sealed.`);
  return { seal: seal.parse(item.body), check: { check: sealKey(sellerId, runId), if: item.version } };
}

/** Hash of the manifest the seller's latest closed run left, with the version of the record that says so. */
export async function latestManifest(sellerId: string): Promise<{ hash: string | null; version: number | undefined }> {
  const item = await table().get(manifestKey(sellerId));
  return { hash: item ? String(item.body.hash) : null, version: item?.version };
}

/**
 * Closes the run and makes its manifest the seller's latest, in one transaction.
 *
 * @param previousVersion what `latestManifest` returned when the manifest was made
 * @throws {TransientError} if this run or another of the seller was closed in between
 */
export async function closeRun(
  run: BillingRun,
  reviewKey: string,
  manifest: { hash: string; previousHash: string | null },
  previousVersion: number | undefined,
): Promise<void> {
  const item = await requireRunItem(run.sellerId, run.id);
  if (billingRun.parse(item.body).state === 'closed') throw closedInBetween(run);
  try {
    await table().write([
      { put: { ...runKey(run.sellerId, run.id), body: { ...run, state: 'closed', manifest, reviewKey } }, if: item.version },
      { put: { ...manifestKey(run.sellerId), body: { schema: 1, hash: manifest.hash, runId: run.id } }, if: previousVersion ?? 'absent' },
    ]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw closedInBetween(run);
  }
}

/** Closed by a twin of this step, or another run's manifest came first: reading again tells. */
function closedInBetween(run: BillingRun): TransientError {
  return new TransientError(`Run "${run.id}" could not be closed: it or the seller's latest manifest changed in between.`);
}

async function requireRunItem(sellerId: string, runId: string): Promise<Item> {
  const item = await table().get(runKey(sellerId, runId));
  if (!item) throw new NotFoundError(`Seller "${sellerId}" has no run "${runId}".`);
  return item;
}

function alreadyOpen(run: BillingRun): RunAlreadyOpenError {
  return new RunAlreadyOpenError(`Run "${run.id}" of ${run.month} is ${run.state}, opened by execution "${run.execution}"; end it first.`);
}

const runKey = (sellerId: string, runId: string): Key => ({ pk: `${sellerId}|run|${runId}`, sk: 'run' });
const sealKey = (sellerId: string, runId: string): Key => ({ pk: `${sellerId}|run|${runId}`, sk: 'seal' });
const monthKey = (sellerId: string, month: string): Key => ({ pk: `${sellerId}|runs`, sk: `month|${month}` });
const manifestKey = (sellerId: string): Key => ({ pk: `${sellerId}|runs`, sk: 'manifest' });
