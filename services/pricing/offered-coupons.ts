import type { CustomerCoupon } from '../../shared/catalog.ts';
import type { Coupon } from '../../shared/coupon.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import type { Reservation } from '../../shared/reservation.store.ts';
import type { Offer } from './discounts.ts';

/**
 * Coupons that a bill may take, with what is left of them: none that was taken off all its bills, or of which nothing is
 * left.
 *
 * @param given what the customer has, in its order, with the coupons as they are now
 * @param standing what other bills took
 */
export function offersOf(
  given: readonly { readonly coupon: Coupon; readonly span: Pick<CustomerCoupon, 'from' | 'until'> }[],
  standing: readonly Reservation[],
): Offer[] {
  const parts = standing.flatMap((it) => it.parts);
  return given.flatMap(({ coupon, span }): Offer[] => {
    const used = parts.filter(({ id }) => id === coupon.id);
    if (coupon.bills !== undefined && used.filter(({ isBill }) => isBill).length >= coupon.bills) return [];
    if (coupon.atMost === undefined || coupon.currency === undefined) return [{ coupon, span }];
    const left = decimal(coupon.atMost).minus(sum(used.map(({ amount }) => decimal(amount))));
    return left.lte(0) ? [] : [{ coupon, span, left: amountText(left, coupon.currency) }];
  });
}
