import { z } from 'zod';
import { endAttempt, endedAttempts } from '../../shared/attempt.store.ts';
import { beginReview, keepRunReview } from '../../shared/billing-run.store.ts';
import { runStep } from '../../shared/billing-run.ts';
import type { CustomerInRun, DraftHead } from '../../shared/billing-run.ts';
import { requireSeller } from '../../shared/catalog.store.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { keepDraftOrders } from '../../shared/draft-order.store.ts';
import { draftHeads } from '../../shared/draft.store.ts';
import { keepList, requireList, runFolder } from '../../shared/list.store.ts';
import { instant } from '../../shared/period.ts';
import { keepReview } from '../../shared/review.store.ts';
import { defineStep } from '../../shared/step.ts';
import { listedCustomer, listKey } from './listed-customer.ts';
import { pastOf } from './past.store.ts';
import { releaseReasons } from './release.ts';
import { boundedReview, draftList, NO_RESULT, outcomesOf, reviewOf, withoutResult } from './review.ts';

const input = runStep.extend({ round: z.number().int().min(1), enteredAt: instant });

/** Holds the list of customers against drafts and set-asides, compares with last month, and names the content by its hash. */
export const handler = defineStep(input, async ({ sellerId, runId, round, enteredAt }) => {
  const run = await beginReview(sellerId, runId, round);
  const folder = runFolder(sellerId, runId);
  const prepared = await requireList(listedCustomer, listKey(folder, round));
  const heads = await Array.fromAsync(draftHeads(sellerId, runId));
  await endWithoutResult(sellerId, runId, prepared, heads);

  const listed = await requireList(listedCustomer, listKey(folder, 1));
  const customers = listed.map(({ customerId }) => customerId);
  const became = outcomesOf(customers, heads, await endedAttempts(sellerId, runId));
  const past = await pastOf(
    run,
    customers,
    became.bills.map(({ customerId }) => customerId),
  );
  const review = reviewOf(run, became, past);
  const reasons = releaseReasons((await requireSeller(sellerId)).release, review);
  const drafts = draftList(became.bills);
  const list = await keepList(`${folder}/drafts-${contentHash(drafts).slice(0, 16)}.jsonl`, drafts);
  await keepDraftOrders(list, drafts);

  const kept = await keepRunReview(
    sellerId,
    runId,
    round,
    {
      contentHash: review.contentHash,
      key: await keepReview(folder, boundedReview({ ...review, round, releaseReasons: reasons })),
      list,
      isReleaseNeeded: reasons.length > 0,
    },
    enteredAt,
  );
  return { ...kept, round };
});

/** What has no result by now gets none: its step may still run somewhere, and must not claim what nobody reviews. */
async function endWithoutResult(
  sellerId: string,
  runId: string,
  prepared: readonly { customerId: string; attempt: number }[],
  heads: readonly DraftHead[],
): Promise<void> {
  const ended: ReadonlyMap<string, CustomerInRun> = await endedAttempts(sellerId, runId);
  for (const { customerId, attempt } of withoutResult(prepared, heads, ended)) {
    await endAttempt({ sellerId, runId, customerId, attempt }, NO_RESULT, 'reviewed');
  }
}
