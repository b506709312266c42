import { z } from 'zod';
import { id, localized } from './catalog.ts';
import { decimal, decimalText, notNegative } from './money.ts';

/** A tier up to and including `upTo`; the last tier of a price has no bound. */
export const tier = z.strictObject({
  upTo: notNegative.optional().describe('Last unit of the tier; the last tier has none.'),
  unitPrice: decimalText.default('0').describe('Price of each unit in the tier, in the currency of the plan.'),
  flatFee: decimalText.default('0').describe('Charged once when the tier is entered.'),
});
export type Tier = z.infer<typeof tier>;

const tiers = z
  .array(tier)
  .min(1)
  .max(50)
  .superRefine((list, context) => {
    for (const { i, message } of tierFaults(list)) context.addIssue({ code: 'custom', path: [i, 'upTo'], message });
  });

/** When a price is billed. */
const billed = z.enum(['advance', 'arrears']);
export type Timing = z.infer<typeof billed>;

const afterwards = billed
  .refine((it) => it === 'arrears', 'usage is known only afterwards, so a metered price is billed in arrears')
  .optional()
  .describe('In arrears, once the period is over.');

/** When a price is billed: in arrears if it doesn't say. */
export function timingOf(price: Price): Timing {
  return price.billed ?? 'arrears';
}

const priceBase = { id, name: localized.describe('What the line is called on invoices.') };

/** One file of services/pricing prices each model. */
export const price = z.discriminatedUnion('model', [
  z.strictObject({
    ...priceBase,
    model: z.literal('flat').describe('The same amount each period.'),
    amount: decimalText.describe('Amount of a whole period.'),
    unit: localized.optional().describe('What one of it is called on invoices, such as month.'),
    billed: billed.optional().describe('With the beginning of its period, or in arrears, once it is over; in arrears if not given.'),
    perSeat: z
      .preprocess(booleanOfText, z.boolean())
      .optional()
      .describe('Whether the quantity of the subscription multiplies it; true if not given.'),
  }),
  z.strictObject({
    ...priceBase,
    model: z.literal('standard').describe('Quantity × unit price.'),
    meter: id.describe('Id of the meter that is priced.'),
    billed: afterwards,
    unitPrice: decimalText.describe('Price of each unit.'),
  }),
  z.strictObject({
    ...priceBase,
    model: z.literal('graduated').describe('Each unit costs what the tier it falls in says.'),
    meter: id.describe('Id of the meter that is priced.'),
    billed: afterwards,
    tiers: tiers.describe('Ascending by upTo; the last one is open.'),
    flatOnZeroUsage: z
      .preprocess(booleanOfText, z.boolean())
      .default(true)
      .describe("Whether the first tier's flat fee is due when nothing was used."),
  }),
]);
export type Price = z.infer<typeof price>;

function tierFaults(list: readonly Tier[]): { i: number; message: string }[] {
  return list.flatMap(({ upTo }, i) => {
    const below = list[i - 1]?.upTo;
    if (i === list.length - 1)
      return upTo === undefined ? [] : [{ i, message: 'the last tier takes all that is above, so it has no upTo' }];
    if (upTo === undefined) return [{ i, message: 'every tier but the last needs upTo' }];
    if (below === undefined || decimal(upTo).gt(decimal(below))) return [];
    return [{ i, message: `upTo must rise from tier to tier; ${upTo} comes after ${below}` }];
  });
}

function booleanOfText(value: unknown): unknown {
  if (value === 'true') return true;
  return value === 'false' ? false : value;
}
