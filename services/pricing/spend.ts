import type { ChargePart, PeriodShare } from '../../shared/invoice.ts';
import { decimal, quantityText, roundedTo, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { Commitment } from '../../shared/price-terms.ts';
import { amountOf } from './parts.ts';
import { shareOfAmount } from './period-share.ts';
import { chargePart } from './price-model.ts';

/** Between what bounds an amount stays: minimum, maximum and commitment. */

/** What an amount before rounding may have behind the point. */
const EXACT_DIGITS = 36;

/**
 * What a minimum adds to what was spent: the difference, or nothing. Of a part of a period the minimum is due by days.
 *
 * It is due once, on the last line of a period, and counts everything that was billed in it.
 *
 * @param spent major units, in the whole of the period so far
 * @see docs/sources.md#minimum-spend
 */
export function minimumSpendDue(minimum: string, spent: Decimal, share: PeriodShare): Decimal {
  const due = shareOfAmount(decimal(minimum), share);
  return due.gt(spent) ? due.minus(spent) : ZERO;
}

/**
 * What a maximum takes off an amount: a discount, after all that are a percentage. Not less for a part of a period.
 *
 * @param net of the line, rounded and after its percentage discounts
 * @param billed before in the same period
 * @returns at most `net`, at least 0
 * @see docs/sources.md#maximum-spend
 */
export function maximumSpendDiscount(maximum: string, net: Decimal, billed: Decimal = ZERO): Decimal {
  const over = billed.plus(net).minus(decimal(maximum));
  if (over.lte(0)) return ZERO;
  return over.gt(net) ? net : over;
}

/**
 * What a commitment adds to the parts of a window: what is above it costs `overageFactor` times its price, and what
 * is missing is charged where it is trued up.
 *
 * @returns one part at most
 * @see docs/sources.md#windowed-commitment
 */
export function commitmentParts(parts: readonly ChargePart[], { amount, overageFactor, trueUp }: Commitment): ChargePart[] {
  const over = amountOf(parts).minus(decimal(amount));
  if (over.isZero()) return [];
  if (over.lt(0)) return trueUp ? [feePart('minimum-spend', over.neg())] : [];
  const surcharge = roundedTo(over.times(decimal(overageFactor).minus(1)), EXACT_DIGITS, 'half');
  return surcharge.isZero() ? [] : [feePart('overage', surcharge)];
}

/** A part that is only an amount. */
export function feePart(kind: ChargePart['kind'], amount: Decimal): ChargePart {
  return chargePart({ quantity: ZERO, flatFee: quantityText(amount) }, { kind });
}
