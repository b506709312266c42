import type { ChargePart } from '../../shared/invoice.ts';
import { decimal, roundedTo, smaller, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { Tier } from '../../shared/price-tiers.ts';
import { amountOf } from './parts.ts';
import { chargePart } from './price-model.ts';
import { feePart } from './spend.ts';
import { boundOf } from './tiers.ts';

/** Digits behind the point that a share of a change keeps where it is split over tiers. */
const SHARE_DIGITS = 18;

/** Units that were added to, or taken off, what is held; and the same by the share of the period that was left. */
export interface UnitChange {
  readonly units: Decimal;
  readonly prorated: Decimal;
}

/**
 * Graduated tiers of units that are held, by days: a unit is in the tier that its number among the full units gives,
 * and costs the share of the period in which it was there. A unit that is taken off leaves the top tier first. Flat
 * fees are due in full for each tier that was ever entered.
 *
 * @param changes in the order of their times
 * @param tiers ascending by `upTo`; the last one open
 * @returns one part for each tier that was entered, and what is missing where they come to less than 0
 * @see docs/sources.md#graduated-prorated
 */
export function graduatedProratedParts(changes: readonly UnitChange[], tiers: readonly Tier[]): ChargePart[] {
  const held = tiers.map((tier, i) => ({ tier, room: roomOf(tiers, i), full: ZERO, prorated: ZERO, isEntered: false }));
  for (const { units, prorated } of changes) {
    const isAdded = units.gt(0);
    let left = units.abs();
    let share = prorated;
    const order = isAdded ? held : [...held].reverse();
    const moves = order.map((of) => {
      const free = isAdded ? (of.room?.minus(of.full) ?? left) : of.full;
      const moved = smaller(left, free);
      left = left.minus(moved);
      return { of, moved };
    });
    // What is taken off beyond what is held belongs to the lowest tier.
    const last = moves.findLast(({ moved }) => !moved.isZero()) ?? moves.at(-1);
    for (const { of, moved } of moves) {
      if (moved.isZero()) continue;
      of.full = isAdded ? of.full.plus(moved) : of.full.minus(moved);
      of.isEntered ||= isAdded;
      const part = of === last?.of ? share : roundedTo(prorated.times(moved).div(units.abs()), SHARE_DIGITS, 'half');
      of.prorated = of.prorated.plus(part);
      share = share.minus(part);
    }
  }
  const parts = held
    .filter(({ isEntered }) => isEntered)
    .map(({ tier, prorated }) => chargePart({ quantity: prorated, unitPrice: tier.unitPrice, flatFee: tier.flatFee }, boundOf(tier)));
  const amount = amountOf(parts);
  return amount.lt(0) ? [...parts, feePart('minimum-spend', amount.neg())] : parts;
}

/** Units that fit in a tier; undefined if all do. */
function roomOf(tiers: readonly Tier[], i: number): Decimal | undefined {
  const upTo = tiers[i]?.upTo;
  return upTo === undefined ? undefined : decimal(upTo).minus(decimal(tiers[i - 1]?.upTo ?? '0'));
}
