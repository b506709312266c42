import { z } from 'zod';
import { account, datevSettings } from './accounting/datev-settings.ts';
import { bankAccount } from './bank/bank-account.ts';
import { dunningPlan } from './dunning/dunning-plan.ts';
import { currencyCode, decimal, decimalText, minorDigits } from './money.ts';
import { LANGUAGE_CODES, type Language } from './languages/languages.ts';
import { namedLogo } from './logo.ts';
import { sellerSeries } from './number-series.ts';
import { delivery } from './delivery.ts';
import { orderSettings, orderTerms } from './orders/order-settings.ts';
import { contact, electronicAddress, legalRegistration, reference } from './party.ts';
import { customerPayment, directDebitSettings } from './payments/payment-terms.ts';
import { plainDate, zone } from './period.ts';
import { releasePolicy } from './release-policy.ts';
import { sellerTax, vatexCode, vatIdCheck } from './tax-terms.ts';
import { yesOrNo } from './yes-or-no.ts';

/**
 * What is sold, by whom and to whom: the contracts of the catalog. They describe the files a person writes and
 * the records the Table keeps alike, so decimals are text and a whole number may come as text too.
 *
 * What `describe` says is what editors show: docs/catalog.schema.json is made from it (`npm run schema`).
 */

/** Ids become parts of keys, file names and URLs. */
export const id = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'expected an id: letters, digits, ".", "_" or "-", at most 64, beginning with a letter or digit',
  );

const line = z.string().trim().min(1).max(120);
/** A whole number of a file, where it may come as text too. */
export const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Languages a document can be written in. */
export const language = z.enum(LANGUAGE_CODES);
export type { Language };

/** A text in every language of documents, or one for all. */
const texts = Object.fromEntries(LANGUAGE_CODES.map((code) => [code, line.optional()])) as Record<Language, z.ZodOptional<typeof line>>;
export const localized = z.union([line, z.strictObject(texts).refine((it) => Object.keys(it).length > 0)], {
  error: 'expected a text, or one for each language: { de: …, en: …, fr: … }',
});
export type Localized = z.infer<typeof localized>;

/** A text in a language; where it has none, in English, else in the first it has. */
export function inLanguage(text: Localized, wanted: Language): string {
  return typeof text === 'string' ? text : (text[wanted] ?? text.en ?? Object.values(text)[0] ?? '');
}

/** Postal address; `country` is the ISO 3166-1 alpha-2 code. */
export const address = z.strictObject({
  street: line.describe('Street and number, or a post office box.'),
  additional: line.optional().describe('A line below the street, for example a floor.'),
  postalCode: line,
  city: line,
  region: line.optional().describe('State or province, where addresses of the country have one.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 country code such as DE')
    .describe('ISO 3166-1 code of the country, such as DE.'),
});
export type Address = z.infer<typeof address>;

/**
 * When the month before is billed by itself: a day of each month that all have, and a time on the clock of the
 * seller's zone. Not on the 1st, when the month is not over yet in every zone of the earth.
 */
export const schedule = z.union(
  [
    z.literal('off'),
    z.strictObject({
      day: wholeNumber(2, 28).default(2).describe('Day of the month, 2 to 28; 2 if not given.'),
      time: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as 06:00')
        .default('06:00')
        .describe("Time of day in the seller's zone; 06:00 if not given."),
    }),
  ],
  { error: 'expected off, or a day and a time: { day: 2, time: 06:00 }' },
);
export type Schedule = z.infer<typeof schedule>;

/** Why no tax is charged, of those categories (UNTDID 5305). */
export const exemption = <Category extends string>(categories: readonly [Category, ...Category[]]) =>
  z.strictObject({
    category: z.enum(categories).describe('Category of UNTDID 5305, such as E for exempt.'),
    reason: localized.optional().describe('Why no tax is charged, with the law, as invoices say it; not for Z.'),
    code: vatexCode.optional().describe('Code of the VATEX list; that of the category if not given.'),
  });

/** Says what is wrong: whatever is not taxed has a reason, and a rate of zero has none (EN 16931, BR-E-10, BR-Z-10). */
export function exemptionFault(
  { category, reason }: { category: string; reason?: Localized | undefined },
  say: (field: string, message: string) => void,
): void {
  if (category === 'Z' && reason !== undefined) say('reason', 'a rate of zero has no reason; E is what is exempt');
  if (category !== 'Z' && reason === undefined) say('reason', 'is missing: why no tax is charged, with the law');
}

const customerTax = exemption(['Z', 'E', 'AE', 'K', 'G', 'O']).superRefine((it, { addIssue }) => {
  exemptionFault(it, (field, message) => addIssue({ code: 'custom', path: [field], message }));
});

/** An amount that is given or taken off. */
export const amountAboveZero = decimalText.refine((text) => /[1-9]/.test(text) && !text.startsWith('-'), 'expected a decimal above 0');

