import { endedAttempts } from '../../shared/attempt.store.ts';
import { requireRun } from '../../shared/billing-run.store.ts';
import { decision, runStep, sealedDraft } from '../../shared/billing-run.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { getDecision, keepDecision } from '../../shared/decision.store.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { requireList } from '../../shared/list.store.ts';
import { defineStep } from '../../shared/step.ts';
import { answerWaiting } from '../../shared/waiting.store.ts';
import { isSameDecision, requireMayDecide } from './decision.ts';

const input = decision.omit({ schema: true, round: true, review: true }).extend(runStep.shape);

/**
 * A person's decision on a reviewed run, from command line, console or API. It is written first and then answers
 * the token; if nobody waits yet, AwaitRelease finds it. The same again is success.
 */
export const handler = defineStep(input, async ({ sellerId, runId, ...wanted }) => {
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
});

async function requireInRun(run: BillingRun, { rejected, repaired }: { rejected: string[]; repaired: string[] }): Promise<void> {
  const drafts = new Set((await requireList(sealedDraft, run.review!.list.key)).map(({ customerId }) => customerId));
  const missing = rejected.find((customerId) => !drafts.has(customerId));
  if (missing !== undefined)
    throw new DecisionRefusedError(`Run "${run.id}" has no draft of customer "${missing}" that could be rejected.`);
  const attempts = await endedAttempts(run.sellerId, run.id);
  const whole = repaired.find((customerId) => attempts.get(customerId)?.setAside === undefined);
  if (whole !== undefined)
    throw new DecisionRefusedError(`Customer "${whole}" is not set aside in run "${run.id}"; there is nothing to repair.`);
}
