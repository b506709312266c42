import { decimal, whole, ZERO } from '../../shared/money.ts';
import type { CapacityTier } from '../../shared/price-tiers.ts';
import type { PriceOf } from '../../shared/price.ts';
import { chargePart } from './price-model.ts';
import type { PriceModel } from './price-model.ts';
import type { Decimal } from '../../shared/money.ts';

const ONE = whole(1);

/** Capacity: the first tier that holds what every meter measured is charged, once. */
export const capacity: PriceModel<PriceOf<'capacity'>> = {
  parts: ({ tiers, isDueUnused }, { peaks }) => {
    if (!isDueUnused && [...peaks.values()].every((peak) => peak.isZero())) return [];
    return [chargePart({ quantity: ONE, unitPrice: capacityTierOf(peaks, tiers).amount })];
  },
};

/**
 * The first tier that holds all peaks; a limit belongs to its tier.
 *
 * @param peaks by meter; one that is not there measured 0
 * @param tiers smallest first; the last one without limits
 * @see docs/sources.md#capacity
 */
function capacityTierOf(peaks: ReadonlyMap<string, Decimal>, tiers: readonly CapacityTier[]): CapacityTier {
  const found = tiers.find(({ limits }) =>
    Object.entries(limits).every(([meter, limit]) => (peaks.get(meter) ?? ZERO).lte(decimal(limit))),
  );
  if (!found) throw new RangeError('No tier holds the peaks; the last one must have no limits.');
  return found;
}
