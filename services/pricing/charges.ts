import type { Language } from '../../shared/catalog.ts';
import type { Meter } from '../../shared/meter.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { Charges } from '../../shared/charges.store.ts';
import type { AppliedCoupon } from '../../shared/coupon.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { annexOf } from './annexed-usage.ts';
import { withoutEmpty } from './charge-lines.ts';
import { correctionLines } from './correction.ts';
import { countsFor } from './counted-claims.ts';
import { couponsOfBill } from './coupons-of-bill.ts';
import type { OfferedCoupons } from './coupons-of-bill.ts';
import { discountedAgain, discountedLines } from './discounts.ts';
import { commitmentLines, minimumLines, withinMaximum } from './plan-spend.ts';
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
  /** What stands of other claims that count for this one and are not in the snapshot themselves. */
  readonly counted?: readonly ChargeLine[];
}

const NO_COUPONS: OfferedCoupons = { offers: [] };

/**
 * The charges of a snapshot: the lines of every claim that was due or has changed, oldest period first. A claim that has
 * changed and comes to the same is made without a line: its bill explains itself by the events that count.
 *
 * Every claim is worked out as a whole, step by step: its prices, the minimum of its plan, coupons, the maximum of its
 * plan; and of a term what is missing to its commitment. A correction is what that comes to less what was billed.
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
  coupons: OfferedCoupons = NO_COUPONS,
): Charges {
  const metersById = new Map(meters.map((meter) => [meter.id, meter]));
  const rated = claimsIn(snapshot, ratedOn).map((parts) => ({ parts, lines: ratedClaim(parts, metersById, language) }));
  const least = rated.map(({ parts, lines }) => {
    return { parts, lines: [...lines, ...minimumLines(parts, [...lines, ...countedFor(parts, rated)], language)] };
  });
  const discounted = lessCoupons(least, coupons, language);
  const most = discounted.map(({ parts, lines }) => {
    return { parts, lines: withinMaximum(parts, lines, countedFor(parts, discounted), language) };
  });
  const bills = most.map(({ parts, lines }) => {
    const missing = commitmentLines(parts, countedFor(parts, most), language);
    return { parts, lines: toBill({ parts, lines: [...lines, ...missing] }, language) };
  });
  const currency = currencyOf(bills);
  const lines = bills.flatMap((bill) => bill.lines);
  const usageAnnex = annexOf(bills, metersById, language);
  return {
    schema: 1,
    ...(currency === undefined ? {} : { currency }),
    lines,
    ...(usageAnnex.length > 0 ? { usageAnnex } : {}),
    ...couponsOfBill(
      lines,
      coupons,
      ratedOn.flatMap((it) => it.coupons ?? []),
      currency,
    ),
    periods: bills.map(({ parts: [{ part }] }) => {
      const { subscriptionId, servicePeriod, sequence, billedBy, compared, timing, terms } = part;
      return {
        subscriptionId,
        whole: servicePeriod.whole,
        sequence,
        voided: sequence - billedBy.length,
        compared,
        ...(timing && { timing }),
        ...(terms === undefined ? {} : { terms }),
      };
    }),
    snapshotKey,
  };
}

type ClaimParts = [RatedPart, ...RatedPart[]];
type RatedPart = MeasuredPart & RatedOn;

/** A claim with every line as it comes to now, those of zero among them. */
interface Claimed {
  readonly parts: ClaimParts;
  readonly lines: readonly ChargeLine[];
}

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
function isFirstBill([{ part }]: ClaimParts): boolean {
  return part.billedBy.length === 0;
}

/** What the claims come to that count for one: as they are rated now, else as they stand. */
function countedFor([{ part, counted = [] }]: ClaimParts, claims: readonly Claimed[]): readonly ChargeLine[] {
  const rated = claims.filter(({ parts: [{ part: other }] }) => {
    const isOfOneSubscription = other.subscriptionId === part.subscriptionId;
    return isOfOneSubscription && countsFor({ ...other.servicePeriod, ...other }, { ...part.servicePeriod, ...part });
  });
  return [...rated.flatMap(({ lines }) => lines), ...counted];
}

/** Coupons are taken off all first bills together; a correction has those of its own bill. */
function lessCoupons(claims: readonly Claimed[], { offers }: OfferedCoupons, language: Language): Claimed[] {
  const first = claims.filter(({ parts }) => isFirstBill(parts));
  const currency = currencyOf(first.map(({ parts, lines }) => ({ parts, lines: withoutEmpty(lines) })));
  const off = currency === undefined ? [] : discountedLines(first.flatMap(({ lines }) => lines), offers, currency, language); // prettier-ignore
  return claims.map((claim) => {
    const { parts, lines } = claim;
    if (isFirstBill(parts)) return currency === undefined ? claim : { parts, lines: off.splice(0, lines.length) };
    const [{ billed, coupons = [], plan }] = parts;
    return { parts, lines: discountedAgain(lines, billed, coupons, plan.currency, language) };
  });
}

/** The lines that bring what was billed of a claim to what it comes to now. */
function toBill({ parts, lines }: Claimed, language: Language): ChargeLine[] {
  const [{ part, plan, billed }] = parts;
  if (isFirstBill(parts)) return withoutEmpty(lines);
  return correctionLines(lines, billed, { sequence: part.sequence, currency: plan.currency, language });
}

function currencyOf(claims: readonly Claimed[]): string | undefined {
  const billed = claims.filter(({ lines }) => lines.length > 0);
  const currencies = [...new Set(billed.map(({ parts: [{ plan }] }) => plan.currency))];
  if (currencies.length > 1) {
    throw new NotPriceableError(
      `The customer's plans are in ${currencies.join(' and ')}; the subscriptions of one customer need one currency.`,
    );
  }
  return currencies[0];
}
