import type { PriceOf } from '../../shared/price.ts';
import { hundredth } from './percentage.ts';
import { chargePart } from './price-model.ts';
import type { PriceModel } from './price-model.ts';
import { boundOf, slicesOf } from './tiers.ts';

/**
 * Graduated percentages: each part of the amount is charged the rate of the tier it falls in; a tier's flat fee is
 * due once, when it is entered.
 *
 * @see docs/sources.md#percentage
 */
export const graduatedPercentage: PriceModel<PriceOf<'graduated-percentage'>> = {
  parts: ({ tiers, flatOnZeroUsage }, { quantity }) =>
    slicesOf(quantity, tiers, flatOnZeroUsage).map(({ tier, within }) =>
      chargePart({ quantity: within, unitPrice: hundredth(tier.rate), flatFee: tier.flatFee }, boundOf(tier)),
    ),
};
