import { z } from 'zod';
import { exemption, exemptionFault, id, localized, wholeNumber } from './catalog.ts';
import { canonicalJson } from './content-hash.ts';
import { decimalText, notNegative } from './money.ts';
import { capacityTiers, packageTiers, percent, percentageTiers, positive, tiers } from './price-tiers.ts';
import { convertedQuantity, hasRoom, included, NO_ROOM, spend, windowLength } from './price-terms.ts';
import { rateName, supplyKind } from './tax-terms.ts';
import { yesOrNo } from './yes-or-no.ts';

const property = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'expected the name of a property');

/** How a price differs in tax from what seller and customer make of it. */
export const priceTax = z
  .strictObject({
    rate: rateName.optional().describe("A rate of the seller's tax.rates by its name, such as reduced; standard if not given."),
    ...exemption(['Z', 'E']).partial({ category: true }).shape,
  })
  .superRefine(({ rate, category, reason, code }, { addIssue }) => {
    const say = (field: string, message: string): void => addIssue({ code: 'custom', path: [field], message });
    if (category) exemptionFault({ category, reason }, say);
    if ((rate === undefined) === (category === undefined)) say('rate', 'expected a rate, or the category of what is charged none');
    if (!category && (reason ?? code) !== undefined) say(reason === undefined ? 'code' : 'reason', 'goes with a category');
  });

const base = {
  id,
  name: localized.describe('What the line is called on invoices.'),
  kind: supplyKind.optional().describe('Whether goods are sold or a service; a service if not given.'),
  tax: priceTax.optional().describe("Tax of this price where it differs from the standard rate: a rate's name, or why it has none."),
};
const unit = localized.optional().describe('What one of it is called on invoices; of a metered price, that of the meter if not given.');
const meter = id.describe('Id of the meter that is priced.');

/** When a price is billed. */
const billed = z.enum(['advance', 'arrears']);
export type Timing = z.infer<typeof billed>;

/** What a bill of a subscription is for: a whole period in advance, one in arrears, or a term of its commitment. */
export const claimTiming = z.enum([...billed.options, 'term']);
export type ClaimTiming = z.infer<typeof claimTiming>;

/** As it is written on lines, charges and snapshots, where it is absent in arrears. */
export const writtenTiming = claimTiming.exclude(['arrears']);

const afterwards = billed
  .refine((it) => it === 'arrears', 'usage is known only afterwards, so a metered price is billed in arrears')
  .optional()
  .describe('In arrears, once the period is over.');

/** What may stand around every metered price, and around those of a plain quantity. */
const around = {
  billed: afterwards,
  window: windowLength.optional().describe('Each hour, or each day in the zone of the customer, is priced by itself.'),
  ...spend,
  unit,
};
const aroundQuantity = { ...convertedQuantity, included, ...around };

const flatOnZeroUsage = yesOrNo.default(true).describe("Whether the first tier's flat fee is due when nothing was used.");
const unitPrice = decimalText.describe('Price of each unit.');

const matrixRow = z.strictObject({
  values: z.array(z.string().max(200)).min(1).max(3).describe('Values of the properties in by, in their order.'),
  unitPrice,
});

