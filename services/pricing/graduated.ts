import type { Tier } from '../../shared/price-tiers.ts';
import type { ChargePart } from '../../shared/invoice.ts';
import type { Decimal } from '../../shared/money.ts';
import type { PriceOf } from '../../shared/price.ts';
import { chargePart } from './price-model.ts';
import type { PriceModel } from './price-model.ts';
import { boundOf, slicesOf } from './tiers.ts';

export const graduated: PriceModel<PriceOf<'graduated'>> = {
  parts: ({ tiers, flatOnZeroUsage }, { quantity }) => graduatedParts(quantity, tiers, flatOnZeroUsage),
};

/**
 * Graduated tiers: each unit costs what the tier it falls in says. A bound belongs to the tier below it; a tier's
 * flat fee is due once, when the tier is entered.
 *
 * @param quantity units used in the period, ≥ 0, may be fractional
 * @param tiers ascending by `upTo`; the last one open
 * @param flatOnZeroUsage whether the first tier's flat fee is due when nothing was used
 * @returns one part for each tier that was entered; amounts are not rounded
 * @throws {RangeError} if `quantity` is negative
 * @see docs/sources.md#graduated
 */
export function graduatedParts(quantity: Decimal, tiers: readonly Tier[], flatOnZeroUsage: boolean): ChargePart[] {
  return slicesOf(quantity, tiers, flatOnZeroUsage).map(({ tier, within }) =>
    chargePart({ quantity: within, unitPrice: tier.unitPrice, flatFee: tier.flatFee }, boundOf(tier)),
  );
}
