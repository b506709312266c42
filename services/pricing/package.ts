import type { ChargePart } from '../../shared/invoice.ts';
import { decimal, quantityText } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';
import type { PriceOf } from '../../shared/price.ts';
import { chargePart } from './price-model.ts';
import type { PriceModel } from './price-model.ts';

export const inPackages: PriceModel<PriceOf<'package'>> = {
  parts: (price, { quantity }) => [packagePart(quantity, price)],
};

/**
 * Whole packages of units; one that is begun counts. What is included is taken off the units before they are packed.
 *
 * @param units ≥ 0, may be fractional
 * @param size units in a package, above 0
 * @param labels what else the part says, such as the tier it belongs to
 * @returns a part of so many packages, with the units they hold
 * @throws {RangeError} if `units` is negative
 * @see docs/sources.md#package
 */
export function packagePart(
  units: Decimal,
  { size, packagePrice, flatFee = '0' }: { size: string; packagePrice: string; flatFee?: string },
  labels: Partial<ChargePart> = {},
): ChargePart {
  if (units.lt(0)) throw new RangeError(`${units.toFixed()} units are below 0 and fill no packages.`);
  return chargePart(
    { quantity: packagesOf(units, size), unitPrice: packagePrice, flatFee },
    { ...labels, packageSize: size, units: quantityText(units) },
  );
}

function packagesOf(units: Decimal, size: string): Decimal {
  const full = units.divToInt(decimal(size));
  return full.times(decimal(size)).lt(units) ? full.plus(1) : full;
}
