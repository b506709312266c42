import type { PriceOf } from '../../shared/price.ts';
import { packagePart } from './package.ts';
import type { PriceModel } from './price-model.ts';
import { boundOf, slicesOf } from './tiers.ts';

/**
 * Graduated packages: the units that fall in each tier cost packages of that tier; one that is begun counts.
 *
 * @see docs/sources.md#package
 */
export const graduatedPackage: PriceModel<PriceOf<'graduated-package'>> = {
  parts: ({ tiers, flatOnZeroUsage }, { quantity }) =>
    slicesOf(quantity, tiers, flatOnZeroUsage).map(({ tier, within }) => packagePart(within, tier, boundOf(tier))),
};
