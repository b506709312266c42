import type { BillingRun, ReviewRef } from '../../shared/billing-run.ts';
import type { Review } from '../../shared/review.ts';
import type { NumberRange } from './run-records.ts';

/** As much of a run as people are shown, wherever it lies. */
export type ShownRun = Pick<BillingRun, 'id' | 'sellerId' | 'month' | 'isDryRun' | 'state' | 'openedAt' | 'startedBy' | 'round'> & {
  readonly review?: Pick<ReviewRef, 'contentHash' | 'isReleaseNeeded'> | undefined;
};

/** A run that came to its end, as people are shown it. */
export interface ShownEnd<Run extends ShownRun = ShownRun> {
  readonly outcome: 'billed' | 'already-billed' | 'dry-run' | 'rejected';
  readonly run: Run;
  readonly review: Review;
  readonly numbers: readonly NumberRange[];
}

/** What a run of a month came to, as people are shown it. */
export type ShownOutcome<Run extends ShownRun = ShownRun> =
  | ShownEnd<Run>
  | {
      readonly outcome: 'waiting';
      readonly run: Run;
      readonly for: 'release' | 'repair';
      readonly about: unknown;
      readonly review: Review | undefined;
    };
