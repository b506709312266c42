/** Invoices of official test suites, as drafts that our invariants can be held against. */
import { z } from 'zod';

import type { DraftContent } from '../../shared/invoice.ts';
import { decimal, quantityText } from '../../shared/money.ts';
import { draftFor } from './runs.ts';

const text = z.string();
/** Some suites write a plus. */
const figure = text.transform((it) => it.replace(/^\+/, ''));
const category = z.enum(['S', 'AE', 'O']);
const nothing = figure.refine((it) => decimal(it).isZero());

/** What of an official invoice we can say: no allowances, no prepayment, no rounding, prices for one unit. */
const mappable = z.object({
  source: text,
  currency: text,
  documentAllowancesCharges: z.undefined().optional(),
  lines: z.array(
    z.object({
      quantity: figure,
      price: figure,
      baseQuantity: figure.refine((it) => decimal(it).eq(decimal('1'))).optional(),
      allowancesCharges: z.undefined().optional(),
      vatCategory: category,
      vatRate: figure.default('0'),
      expectedLineNet: figure,
    }),
  ),
  vatBreakdown: z.array(z.object({ category, rate: figure.default('0'), basis: figure, tax: figure })),
  totals: z.object({
    lineNet: figure,
    tax: figure.default('0'),
    taxInclusive: figure,
    payable: figure,
    allowances: nothing.optional(),
    charges: nothing.optional(),
    prepaid: nothing.optional(),
    rounding: nothing.optional(),
  }),
});

export interface InvoiceCase {
  readonly source: string;
  readonly currency: string;
  readonly draft: DraftContent;
}

/** The invoice as a draft, or undefined where it has something that our documents don't have yet. */
export function invoiceCaseOf(raw: unknown): InvoiceCase | undefined {
  const parsed = mappable.safeParse(raw);
  if (!parsed.success) return undefined;
  const { source, currency, lines, vatBreakdown, totals } = parsed.data;
  const [sample] = draftFor('adler').lines;
  if (!sample) return undefined;
  const draft = draftFor('adler', {
    currency,
    lines: lines.map(({ quantity, price, vatCategory, vatRate, expectedLineNet }) => ({
      ...sample,
      quantity,
      parts: [{ quantity, unitPrice: price, flatFee: '0', amount: quantityText(decimal(quantity).times(decimal(price))) }],
      net: expectedLineNet,
      taxCategory: vatCategory,
      taxRate: plain(vatRate),
    })),
    tax: vatBreakdown.map(({ category: name, rate, basis, tax }) => ({ category: name, rate: plain(rate), basis, tax })),
    totals: { net: totals.lineNet, tax: totals.tax, gross: totals.taxInclusive, payable: totals.payable },
  });
  return { source, currency, draft };
}

/** 19.00 and 19 are one rate. */
function plain(rate: string): string {
  return quantityText(decimal(rate));
}
