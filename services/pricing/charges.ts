import type { Language } from '../../shared/catalog.ts';
import type { Meter } from '../../shared/meter.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { Charges } from '../../shared/charges.store.ts';
import type { AppliedCoupon } from '../../shared/coupon.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { chargeLines, ratedLines } from './charge-lines.ts';
import { correctionLines } from './correction.ts';
import { lessCoupons } from './coupons-of-bill.ts';
import type { OfferedCoupons } from './coupons-of-bill.ts';
import { discountedAgain } from './discounts.ts';
import { measuringKey } from './measuring.ts';
import type { SnapshotPeriod, UsageSnapshot } from './usage-snapshot.ts';

/** A period of the snapshot with its plan version, and the lines it was billed with before. */
export interface RatedOn {
  readonly plan: PlanVersion;
  readonly billed: readonly ChargeLine[];
  /** Coupons of its first bill. */
  readonly coupons?: readonly AppliedCoupon[];
}

/**
 * The charges of a snapshot: the lines of every period that was due or has changed, oldest period first. A period
 * that has changed and comes to the same is claimed without a line: its bill explains itself by the events that count.
 *
 * @param ratedOn one entry for each period of the snapshot, in its order
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
  const rated = snapshot.periods.map((period, i) => {
    const on = ratedOn[i];
    if (!on) throw new NotPriceableError(`Period ${i} of the snapshot has no plan.`);
    return { period, currency: on.plan.currency, lines: linesOf(period, on, metersById, language) };
  });
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
    periods: rated.map(({ period: { subscriptionId, servicePeriod, sequence, billedBy, compared } }) => ({
      subscriptionId,
      whole: servicePeriod.whole,
      sequence,
      voided: sequence - billedBy.length,
      compared,
    })),
    snapshotKey,
  };
}

/** A period of which nothing is billed, or nothing any more, has plain lines whatever its sequence. */
function linesOf(
  period: SnapshotPeriod,
  { plan, billed, coupons = [] }: RatedOn,
  meters: ReadonlyMap<string, Meter>,
  language: Language,
): ChargeLine[] {
  const { subscriptionId, servicePeriod, sequence, billedBy } = period;
  const quantities = new Map(period.quantities.map((quantity) => [measuringKey(quantity), quantity]));
  const usage = { subscriptionId, servicePeriod, plan, meters, quantities };
  if (billedBy.length === 0) return chargeLines(usage, language);
  const rated = discountedAgain(ratedLines(usage, language), billed, coupons, plan.currency, language);
  return correctionLines(rated, billed, { sequence, currency: plan.currency, language });
}
