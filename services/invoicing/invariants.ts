import { InvariantError } from '../../shared/errors.ts';
import { billedUnits } from '../../shared/invoice.ts';
import type { ChargePart, DraftContent, InvoiceLine } from '../../shared/invoice.ts';

/**
 * Recomputes a draft in whole numbers, with nothing of the code that made it, and refuses one whose figures do
 * not add up. The official rules of electronic invoices let a wrong amount pass; this check does not.
 *
 * - a part is quantity × unit price + flat fee, by the share of the period where prorated; parts sum to the line
 * - packages hold the units that are in them
 * - a line is the sum of its parts: its quantity that of theirs, or of the units in their packages; its net theirs,
 *   rounded half away from zero to the currency's minor unit, less its discounts, which are above zero and leave no
 *   less than zero
 * - a correction is the difference of what is rated and what was billed: its parts that of the exact amounts, its net
 *   the rated amount, rounded, less the discounts and the nets billed; its discounts are differences too
 * - what a line adds to what was spent is the difference to what was due, or nothing
 * - the tax basis of a category and rate is the sum of its lines, its tax the rate of it, rounded once
 * - net + tax = gross; gross − prepaid = payable, and what is prepaid is above zero and no more than gross
 *
 * @param minorDigits digits of the currency's minor unit
 * @throws {InvariantError} naming the figure, what it says and what it must be
 * @see docs/sources.md#en-16931-arithmetic
 */
export function checkInvariants(draft: DraftContent, minorDigits: number): void {
  for (const [i, line] of draft.lines.entries()) checkLine(line, `lines[${i}]`, minorDigits);

  for (const [i, { category, rate, basis, tax }] of draft.tax.entries()) {
    const lines = draft.lines.filter((line) => line.taxCategory === category && line.taxRate === rate);
    requireEqual(`tax[${i}].basis`, basis, add(lines.map((line) => line.net)));
    const exact = multiply(scaled(basis), scaled(rate));
    requireEqual(`tax[${i}].tax`, tax, roundTo(minorDigits, { value: exact.value, digits: exact.digits + 2 }));
    if (category !== 'S' && (isNotZero(rate) || isNotZero(tax))) fail(`tax[${i}]`, tax, `0, for category ${category}`);
  }
  const groups = new Set(draft.tax.map(({ category, rate }) => `${category} ${rate}`));
  const missing = draft.lines.find((line) => !groups.has(`${line.taxCategory} ${line.taxRate}`));
  if (missing) fail('tax', 'nothing', `a breakdown of ${missing.taxCategory} ${missing.taxRate} %`);
  if (groups.size !== draft.tax.length) fail('tax', 'a category twice', 'each category and rate once');

  const { net, tax, gross, prepaid = '0', payable } = draft.totals;
  requireEqual('totals.net', net, add(draft.lines.map((line) => line.net)));
  requireEqual('totals.tax', tax, add(draft.tax.map((subtotal) => subtotal.tax)));
  requireEqual('totals.gross', gross, add([net, tax]));
  requireEqual('totals.payable', payable, minus(scaled(gross), scaled(prepaid)));
  if (draft.totals.prepaid === undefined) return;
  if (!isAboveZero(prepaid) || isNegative(payable)) fail('totals.prepaid', prepaid, `above 0 and at most ${gross}`);
}

