import type { Tier } from '../../shared/price.ts';
import type { ChargePart } from '../../shared/invoice.ts';
import { decimal, quantityText, smaller, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';

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
  if (quantity.lt(0)) throw new RangeError(`A graduated price needs a quantity of at least 0, not ${quantity.toFixed()}.`);
  const parts: ChargePart[] = [];
  let below = ZERO;
  for (const [i, tier] of tiers.entries()) {
    const within = (tier.upTo === undefined ? quantity : smaller(quantity, decimal(tier.upTo))).minus(below);
    const isEntered = within.gt(0) || (i === 0 && flatOnZeroUsage);
    // A first tier up to 0 is passed by, not the end.
    if (!isEntered) continue;
    parts.push({
      ...(tier.upTo === undefined ? {} : { upTo: tier.upTo }),
      quantity: quantityText(within),
      unitPrice: tier.unitPrice,
      flatFee: tier.flatFee,
      amount: quantityText(within.times(decimal(tier.unitPrice)).plus(decimal(tier.flatFee))),
    });
    below = below.plus(within);
  }
  return parts;
}
