import type { z } from 'zod';
import { withoutCause } from './billing-run.ts';
import { canonicalJson, contentHash } from './content-hash.ts';
import { ERASED } from './erasure.ts';
import { runFolder } from './list.store.ts';
import { files } from './ports.ts';
import { getReplaced, replaceFile } from './replaced-file.store.ts';
import { review } from './review.ts';
import type { Review } from './review.ts';

/** Leaves a review in the run's folder under its own hash, so that each review of a run is kept. */
export async function keepReview(folder: string, made: z.input<typeof review>): Promise<string> {
  const kept = review.parse(made);
  const key = `${folder}/review-${contentHash(kept).slice(0, 16)}.json`;
  await files().put(key, new TextEncoder().encode(canonicalJson(kept)), 'application/json');
  return key;
}

/**
 * Takes the causes beside a customer out of every review of a run. Again is success.
 *
 * @param isPreview whether they are only counted
 * @returns in how many reviews there was, or is, one
 */
export async function eraseReviewCauses(sellerId: string, runId: string, customerId: string, isPreview: boolean): Promise<number> {
  const { keys } = await files().list(`${runFolder(sellerId, runId)}/review-`);
  const reviews = new Set(keys.map((key) => key.replace(/@[0-9a-f]+(?=\.json$)/, '')));
  let changed = 0;
  for (const key of reviews) if (await replaceFile(key, (bytes) => withoutCauseOf(bytes, customerId), isPreview)) changed++;
  return changed;
}

function withoutCauseOf(bytes: Uint8Array, customerId: string): Uint8Array {
  const found = review.parse(JSON.parse(new TextDecoder().decode(bytes)));
  if (!found.setAside.some((it) => it.customerId === customerId && it.cause !== ERASED)) return bytes;
  const setAside = found.setAside.map((it) => (it.customerId === customerId ? withoutCause(it) : it));
  return new TextEncoder().encode(canonicalJson({ ...found, setAside }));
}

export async function getReview(key: string): Promise<Review | undefined> {
  const found = await getReplaced(key);
  return found && review.parse(JSON.parse(new TextDecoder().decode(found.bytes)));
}
