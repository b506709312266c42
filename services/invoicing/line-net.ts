import type { ChargeLine, ChargePart } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText, quotient, roundToMinor, sum } from '../../shared/money.ts';

/** Arithmetic of a line (BG-25): from a price to what is charged, and to the net of the line. */

/** Net price of a unit (BT-146): its gross price less the discount on it. */
export function netPrice(grossPrice: string, discount: string): string {
  return quantityText(decimal(grossPrice).minus(decimal(discount)));
}

/**
 * What a part comes to: quantity × unit price ÷ base quantity + flat fee. Not rounded; what is divided keeps 18 digits
 * behind the point.
 */
export function partAmount({ quantity, unitPrice, baseQuantity, flatFee }: Omit<ChargePart, 'amount'>): string {
  const product = decimal(quantity).times(decimal(unitPrice));
  const priced = baseQuantity === undefined ? product : quotient(product, decimal(baseQuantity));
  return quantityText(priced.plus(decimal(flatFee)));
}

/**
 * Net of a line (BT-131): its parts, rounded once, half away from zero, less what is taken off it, with what is put on
 * it. Not for corrections.
 *
 * @see docs/sources.md#en-16931-arithmetic
 */
export function lineNet(
  { parts, discounts = [], charges = [] }: Pick<ChargeLine, 'parts' | 'discounts' | 'charges'>,
  currency: string,
): string {
  const gross = roundToMinor(sum(parts.map(({ amount }) => decimal(amount))), currency);
  const [taken, put] = [discounts, charges].map((list) => sum(list.map(({ amount }) => decimal(amount)))) as [typeof gross, typeof gross];
  return amountText(gross.minus(taken).plus(put), currency);
}
