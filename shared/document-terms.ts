import { z } from 'zod';
import { currencyCode, decimalText } from './money.ts';
import { plainDate } from './period.ts';

/** Parts of an invoice that not every one has. Terms in brackets are those of EN 16931. */

/**
 * Categories of UNTDID 5305, as EN 16931 has them: standard and reduced rates, zero rated, exempt, reverse charge,
 * intra-community supply, export, outside the scope of VAT, Canary Islands, Ceuta and Melilla, split payment in Italy.
 */
export const taxCategory = z.enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O', 'L', 'M', 'B']);
export type TaxCategory = z.infer<typeof taxCategory>;

/** An amount that is taken off (BG-20, BG-27), or, in a list of charges, put on (BG-21, BG-28). */
export const allowance = z.object({
  /** The reason. */
  description: z.string(),
  /** Of UNTDID 5189 for an allowance, 7161 for a charge. */
  reasonCode: z.string().optional(),
  /** Of the base, where the amount is a percentage. */
  percent: decimalText.optional(),
  /** The amount it is a percentage of; where absent, what it was taken from. */
  base: decimalText.optional(),
  /** Rounded to the currency's minor unit. */
  amount: decimalText,
});
export type Allowance = z.infer<typeof allowance>;

/** How an invoice is paid (BG-16): by transfer to the seller, by direct debit, or with a card. */
export const paymentMeans = z.discriminatedUnion('by', [
  z.object({ by: z.literal('transfer') }),
  z.object({
    by: z.literal('direct-debit'),
    /** BT-89 */
    mandate: z.string(),
    /** The seller's identifier as a creditor (BT-90). */
    creditorId: z.string(),
    /** IBAN of the account that is debited (BT-91). */
    iban: z.string(),
  }),
  z.object({
    by: z.literal('card'),
    /** The last four to six digits (BT-87). */
    lastDigits: z.string().regex(/^\d{4,6}$/),
    /** BT-88 */
    holder: z.string().optional(),
  }),
]);
export type PaymentMeans = z.infer<typeof paymentMeans>;

/** Tax in the currency of the seller's country (BT-6, BT-111), and the rate it was converted at, as it was published. */
export const accountingTax = z.object({
  currency: currencyCode,
  tax: decimalText,
  /** So much of that currency for one unit of the document's. */
  rate: decimalText.optional(),
  /** Instead of it: so much of the document's currency for one unit of that one. */
  inverseRate: decimalText.optional(),
  /** Day the rate was published for. */
  date: plainDate.optional(),
  source: z.string().optional(),
});
export type AccountingTax = z.infer<typeof accountingTax>;

/** An invoice that this document refers to (BG-3). */
export const precedingInvoice = z.object({ number: z.string(), issueDate: plainDate });
export type PrecedingInvoice = z.infer<typeof precedingInvoice>;
