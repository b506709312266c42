import { runState, RUN_SHARDS } from './billing-run.store.ts';
import { customerInRun, withoutCause } from './billing-run.ts';
import type { BillingRun, CustomerInRun, CustomerStep, SetAsideReason } from './billing-run.ts';
import { shardOf } from './content-hash.ts';
import { ERASED } from './erasure.ts';
import { ConditionFailedError, SupersededError, TransientError } from './errors.ts';
import { table } from './ports.ts';
import { shardPage, type ShardPlace } from './shard-page.store.ts';
import { everyItem } from './table.ts';
import type { Change, Key } from './table.ts';

/** Which attempt of the customer counts, and the check that it still does when something is written. */
export async function customerAttempt(
  sellerId: string,
  runId: string,
  customerId: string,
): Promise<{ state: CustomerInRun; check: { check: Key; if: number | 'absent' } }> {
  const key = attemptKey(sellerId, runId, customerId);
  const item = await table().get(key);
  if (!item) return { state: { schema: 1, customerId, attempt: 1 }, check: { check: key, if: 'absent' } };
  return { state: customerInRun.parse(item.body), check: { check: key, if: item.version } };
}

/** @throws {SupersededError} if a later attempt of the customer counts */
export async function requireCurrentAttempt({ sellerId, runId, customerId, attempt }: CustomerStep): Promise<Change> {
  const { state, check } = await customerAttempt(sellerId, runId, customerId);
  if (state.attempt === attempt) return check;
  throw new SupersededError(`Attempt ${state.attempt} of customer "${customerId}" counts now, not ${attempt}.`);
}

/**
 * Ends an attempt of a customer with the reason and makes the next one count, which frees the attempt's claims. An
 * attempt that is over already stays as it is, so a repeated call changes nothing.
 *
 * Only while the run is in the state in which this may happen: a step that wakes up after the review has begun
 * must not take a draft out of what a person looks at, or out of what was sealed.
 *
 * @throws {SupersededError} if the run is past that state
 * @throws {TransientError} if the attempt or the run changed in between
 */
export async function endAttempt(step: CustomerStep, reason: SetAsideReason, during: BillingRun['state']): Promise<void> {
  const { sellerId, runId, customerId, attempt } = step;
  const { state, check } = await customerAttempt(sellerId, runId, customerId);
  if (state.attempt !== attempt) return;
  const run = await runState(sellerId, runId);
  if (run.state !== during)
    throw new SupersededError(`Run "${runId}" is ${run.state}: customer "${customerId}" can't be set aside any more.`);

  try {
    await table().write([{ put: { ...check.check, body: { ...state, attempt: attempt + 1, setAside: reason } }, if: check.if }, run.check]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    if ((await customerAttempt(sellerId, runId, customerId)).state.attempt > attempt) return;
    throw new TransientError(`Customer "${customerId}" or run "${runId}" changed while the attempt was ended.`);
  }
}

/**
 * Does to a customer what a person decided in the round before: the attempt of a rejected one ends, with the reason,
 * which frees its claims; one to be repaired gets its next attempt prepared. Once a round: again is success.
 *
 * @param rejected why, or undefined for a customer that is to be repaired
 * @throws {TransientError} if the attempt or the run changed in between
 */
export async function changeAttempt(
  run: Pick<BillingRun, 'sellerId' | 'id' | 'round'>,
  customerId: string,
  rejected: SetAsideReason | undefined,
): Promise<void> {
  const { state, check } = await customerAttempt(run.sellerId, run.id, customerId);
  if (state.round === run.round) return;
  const { setAside: _, ...rest } = state;
  const next: CustomerInRun = rejected
    ? { ...rest, attempt: state.attempt + 1, setAside: rejected, round: run.round }
    : { ...rest, round: run.round };
  const { state: runIs, check: runCheck } = await runState(run.sellerId, run.id);
  if (runIs !== 'open') throw new SupersededError(`Run "${run.id}" is ${runIs}: round ${run.round} has been prepared.`);
  try {
    await table().write([{ put: { ...check.check, body: next }, if: check.if }, runCheck]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Customer "${customerId}" or run "${run.id}" changed in between.`);
  }
}

/**
 * Takes the cause and the advice out of why an attempt of a past run ended; which error it was stays. Again is success.
 *
 * @param isPreview whether it is only looked at
 * @returns whether there was, or is, one
 * @throws {TransientError} if the attempt changed in between
 */
export async function eraseCause(sellerId: string, runId: string, customerId: string, isPreview: boolean): Promise<boolean> {
  const { state, check } = await customerAttempt(sellerId, runId, customerId);
  if (!state.setAside || state.setAside.cause === ERASED) return false;
  if (isPreview) return true;
  try {
    await table().write([{ put: { ...check.check, body: { ...state, setAside: withoutCause(state.setAside) } }, if: check.if }]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Customer "${customerId}" in run "${runId}" changed in between.`);
  }
  return true;
}

/** Customers of a run of whom an attempt has ended, by id. */
export async function endedAttempts(sellerId: string, runId: string): Promise<Map<string, CustomerInRun>> {
  const found = new Map<string, CustomerInRun>();
  for (let shard = 0; shard < RUN_SHARDS; shard++) {
    for await (const item of everyItem(table(), { pk: attemptsPartition(sellerId, runId, shard) })) {
      const state = customerInRun.parse(item.body);
      found.set(state.customerId, state);
    }
  }
  return found;
}

/** A page of the customers of a run of whom an attempt has ended, in no order that says anything. */
export async function endedAttemptsPage(
  sellerId: string,
  runId: string,
  from: ShardPlace,
  limit: number,
): Promise<{ attempts: CustomerInRun[]; next?: ShardPlace }> {
  const { items, ...rest } = await shardPage((shard) => attemptsPartition(sellerId, runId, shard), RUN_SHARDS, from, limit);
  return { attempts: items.map(({ body }) => customerInRun.parse(body)), ...rest };
}

const attemptsPartition = (sellerId: string, runId: string, shard: number): string => `${sellerId}|run|${runId}|attempts|${shard}`;
const attemptKey = (sellerId: string, runId: string, customerId: string): Key => ({
  pk: attemptsPartition(sellerId, runId, shardOf(customerId, RUN_SHARDS)),
  sk: customerId,
});
