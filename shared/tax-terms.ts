import { z } from 'zod';
import { currencyCode, decimal, decimalText, notNegative } from './money.ts';
import { plainDate } from './period.ts';
import { yesOrNo } from './yes-or-no.ts';

/** What a catalog says about VAT, of the seller, of customers and of prices; services/invoicing decides by it. */

const source = z.string().trim().min(1).max(120);
const country = z.string().regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 country code such as DE');
const percent = notNegative.refine((text) => decimal(text).lte(decimal('100')), 'expected at most 100 percent');
/** What prices call a rate that is not the standard one. */
export const rateName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected the name of a rate, such as reduced')
  .describe('What prices call it, such as reduced.');

/** The name of the rate that prices have where they name none. */
export const STANDARD = 'standard';

const statedRate = z.strictObject({
  country: country.describe('ISO 3166-1 code of the country whose rate it is.'),
  name: rateName.default(STANDARD),
  rate: percent.describe('Percent, such as 7.'),
  from: plainDate.optional().describe('First day of supply it holds for; all days if not given.'),
  source: source.describe('Where it was read, such as a section of the law.'),
});

const exchangeRate = z
  .strictObject({
    date: plainDate.describe('Day it was published for.'),
    from: currencyCode.describe('Currency of which one unit is worth so much.'),
    to: currencyCode.describe('Currency in which the rate says it.'),
    rate: decimalText.refine((text) => /[1-9]/.test(text) && !text.startsWith('-'), 'expected a decimal above 0'),
    source: source.describe('Who published it, such as ECB.'),
  })
  .refine((it) => it.from !== it.to, { error: 'a rate is between two currencies', path: ['to'] });
export type ExchangeRate = z.infer<typeof exchangeRate>;

export const sellerTax = z
  .strictObject({
    standardRate: percent
      .optional()
      .describe("Percent, such as 19: the standard rate of the seller's country, whatever the day. That which is known if not given."),
    source: source.optional().describe('Where it was read, such as a section of the law.'),
    rates: z
      .array(statedRate)
      .min(1)
      .max(200)
      .optional()
      .describe('Rates that prices name, of countries whose rate is not known, or that replace what is known from a day on.'),
    smallBusiness: yesOrNo
      .optional()
      .describe('Whether the seller is exempt as a small business, as by § 19 UStG: no tax, and invoices say why.'),
    euConsumers: z
      .enum(['oss', 'below-threshold'])
      .optional()
      .describe(
        "Consumers in other EU countries: oss charges the rate of their country, below-threshold that of the seller's. They can't be billed if not given.",
      ),
    exchangeRates: z
      .array(exchangeRate)
      .min(1)
      .max(2000)
      .optional()
      .describe("Rates by which tax in a foreign currency is stated in that of the seller's country too."),
  })
  .superRefine(({ standardRate, source: read, smallBusiness }, { addIssue }) => {
    if (standardRate !== undefined && read === undefined)
      addIssue({ code: 'custom', path: ['source'], message: 'is missing: where the standard rate was read, such as a section of the law' });
    if (standardRate === undefined && read !== undefined)
      addIssue({ code: 'custom', path: ['source'], message: 'is that of a standardRate, and there is none' });
    if (standardRate !== undefined && smallBusiness === true)
      addIssue({ code: 'custom', path: ['standardRate'], message: 'a small business charges no tax; take the rate or smallBusiness out' });
  });
export type SellerTax = z.infer<typeof sellerTax>;

/** Proof that the VAT id of a customer was asked for, and found valid, at VIES. */
export const vatIdCheck = z.strictObject({
  vatId: z.string().describe('The VAT id that was asked for.'),
  date: plainDate.describe('Day of the request, as the answer has it.'),
  consultationNumber: z.string().trim().min(1).max(60).optional().describe('Number by which the tax office knows the request.'),
  name: z.string().trim().min(1).max(200).optional().describe('Name the answer gave.'),
  address: z.string().trim().min(1).max(300).optional().describe('Address the answer gave.'),
});

/** What is sold: goods that are handed over, or a service. */
export const supplyKind = z.enum(['goods', 'service']);

/** Code of the VATEX list. */
export const vatexCode = z.string().regex(/^VATEX-[A-Z]{2}-[A-Z0-9-]{1,24}$/, 'expected a code of the VATEX list, such as VATEX-EU-132');

/** What of a line decides its tax, where its price says so. */
export const lineSupply = z.object({
  kind: z.literal('goods').optional(),
  /** Name of the rate. */
  rate: rateName.optional(),
  /** Not taxed at a rate, in the language of the document. */
  exempt: z.object({ category: z.enum(['Z', 'E']), reason: z.string().optional(), code: vatexCode.optional() }).optional(),
});
export type LineSupply = z.infer<typeof lineSupply>;
