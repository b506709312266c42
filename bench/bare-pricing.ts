import { Decimal } from 'decimal.js';

/** The arithmetic of three models with nothing but decimal.js, as one would write it for one price: the lower bound. */

const Bare = Decimal.clone({ precision: 80, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -80, toExpPos: 80 });

interface BareTier {
  readonly upTo?: string;
  readonly unitPrice: string;
  readonly flatFee: string;
}

/** @returns the amount, after a part of each tier was written as text */
export function graduatedByHand(quantityText: string, tiers: readonly BareTier[]): string {
  const quantity = new Bare(quantityText);
  let below = new Bare(0);
  const amounts: string[] = [];
  for (const { upTo, unitPrice, flatFee } of tiers) {
    const within = (upTo === undefined ? quantity : Decimal.min(quantity, new Bare(upTo))).minus(below);
    if (within.lte(0)) break;
    const part = { quantity: within.toFixed(), amount: within.times(new Bare(unitPrice)).plus(new Bare(flatFee)).toFixed() };
    amounts.push(part.amount);
    below = below.plus(within);
  }
  return amounts.reduce((total, amount) => total.plus(new Bare(amount)), new Bare(0)).toFixed();
}

export function volumeByHand(quantityText: string, tiers: readonly BareTier[]): string {
  const quantity = new Bare(quantityText);
  const tier = tiers.find(({ upTo }) => upTo === undefined || quantity.lte(new Bare(upTo)));
  if (!tier) return '0';
  return quantity.times(new Bare(tier.unitPrice)).plus(new Bare(tier.flatFee)).toFixed();
}

interface BareRule {
  readonly rate: string;
  readonly fixed: string;
  readonly freeUnits: string;
  readonly minimum: string;
  readonly maximum: string;
}

export function percentageByHand(values: readonly string[], { rate, fixed, freeUnits, minimum, maximum }: BareRule): string {
  const [least, most, fee, share] = [new Bare(minimum), new Bare(maximum), new Bare(fixed), new Bare(rate).div(100)];
  let free = new Bare(freeUnits);
  let total = new Bare(0);
  for (const value of values) {
    const units = new Bare(value);
    const isFree = free.gt(0);
    const used = isFree ? Decimal.min(units, free) : new Bare(0);
    free = free.minus(used);
    const paid = units.minus(used);
    if (isFree && paid.isZero()) continue;
    total = total.plus(Decimal.max(least, Decimal.min(most, paid.times(share).plus(fee))));
  }
  return total.toFixed();
}
