import type { PriceOf } from '../../shared/price.ts';
import { packagePart } from './package.ts';
import type { PriceModel } from './price-model.ts';
import { boundOf, tierOf } from './tiers.ts';

/**
 * Volume packages: all units cost packages of the tier their number is in; one that is begun counts.
 *
 * @see docs/sources.md#package
 */
export const volumePackage: PriceModel<PriceOf<'volume-package'>> = {
  parts: ({ tiers, flatOnZeroUsage }, { quantity }) => {
    if (quantity.isZero() && !flatOnZeroUsage) return [];
    const tier = tierOf(quantity, tiers);
    return [packagePart(quantity, tier, boundOf(tier))];
  },
};
