import { z } from 'zod';
import { amountAboveZero, id, localized, wholeNumber } from './catalog.ts';
import { currencyCode, notNegative } from './money.ts';
import { plainDate } from './period.ts';
import { price } from './price.ts';
import { hasRoom, NO_ROOM } from './price-terms.ts';
import { interval } from './service-period.ts';

/** How a flat fee is cut where it is due for a part of a whole period only. */
export const proration = z.enum(['day', 'second', 'none']);
export type Proration = z.infer<typeof proration>;

/** What the line of a minimum is called where lines have the id of their price, so no price is called so. */
export const MINIMUM_SPEND = 'minimum-spend';
/** The same of a commitment. */
export const COMMITMENT = 'commitment';

/** What is to be spent over a term, whatever becomes of the subscription within it. */
export const commitment = z.strictObject({
  amount: amountAboveZero.describe('The least that all periods of a term cost together, before coupons.'),
  periods: wholeNumber(2, 120).describe(
    'How many whole periods a term has, such as 12 months; the first term begins with the subscription.',
  ),
});
export type Commitment = z.infer<typeof commitment>;

/** A version of a plan never changes: a new price is a new version. */
export const planVersion = z
  .strictObject({
    id,
    version: wholeNumber(1, 100_000).default(1).describe('A version never changes once it was imported: new prices are the next version.'),
    name: localized.describe('What the plan is called on invoices.'),
    currency: currencyCode,
    interval: interval.optional().describe('How long a whole service period is: week, month, quarter or year; a month if not given.'),
    proration: proration
      .optional()
      .describe(
        'How a flat fee is cut where it is due for a part of a period: by day, by second, or none, where the first part has all of it; by day if not given.',
      ),
    effectiveFrom: plainDate
      .optional()
      .describe('First day of this version for subscriptions that follow the plan; of those that name a version it changes nothing.'),
    minimumSpend: notNegative
      .optional()
      .describe('The least a whole period costs in all, before coupons; what is missing is a line of its own. Cut as a flat fee is.'),
    maximumSpend: notNegative.optional().describe('The most a period costs in all; the rest is taken off its lines, after all coupons.'),
    commitment: commitment
      .optional()
      .describe('The least that a term of several periods costs in all; what is missing is a line of its own when the term is over.'),
    prices: z.array(price).min(1).max(200).describe('What the plan charges, in the order of the lines on invoices.'),
  })
  .refine(hasRoom, NO_ROOM)
  .describe('A version of a plan.');
export type PlanVersion = z.infer<typeof planVersion>;

/**
 * The version that a new subscription gets: the latest of those that are not still to come on its first day, or the
 * lowest where all are.
 *
 * @param versions of one plan
 * @param day calendar day of the customer
 * @returns 1 if there are none
 */
export function versionInForce(versions: readonly PlanVersion[], day: string): number {
  const inForce = versions.filter(({ effectiveFrom }) => effectiveFrom === undefined || effectiveFrom <= day);
  const numbers = inForce.map(({ version }) => version);
  if (versions.length === 0) return 1;
  return numbers.length > 0 ? Math.max(...numbers) : Math.min(...versions.map(({ version }) => version));
}

/**
 * The version that a subscription which follows its plan is on: the latest in force, and never one below that it began
 * with. A later version that says no day is none of its.
 *
 * @param day calendar day of the customer
 * @param least the version it began with
 */
export function versionFollowed(versions: readonly PlanVersion[], day: string, least: number): number {
  const inForce = versions.filter(({ effectiveFrom }) => effectiveFrom !== undefined && effectiveFrom <= day);
  return Math.max(least, ...inForce.map(({ version }) => version));
}
