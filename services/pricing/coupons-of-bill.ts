import type { Charges } from '../../shared/charges.store.ts';
import type { AppliedCoupon } from '../../shared/coupon.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import { couponOrder } from './discounts.ts';
import type { Offer } from './discounts.ts';

/** The coupons a customer may use on a bill. */
export interface OfferedCoupons {
  readonly offers: readonly Offer[];
  /** Version of the record of what earlier bills took, where that limits one of them. */
  readonly usesVersion?: number | undefined;
}

/**
 * The coupons of a bill as they were when it was made: what corrections decide by, and what of them is used up.
 *
 * @param lines of the bill, less what its coupons take off them
 * @param corrected coupons of the bills that are corrected
 */
export function couponsOfBill(
  lines: readonly ChargeLine[],
  { offers, usesVersion }: OfferedCoupons,
  corrected: readonly AppliedCoupon[],
  currency: string | undefined,
): Pick<Charges, 'coupons' | 'usesVersion'> {
  if (currency === undefined || (offers.length === 0 && corrected.length === 0)) return {};
  const offered = [...offers].sort(couponOrder).map(({ coupon, span }) => ({ coupon, span, isOffered: true }));
  const isOffered = (id: string): boolean => offered.some(({ coupon }) => coupon.id === id);
  const others = new Map(corrected.filter(({ coupon }) => !isOffered(coupon.id)).map((it) => [it.coupon.id, { ...it, isOffered: false }]));
  const coupons = [...offered, ...others.values()].map((it) => ({ ...it, ...takenBy(it.coupon.id, lines, currency) }));
  return { coupons, ...(usesVersion === undefined ? {} : { usesVersion }) };
}

function takenBy(coupon: string, lines: readonly ChargeLine[], currency: string): Pick<AppliedCoupon, 'amount' | 'isBill'> {
  const amounts = (of: readonly ChargeLine[]): string[] =>
    of.flatMap(({ discounts = [] }) => discounts.filter((it) => it.coupon === coupon).map(({ amount }) => amount));
  return {
    amount: amountText(sum(amounts(lines).map(decimal)), currency),
    isBill: amounts(lines.filter(({ trace }) => !trace.correction)).length > 0,
  };
}
