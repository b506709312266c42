/** Published cases of documents: tax and totals of lines. */
import { z } from 'zod';

import { decimal, quantityText, sum } from '../../shared/money.ts';
import { documentTotals } from '../../services/invoicing/totals.ts';
import { on } from './case-shape.ts';
import type { PriceCase } from './price-case.ts';
import { draftFor } from './runs.ts';

const text = z.string();

export const documentCases: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  tax: on(
    z.strictObject({ net: text, ratePercent: text, currency: text, field: z.enum(['tax', 'total', 'gross']).default('tax') }),
    ({ net, ratePercent, currency, field }) => figure(totalsOf([{ net, rate: ratePercent }], currency), field),
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
      currency: text.default('EUR'),
      field: text,
    }),
    ({ lines, currency, field }) => {
      const taxed = lines.map(({ net, taxes: [rate = '0'] }) => ({ net, rate }));
      const of = /^tax(\d[\d.]*)$/.exec(field)?.[1];
      if (of === undefined) return figure(totalsOf(taxed, currency), field);
      return totalsOf(
        taxed.filter(({ rate }) => decimal(rate).eq(decimal(of))),
        currency,
      ).tax;
    },
  ),
};

/** Tax of each rate on the sum of its lines, as a document has it. */
function totalsOf(lines: readonly { net: string; rate: string }[], currency: string): { net: string; tax: string; gross: string } {
  const rates = [...new Set(lines.map(({ rate }) => rate))];
  const groups = rates.map((rate) => {
    const taxed = lines
      .filter((line) => line.rate === rate)
      .flatMap(({ net }) => draftFor('adler').lines.map((line) => ({ ...line, net })));
    return documentTotals(taxed, { category: 'S', rate }, currency).totals;
  });
  const total = (of: 'net' | 'tax' | 'gross'): string => quantityText(sum(groups.map((group) => decimal(group[of]))));
  return { net: total('net'), tax: total('tax'), gross: total('gross') };
}

function figure({ net, tax, gross }: { net: string; tax: string; gross: string }, field: string): string | undefined {
  return { net, tax, gross, total: gross }[field];
}
