import { ZERO, decimal, sum, whole, type Decimal } from '../../shared/money.ts';
import type { Charge } from './charges.ts';
import { PRICES } from './prices-us-east-1.ts';
import type { Counted, Place } from './tally.ts';

/** Dollars of one charge at one place. */
export interface BillLine extends Place {
  readonly charge: Charge;
  readonly count: number;
  readonly usd: Decimal;
}

/** Applies list prices to what was counted; not rounded. */
export function billOf(counted: readonly Counted[], charges: readonly Charge[]): BillLine[] {
  return counted.flatMap(({ machine, step, counts }) =>
    charges.flatMap((charge): BillLine[] => {
      const count = counts[charge.measure] ?? 0;
      return count === 0 ? [] : [{ machine, step, charge, count, usd: usdOf(charge, count) }];
    }),
  );
}

export function totalOf(lines: readonly BillLine[]): Decimal {
  return sum(lines.map(({ usd }) => usd));
}

/** What of a bill rests on a formula. */
export function formulaPart(lines: readonly BillLine[]): Decimal {
  return totalOf(lines.filter(({ charge }) => charge.isFormula));
}

/** An amount for `of` units as that for `per`. */
export function perUnits(usd: Decimal, of: number, per: number): Decimal {
  return of === 0 ? ZERO : usd.times(whole(per)).div(whole(of));
}

function usdOf({ price, months = '1' }: Charge, count: number): Decimal {
  const { usd, per } = PRICES[price];
  return decimal(count.toFixed(9)).times(decimal(usd)).times(decimal(months)).div(whole(per));
}
