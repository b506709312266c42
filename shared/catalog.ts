import { z } from 'zod';
import { currencyCode, decimal, decimalText } from './money.ts';
import { sellerSeries } from './number-series.ts';
import { plainDate, zone } from './period.ts';

/**
 * What is sold, by whom and to whom: the contracts of the catalog. They describe the files a person writes and
 * the records the Table keeps alike, so decimals are text and a whole number may come as text too.
 */

/** Ids become parts of keys, file names and URLs. */
export const id = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'expected an id: letters, digits, ".", "_" or "-", at most 64, beginning with a letter or digit',
  );

const line = z.string().trim().min(1).max(120);
const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const notNegative = decimalText.refine((text) => !text.startsWith('-'), 'expected a decimal of at least 0');

/** Languages a document can be written in. */
export const language = z.enum(['de', 'en']);
export type Language = z.infer<typeof language>;

/** A text in every language of documents, or one for all. */
export const localized = z.union([line, z.strictObject({ de: line, en: line })], {
  error: 'expected a text, or one for each language: { de: …, en: … }',
});
export type Localized = z.infer<typeof localized>;

export function inLanguage(text: Localized, wanted: Language): string {
  return typeof text === 'string' ? text : text[wanted];
}

/** Postal address; `country` is the ISO 3166-1 alpha-2 code. */
export const address = z.strictObject({
  street: line,
  additional: line.optional(),
  postalCode: line,
  city: line,
  region: line.optional(),
  country: z.string().regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 country code such as DE'),
});
export type Address = z.infer<typeof address>;

export const bankAccount = z.strictObject({
  holder: line,
  bank: line,
  iban: z
    .string()
    .transform((text) => text.replaceAll(' ', ''))
    .refine(isIban, 'not a valid IBAN (the check digits of ISO 13616 do not match)'),
  bic: z.string().regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'expected a BIC of 8 or 11 characters'),
});
export type BankAccount = z.infer<typeof bankAccount>;

const POLICIES = ['always', 'over', 'anomalies', 'never'] as const;

/** When a run waits for a person, and who that may be. `release: never` is short for a policy without releasers. */
export const releasePolicy = z
  .preprocess(
    (written) => (typeof written === 'string' ? { policy: written } : written),
    z
      .strictObject({
        policy: z.enum(POLICIES, { error: `expected one of ${POLICIES.join(', ')}` }),
        /** For `over`: what a run may come to, payable and by currency, without waiting. */
        over: z.record(currencyCode, notNegative).optional(),
        /** Mail addresses of those who may release a run; never the one who started it. */
        by: z.array(z.email()).max(50).default([]),
      })
      .refine((it) => it.policy === 'never' || it.by.length > 0, {
        error: 'a run that waits needs someone who may release it: by: [mail address, …]',
        path: ['by'],
      })
      .refine((it) => (it.policy === 'over') === (it.over !== undefined), {
        error: 'over names the limits of the policy over, such as over: { EUR: 10000 }; others have none',
        path: ['over'],
      }),
  )
  .default({ policy: 'never', by: [] });
export type ReleasePolicy = z.infer<typeof releasePolicy>;

/** The legal entity that invoices. */
export const seller = z.strictObject({
  /** Shorter than other ids: runs are named by seller, month and a number, and that is an id again. */
  id: id.max(50, 'expected at most 50 characters: the runs of the seller are named after it'),
  name: line,
  /** Short name for logo and head of later pages. */
  brand: line,
  address,
  zone,
  phone: line.optional(),
  email: z.email(),
  /** VAT id; a seller without one shows no VAT. */
  vatId: z
    .string()
    .regex(/^[A-Z]{2}[A-Z0-9+*]{2,12}$/, 'expected a VAT id such as DE318204771')
    .optional(),
  taxNumber: line.optional(),
  /** Business-letter data by law, for example legal seat, register and number, managing directors. */
  registration: z.array(line).max(3).default([]),
  management: z.array(line).max(3).default([]),
  bank: bankAccount,
  /** Standard rate of VAT in the seller's country in percent, with where it was read. */
  tax: z.strictObject({ standardRate: notNegative, source: line }).optional(),
  paymentTermDays: wholeNumber(0, 365).default(14),
  /** One or a list: { prefix: RE } gives RE-2026-000001. */
  numberSeries: sellerSeries,
  release: releasePolicy,
  /** Customers a run works on at once; the stage may lower it. */
  customersAtOnce: wholeNumber(1, 10_000).default(500),
  accent: z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, 'expected a colour such as #1F4B8F')
    .default('#1F4B8F'),
});
export type Seller = z.infer<typeof seller>;

