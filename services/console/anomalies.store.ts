import { z } from 'zod';
import { requireRun } from '../../shared/billing-run.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { getReview } from '../../shared/review.store.ts';
import type { Anomaly } from '../../shared/review.ts';
import { cursorIn, cursorText } from './cursor.ts';
import type { ReviewAbout } from './review-cards.ts';

const PAGE = 50;
const place = z.object({ from: z.number().int().min(0).max(10_000) });

/** A part of what one would not expect of a run. */
export interface AnomaliesPage {
  readonly about: Pick<ReviewAbout, 'run' | 'review'>;
  readonly anomalies: readonly Anomaly[];
  readonly next?: string;
}

/**
 * @throws {NotFoundError} if there is no such run, or it is not reviewed
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function anomaliesPage(sellerId: string, runId: string, after: string | undefined): Promise<AnomaliesPage> {
  const run = await requireRun(sellerId, runId);
  const key = run.review?.key ?? run.reviewKey;
  const review = key === undefined ? undefined : await getReview(key);
  if (!review) throw new NotFoundError('This run is not reviewed yet.');
  const { from } = cursorIn(place, after) ?? { from: 0 };
  const anomalies = review.anomalies.slice(from, from + PAGE);
  const hasMore = review.anomalies.length > from + PAGE;
  return { about: { run, review }, anomalies, ...(hasMore ? { next: cursorText({ from: from + PAGE }) } : {}) };
}
