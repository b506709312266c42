import { auditChanges } from './audit.store.ts';
import { decision } from './billing-run.ts';
import type { BillingRun, Decision } from './billing-run.ts';
import { runAt } from './billing-run.store.ts';
import { ConditionFailedError, TransientError } from './errors.ts';
import { table } from './ports.ts';
import type { Key } from './table.ts';

const ACTIONS = { release: 'released', reject: 'rejected', change: 'changed' } as const;

/**
 * Writes what a person decided on the review of a round, and moves the run on: released, rejected, or open again in
 * the next round. One transaction on the run as it was read, so of two decisions at once one is made.
 *
 * @throws {SupersededError} if another round counts by now
 * @throws {TransientError} if the run changed in between
 */
export async function keepDecision(sellerId: string, runId: string, made: Decision): Promise<void> {
  const { kind, round, contentHash, by, at, reason, rejected, repaired } = made;
  const { run, change } = await runAt(sellerId, runId, round);
  const entry = {
    at,
    by,
    action: ACTIONS[kind],
    round,
    contentHash,
    ...(reason === undefined ? {} : { reason }),
    ...(rejected.length > 0 ? { rejected } : {}),
    ...(repaired.length > 0 ? { repaired } : {}),
  };
  try {
    await table().write([
      { put: { ...decisionKey(sellerId, runId, round), body: run.review ? { ...made, review: run.review } : made }, if: 'absent' },
      change(afterwards(run, kind)),
      ...(await auditChanges(sellerId, { runId }, entry)),
    ]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Run "${runId}" changed while the decision was written.`);
  }
}

/** What was decided in a round, or undefined. */
export async function getDecision(sellerId: string, runId: string, round: number): Promise<Decision | undefined> {
  const item = await table().get(decisionKey(sellerId, runId, round));
  return item && decision.parse(item.body);
}

function afterwards(run: BillingRun, kind: Decision['kind']): BillingRun {
  if (kind === 'release') return { ...run, state: 'released' };
  if (kind === 'reject') return { ...run, state: 'rejected' };
  const { review: _, ...rest } = run;
  return { ...rest, state: 'open', round: run.round + 1 };
}

const decisionKey = (sellerId: string, runId: string, round: number): Key => ({
  pk: `${sellerId}|run|${runId}`,
  sk: `decision|${String(round).padStart(4, '0')}`,
});
