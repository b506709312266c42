import type { ChargePart } from '../../shared/invoice.ts';
import type { Decimal } from '../../shared/money.ts';
import type { PriceOf } from '../../shared/price.ts';
import { chargePart } from './price-model.ts';
import type { PriceModel } from './price-model.ts';

export const standard: PriceModel<PriceOf<'standard'>> = {
  parts: ({ unitPrice }, { quantity }) => standardParts(quantity, unitPrice),
};

/**
 * The standard model, a price per unit.
 *
 * @param quantity units used in the period; may be fractional, and negative where usage was taken back
 * @returns one part; its amount is not rounded
 */
export function standardParts(quantity: Decimal, unitPrice: string): ChargePart[] {
  return [chargePart({ quantity, unitPrice })];
}