function checkLine(line: InvoiceLine, place: string, minorDigits: number): void {
  const billed = line.trace.proration ?? { days: 1, of: 1 };
  const { of } = billed;
  for (const [i, part] of line.parts.entries()) {
    const whole = plus(multiply(scaled(part.quantity), scaled(part.unitPrice)), scaled(part.flatFee));
    const share = { value: whole.value * BigInt(billedUnits(billed)), digits: whole.digits };
    const stated = scaled(part.amount);
    const difference = minus({ value: stated.value * BigInt(of), digits: stated.digits }, share);
    // A share of a period is kept to 18 digits; everything else is exact.
    const tolerance = line.trace.proration ? { value: BigInt(of), digits: 18 } : { value: 0n, digits: 0 };
    const right = `${part.quantity} × ${part.unitPrice} + ${part.flatFee}, ${billedUnits(billed)} of ${of}`;
    if (isLarger(difference, tolerance)) fail(`${place}.parts[${i}].amount`, part.amount, right);
    if (!line.trace.correction) checkPackages(part, `${place}.parts[${i}]`);
  }
  requireEqual(`${place}.quantity`, line.quantity, add(line.parts.map((part) => part.units ?? part.quantity)));
  const exact = add(line.parts.map((part) => part.amount));
  const { correction, spend } = line.trace;
  if (spend) {
    const missing = minus(scaled(spend.due), scaled(spend.spent));
    requireEqual(`${place}.trace.spend`, correction?.ratedExact ?? written(exact), missing.value > 0n ? missing : NOTHING);
  }
  for (const [i, { amount }] of (line.discounts ?? []).entries()) {
    requireEqual(`${place}.discounts[${i}].amount`, amount, roundTo(minorDigits, scaled(amount)));
    if (!correction && !isAboveZero(amount)) fail(`${place}.discounts[${i}].amount`, amount, 'above 0');
  }
  const discount = add((line.discounts ?? []).map(({ amount }) => amount));
  if (!correction) {
    requireEqual(`${place}.net`, line.net, minus(roundTo(minorDigits, exact), discount));
    if (line.discounts && isNegative(line.net)) fail(`${place}.net`, line.net, 'at least 0 after its discounts');
    return;
  }
  const { ratedExact, billedExact, billedNet, billedDiscount = '0' } = correction;
  requireEqual(`${place}.trace.correction.ratedExact`, ratedExact, plus(scaled(billedExact), exact));
  const ratedDiscount = plus(scaled(billedDiscount), discount);
  requireEqual(`${place}.net`, line.net, minus(minus(roundTo(minorDigits, scaled(ratedExact)), ratedDiscount), scaled(billedNet)));
}

/** Packages of several windows are added up, so there may be more than their units need. */
function checkPackages({ packageSize, units, quantity }: ChargePart, place: string): void {
  if (packageSize === undefined) return;
  if (units === undefined) fail(`${place}.units`, 'not there', 'the units in the packages');
  if (minus(multiply(scaled(quantity), scaled(packageSize)), scaled(units)).value < 0n)
    fail(`${place}.quantity`, quantity, `enough packages of ${packageSize} for ${units}`);
}

const NOTHING = { value: 0n, digits: 0 };

/** value × 10^−digits */
interface Scaled {
  readonly value: bigint;
  readonly digits: number;
}

function scaled(text: string): Scaled {
  const [whole = '', fraction = ''] = text.split('.');
  return { value: BigInt(whole + fraction), digits: fraction.length };
}

function at(digits: number, { value, digits: own }: Scaled): bigint {
  return value * 10n ** BigInt(digits - own);
}

function plus(a: Scaled, b: Scaled): Scaled {
  const digits = Math.max(a.digits, b.digits);
  return { value: at(digits, a) + at(digits, b), digits };
}

function minus(a: Scaled, b: Scaled): Scaled {
  return plus(a, { value: -b.value, digits: b.digits });
}

function multiply(a: Scaled, b: Scaled): Scaled {
  return { value: a.value * b.value, digits: a.digits + b.digits };
}

function add(texts: readonly string[]): Scaled {
  return texts.map(scaled).reduce<Scaled>(plus, NOTHING);
}

function roundTo(digits: number, exact: Scaled): Scaled {
  if (exact.digits <= digits) return exact;
  const unit = 10n ** BigInt(exact.digits - digits);
  const magnitude = exact.value < 0n ? -exact.value : exact.value;
  const rounded = (magnitude * 2n + unit) / (unit * 2n);
  return { value: exact.value < 0n ? -rounded : rounded, digits };
}

function isLarger(a: Scaled, b: Scaled): boolean {
  const digits = Math.max(a.digits, b.digits);
  const magnitude = at(digits, a);
  return (magnitude < 0n ? -magnitude : magnitude) > at(digits, b);
}

function isNotZero(text: string): boolean {
  return scaled(text).value !== 0n;
}

function isAboveZero(text: string): boolean {
  return scaled(text).value > 0n;
}

function isNegative(text: string): boolean {
  return scaled(text).value < 0n;
}

function requireEqual(place: string, stated: string, right: Scaled): void {
  if (minus(scaled(stated), right).value !== 0n) fail(place, stated, written(right));
}

function written({ value, digits }: Scaled): string {
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0');
  const split = text.length - digits;
  return `${value < 0n ? '-' : ''}${text.slice(0, split)}${digits > 0 ? `.${text.slice(split)}` : ''}`;
}

function fail(place: string, stated: string, right: string): never {
  throw new InvariantError(`${place} is ${stated} and must be ${right}.`);
}
