import { decimal, smaller, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';

/** What all tiers have: an inclusive upper bound, absent in the last one. */
interface Bounded {
  readonly upTo?: string | undefined;
}

/** A tier that was entered, and how much of the quantity falls in it. */
interface Slice<Tier> {
  readonly tier: Tier;
  readonly within: Decimal;
}

/**
 * A quantity cut at the bounds of tiers; a bound belongs to the tier below it.
 *
 * @param quantity at least 0, may be fractional
 * @param tiers ascending by `upTo`; the last one open
 * @param isFirstEntered whether the first tier counts as entered when nothing was used
 * @returns the tiers that were entered, lowest first
 * @throws {RangeError} if `quantity` is negative
 */
export function slicesOf<Tier extends Bounded>(quantity: Decimal, tiers: readonly Tier[], isFirstEntered: boolean): Slice<Tier>[] {
  requireTier(quantity);
  const slices: Slice<Tier>[] = [];
  let below = ZERO;
  for (const [i, tier] of tiers.entries()) {
    const within = (tier.upTo === undefined ? quantity : smaller(quantity, decimal(tier.upTo))).minus(below);
    // A first tier up to 0 is passed by, not the end.
    if (!within.gt(0) && !(i === 0 && isFirstEntered)) continue;
    slices.push({ tier, within });
    below = below.plus(within);
  }
  return slices;
}

/**
 * The one tier a quantity is in: the first whose bound it does not exceed.
 *
 * @param tiers ascending by `upTo`; the last one open
 * @throws {RangeError} if `quantity` is negative
 */
export function tierOf<Tier extends Bounded>(quantity: Decimal, tiers: readonly Tier[]): Tier {
  requireTier(quantity);
  const found = tiers.find(({ upTo }) => upTo === undefined || quantity.lte(decimal(upTo)));
  if (!found) throw new RangeError(`No tier holds ${quantity.toFixed()}; the last one must have no bound.`);
  return found;
}

/** The bound of a tier as a part of a line says it. */
export function boundOf({ upTo }: Bounded): { upTo?: string } {
  return upTo === undefined ? {} : { upTo };
}

function requireTier(quantity: Decimal): void {
  if (quantity.lt(0)) throw new RangeError(`A quantity of ${quantity.toFixed()} is below 0 and has no tier.`);
}
