import { z } from 'zod';
import { endedAttempts, requireRun } from '../../shared/billing-run.store.ts';
import { runStep } from '../../shared/billing-run.ts';
import { draftHeads } from '../../shared/draft.store.ts';
import { keepList, requireList, runFolder } from '../../shared/list.store.ts';
import { defineStep } from '../../shared/step.ts';
import { listedCustomer } from './listed-customer.ts';
import { keepReview } from '../../shared/review.store.ts';
import { reviewOf } from './review.ts';

const input = runStep.extend({ customersKey: z.string() });

/** Holds the list of customers against drafts and set-asides, adds up, and names the content by its hash. */
export const handler = defineStep(input, async ({ sellerId, runId, customersKey }) => {
  const run = await requireRun(sellerId, runId);
  const listed = await requireList(listedCustomer, customersKey);
  const heads = await Array.fromAsync(draftHeads(sellerId, runId));
  const ended = await endedAttempts(sellerId, runId);

  const { review, list } = reviewOf(run, listed.map(({ customerId }) => customerId), heads, ended);
  const folder = runFolder(sellerId, runId);
  const drafts = await keepList(`${folder}/drafts-${review.contentHash.slice(0, 16)}.jsonl`, list);
  const reviewKey = await keepReview(folder, review);
  return { contentHash: review.contentHash, list: drafts, reviewKey, isReleaseNeeded: false };
});