/** One file of services/pricing prices each model. */
export const price = z
  .discriminatedUnion('model', [
    z.strictObject({
      ...base,
      model: z.literal('flat').describe('The same amount each period.'),
      amount: decimalText.describe('Amount of a whole period.'),
      unit,
      billed: billed.optional().describe('With the beginning of its period, or in arrears, once it is over; in arrears if not given.'),
      perSeat: yesOrNo.optional().describe('Whether the quantity of the subscription multiplies it; true if not given.'),
    }),
    z.strictObject({
      ...base,
      model: z.literal('standard').describe('Quantity × unit price.'),
      meter,
      unitPrice,
      ...aroundQuantity,
    }),
    z.strictObject({
      ...base,
      model: z.literal('graduated').describe('Each unit costs what the tier it falls in says.'),
      meter,
      tiers: tiers.describe('Ascending by upTo; the last one is open.'),
      flatOnZeroUsage,
      ...aroundQuantity,
    }),
    z.strictObject({
      ...base,
      model: z.literal('volume').describe('All units cost what the tier of their number says.'),
      meter,
      tiers: tiers.describe('Ascending by upTo; the last one is open.'),
      flatOnZeroUsage,
      ...aroundQuantity,
    }),
    z.strictObject({
      ...base,
      model: z.literal('package').describe('Whole packages of units; one that is begun counts.'),
      meter,
      size: positive.describe('Units in a package.'),
      packagePrice: decimalText.describe('Price of each package that is begun.'),
      ...aroundQuantity,
    }),
    z.strictObject({
      ...base,
      model: z.literal('graduated-package').describe('The units in each tier cost packages of it.'),
      meter,
      tiers: packageTiers.describe('Ascending by upTo, in units; the last one is open.'),
      flatOnZeroUsage,
      ...aroundQuantity,
    }),
    z.strictObject({
      ...base,
      model: z.literal('volume-package').describe('All units cost packages of the tier of their number.'),
      meter,
      tiers: packageTiers.describe('Ascending by upTo, in units; the last one is open.'),
      flatOnZeroUsage,
      ...aroundQuantity,
    }),
    z
      .strictObject({
        ...base,
        model: z.literal('percentage').describe('A percentage of the amount each event carries, and a fixed amount an event.'),
        meter,
        rate: percent.describe('Percent of the amount, such as 1.3.'),
        fixedPerEvent: notNegative.default('0').describe('Charged for each event that is not free.'),
        freeEvents: wholeNumber(0, 1_000_000_000).optional().describe('Events that are free; freeUnits may end them earlier.'),
        freeUnits: notNegative.optional().describe('Amount that is free; an event that goes beyond it is charged for the rest.'),
        minimumPerEvent: notNegative.optional().describe('The least an event is charged, its fixed amount included.'),
        maximumPerEvent: notNegative.optional().describe('The most an event is charged, its fixed amount included.'),
        ...around,
      })
      .refine((it) => hasRoom({ minimumSpend: it.minimumPerEvent, maximumSpend: it.maximumPerEvent }), {
        error: 'the minimum is above the maximum',
        path: ['minimumPerEvent'],
      }),
    z.strictObject({
      ...base,
      model: z.literal('graduated-percentage').describe('Each part of the amount is charged the percentage of the tier it falls in.'),
      meter,
      tiers: percentageTiers.describe('Ascending by upTo; the last one is open.'),
      flatOnZeroUsage,
      ...aroundQuantity,
    }),
    z.strictObject({
      ...base,
      model: z.literal('dynamic').describe('Each event says itself what it costs.'),
      meter,
      amountProperty: property.describe('Property of the event that says what it costs, in the currency of the plan.'),
      multiplier: notNegative.default('1').describe('What the amounts are multiplied by, such as 1.2 for 20 % on top.'),
      ...around,
    }),
    z
      .strictObject({
        ...base,
        model: z.literal('matrix').describe('The price of a unit depends on up to three properties of its event.'),
        meter,
        by: z.array(property).min(1).max(3).describe('Properties of the event that decide.'),
        rows: z.array(matrixRow).max(1000).describe('What units of these values cost.'),
        default: decimalText.describe('What units of all other values cost.'),
        ...convertedQuantity,
        ...around,
      })
      .superRefine(({ by, rows }, context) => {
        for (const { i, message } of matrixFaults(by, rows)) context.addIssue({ code: 'custom', path: ['rows', i, 'values'], message });
      }),
    z.strictObject({
      ...base,
      model: z.literal('capacity').describe('The first tier that holds the peaks of all meters is charged.'),
      tiers: capacityTiers.describe('Smallest first; the last one has no limits.'),
      isDueUnused: yesOrNo.default(true).describe('Whether the first tier is charged when nothing was used.'),
      ...around,
    }),
  ])
  .refine((it) => it.model === 'flat' || hasRoom(it), NO_ROOM);
export type Price = z.infer<typeof price>;
export type PriceOf<Model extends Price['model']> = Extract<Price, { model: Model }>;
export type MeteredPrice = Exclude<Price, { model: 'flat' }>;

/** Ids of the meters a price asks: none if it is flat, several of a capacity. */
export function metersOf(of: Price): string[] {
  if (of.model === 'flat') return [];
  return of.model === 'capacity' ? Object.keys(of.tiers[0]?.limits ?? {}).sort() : [of.meter];
}

/** When a price is billed: in arrears if it doesn't say. */
export function timingOf(of: Price): Timing {
  return of.billed ?? 'arrears';
}

function matrixFaults(by: readonly string[], rows: readonly z.infer<typeof matrixRow>[]): { i: number; message: string }[] {
  const first = new Map<string, number>();
  return rows.flatMap(({ values }, i) => {
    if (values.length !== by.length) return [{ i, message: `expected ${by.length} values, one for each of ${by.join(', ')}` }];
    const key = canonicalJson(values);
    const before = first.get(key);
    if (before !== undefined) return [{ i, message: `row ${before + 1} has the same values` }];
    first.set(key, i);
    return [];
  });
}
