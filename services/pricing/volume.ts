import type { Tier } from '../../shared/price-tiers.ts';
import type { ChargePart } from '../../shared/invoice.ts';
import type { Decimal } from '../../shared/money.ts';
import type { PriceOf } from '../../shared/price.ts';
import { chargePart } from './price-model.ts';
import type { PriceModel } from './price-model.ts';
import { boundOf, tierOf } from './tiers.ts';

export const volume: PriceModel<PriceOf<'volume'>> = {
  parts: ({ tiers, flatOnZeroUsage }, { quantity }) => volumeParts(quantity, tiers, flatOnZeroUsage),
};

/**
 * Volume tiers: all units cost what the tier of their number says, so the price can fall when a bound is passed. A
 * fraction between two whole bounds is in the upper tier.
 *
 * @param quantity units used in the period, ≥ 0, may be fractional
 * @param tiers ascending by `upTo`; the last one open
 * @param flatOnZeroUsage whether the first tier's flat fee is due when nothing was used
 * @returns one part; its amount is not rounded
 * @throws {RangeError} if `quantity` is negative
 * @see docs/sources.md#volume
 */
export function volumeParts(quantity: Decimal, tiers: readonly Tier[], flatOnZeroUsage: boolean): ChargePart[] {
  if (quantity.isZero() && !flatOnZeroUsage) return [];
  const tier = tierOf(quantity, tiers);
  return [chargePart({ quantity, unitPrice: tier.unitPrice, flatFee: tier.flatFee }, boundOf(tier))];
}
