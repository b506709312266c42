import type { ChargePart, PeriodShare } from '../../shared/invoice.ts';
import { decimal, quantityText } from '../../shared/money.ts';
import { shareOfAmount } from './period-share.ts';

/**
 * A flat fee for a service period: the full amount for the whole period, its share for a part of it.
 *
 * @param fee amount of a whole period, major units
 * @param share days or seconds that are billed, of so many in the whole anchor period
 * @param quantity how many of it, such as seats, as a decimal
 * @returns one part; its amount is not rounded to the minor unit
 * @see docs/sources.md#proration
 */
export function flatParts(fee: string, share: PeriodShare, quantity = '1'): ChargePart[] {
  const amount = shareOfAmount(decimal(fee).times(decimal(quantity)), share);
  return [{ quantity, unitPrice: fee, flatFee: '0', amount: quantityText(amount) }];
}