/** What is wrong with an amount that the currency has no such digits for, or undefined. */
export function digitsFault(amount: string, currency: string): string | undefined {
  const digits = minorDigits(currency);
  return decimal(amount).decimalPlaces() > digits ? `${currency} has ${digits} digits behind the point; ${amount} has more` : undefined;
}

const MOST_STEP = 100;

/** Small amounts by currency, in major units: steps of cash, or what a payment may differ by. */
const smallAmounts = z.record(currencyCode, amountAboveZero).superRefine((steps, { addIssue }) => {
  for (const [currency, step] of Object.entries(steps)) {
    const most = decimal(step).gt(MOST_STEP) ? `expected at most ${MOST_STEP}` : undefined;
    const message = digitsFault(step, currency) ?? most;
    if (message !== undefined) addIssue({ code: 'custom', path: [currency], message });
  }
});

/** The legal entity that invoices. */
export const seller = z
  .strictObject({
    // Shorter than other ids: runs are named by seller, month and a number, and that is an id again.
    id: id
      .max(50, 'expected at most 50 characters: the runs of the seller are named after it')
      .describe('Names the seller for good; its runs are named after it, such as acme-2026-10-1.'),
    name: line.describe('Legal name, as invoices show it.'),
    brand: line.describe('Short name for logo and head of later pages.'),
    address,
    zone: zone.describe('Time zone of the seller: issue dates are days of it.'),
    phone: line.optional(),
    email: z.email().describe('Mail address on invoices; invoices are sent from it.'),
    vatId: z
      .string()
      .regex(/^[A-Z]{2}[A-Z0-9+*]{2,12}$/, 'expected a VAT id such as DE318204771')
      .optional()
      .describe('VAT id; a seller without one shows no VAT.'),
    taxNumber: line.optional().describe('Tax number, where there is no VAT id or it is to be shown beside it.'),
    registration: z.array(line).max(3).default([]).describe('What business letters show by law: legal seat, register and number.'),
    management: z.array(line).max(3).default([]).describe('Managing directors, where business letters show them by law.'),
    contact: contact.optional().describe('Whom a customer may ask, as electronic invoices name it.'),
    electronicAddress: electronicAddress.optional().describe('Where electronic documents reach it; its mail address if not given.'),
    legalRegistration: legalRegistration.optional().describe('Entry in a register, as electronic invoices name it.'),
    bank: bankAccount.describe('Account that is to be paid into.'),
    payments: z
      .strictObject({
        tolerance: smallAmounts
          .optional()
          .describe('What a payment may differ from an invoice and still settle it, by currency: { EUR: 0.50 }. Nothing if not given.'),
        bearsBankCharges: yesOrNo
          .optional()
          .describe('Whether an invoice is settled where only what banks have kept is missing; false if not given.'),
        directDebit: directDebitSettings.optional().describe('The seller as a creditor of SEPA direct debits.'),
      })
      .optional()
      .describe('How payments of customers are collected and matched with invoices.'),
    dunning: dunningPlan
      .optional()
      .describe('How invoices that are overdue are gone after, step by step; by nobody but people if not given.'),
    orders: orderSettings.optional().describe('How orders of items are taken.'),
    tax: sellerTax.optional().describe('Rates of VAT and what the seller opted for; tax is that of the day of supply.'),
    paymentTermDays: wholeNumber(0, 365).default(14).describe('Days from the issue date until an invoice is due.'),
    numberSeries: sellerSeries.describe(
      'How documents are numbered: { prefix: RE } gives RE-2026-000001. One series, or a list whose first is that of every customer who names none.',
    ),
    creditNoteSeries: z
      .string()
      .optional()
      .describe('Prefix of the series credit notes are numbered in, such as GK; that of invoices if not given.'),
    release: releasePolicy.describe('When a run waits for a person, and who that may be; never is short for { policy: never }.'),
    schedule: schedule.optional().describe('When the month before is billed by itself, or off; on the 2nd at 06:00 if not given.'),
    privacy: z
      .strictObject({
        keepUsageMonths: wholeNumber(1, 240)
          .optional()
          .describe('Months after a period was billed until its usage events may be erased; 6 if not given.'),
        keepContactsMonths: wholeNumber(1, 240)
          .optional()
          .describe('Months after the last bill until name, address and contacts may be erased; 48 if not given.'),
      })
      .optional()
      .describe('How long what tells of a customer is kept before `erase` takes it away.'),
    accounting: z
      .strictObject({ datev: datevSettings.optional().describe('How bookings are handed over to DATEV.') })
      .optional()
      .describe('How the books are kept, for `accounting`.'),
    customersAtOnce: wholeNumber(1, 10_000).default(500).describe('Customers a run works on at once, at most; the stage may lower it.'),
    logo: namedLogo.optional(),
    rounding: smallAmounts.optional().describe('What is payable is rounded to, by currency: { CHF: 0.05 }. Not rounded if not given.'),
    usageAnnex: yesOrNo.optional().describe('Whether invoices carry an annex with the daily quantities they bill; false if not given.'),
    accent: z
      .string()
      .regex(/^#[0-9A-Fa-f]{6}$/, 'expected a colour such as #1F4B8F')
      .default('#1F4B8F')
      .describe('Colour of lines and headings on documents. Quote it: # begins a comment.'),
  })
  .describe('The legal entity that invoices.');
export type Seller = z.infer<typeof seller>;

/** That a customer has a coupon, and for which service periods. */
export const customerCoupon = z
  .strictObject({
    coupon: id.describe('Id of the coupon.'),
    from: plainDate.optional().describe('First day on which a service period may begin that it is taken off.'),
    until: plainDate.optional().describe('First day on which none may begin any more.'),
  })
  .refine((it) => it.from === undefined || it.until === undefined || it.until > it.from, {
    error: 'until must be after from',
    path: ['until'],
  });
export type CustomerCoupon = z.infer<typeof customerCoupon>;

/** Credit that pays invoices, after tax. One that was given never changes: it is voided, or used up, or expires. */
export const creditGrant = z
  .strictObject({
    id: id.describe('Names the credit for good, among those of the customer.'),
    amount: amountAboveZero.describe('What it pays in all.'),
    currency: currencyCode,
    kind: z.enum(['paid', 'promotional']).default('paid').describe('paid: the customer paid for it; promotional: it was given.'),
    priority: wholeNumber(1, 1000).default(100).describe('Of several credits the lowest is used first; 100 if not given.'),
    expires: plainDate
      .optional()
      .describe('First day on which what is left of it is gone; the bill of a month uses what is valid on the last day of the month.'),
    granted: plainDate.optional().describe('Day on which it was given: of credits that are alike otherwise the oldest is used first.'),
    voided: plainDate.optional().describe('Day on which what was left of it was taken back; once set, it stays.'),
  })
  .superRefine(({ amount, currency }, { addIssue }) => {
    const message = digitsFault(amount, currency);
    if (message !== undefined) addIssue({ code: 'custom', path: ['amount'], message });
  });
export type CreditGrant = z.infer<typeof creditGrant>;

export const customer = z
  .strictObject({
    id: id.describe('Names the customer for good; usage events name it so.'),
    name: line.describe('Name, as invoices show it.'),
    attention: z.array(line).max(2).default([]).describe('Lines between name and street, for example a department.'),
    address,
    zone: zone.describe('Time zone in which service periods begin and end.'),
    language: language.default('en').describe('Language of documents.'),
    email: z.email().describe('Where invoices are sent.'),
    vatId: z
      .string()
      .regex(/^[A-Z]{2}[A-Z0-9+*]{2,12}$/, 'expected a VAT id such as FR61954506077')
      .optional()
      .describe('VAT id; tells a business from a consumer inside the EU.'),
    purchaseOrder: line.optional().describe("Number of the customer's order, shown on invoices."),
    buyerReference: reference.optional().describe('What the customer assigns invoices by; of a German authority its Leitweg-ID.'),
    contract: reference.optional().describe('Number of the contract, for electronic invoices.'),
    electronicAddress: electronicAddress.optional().describe('Where electronic documents reach it; its mail address if not given.'),
    legalRegistration: legalRegistration.optional().describe('Entry in a register, as electronic invoices name it.'),
    numberSeries: z.string().optional().describe("Prefix of the seller's series its documents are numbered in; the first if not given."),
    debtorAccount: account.optional().describe("Its account in the seller's books; that of the seller's settings if not given."),
    coupons: z.array(customerCoupon).min(1).max(20).optional().describe('Coupons that are taken off its bills.'),
    credits: z
      .array(creditGrant)
      .min(1)
      .max(1000)
      .optional()
      .describe('Credits it was given. What is there stays, whether a file names it again or not.'),
    vatIdCheck: vatIdCheck.optional().describe('Proof that the VAT id was asked for at VIES; kept with each invoice.'),
    delivery: delivery.optional().describe('How it gets its invoices: by mail with the PDF if not given.'),
    payment: customerPayment.optional().describe('How it pays; by transfer if not given.'),
    orderTerms: orderTerms.optional().describe('Whether it pays orders before they are confirmed, or on account; prepaid if not given.'),
    usageAnnex: yesOrNo.optional().describe('Whether its invoices carry the annex of daily quantities; as the seller says if not given.'),
    tax: customerTax.optional().describe('Why it is charged no tax, whatever the rules say otherwise.'),
  })
  .describe('Who is invoiced.');
export type Customer = z.infer<typeof customer>;
