import { billedUnits } from '../../shared/invoice.ts';
import type { ChargePart, InvoiceLine } from '../../shared/invoice.ts';
import { add, isLarger, minus, multiply, NOTHING, plus, roundTo, scaled, signOf, written } from './scaled-number.ts';
import type { Scaled } from './scaled-number.ts';

/** How a figure that is wrong is told. */
interface Refusal {
  readonly requireEqual: (place: string, stated: string, right: Scaled) => void;
  readonly fail: (place: string, stated: string, right: string) => never;
}

/**
 * Recomputes a line in whole numbers.
 *
 * - a part is quantity × unit price ÷ base quantity + flat fee, by the share of the period where prorated
 * - a unit price is its gross price less the discount on it
 * - packages hold the units that are in them
 * - a line is the sum of its parts: its quantity that of theirs, or of the units in their packages; its net theirs,
 *   rounded half away from zero to the currency's minor unit, less its discounts, with its charges
 * - coupons and maxima are above zero and leave no less than zero
 * - a correction is the difference of what is rated and what was billed: its parts that of the exact amounts, its net
 *   the rated amount, rounded, less the discounts and the nets billed; its discounts are differences too
 * - what a line adds to what was spent is the difference to what was due, or nothing
 *
 * @param sign −1 where quantities and amounts are turned, and the trace is not: in a credit note of what a run came to
 */
export function checkLine(line: InvoiceLine, place: string, minorDigits: number, sign: 1 | -1, { requireEqual, fail }: Refusal): void {
  const rated = (amount: Scaled): Scaled => ({ ...amount, value: amount.value * BigInt(sign) });
  for (const [i, part] of line.parts.entries()) {
    checkPart(part, `${place}.parts[${i}]`, line, { requireEqual, fail });
    if (!line.trace.correction) checkPackages(part, `${place}.parts[${i}]`, rated, fail);
  }
  requireEqual(`${place}.quantity`, line.quantity, add(line.parts.map((part) => part.units ?? part.quantity)));

  const exact = add(line.parts.map((part) => part.amount));
  const { correction, spend } = line.trace;
  if (spend) {
    const missing = minus(scaled(spend.due), scaled(spend.spent));
    requireEqual(`${place}.trace.spend`, correction?.ratedExact ?? written(rated(exact)), signOf(missing) > 0 ? missing : NOTHING);
  }
  const { discounts = [], charges = [] } = line;
  for (const [i, { amount }] of charges.entries())
    requireEqual(`${place}.charges[${i}].amount`, amount, roundTo(minorDigits, scaled(amount)));
  for (const [i, { amount, kind }] of discounts.entries()) {
    requireEqual(`${place}.discounts[${i}].amount`, amount, roundTo(minorDigits, scaled(amount)));
    if (!correction && kind !== 'agreed' && signOf(rated(scaled(amount))) <= 0)
      fail(`${place}.discounts[${i}].amount`, amount, sign > 0 ? 'above 0' : 'below 0');
  }
  const discount = add(discounts.map(({ amount }) => amount));
  const charged = add(charges.map(({ amount }) => amount));
  if (!correction) {
    requireEqual(`${place}.net`, line.net, plus(minus(roundTo(minorDigits, exact), discount), charged));
    if (discounts.some(({ kind }) => kind !== 'agreed') && signOf(rated(scaled(line.net))) < 0)
      fail(`${place}.net`, line.net, `at ${sign > 0 ? 'least' : 'most'} 0 after its discounts`);
    return;
  }
  const { ratedExact, billedExact, billedNet, billedDiscount = '0' } = correction;
  if (charges.length > 0) fail(`${place}.charges`, 'there', 'absent from a correction');
  requireEqual(`${place}.trace.correction.ratedExact`, ratedExact, plus(scaled(billedExact), rated(exact)));
  const ratedDiscount = plus(scaled(billedDiscount), rated(discount));
  const difference = minus(minus(roundTo(minorDigits, scaled(ratedExact)), ratedDiscount), scaled(billedNet));
  requireEqual(`${place}.net`, line.net, rated(difference));
}

function checkPart(part: ChargePart, place: string, { trace }: InvoiceLine, { requireEqual, fail }: Refusal): void {
  const { quantity, unitPrice, baseQuantity = '1', grossPrice, priceDiscount, flatFee } = part;
  const base = scaled(baseQuantity);
  if (signOf(base) <= 0) fail(`${place}.baseQuantity`, baseQuantity, 'above 0');

  const billed = trace.proration ?? { days: 1, of: 1 };
  const product = plus(multiply(scaled(quantity), scaled(unitPrice)), multiply(scaled(flatFee), base));
  const share = multiply(product, { value: BigInt(billedUnits(billed)), digits: 0 });
  const divisor = multiply(base, { value: BigInt(billed.of), digits: 0 });
  // What is divided is kept to 18 digits; everything else is exact.
  const isDivided = trace.proration !== undefined || part.baseQuantity !== undefined;
  const tolerance = isDivided ? { value: divisor.value, digits: divisor.digits + 18 } : NOTHING;
  const right = `${quantity} × ${unitPrice}${part.baseQuantity === undefined ? '' : ` ÷ ${baseQuantity}`} + ${flatFee}, ${billedUnits(billed)} of ${billed.of}`;
  if (isLarger(minus(multiply(scaled(part.amount), divisor), share), tolerance)) fail(`${place}.amount`, part.amount, right);

  if (grossPrice !== undefined) requireEqual(`${place}.unitPrice`, unitPrice, minus(scaled(grossPrice), scaled(priceDiscount ?? '0')));
  else if (priceDiscount !== undefined) fail(`${place}.grossPrice`, 'not there', 'the price before its discount');
}

/** Packages of several windows are added up, so there may be more than their units need. */
function checkPackages(
  { packageSize, units, quantity }: ChargePart,
  place: string,
  rated: (amount: Scaled) => Scaled,
  fail: Refusal['fail'],
): void {
  if (packageSize === undefined) return;
  if (units === undefined) fail(`${place}.units`, 'not there', 'the units in the packages');
  if (signOf(rated(minus(multiply(scaled(quantity), scaled(packageSize)), scaled(units)))) < 0)
    fail(`${place}.quantity`, quantity, `enough packages of ${packageSize} for ${units}`);
}
