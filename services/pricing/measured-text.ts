import { NotPriceableError } from '../../shared/errors.ts';
import type { Meter } from '../../shared/meter.ts';
import { isDecimalText, quantityText } from '../../shared/money.ts';
import type { Decimal } from '../../shared/money.ts';

/**
 * What was measured, as text.
 *
 * @throws {NotPriceableError} if it is beyond what a decimal may be
 */
export function measuredText({ id }: Meter, measured: Decimal): string {
  const text = quantityText(measured);
  if (isDecimalText(text)) return text;
  throw new NotPriceableError(`Meter "${id}" comes to ${text}, more than 20 digits before the point.`);
}
