import { z } from 'zod';
import { bankAccount } from './bank/bank-account.ts';
import { address, id, language } from './catalog.ts';
import { accountingTax, allowance, paymentMeans, precedingInvoice, taxCategory } from './document-terms.ts';
import { logo } from './logo.ts';
import { currencyCode, decimalText, exactText } from './money.ts';
import { delivery } from './delivery.ts';
import { contact, electronicAddress, legalRegistration } from './party.ts';
import { dateSpan, period, plainDate } from './period.ts';
import { partKind } from './part-kind.ts';
import { writtenTiming } from './price.ts';
import { lineSupply, vatIdCheck } from './tax-terms.ts';
import { annexedUsage } from './usage-annex.ts';

/**
 * The invoice as a contract: everything a document says, and nothing it has to look up. Draft, invoice, PDF and
 * mail are made from it alone. Amounts are rounded to the currency's minor unit; quantities and unit prices are
 * exact. Terms in brackets are those of EN 16931.
 */

/** Snapshot of the seller (BG-4) as it was when the draft was made. */
export const sellerParty = z.object({
  id,
  name: z.string(),
  brand: z.string(),
  address,
  phone: z.string().optional(),
  email: z.string(),
  vatId: z.string().optional(),
  taxNumber: z.string().optional(),
  registration: z.array(z.string()),
  management: z.array(z.string()),
  bank: bankAccount,
  accent: z.string(),
  logo: logo.optional(),
  contact: contact.optional(),
  electronicAddress: electronicAddress.optional(),
  legalRegistration: legalRegistration.optional(),
});
export type SellerParty = z.infer<typeof sellerParty>;

/** Snapshot of the customer (BG-7). */
export const customerParty = z.object({
  id,
  name: z.string(),
  attention: z.array(z.string()),
  address,
  email: z.string(),
  vatId: z.string().optional(),
  /** Proof that the VAT id was found valid. */
  vatIdCheck: vatIdCheck.optional(),
  /** BT-13 */
  purchaseOrder: z.string().optional(),
  /** BT-10 */
  buyerReference: z.string().optional(),
  /** BT-12 */
  contract: z.string().optional(),
  electronicAddress: electronicAddress.optional(),
  legalRegistration: legalRegistration.optional(),
  /** Absent where the PDF goes out by mail. */
  delivery: delivery.optional(),
});
export type CustomerParty = z.infer<typeof customerParty>;

/** What is taken off a line (BG-27), after its parts were rounded; what was taken off a bill is negative in a correction. */
export const lineDiscount = allowance.extend({
  kind: z.enum(['coupon', 'maximum-spend', 'agreed']),
  coupon: id.optional(),
});
export type LineDiscount = z.infer<typeof lineDiscount>;

/**
 * One step of a price, as charged: quantity × unit price ÷ base quantity + flat fee = amount, exactly; times the share
 * of the period where the line is prorated. What is divided has at most 18 digits behind the point.
 */
export const chargePart = z.object({
  /** What the part is, where it isn't just quantity × price. */
  kind: partKind.optional(),
  /** Inclusive upper bound of the tier; absent in the last tier and where there are no tiers. */
  upTo: decimalText.optional(),
  /** Values of a matrix price's properties, in their order. */
  values: z.array(z.string()).optional(),
  /** Units a package holds, where the quantity counts packages. */
  packageSize: decimalText.optional(),
  /** Units in those packages. */
  units: decimalText.optional(),
  quantity: decimalText,
  unitPrice: decimalText,
  /** Units that the price is for (BT-149); 1 where absent. */
  baseQuantity: decimalText.optional(),
  /** Price before its discount (BT-148), and the discount (BT-147): what is left is the unit price. */
  grossPrice: decimalText.optional(),
  priceDiscount: decimalText.optional(),
  flatFee: exactText,
  /** Not rounded. */
  amount: exactText,
});
export type ChargePart = z.infer<typeof chargePart>;

/**
 * What a line corrects: its period was rated again with all that is known of it now, and this is the difference to
 * what was billed before. Quantity and parts of the line are differences too; its net is the rounded amount of all,
 * less the nets of the lines before, so that the sum of the lines is what one bill would have come to. What is taken
 * off now, less what was taken off before, is the line's discounts.
 *
 * A line of terms that don't hold any more is taken back: all of it is billed, and nothing rated.
 */
export const correction = z.object({
  /** 1 for the first correction of the period. */
  sequence: z.number().int().min(1),
  /** Amount of all, not rounded. */
  ratedExact: exactText,
  /** Sum of the parts of all lines before this one, not rounded. */
  billedExact: exactText,
  /** Sum of their nets. */
  billedNet: decimalText,
  /** Sum of their discounts; absent where there are none. */
  billedDiscount: decimalText.optional(),
});
export type Correction = z.infer<typeof correction>;

/** What is billed of a whole period: so many of its days, or of its seconds. */
export const periodShare = z.union([
  z.object({ days: z.number().int(), of: z.number().int() }),
  z.object({ seconds: z.number().int(), of: z.number().int() }),
]);
export type PeriodShare = z.infer<typeof periodShare>;

/** Days or seconds that are billed. */
export function billedUnits(share: PeriodShare): number {
  return 'days' in share ? share.days : share.seconds;
}

