/** A price as a catalog says it, applied to what its meters are said to have measured. */
import type { ChargePart } from '../../shared/invoice.ts';
import { decimal, quantityText } from '../../shared/money.ts';
import { monthIn, type ServicePeriod } from '../../shared/period.ts';
import { price, type Price } from '../../shared/price.ts';
import { measuringOf, type Measured } from '../../services/pricing/measuring.ts';
import { amountOf } from '../../services/pricing/parts.ts';
import { perEventTally } from '../../services/pricing/per-event.ts';
import { ratedParts } from '../../services/pricing/rate.ts';

const OCTOBER = monthIn('2026-10', 'UTC');
export const WHOLE_MONTH: ServicePeriod = { whole: OCTOBER, part: OCTOBER, partDays: 31, wholeDays: 31 };

/** A price of meter "m", where it has one. */
export function priceOf(fields: object): Price {
  const meter = 'model' in fields && (fields.model === 'capacity' || fields.model === 'flat') ? {} : { meter: 'm' };
  return price.parse({ id: 'p', name: 'Price', ...meter, ...fields });
}

/** What every meter of a price is said to have measured; the values of events where it counts them one by one. */
export function partsOn(fields: object, said: Partial<Measured>, values: readonly string[] = [], period = WHOLE_MONTH): ChargePart[] {
  const of = priceOf(fields);
  const measured = measuringOf(of).map((asked): Measured => {
    const tally = asked.perEvent && perEventTally(asked.perEvent);
    for (const value of values) tally?.add(decimal(value));
    return {
      quantity: '0',
      events: values.length,
      fingerprint: '',
      ...(tally ? { tally: tally.tally() } : {}),
      ...said,
      ...asked,
    };
  });
  return ratedParts(of, measured, period);
}

/** What a price comes to for a quantity, exact. */
export function amountOn(fields: object, quantity: string): string {
  return quantityText(amountOf(partsOn(fields, { quantity })));
}
