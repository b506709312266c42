import { Decimal } from 'decimal.js';
import { z } from 'zod';

/**
 * Money and quantities, exact. Every file, item and event carries decimals as text; `Decimal` exists only inside
 * code, with 80 significant digits (the product of any two decimals we accept is exact), and is imported from here alone. There is one rounding rule, and it is here.
 */
const Exact = Decimal.clone({ precision: 80, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -80, toExpPos: 80 });

export type { Decimal };

export const ZERO: Decimal = new Exact(0);

/** Plain decimal notation, at most 20 digits before and 18 behind the point: sums of a million of them stay exact. */
const DECIMAL_TEXT = /^-?\d{1,20}(\.\d{1,18})?$/;
export const decimalText = z.string().regex(DECIMAL_TEXT, 'expected a plain decimal such as 0.00095 (no exponent, no thousands separator)');

/** Whether a text is what `decimalText` takes: for values that come by the million. */
export function isDecimalText(text: string): boolean {
  return DECIMAL_TEXT.test(text);
}

export const notNegative = decimalText.refine((text) => !text.startsWith('-'), 'expected a decimal of at least 0');

/** An amount before rounding: the product of two decimals, digit for digit. */
const EXACT = /^-?\d{1,41}(\.\d{1,36})?$/;
export const exactText = z.string().regex(EXACT, 'expected a plain decimal');

/** ISO 4217 code of a currency that `minorDigits` knows. */
export const currencyCode = z
  .string()
  .refine((code) => isCurrency(code), { error: ({ input }) => `expected an ISO 4217 code such as EUR${likeCurrency(String(input))}` })
  .describe('ISO 4217 code of the currency, such as EUR.');

/**
 * The exact number a text says.
 *
 * @throws {RangeError} if the text is not plain decimal notation
 */
export function decimal(text: string): Decimal {
  if (!EXACT.test(text)) throw new RangeError(`"${text}" is not a plain decimal number.`);
  return new Exact(text);
}

/** The exact decimal of a whole number, for counts. */
export function whole(count: number): Decimal {
  if (!Number.isSafeInteger(count)) throw new RangeError(`${count} is not a whole number.`);
  return new Exact(count);
}

export function sum(amounts: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const amount of amounts) total = total.plus(amount);
  return total;
}

/** Digits of a decimal that the text of a short one has at most: scaled to a whole number it is a safe integer. */
const SHORT = 15;

/**
 * Adds decimals up one by one, digit for digit, for values that come by the million: short ones as whole numbers, one
 * sum for each count of digits behind the point, so that few need a Decimal of their own.
 */
export class ExactSum {
  readonly #whole: number[] = [];
  #rest = ZERO;

  /** @param text what `isDecimalText` takes */
  add(text: string): void {
    if (text.length > SHORT) {
      this.#rest = this.#rest.plus(decimal(text));
      return;
    }
    const point = text.indexOf('.');
    const digits = point < 0 ? 0 : text.length - point - 1;
    const scaled = Number(point < 0 ? text : text.slice(0, point) + text.slice(point + 1));
    const before = this.#whole[digits] ?? 0;
    if (!Number.isSafeInteger(before + scaled)) {
      this.#rest = this.#rest.plus(scaledDown(before, digits));
      this.#whole[digits] = scaled;
    } else this.#whole[digits] = before + scaled;
  }

  total(): Decimal {
    return this.#whole.reduce((total, scaled, digits) => total.plus(scaledDown(scaled, digits)), this.#rest);
  }
}

function scaledDown(scaled: number, digits: number): Decimal {
  return whole(scaled).div(new Exact(10).pow(digits));
}

/**
 * Digits behind the point that a quotient keeps where it does not come out even, such as an average: as many as a
 * quantity may have. The last one is rounded half away from zero.
 */
const QUOTIENT_DIGITS = 18;

/** One quantity divided by another that is not 0, to 18 digits behind the point, half away from zero. */
export function quotient(dividend: Decimal, divisor: Decimal): Decimal {
  return dividend.div(divisor).toDecimalPlaces(QUOTIENT_DIGITS, Decimal.ROUND_HALF_UP);
}

export function smaller(a: Decimal, b: Decimal): Decimal {
  return a.lt(b) ? a : b;
}

/**
 * Rounds to the currency's minor unit, half away from zero. The only rounding of money in Stepbill: once per
 * line, once per tax category.
 *
 * @see docs/sources.md#rounding
 */
export function roundToMinor(amount: Decimal, currency: string): Decimal {
  return amount.toDecimalPlaces(minorDigits(currency), Decimal.ROUND_HALF_UP);
}

