import type { Language } from '../../shared/catalog.ts';
import type { Meter } from '../../shared/meter.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { Charges } from '../../shared/charges.store.ts';
import type { AppliedCoupon } from '../../shared/coupon.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { withoutEmpty } from './charge-lines.ts';
import { correctionLines } from './correction.ts';
import { lessCoupons } from './coupons-of-bill.ts';
import type { OfferedCoupons } from './coupons-of-bill.ts';
import { discountedAgain } from './discounts.ts';
import { ratedClaim } from './rated-claim.ts';
import type { MeasuredPart } from './rated-claim.ts';
import { isOfOneClaim } from './usage-snapshot.ts';
import type { UsageSnapshot } from './usage-snapshot.ts';

/** What a part of the snapshot is rated on: its plan version, and with the first part of a claim the lines it was billed with before. */
export interface RatedOn {
  readonly plan: PlanVersion;
  readonly billed: readonly ChargeLine[];
  /** Coupons of its first bill. */
  readonly coupons?: readonly AppliedCoupon[];
}

/**
 * The charges of a snapshot: the lines of every claim that was due or has changed, oldest period first. A claim that has
 * changed and comes to the same is made without a line: its bill explains itself by the events that count.
 *
 * @param ratedOn one entry for each part of the snapshot, in its order
 * @param coupons that are taken off them
 * @throws {NotPriceableError} if the lines are in different currencies, which one document can't add up
 */
export function chargesOf(
  snapshot: UsageSnapshot,
  ratedOn: readonly RatedOn[],
  meters: readonly Meter[],
  language: Language,
  snapshotKey: string,
  coupons?: OfferedCoupons,
): Charges {
  const metersById = new Map(meters.map((meter) => [meter.id, meter]));
  const rated = claimsIn(snapshot, ratedOn).map((parts) => ({
    period: parts[0].part,
    currency: parts[0].plan.currency,
    lines: linesOf(parts, metersById, language),
  }));
  const currencies = [...new Set(rated.flatMap(({ currency, lines }) => (lines.length > 0 ? [currency] : [])))];
  if (currencies.length > 1) {
    throw new NotPriceableError(
      `The customer's plans are in ${currencies.join(' and ')}; the subscriptions of one customer need one currency.`,
    );
  }
  const [currency] = currencies;
  return {
    schema: 1,
    ...(currency === undefined ? {} : { currency }),
    ...lessCoupons(
      rated.flatMap(({ lines }) => lines),
      coupons,
      ratedOn.flatMap((it) => it.coupons ?? []),
      currency,
      language,
    ),
    periods: rated.map(({ period: { subscriptionId, servicePeriod, sequence, billedBy, compared, timing, terms } }) => ({
      subscriptionId,
      whole: servicePeriod.whole,
      sequence,
      voided: sequence - billedBy.length,
      compared,
      ...(timing && { timing }),
      ...(terms === undefined ? {} : { terms }),
    })),
    snapshotKey,
  };
}

type ClaimParts = [RatedPart, ...RatedPart[]];
type RatedPart = MeasuredPart & RatedOn;

function claimsIn({ periods }: UsageSnapshot, ratedOn: readonly RatedOn[]): ClaimParts[] {
  const claims: ClaimParts[] = [];
  for (const [i, part] of periods.entries()) {
    const on = ratedOn[i];
    if (!on) throw new NotPriceableError(`Period ${i} of the snapshot has no plan.`);
    const last = claims.at(-1);
    if (last && isOfOneClaim(last[0].part, part)) last.push({ part, ...on });
    else claims.push([{ part, ...on }]);
  }
  return claims;
}

/** A claim of which nothing is billed, or nothing any more, has plain lines whatever its sequence. */
function linesOf(parts: ClaimParts, meters: ReadonlyMap<string, Meter>, language: Language): ChargeLine[] {
  const [{ part, plan, billed, coupons = [] }] = parts;
  const rated = ratedClaim(parts, meters, language);
  if (part.billedBy.length === 0) return withoutEmpty(rated);
  const lines = discountedAgain(rated, billed, coupons, plan.currency, language);
  return correctionLines(lines, billed, { sequence: part.sequence, currency: plan.currency, language });
}
