import { amountText, decimal, whole } from '../../shared/money.ts';

/** Currencies that Stripe counts in whole units, and in thousandths of which the last digit is zero. */
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const THOUSANDTHS = new Set('BHD JOD KWD OMR TND'.split(' '));

/**
 * An amount as Stripe counts it, in the smallest unit of its currency; undefined where it can't be charged so exactly.
 *
 * @param amount major units, above zero
 * @see docs/sources.md#stripe
 */
export function stripeAmount(amount: string, currency: string): number | undefined {
  const units = unitsOf(currency);
  const count = decimal(amount).times(whole(units));
  if (!count.isInteger() || (units === 1000 && !count.mod(whole(10)).isZero())) return undefined;
  return count.toNumber();
}

/**
 * An amount that Stripe tells, in major units.
 *
 * @param count of the smallest unit of the currency, as Stripe counts it
 * @param code of the currency, in whatever letters
 */
export function amountFromStripe(count: number, code: string): string {
  const currency = code.toUpperCase();
  return amountText(whole(count).div(whole(unitsOf(currency))), currency);
}

function unitsOf(currency: string): number {
  return WHOLE.has(currency) ? 1 : THOUSANDTHS.has(currency) ? 1000 : 100;
}
