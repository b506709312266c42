import { z } from 'zod';
import { localized, wholeNumber } from './catalog.ts';
import { decimal, notNegative } from './money.ts';
import { positive } from './price-tiers.ts';
import { yesOrNo } from './yes-or-no.ts';

/** What stands around a price model: how a quantity becomes what is charged, and between what bounds an amount stays. */

/** A span on which a windowed price is rated by itself: an hour, or a calendar day of the customer's zone. */
export const windowLength = z.enum(['hour', 'day']);
export type WindowLength = z.infer<typeof windowLength>;

const conversion = z
  .strictObject({
    multiplyBy: positive.optional(),
    divideBy: positive.optional(),
    unit: localized.optional().describe('What one of the result is called on invoices.'),
  })
  .refine((it) => (it.multiplyBy === undefined) !== (it.divideBy === undefined), {
    error: 'expected multiplyBy or divideBy, such as { divideBy: 1000 }',
  });
export type Conversion = z.infer<typeof conversion>;

const rounding = z.strictObject({
  to: z.enum(['up', 'down', 'half']).describe('up and down by value; half: to the nearer, away from zero in the middle.'),
  digits: wholeNumber(-18, 18).default(0).describe('Digits behind the point that are kept; -2 is whole hundreds.'),
});
export type Rounding = z.infer<typeof rounding>;

const commitment = z.strictObject({
  amount: notNegative.describe('What is committed to be spent in each window, or in the period where there is none.'),
  overageFactor: notNegative
    .refine((text) => !/\.\d{5}/.test(text), 'expected at most 4 digits behind the point')
    .default('1')
    .describe('What is above the commitment costs so many times its price.'),
  trueUp: yesOrNo.default(true).describe('Whether the commitment is charged where less was used.'),
});
export type Commitment = z.infer<typeof commitment>;

/** How a quantity becomes what is charged, in this order: converted, rounded, less what is included. */
export const convertedQuantity = {
  conversion: conversion.optional().describe('What the meter measures in another unit, such as { divideBy: 1000 }.'),
  rounding: rounding.optional().describe('How the quantity is rounded before it is priced, after its conversion.'),
};

export const included = notNegative
  .optional()
  .describe('Units that cost nothing, before tiers and packages count; of each window where the price has windows.');

/** Between what bounds the amount of a period stays. */
export const spend = {
  minimumSpend: notNegative.optional().describe('The least a whole period costs; by days for a part of it.'),
  maximumSpend: notNegative.optional().describe('The most a period costs; the rest is taken off after other discounts.'),
  commitment: commitment.optional().describe('An amount that is committed, with what is above and below it.'),
};

interface Bounds {
  readonly minimumSpend?: string | undefined;
  readonly maximumSpend?: string | undefined;
}

/** A price whose minimum is above its maximum can't keep both. */
export function hasRoom({ minimumSpend, maximumSpend }: Bounds): boolean {
  return minimumSpend === undefined || maximumSpend === undefined || decimal(minimumSpend).lte(decimal(maximumSpend));
}

export const NO_ROOM = { error: 'the minimum is above the maximum', path: ['minimumSpend'] };
