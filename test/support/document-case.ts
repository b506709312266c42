/** Published cases of documents: tax and totals of lines, with what is taken off them. */
import { z } from 'zod';

import { decimal, quantityText, roundedTo, sum, whole } from '../../shared/money.ts';
import { documentTotals } from '../../services/invoicing/totals.ts';
import { on } from './case-shape.ts';
import { caseCoupon, discounted, inOrder } from './discount-case.ts';
import type { PriceCase } from './price-case.ts';
import { draftFor } from './runs.ts';

const text = z.string();

export const documentCases: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  tax: on(
    z.strictObject({ net: text, ratePercent: text, currency: text, field: z.enum(['tax', 'total', 'gross']).default('tax') }),
    ({ net, ratePercent, currency, field }) => figure(totalsOf([{ net, rate: ratePercent }], currency), field),
  ),

  tax_multi: on(
    z.strictObject({ net: text, rates: z.array(text).max(1), currency: text, field: z.enum(['tax', 'total', 'gross']).default('tax') }),
    ({ net, rates: [rate = '0'], currency, field }) => figure(totalsOf([{ net, rate }], currency), field),
  ),

  tax_rounding: on(
    z.strictObject({
      lines: z.array(text),
      ratePercent: text,
      mode: z.literal('round_on_invoice_subtotal').optional(),
      currency: text,
      field: z.enum(['tax', 'total', 'gross']).default('total'),
    }),
    ({ lines, ratePercent, currency, field }) =>
      figure(
        totalsOf(
          lines.map((net) => ({ net, rate: ratePercent })),
          currency,
        ),
        field,
      ),
  ),

  tax_breakdown: on(
    z.strictObject({
      lines: z.array(
        z.strictObject({ net: text, exempt: z.enum(['reverse_charge', 'tax_exempt']).optional(), taxes: z.array(text).max(1).default([]) }),
      ),
      invoiceDiscount: text.optional(),
      currency: text.default('EUR'),
      field: text,
    }),
    ({ lines, invoiceDiscount, currency, field }) => {
      const nets = discounted(lines, invoiceDiscount === undefined ? [] : [{ amount: invoiceDiscount }], currency);
      const taxed = lines.map(({ exempt, taxes: [rate = '0'] }, i) => ({ net: nets[i] ?? '0', rate: exempt === undefined ? rate : '0' }));
      const of = /^tax ?(\d[\d.]*)$/.exec(field)?.[1];
      if (of === undefined) return figure(totalsOf(taxed, currency), field);
      return totalsOf(
        taxed.filter(({ rate }) => decimal(rate).eq(decimal(of))),
        currency,
      ).tax;
    },
  ),

  tax_with_coupon: on(
    z.strictObject({
      lines: z.array(z.strictObject({ id: text.optional(), net: text, ratePercent: text.optional() })).optional(),
      subtotal: text.default('0'),
      ratePercent: text.default('0'),
      coupons: z.array(caseCoupon).default([]),
      fixedCoupon: text.optional(),
      percentCoupon: text.optional(),
      discount: text.optional(),
      order: text.optional(),
      currency: text.default('EUR'),
      field: text.default('total'),
    }),
    ({ lines = [], subtotal, ratePercent, coupons, fixedCoupon, percentCoupon, discount, order, currency, field }) => {
      const of = lines.length > 0 ? lines : [{ id: undefined, net: subtotal, ratePercent }];
      const single = [{ percent: percentCoupon }, { amount: fixedCoupon }, { amount: discount }];
      const all = [...inOrder(coupons, order), ...single.filter((it) => Object.values(it)[0] !== undefined)];
      const nets = discounted(of, all, currency);
      const taxed = of.map(({ ratePercent: rate = ratePercent }, i) => ({ net: nets[i] ?? '0', rate }));
      const name = / of (?:line )?(.+)$/.exec(field)?.[1];
      const asked = name === undefined ? taxed : taxed.filter((_, i) => (of[i]?.id ?? String(i)) === name);
      return asked.length === 0 ? undefined : figure(totalsOf(asked, currency), field);
    },
  ),
};

/** Tax of each rate on the sum of its lines, as a document has it. */
function totalsOf(lines: readonly { net: string; rate: string }[], currency: string): { net: string; tax: string; gross: string } {
  const rates = [...new Set(lines.map(({ rate }) => rate))];
  const groups = rates.map((rate) => {
    const taxed = lines
      .filter((line) => line.rate === rate)
      .flatMap(({ net }) => draftFor('adler').lines.map((line) => ({ ...line, net, taxRate: rate })));
    return documentTotals({ lines: taxed }, [], currency).totals;
  });
  const total = (of: 'net' | 'tax' | 'gross'): string => quantityText(sum(groups.map((group) => decimal(group[of]))));
  return { net: total('net'), tax: total('tax'), gross: total('gross') };
}

/** The figure that a field names, such as "gross", "invoice tax" or "net of line 2". */
function figure({ net, tax, gross }: { net: string; tax: string; gross: string }, field: string): string | undefined {
  if (/^(invoice )?(total|gross)/.test(field)) return gross;
  if (/^(invoice )?tax(?!able)/.test(field)) return tax;
  if (/^effective/.test(field)) return quantityText(roundedTo(decimal(tax).times(whole(100)).div(decimal(net)), 18, 'half'));
  return /^(invoice )?(net|taxable)/.test(field) ? net : undefined;
}
