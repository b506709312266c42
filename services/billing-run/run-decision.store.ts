import { endedAttempts } from '../../shared/attempt.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { sealedDraft } from '../../shared/billing-run.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { getDecision, keepDecision } from '../../shared/decision.store.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { requireList } from '../../shared/list.store.ts';
import { answerWaiting } from '../../shared/waiting.store.ts';
import { isSameDecision, requireMayDecide } from './decision.ts';
import type { Wanted } from './decision.ts';

/**
 * Writes what a person decides on a reviewed run, then answers the token; if nobody waits yet, AwaitRelease finds the
 * decision. The same again is success.
 *
 * @param wanted who decides comes from where it can't be claimed: a sign-in, or whoever may call the step
 * @throws {PersonRefusedError} if this person may not
 * @throws {DecisionRefusedError} if the run or its customers are not as the decision says
 * @throws {TransientError} if the run changed in between
 */
export async function decideRun(sellerId: string, runId: string, wanted: Wanted): Promise<{ round: number; isNew: boolean }> {
  const run = await requireRun(sellerId, runId);
  const earlier = await getDecision(sellerId, runId, run.round);
  // A change has led to the next round by the time it is asked for again.
  const before = earlier ?? (await getDecision(sellerId, runId, run.round - 1));
  if (before && isSameDecision(before, wanted)) {
    await answerWaiting(sellerId, runId, { for: 'release', round: before.round }, { kind: before.kind, round: before.round });
    return { round: before.round, isNew: false };
  }
  requireMayDecide(await requireSeller(sellerId), run, wanted, earlier);
  await requireInRun(run, wanted);
  await keepDecision(sellerId, runId, { schema: 1, round: run.round, ...wanted });
  await answerWaiting(sellerId, runId, { for: 'release', round: run.round }, { kind: wanted.kind, round: run.round });
  return { round: run.round, isNew: true };
}

async function requireInRun(run: BillingRun, { rejected, repaired }: Pick<Wanted, 'rejected' | 'repaired'>): Promise<void> {
  const drafts = new Set((await requireList(sealedDraft, run.review!.list.key)).map(({ customerId }) => customerId));
  const missing = rejected.find((customerId) => !drafts.has(customerId));
  if (missing !== undefined)
    throw new DecisionRefusedError(`Run "${run.id}" has no draft of customer "${missing}" that could be rejected.`);
  const attempts = await endedAttempts(run.sellerId, run.id);
  const whole = repaired.find((customerId) => attempts.get(customerId)?.setAside === undefined);
  if (whole !== undefined)
    throw new DecisionRefusedError(`Customer "${whole}" is not set aside in run "${run.id}"; there is nothing to repair.`);
}