/** Why a line has this quantity and this amount. */
export const trace = z.object({
  subscription: id,
  plan: id,
  planVersion: z.number().int(),
  price: id,
  meter: id.optional(),
  /** Events counted into the quantity; of a correction, into that of the whole period. */
  events: z.number().int().optional(),
  /** Hash over the set of those events. */
  fingerprint: z.string().optional(),
  /** What the meter measured, where the line counts something else: another unit, a rounded quantity, the sum of windows. */
  measured: decimalText.optional(),
  /** Of a capacity, what each of its meters measured. */
  peaks: z.array(z.object({ meter: id, measured: decimalText, events: z.number().int(), fingerprint: z.string() })).optional(),
  /** Where a flat fee is prorated. */
  proration: periodShare.optional(),
  /** Of a line that adds what is missing, how much was to be spent and how much was; major units, before coupons. */
  spend: z.object({ due: decimalText, spent: decimalText }).optional(),
  /** Absent in arrears. */
  timing: writtenTiming.optional(),
  /** Of a line of an order, which stands where the subscription does, and its item where plan and price do. */
  order: id.optional(),
  correction: correction.optional(),
  /** On a credit note, the line of the invoice, and what of its net is credited, not rounded. */
  credited: z.object({ line: z.number().int().min(1), exact: exactText }).optional(),
});
export type Trace = z.infer<typeof trace>;

/** A charge before tax: what pricing hands to invoicing. */
export const chargeLine = z.object({
  /** Title of the group on the document: what shares a service period. */
  group: z.string(),
  /** Service period (BG-26). */
  period,
  description: z.string(),
  quantity: decimalText,
  unit: z.string().optional(),
  /** Of UN/ECE Recommendation 20 (BT-130); where absent, told from `unit`. */
  unitCode: z
    .string()
    .regex(/^[A-Z0-9]{2,3}$/)
    .optional(),
  /** The steps the exact amount is the sum of; one where a single price applied. */
  parts: z.array(chargePart).min(1),
  /** In the order they were taken off. */
  discounts: z.array(lineDiscount).min(1).optional(),
  /** What is put on the line (BG-28), after its parts were rounded. */
  charges: z.array(allowance).min(1).optional(),
  /** Sum of the parts, rounded once, less the discounts, with the charges (BT-131); of a correction, see there. */
  net: decimalText,
  /** What decides its tax, where it isn't a service at the standard rate. */
  supply: lineSupply.optional(),
  trace,
});
export type ChargeLine = z.infer<typeof chargeLine>;

const taxed = {
  taxCategory,
  /** Percent. */
  taxRate: decimalText,
};

export const invoiceLine = chargeLine.extend(taxed);
export type InvoiceLine = z.infer<typeof invoiceLine>;

/** VAT breakdown (BG-23): one per category and rate. */
export const taxSubtotal = z.object({
  category: taxCategory,
  rate: decimalText,
  basis: decimalText,
  tax: decimalText,
  /** Why no tax is charged, in the language of the document. */
  reason: z.string().optional(),
  /** Code of the VATEX list. */
  reasonCode: z.string().optional(),
});
export type TaxSubtotal = z.infer<typeof taxSubtotal>;

export const totals = z.object({
  /** Sum of the lines (BT-106); absent where nothing is taken off or put on the document, and it is `net`. */
  lineNet: decimalText.optional(),
  /** Sum of what is taken off the document (BT-107), and of what is put on it (BT-108); absent where nothing is. */
  allowances: decimalText.optional(),
  charges: decimalText.optional(),
  /** Before tax (BT-109). */
  net: decimalText,
  tax: decimalText,
  gross: decimalText,
  /** Paid beforehand, by credits (BT-113); absent where nothing is. */
  prepaid: decimalText.optional(),
  /** What is added to come to a round amount (BT-114); absent where nothing is. */
  rounding: decimalText.optional(),
  /** Gross less what is prepaid, with the rounding (BT-115). */
  payable: decimalText,
});
export type Totals = z.infer<typeof totals>;

/** All of an invoice that is known before it has a number. Its content hash is what a person releases. */
export const draftContent = z.object({
  schema: z.literal(1),
  /** Invoice 380, credit note 381, corrected invoice 384 (BT-3). */
  kind: z.enum(['invoice', 'credit-note', 'correction']),
  language,
  currency: currencyCode,
  seller: sellerParty,
  customer: customerParty,
  /** Where goods go, if not to the customer's address (BG-15). */
  deliverTo: address.optional(),
  /** Days from the first to the last service period (BG-14). */
  period: dateSpan,
  lines: z.array(invoiceLine).min(1),
  /** Daily quantities behind the lines, in their order; absent where the customer gets no annex. */
  usageAnnex: z.array(annexedUsage).min(1).optional(),
  /** Taken off the document (BG-20) and put on it (BG-21), before tax. */
  allowances: z.array(allowance.extend(taxed)).min(1).optional(),
  charges: z.array(allowance.extend(taxed)).min(1).optional(),
  tax: z.array(taxSubtotal).min(1),
  totals,
  paymentTermDays: z.number().int(),
  /** BT-20, beside the due date. */
  paymentTerms: z.string().optional(),
  /** How it is paid (BG-16); where absent, by transfer to the seller's bank. */
  paymentMeans: paymentMeans.optional(),
  /** Tax in the currency of the seller's books; absent where that is the document's. */
  accountingTax: accountingTax.optional(),
  /** What it corrects or credits (BG-3). */
  precedingInvoices: z.array(precedingInvoice).min(1).optional(),
  /** Why it corrects or credits, in its language (BT-22). */
  reason: z.string().optional(),
});
export type DraftContent = z.infer<typeof draftContent>;

export const invoice = draftContent.extend({
  number: z.string(),
  issueDate: plainDate,
  dueDate: plainDate,
});
export type Invoice = z.infer<typeof invoice>;