/**
 * Spreads an amount over others in proportion to them, by largest remainder: each share is a whole number of minor
 * units and at most the amount it is a share of, and together they are the whole. Of two equal remainders the
 * earlier one is first; an amount of zero or less takes no share.
 *
 * @param whole at least 0, at most what the amounts above zero come to; rounded to the currency's minor unit
 * @param amounts rounded to the currency's minor unit
 * @returns one share an amount, in their order
 * @throws {RangeError} if the amounts can't take the whole, or a figure is not rounded
 * @see docs/sources.md#largest-remainder
 */
export function allocate(whole: Decimal, amounts: readonly Decimal[], currency: string): Decimal[] {
  const unit = new Exact(10).pow(minorDigits(currency));
  const units = (amount: Decimal): Decimal => new Exact(amountText(amount, currency)).times(unit);
  const weights = amounts.map((amount) => (amount.gt(0) ? units(amount) : ZERO));
  const basis = sum(weights);
  const wanted = units(whole);
  if (wanted.lt(0) || wanted.gt(basis))
    throw new RangeError(`${whole.toFixed()} ${currency} can't be spread over ${basis.div(unit).toFixed()}; expected 0 to that.`);
  if (wanted.isZero()) return amounts.map(() => ZERO);

  const shares = weights.map((weight) => wanted.times(weight).divToInt(basis));
  const left = wanted.minus(sum(shares)).toNumber();
  const byRemainder = weights
    .map((weight, i) => ({ i, remainder: wanted.times(weight).mod(basis) }))
    .sort((a, b) => b.remainder.comparedTo(a.remainder) || a.i - b.i);
  const larger = new Set(byRemainder.slice(0, left).map(({ i }) => i));
  return shares.map((share, i) => (larger.has(i) ? share.plus(1) : share).div(unit));
}

/** How a figure that is no amount of money is rounded: by value upwards or downwards, or to the nearer, half away from zero. */
export type RoundingTo = 'up' | 'down' | 'half';

const MODES: Readonly<Record<RoundingTo, Decimal.Rounding>> = {
  up: Decimal.ROUND_CEIL,
  down: Decimal.ROUND_FLOOR,
  half: Decimal.ROUND_HALF_UP,
};

/**
 * Rounds a quantity or a share to so many digits behind the point; -2 digits are whole hundreds.
 *
 * @param digits -18 to 36
 */
export function roundedTo(figure: Decimal, digits: number, to: RoundingTo): Decimal {
  if (digits >= 0) return figure.toDecimalPlaces(digits, MODES[to]);
  const unit = new Exact(10).pow(-digits);
  return figure.div(unit).toDecimalPlaces(0, MODES[to]).times(unit);
}

/** Amount as text with exactly the currency's minor digits; the amount must already be rounded. */
export function amountText(amount: Decimal, currency: string): string {
  const digits = minorDigits(currency);
  if (amount.decimalPlaces() > digits) throw new RangeError(`${amount.toFixed()} ${currency} is not rounded to ${digits} digits.`);
  return (amount.isZero() ? ZERO : amount).toFixed(digits);
}

/** Quantity or unit price as text, no trailing zeros. */
export function quantityText(quantity: Decimal): string {
  return (quantity.isZero() ? ZERO : quantity).toFixed();
}

/**
 * Digits of a currency's minor unit.
 *
 * @throws {RangeError} for a code ISO 4217 doesn't list
 * @see docs/sources.md#iso-4217
 */
export function minorDigits(currency: string): number {
  const digits = MINOR_DIGITS.get(currency);
  if (digits === undefined) throw new RangeError(`${currency} is not a currency of ISO 4217.`);
  return digits;
}

/** Codes of all currencies of ISO 4217. */
export function currencyCodes(): string[] {
  return [...MINOR_DIGITS.keys()].sort();
}

function isCurrency(code: string): boolean {
  return MINOR_DIGITS.has(code);
}

/** The one code that somebody may have meant by a longer text; codes of three letters are all alike. */
function likeCurrency(text: string): string {
  const code = text.trim().toUpperCase().slice(0, 3);
  return isCurrency(code) ? `; did you mean "${code}"?` : '';
}

/** ISO 4217, list one, without funds and metals. */
const MINOR_DIGITS: ReadonlyMap<string, number> = new Map([
  ...digits(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...digits(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...digits(4, 'CLF UYW'),
  ...digits(
    2,
    `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY
     COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
     INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
     MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
     SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  ),
]);

function digits(count: number, codes: string): [string, number][] {
  return codes.split(/\s+/).map((code) => [code, count]);
}
