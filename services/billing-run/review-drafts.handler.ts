import { z } from 'zod';
import { endAttempt, endedAttempts } from '../../shared/attempt.store.ts';
import { beginReview } from '../../shared/billing-run.store.ts';
import { runStep } from '../../shared/billing-run.ts';
import { contentHash } from '../../shared/content-hash.ts';
import { draftHeads } from '../../shared/draft.store.ts';
import { keepList, requireList, runFolder } from '../../shared/list.store.ts';
import { keepReview } from '../../shared/review.store.ts';
import { defineStep } from '../../shared/step.ts';
import { listedCustomer } from './listed-customer.ts';
import { reviewOf, withoutResult } from './review.ts';

const input = runStep.extend({ customersKey: z.string() });
const NO_RESULT = { error: 'NoResultError', cause: 'The batch of this customer ended before its time.' };

/** Holds the list of customers against drafts and set-asides, adds up, and names the content by its hash. */
export const handler = defineStep(input, async ({ sellerId, runId, customersKey }) => {
  const run = await beginReview(sellerId, runId);
  const listed = await requireList(listedCustomer, customersKey);
  const heads = await Array.fromAsync(draftHeads(sellerId, runId));
  // What has no result by now gets none: its step may still run somewhere, and must not claim what nobody reviews.
  for (const { customerId, attempt } of withoutResult(listed, heads, await endedAttempts(sellerId, runId))) {
    await endAttempt({ sellerId, runId, customerId, attempt }, NO_RESULT, 'reviewed');
  }
  const customers = listed.map(({ customerId }) => customerId);
  const { review, list } = reviewOf(run, customers, heads, await endedAttempts(sellerId, runId));

  const folder = runFolder(sellerId, runId);
  const drafts = await keepList(`${folder}/drafts-${contentHash(list).slice(0, 16)}.jsonl`, list);
  const reviewKey = await keepReview(folder, review);
  return { contentHash: review.contentHash, list: drafts, reviewKey, isReleaseNeeded: false };
});
