import type { ChargePart } from '../../shared/invoice.ts';
import { decimal, quantityText, whole } from '../../shared/money.ts';

/** Digits behind the point that a share of days keeps before the line is rounded. */
const SHARE_DIGITS = 18;

/**
 * A flat fee for a service period: the full amount for the whole period, by days for a part of it.
 *
 * @param fee amount of a whole period, major units
 * @param days days the subscription ran, of so many in the whole anchor period
 * @returns one part; its amount is not rounded to the minor unit
 * @see docs/sources.md#proration
 */
export function flatParts(fee: string, { days, of }: { days: number; of: number }): ChargePart[] {
  const share = decimal(fee).times(whole(days)).div(whole(of));
  return [{ quantity: '1', unitPrice: fee, flatFee: '0', amount: quantityText(share.toDecimalPlaces(SHARE_DIGITS)) }];
}
