import { z } from 'zod';
import { id, localized, wholeNumber } from './catalog.ts';
import { currencyCode } from './money.ts';
import { price } from './price.ts';

/** A version of a plan never changes: a new price is a new version. All prices are billed in arrears. */
export const planVersion = z
  .strictObject({
    id,
    version: wholeNumber(1, 100_000).default(1).describe('A version never changes once it was imported: new prices are the next version.'),
    name: localized.describe('What the plan is called on invoices.'),
    currency: currencyCode,
    prices: z.array(price).min(1).max(200).describe('What the plan charges, in the order of the lines on invoices.'),
  })
  .describe('A version of a plan. All prices are billed in arrears.');
export type PlanVersion = z.infer<typeof planVersion>;
