import { z } from 'zod';
import { id } from './catalog.ts';
import { decimal, decimalText, notNegative } from './money.ts';

/** Tiers of prices. A tier holds what is above the one before it, up to and including `upTo`; the last has no bound. */

/** Above zero, to divide by. */
export const positive = notNegative.refine((text) => !/^[0.]+$/.test(text), 'expected a decimal above 0');

/** A rate in percent of an amount; with at most 16 digits behind the point, a hundredth of it has at most 18. */
export const percent = notNegative
  .refine((text) => !/\.\d{17}/.test(text), 'expected at most 16 digits behind the point')
  .refine((text) => !notNegative.safeParse(text).success || decimal(text).lte(100), 'expected a percentage of at most 100');

const upTo = notNegative.optional().describe('Last unit of the tier; the last tier has none.');
const flatFee = decimalText.default('0').describe('Charged once when the tier is entered.');

export const tier = z.strictObject({
  upTo,
  unitPrice: decimalText.default('0').describe('Price of each unit in the tier, in the currency of the plan.'),
  flatFee,
});
export type Tier = z.infer<typeof tier>;

const packageTier = z.strictObject({
  upTo,
  size: positive.describe('Units in a package of the tier.'),
  packagePrice: decimalText.describe('Price of each package that is begun.'),
  flatFee,
});
export type PackageTier = z.infer<typeof packageTier>;

const percentageTier = z.strictObject({
  upTo,
  rate: percent.describe('Percent of the amount in the tier.'),
  flatFee,
});
export type PercentageTier = z.infer<typeof percentageTier>;

const capacityTier = z.strictObject({
  limits: z
    .record(id, notNegative)
    .default({})
    .describe('By meter, the most it may measure; a meter that is not named is not limited. The last tier has none.'),
  amount: decimalText.describe('Price of the capacity, where this is the first tier that holds all meters.'),
});
export type CapacityTier = z.infer<typeof capacityTier>;

export const tiers = ascending(tier);
export const packageTiers = ascending(packageTier);
export const percentageTiers = ascending(percentageTier);

export const capacityTiers = z
  .array(capacityTier)
  .min(2, 'needs at least two tiers: the last holds all that is above')
  .max(50)
  .superRefine((list, context) => {
    for (const { path, message } of capacityFaults(list)) context.addIssue({ code: 'custom', path, message });
  });

function ascending<Item extends z.ZodType<{ upTo?: string | undefined }>>(item: Item) {
  return z
    .array(item)
    .min(1)
    .max(50)
    .superRefine((list, context) => {
      for (const { i, message } of tierFaults(list)) context.addIssue({ code: 'custom', path: [i, 'upTo'], message });
    });
}

function tierFaults(list: readonly { upTo?: string | undefined }[]): { i: number; message: string }[] {
  return list.flatMap(({ upTo: bound }, i) => {
    const below = list[i - 1]?.upTo;
    if (i === list.length - 1)
      return bound === undefined ? [] : [{ i, message: 'the last tier takes all that is above, so it has no upTo' }];
    if (bound === undefined) return [{ i, message: 'every tier but the last needs upTo' }];
    if (below === undefined || decimal(bound).gt(decimal(below))) return [];
    return [{ i, message: `upTo must rise from tier to tier; ${bound} comes after ${below}` }];
  });
}

/** What a tier does not limit, no later one may: each holds all that those before it hold. */
function capacityFaults(list: readonly CapacityTier[]): { path: (string | number)[]; message: string }[] {
  return list.flatMap(({ limits }, i) => {
    const entries = Object.entries(limits);
    if (i === list.length - 1)
      return entries.length === 0 ? [] : [{ path: [i, 'limits'], message: 'the last tier holds all that is above, so it has no limits' }];
    if (entries.length === 0) return [{ path: [i, 'limits'], message: 'every tier but the last limits some meter' }];
    const below = list[i - 1]?.limits ?? {};
    return entries.flatMap(([meter, bound]) => {
      const before = i === 0 ? undefined : below[meter];
      if (i > 0 && before === undefined)
        return [{ path: [i, 'limits', meter], message: `the tier before does not limit "${meter}", so it holds more than this one` }];
      if (before === undefined || decimal(bound).gte(decimal(before))) return [];
      return [{ path: [i, 'limits', meter], message: `limits must not fall from tier to tier; ${bound} comes after ${before}` }];
    });
  });
}
