import { z } from 'zod';
import { requireRun } from '../../shared/billing-run.store.ts';
import { runStep } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { consoleUrl } from '../../shared/config.ts';
import { getDecision } from '../../shared/decision.store.ts';
import { mail } from '../../shared/ports.ts';
import { instant } from '../../shared/period.ts';
import { getReview } from '../../shared/review.store.ts';
import { defineStep } from '../../shared/step.ts';
import { answerToken, keepWaiting } from '../../shared/waiting.store.ts';
import { releasersFor } from './decision.ts';
import { releaseMail } from './release-mail.ts';

const input = runStep.extend({
  round: z.number().int().min(1),
  contentHash: z.string(),
  reviewKey: z.string(),
  taskToken: z.string(),
  enteredAt: instant,
});

/** Keeps the token by which a decision on this content continues the run, and informs those who may decide. */
export const handler = defineStep(input, async ({ sellerId, runId, round, contentHash, reviewKey, taskToken, enteredAt }) => {
  await keepWaiting(sellerId, runId, { for: 'release', taskToken, since: enteredAt, round, about: { contentHash } });
  // Decided before anyone waited, or by someone who died before answering: the token comes first, so neither is missed.
  const decided = await getDecision(sellerId, runId, round);
  if (decided) {
    await answerToken(taskToken, { kind: decided.kind, round });
    return null;
  }
  const seller = await requireSeller(sellerId);
  const review = await getReview(reviewKey);
  const { startedBy } = await requireRun(sellerId, runId);
  const about = { sentOn: enteredAt, console: consoleUrl() };
  if (review) for (const to of releasersFor(seller, startedBy)) await mail().send(releaseMail(seller, { runId, round }, review, to, about));
  return null;
});