/** What is counted: how events of one type become a quantity. */
export const meter = z
  .strictObject({
    id,
    eventType: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected an event type such as api.call'),
    aggregation: z.enum(['count', 'sum']),
    /** Property of the event that is added up; for `sum` only. */
    valueProperty: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'expected the name of a property')
      .optional(),
    unit: localized.optional(),
  })
  .refine((it) => (it.aggregation === 'sum') === (it.valueProperty !== undefined), {
    error: 'valueProperty names what sum adds up; count has none',
    path: ['valueProperty'],
  });
export type Meter = z.infer<typeof meter>;

/** A tier up to and including `upTo`; the last tier of a price has no bound. */
export const tier = z.strictObject({
  upTo: notNegative.optional(),
  unitPrice: decimalText.default('0'),
  /** Charged once when the tier is entered. */
  flatFee: decimalText.default('0'),
});
export type Tier = z.infer<typeof tier>;

const tiers = z
  .array(tier)
  .min(1)
  .max(50)
  .refine(
    (list) => list.every((it, i) => (it.upTo === undefined) === (i === list.length - 1)),
    'every tier but the last needs upTo, and the last has none',
  )
  .refine(
    (list) =>
      list.every(
        (it, i) =>
          i === 0 || it.upTo === undefined || list[i - 1]?.upTo === undefined || decimal(it.upTo).gt(decimal(list[i - 1]?.upTo ?? '0')),
      ),
    'upTo must rise from tier to tier',
  );

const priceBase = { id, name: localized };

/** One file of services/pricing prices each model. */
export const price = z.discriminatedUnion('model', [
  z.strictObject({ ...priceBase, model: z.literal('flat'), amount: decimalText, unit: localized.optional() }),
  z.strictObject({ ...priceBase, model: z.literal('standard'), meter: id, unitPrice: decimalText }),
  z.strictObject({
    ...priceBase,
    model: z.literal('graduated'),
    meter: id,
    tiers,
    /** Whether the first tier's flat fee is due when nothing was used. */
    flatOnZeroUsage: z.preprocess(booleanOfText, z.boolean()).default(true),
  }),
]);
export type Price = z.infer<typeof price>;

/** A version of a plan never changes: a new price is a new version. All prices are billed in arrears. */
export const planVersion = z.strictObject({
  id,
  version: wholeNumber(1, 100_000).default(1),
  name: localized,
  currency: currencyCode,
  prices: z.array(price).min(1).max(200),
});
export type PlanVersion = z.infer<typeof planVersion>;

export const subscription = z
  .strictObject({
    id,
    plan: id,
    /** The version of the plan this subscription keeps. */
    version: wholeNumber(1, 100_000),
    /** First day, in the customer's zone. */
    start: plainDate,
    /** First day on which it no longer runs. */
    end: plainDate.optional(),
    /** Day of the month on which service periods begin; clamps to short months. */
    anchorDay: wholeNumber(1, 31).default(1),
  })
  .refine((it) => it.end === undefined || it.end > it.start, { error: 'end must be after start', path: ['end'] });
export type Subscription = z.infer<typeof subscription>;

export const customer = z.strictObject({
  id,
  name: line,
  /** Lines between name and street, for example a department. */
  attention: z.array(line).max(2).default([]),
  address,
  zone,
  language: language.default('en'),
  email: z.email(),
  /** VAT id; tells a business from a consumer inside the EU. */
  vatId: z
    .string()
    .regex(/^[A-Z]{2}[A-Z0-9+*]{2,12}$/, 'expected a VAT id such as FR12345678901')
    .optional(),
  purchaseOrder: line.optional(),
  /** Prefix of the seller's series its documents are numbered in; the first if not given. */
  numberSeries: z.string().optional(),
});
export type Customer = z.infer<typeof customer>;

function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(iban)) return false;
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}

function booleanOfText(value: unknown): unknown {
  if (value === 'true') return true;
  return value === 'false' ? false : value;
}
