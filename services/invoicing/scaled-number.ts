/**
 * Whole numbers for the check of a draft's figures: nothing here is shared with the code that makes them, neither its
 * library nor its rounding.
 */

export const NOTHING: Scaled = { value: 0n, digits: 0 };

/** value × 10^−digits */
export interface Scaled {
  readonly value: bigint;
  readonly digits: number;
}

export function scaled(text: string): Scaled {
  const [whole = '', fraction = ''] = text.split('.');
  return { value: BigInt(whole + fraction), digits: fraction.length };
}

function at(digits: number, { value, digits: own }: Scaled): bigint {
  return value * 10n ** BigInt(digits - own);
}

export function plus(a: Scaled, b: Scaled): Scaled {
  const digits = Math.max(a.digits, b.digits);
  return { value: at(digits, a) + at(digits, b), digits };
}

export function minus(a: Scaled, b: Scaled): Scaled {
  return plus(a, { value: -b.value, digits: b.digits });
}

export function multiply(a: Scaled, b: Scaled): Scaled {
  return { value: a.value * b.value, digits: a.digits + b.digits };
}

export function add(texts: readonly string[]): Scaled {
  return texts.map(scaled).reduce<Scaled>(plus, NOTHING);
}

/** Half away from zero. */
export function roundTo(digits: number, exact: Scaled): Scaled {
  if (exact.digits <= digits) return exact;
  const unit = 10n ** BigInt(exact.digits - digits);
  const magnitude = exact.value < 0n ? -exact.value : exact.value;
  const rounded = (magnitude * 2n + unit) / (unit * 2n);
  return { value: exact.value < 0n ? -rounded : rounded, digits };
}

/** Whether one is further from zero than another, which is at least zero. */
export function isLarger(a: Scaled, b: Scaled): boolean {
  const digits = Math.max(a.digits, b.digits);
  const magnitude = at(digits, a);
  return (magnitude < 0n ? -magnitude : magnitude) > at(digits, b);
}

/** Whether a number is below zero (-1), zero (0) or above it (1). */
export function signOf({ value }: Scaled): -1 | 0 | 1 {
  return value < 0n ? -1 : value === 0n ? 0 : 1;
}

/** Plain decimal notation. */
export function written({ value, digits }: Scaled): string {
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0');
  const split = text.length - digits;
  return `${value < 0n ? '-' : ''}${text.slice(0, split)}${digits > 0 ? `.${text.slice(split)}` : ''}`;
}
