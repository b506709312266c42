import { z } from 'zod';
import { currencyCode, decimal, decimalText, minorDigits, notNegative } from '../money.ts';

/** What sending the goods of an order costs, net. */
const shippingCost = z.strictObject({
  amount: decimalText.refine((text) => /[1-9]/.test(text) && !text.startsWith('-'), 'expected a decimal above 0'),
  freeFrom: notNegative.optional().describe('Net of the items from which on nothing is charged.'),
});

/** How a seller takes orders. */
export const orderSettings = z
  .strictObject({
    reserveHours: z.coerce
      .number()
      .int()
      .min(1)
      .max(720)
      .default(72)
      .describe('Hours for which the goods of an order are kept until it is paid or confirmed; 72 if not given.'),
    shipping: z
      .record(currencyCode, shippingCost)
      .optional()
      .describe('What sending costs, net, by currency: { EUR: { amount: 4.90, freeFrom: 50 } }. Nothing if not given.'),
  })
  .superRefine(({ shipping = {} }, { addIssue }) => {
    for (const [currency, { amount }] of Object.entries(shipping)) {
      if (decimal(amount).decimalPlaces() <= minorDigits(currency)) continue;
      const message = `${currency} has ${minorDigits(currency)} digits behind the point; ${amount} has more`;
      addIssue({ code: 'custom', path: ['shipping', currency, 'amount'], message });
    }
  });
export type OrderSettings = z.infer<typeof orderSettings>;

/** When an order is paid: before it is confirmed and sent, or afterwards, by the invoice's due date. */
export const orderTerms = z.enum(['prepaid', 'on-account']);
export type OrderTerms = z.infer<typeof orderTerms>;
