import type { z } from 'zod';
import { canonicalJson, contentHash } from './content-hash.ts';
import { files } from './ports.ts';
import { review } from './review.ts';
import type { Review } from './review.ts';

/** Leaves a review in the run's folder under its own hash, so that each review of a run is kept. */
export async function keepReview(folder: string, made: z.input<typeof review>): Promise<string> {
  const kept = review.parse(made);
  const key = `${folder}/review-${contentHash(kept).slice(0, 16)}.json`;
  await files().put(key, new TextEncoder().encode(canonicalJson(kept)), 'application/json');
  return key;
}

export async function getReview(key: string): Promise<Review | undefined> {
  const bytes = await files().get(key);
  return bytes && review.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
