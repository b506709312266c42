import type { z } from 'zod';

import { amountText, decimal, quantityText, roundToMinor, type Decimal } from '../../shared/money.ts';
import type { PriceCase } from './price-case.ts';

/** A row of the table of cases: parameters of one shape, and what is made of them. A case of another shape has no result. */
export function on<Schema extends z.ZodType>(schema: Schema, work: (params: z.output<Schema>, it: PriceCase) => string | undefined) {
  return (it: PriceCase): string | undefined => {
    const params = schema.safeParse(it.params);
    return params.success ? work(params.data, it) : undefined;
  };
}

/** The first of several shapes that a case has. */
export function firstOf(...rows: ((it: PriceCase) => string | undefined)[]) {
  return (it: PriceCase): string | undefined => rows.map((row) => row(it)).find((result) => result !== undefined);
}

/** An amount to the minor unit of a currency, or exact where there is none. */
export function written(amount: Decimal, currency: string | undefined): string {
  return currency === undefined ? quantityText(amount) : amountText(roundToMinor(amount, currency), currency);
}

/** A fraction such as 0.5 as whole parts of a whole, as days of a period are. */
export function asShare(fraction: string): { days: number; of: number } {
  const of = 10 ** decimal(fraction).decimalPlaces();
  return { days: decimal(fraction).times(of).toNumber(), of };
}
