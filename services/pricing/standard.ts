import type { ChargePart } from '../../shared/invoice.ts';
import { decimal, quantityText } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';

/**
 * The standard model, a price per unit.
 *
 * @param quantity units used in the period; may be fractional, and negative where usage was taken back
 * @returns one part; its amount is not rounded
 */
export function standardParts(quantity: Decimal, unitPrice: string): ChargePart[] {
  return [
    {
      quantity: quantityText(quantity),
      unitPrice,
      flatFee: '0',
      amount: quantityText(quantity.times(decimal(unitPrice))),
    },
  ];
}
