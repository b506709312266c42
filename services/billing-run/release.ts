import type { ReleasePolicy } from '../../shared/release-policy.ts';
import { amountText, decimal } from '../../shared/money.ts';
import type { Review } from '../../shared/review.ts';

/**
 * Why a run must be released by a person before it goes out, a sentence each; none if it may go out by itself.
 *
 * Nothing to issue needs no release. Under `over` a currency without a limit has the limit 0, so that nothing goes
 * out unseen because somebody forgot it; and what is charged and what is credited are held against it each for itself,
 * so that one does not hide the other.
 */
export function releaseReasons(
  { policy, over }: ReleasePolicy,
  review: Pick<Review, 'drafts' | 'totals' | 'anomalies' | 'setAside' | 'noResult'>,
): string[] {
  if (review.drafts === 0) return [];
  switch (policy) {
    case 'never':
      return [];
    case 'always':
      return ['Every run of this seller is released by a person.'];
    case 'over':
      return review.totals.flatMap(({ currency, payable, credited = '0' }) => {
        const limit = over?.[currency] ?? '0';
        const charged = amountText(decimal(payable).plus(decimal(credited)), currency);
        return [
          ...(decimal(charged).gt(decimal(limit)) ? [`The run comes to ${charged} ${currency}, more than ${limit} ${currency}.`] : []),
          ...(decimal(credited).gt(decimal(limit)) ? [`The run credits ${credited} ${currency}, more than ${limit} ${currency}.`] : []),
        ];
      });
    case 'anomalies':
      return [
        ...(review.anomalies.length > 0 ? [`There ${isOrAre(review.anomalies.length)} to look at first.`] : []),
        ...(review.setAside.length > 0
          ? [`${review.setAside.length} ${review.setAside.length === 1 ? 'customer was' : 'customers were'} set aside.`]
          : []),
        ...(review.noResult.length > 0
          ? [`${review.noResult.length} ${review.noResult.length === 1 ? 'customer has' : 'customers have'} no result.`]
          : []),
      ];
  }
}

function isOrAre(count: number): string {
  return count === 1 ? 'is one thing' : `are ${count} things`;
}
