import { z } from 'zod';
import { id } from './catalog.ts';
import { price as anyPrice } from './price.ts';
import type { Price } from './price.ts';

/** Fields of a price that say something else. */
export const priceOverride = z.record(z.string(), z.unknown());
export type PriceOverride = z.infer<typeof priceOverride>;

/** Overrides by the id of the price. */
export const priceOverrides = z.record(id, priceOverride);
export type PriceOverrides = z.infer<typeof priceOverrides>;

/** What a price is; an override says what it costs. */
const FIXED = ['id', 'model', 'meter', 'billed', 'window', 'by', 'amountProperty', 'kind'];

/**
 * A price as a customer gets it: the fields that are overridden say what the override says, as a whole.
 *
 * @throws {z.ZodError} if that is no price any more
 */
export function overriddenPrice(price: Price, override: PriceOverride | undefined): Price {
  return override ? anyPrice.parse({ ...price, ...override }) : price;
}

/** What is wrong with an override of a price, each with the path of its field; none if it may be applied. */
export function overrideIssues(price: Price, override: PriceOverride): z.core.$ZodIssue[] {
  const fixed = FIXED.filter((field) => field in override).map((field): z.core.$ZodIssue => {
    const message = `an override can't change the ${field} of a price; it is another price then`;
    return { code: 'custom', path: [field], message, input: override[field] };
  });
  return [...fixed, ...(anyPrice.safeParse({ ...price, ...override }).error?.issues ?? [])];
}
