import { decimal, roundedTo, smaller, ZERO } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { Conversion, Rounding } from '../../shared/price-terms.ts';

/** What of a price says how a quantity becomes what is charged; not every model has it. */
interface QuantityTerms {
  readonly model: string;
  readonly conversion?: Conversion | undefined;
  readonly rounding?: Rounding | undefined;
  readonly included?: string | undefined;
}

/** Digits behind the point that a quotient keeps where nothing rounds it. */
const QUOTIENT_DIGITS = 18;

/**
 * What a meter measured, in the unit that is priced: converted, then rounded.
 *
 * @param quantity as measured; may be negative
 * @see docs/sources.md#unit-conversion
 */
export function billableQuantity(quantity: Decimal, { conversion, rounding }: QuantityTerms): Decimal {
  const converted = conversion ? convert(quantity, conversion) : quantity;
  if (rounding) return roundedTo(converted, rounding.digits, rounding.to);
  return conversion ? roundedTo(converted, QUOTIENT_DIGITS, 'half') : converted;
}

/** How much of a billable quantity is free: what is included, but no more than was used. */
export function freeQuantity(quantity: Decimal, { included }: QuantityTerms): Decimal {
  if (included === undefined || quantity.lt(0)) return ZERO;
  return smaller(quantity, decimal(included));
}

function convert(quantity: Decimal, { multiplyBy, divideBy }: Conversion): Decimal {
  return quantity.times(decimal(multiplyBy ?? '1')).div(decimal(divideBy ?? '1'));
}
