/** Invoices of official test suites, as they are published and as drafts of ours. */
import { z } from 'zod';
import type { Allowance } from '../../shared/document-terms.ts';
import { taxCategory } from '../../shared/document-terms.ts';
import type { DraftContent, Invoice, InvoiceLine } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText } from '../../shared/money.ts';
import { lineNet, partAmount } from '../../services/invoicing/line-net.ts';
import { documentTotals } from '../../services/invoicing/totals.ts';
import { draftFor } from './runs.ts';

const text = z.string();
/** As short as it can be: 19.00 and 19 are one rate. Some suites write a plus. */
const figure = text.transform((it) => quantityText(decimal(it.replace(/^\+/, ''))));
const orZero = figure.default('0');
/** As documents print it. */
const words = text.transform((it) => it.replace(/\s+/g, ' ').trim());

const given = z.object({
  charge: z.boolean(),
  amount: figure,
  base: figure.optional(),
  percent: figure.optional(),
  reason: words.optional(),
  reasonCode: text.optional(),
});
export type GivenAllowance = z.infer<typeof given>;

const caseLine = z.object({
  quantity: figure,
  unit: text.optional(),
  price: figure,
  baseQuantity: figure.default('1'),
  grossPrice: figure.optional(),
  priceDiscount: orZero,
  allowancesCharges: z.array(given).default([]),
  vatCategory: taxCategory,
  vatRate: orZero,
  expectedLineNet: figure,
});
type CaseLine = z.infer<typeof caseLine>;

const invoiceCase = z.object({
  source: text,
  consistent: z.boolean().default(true),
  flags: z.array(text).default([]),
  type: text.optional(),
  currency: text,
  taxCurrency: text.optional(),
  taxTotalInTaxCurrency: figure.optional(),
  lines: z.array(caseLine),
  documentAllowancesCharges: z.array(given.extend({ vatCategory: taxCategory, vatRate: orZero })).default([]),
  vatBreakdown: z.array(
    z.object({
      category: taxCategory,
      rate: orZero,
      basis: figure,
      tax: figure,
      exemptionReason: words.optional(),
      exemptionCode: text.optional(),
    }),
  ),
  totals: z.object({
    lineNet: figure,
    allowances: orZero,
    charges: orZero,
    taxExclusive: figure,
    tax: orZero,
    taxInclusive: figure,
    prepaid: orZero,
    rounding: orZero,
    payable: figure,
  }),
});
export type InvoiceCase = z.infer<typeof invoiceCase>;

/**
 * A published invoice. A price before its discount that is no such thing (some files write there what else they know)
 * is left out.
 */
export function invoiceCaseOf(raw: unknown): InvoiceCase {
  const it = invoiceCase.parse(raw);
  return { ...it, lines: it.lines.map(withGrossPrice) };
}

/** UBL may give the discount alone. */
function withGrossPrice({ grossPrice, priceDiscount, ...line }: CaseLine): CaseLine {
  const net = decimal(line.price);
  if (grossPrice === undefined && decimal(priceDiscount).isZero()) return { ...line, priceDiscount: '0' };
  const gross = grossPrice ?? quantityText(net.plus(decimal(priceDiscount)));
  return decimal(gross).minus(decimal(priceDiscount)).eq(net)
    ? { ...line, grossPrice: gross, priceDiscount }
    : { ...line, priceDiscount: '0' };
}

/** The lines, allowances and rates of a published invoice as a draft: every sum in it is of our own making. */
export function draftOfCase({ currency, lines, documentAllowancesCharges, vatBreakdown, totals, ...it }: InvoiceCase): DraftContent {
  const ours = lines.map((line) => lineOf(line, currency));
  const taxed = documentAllowancesCharges.map((given) => ({
    charge: given.charge,
    entry: { ...allowanceOf(given, currency), taxCategory: given.vatCategory, taxRate: given.vatRate },
  }));
  const allowances = listOf(taxed, false);
  const charges = listOf(taxed, true);
  const treatments = vatBreakdown.map(({ category, rate, exemptionReason: reason, exemptionCode: reasonCode }) => ({
    category,
    rate,
    ...(reason === undefined ? {} : { reason }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
  }));
  const billed = {
    lines: ours,
    ...(allowances ? { allowances } : {}),
    ...(charges ? { charges } : {}),
    ...(totals.prepaid === '0' ? {} : { prepaid: totals.prepaid }),
    ...(totals.rounding === '0' ? {} : { rounding: totals.rounding }),
  };
  const { prepaid, rounding, ...content } = billed;
  return draftFor('adler', {
    kind: it.type === '381' ? 'credit-note' : it.type === '384' ? 'correction' : 'invoice',
    currency,
    ...content,
    ...documentTotals(billed, treatments, currency),
    ...(it.taxCurrency === undefined || it.taxTotalInTaxCurrency === undefined
      ? {}
      : { accountingTax: { currency: it.taxCurrency, tax: it.taxTotalInTaxCurrency } }),
  });
}

export function invoiceOfCase(it: InvoiceCase): Invoice {
  return { ...draftOfCase(it), number: 'RE-2026-000001', issueDate: '2026-11-02', dueDate: '2026-11-16' };
}

function lineOf(line: CaseLine, currency: string): InvoiceLine {
  const [sample] = draftFor('adler').lines;
  if (!sample) throw new Error('The sample draft has no line.');
  const { quantity, unit, price, baseQuantity, grossPrice, priceDiscount, allowancesCharges, vatCategory, vatRate } = line;
  const part = {
    quantity,
    unitPrice: price,
    ...(baseQuantity === '1' ? {} : { baseQuantity }),
    ...(grossPrice === undefined ? {} : { grossPrice, priceDiscount }),
    flatFee: '0',
  };
  const entries = allowancesCharges.map((given) => ({ charge: given.charge, entry: allowanceOf(given, currency) }));
  const discounts = listOf(entries, false)?.map((it) => ({ ...it, kind: 'agreed' as const }));
  const charges = listOf(entries, true);
  const ours = {
    ...sample,
    quantity,
    ...(unit === undefined ? {} : { unitCode: unit }),
    parts: [{ ...part, amount: partAmount(part) }],
    ...(discounts ? { discounts } : {}),
    ...(charges ? { charges } : {}),
    taxCategory: vatCategory,
    taxRate: vatRate,
  };
  return { ...ours, net: lineNet(ours, currency) };
}

function listOf<Entry>(of: readonly { charge: boolean; entry: Entry }[], isCharge: boolean): Entry[] | undefined {
  const list = of.filter(({ charge }) => charge === isCharge).map(({ entry }) => entry);
  return list.length > 0 ? list : undefined;
}

function allowanceOf({ amount, base, percent, reason = '', reasonCode }: GivenAllowance, currency: string): Allowance {
  return {
    description: reason,
    amount: amountText(decimal(amount), currency),
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(percent === undefined ? {} : { percent }),
    ...(base === undefined ? {} : { base }),
  };
}
