/** Numeric cases of pricing, published by others or our own, run on our pure functions. */
import { z } from 'zod';

import { meter } from '../../shared/meter.ts';
import { type Tier } from '../../shared/price.ts';
import type { ChargePart } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText, roundToMinor, sum, type Decimal } from '../../shared/money.ts';
import { datesOf, monthIn, servicePeriodsEnded } from '../../shared/period.ts';
import { documentTotals } from '../../services/invoicing/totals.ts';
import { flatParts } from '../../services/pricing/flat.ts';
import { graduatedParts } from '../../services/pricing/graduated.ts';
import { standardParts } from '../../services/pricing/standard.ts';
import { foundEvent, measuredBy } from './measuring.ts';
import { draftFor } from './runs.ts';

export const priceCase = z.object({
  id: z.string(),
  model: z.string(),
  params: z.record(z.string(), z.unknown()),
  units: z.string().optional(),
  events: z.array(z.record(z.string(), z.unknown())).optional(),
  expected: z.string(),
  rounding: z.object({ decimals: z.number(), mode: z.string() }).optional(),
});
export type PriceCase = z.infer<typeof priceCase>;

const text = z.string();
const nets = z.array(text);

/** One contract for each shape of a model that we price; a case with a field more asks for something we don't have. */
const MODELS: Record<string, (it: PriceCase) => string | undefined> = {
  standard: on(z.strictObject({ amount: text, currency: text.optional() }), ({ amount, currency }, { units = '0' }) =>
    rounded(amountOf(standardParts(decimal(units), amount)), currency),
  ),

  graduated: on(
    z.strictObject({
      tiers: z.array(z.strictObject({ upTo: text.nullable(), unit: text, flat: text })),
      flatOnZeroUsage: z.boolean().default(true),
      currency: text.optional(),
    }),
    ({ tiers, flatOnZeroUsage, currency }, { units = '0' }) => {
      const ours = tiers.map(({ upTo, unit, flat }): Tier => ({ ...(upTo === null ? {} : { upTo }), unitPrice: unit, flatFee: flat }));
      return rounded(amountOf(graduatedParts(decimal(units), ours, flatOnZeroUsage)), currency);
    },
  ),

  flat: on(
    z.strictObject({
      amount: text,
      paymentTerm: z.literal('in_arrears').optional(),
      linePosition: z.literal('single').optional(),
      days: z.number().default(1),
      of: z.number().default(1),
      currency: text.optional(),
    }),
    ({ amount, days, of, currency }) => rounded(amountOf(flatParts(amount, { days, of })), currency),
  ),

  aggregation: on(z.strictObject({ aggregation: z.enum(['count', 'sum']) }), ({ aggregation }, { events = [] }) => {
    const ours = meter.parse({ id: 'm', eventType: 'e', aggregation, ...(aggregation === 'sum' ? { valueProperty: 'value' } : {}) });
    const values = events.map(({ value }, i) =>
      foundEvent({ id: `e${i}`, type: 'e', time: '2026-10-15T00:00:00Z', properties: { value } }),
    );
    return measuredBy(ours, monthIn('2026-10', 'UTC'), values).quantity;
  }),

  currency_rounding: on(
    z.strictObject({ currency: text, mode: z.string().startsWith('HALF_UP').optional() }),
    ({ currency }, { units = '0' }) => rounded(decimal(units), currency),
  ),

  subtotal_rounding: on(
    z.strictObject({ lines: nets, currency: text, mode: z.literal('round each line, then sum').optional() }),
    ({ lines, currency }) => amountText(sum(lines.map((line) => roundToMinor(decimal(line), currency))), currency),
  ),

  tax: on(
    z.strictObject({ net: text, ratePercent: text, currency: text }),
    ({ net, ratePercent, currency }) => totalsOf([net], ratePercent, currency).tax,
  ),

  tax_rounding: on(
    z.strictObject({
      lines: nets,
      ratePercent: text,
      mode: z.literal('round_on_invoice_subtotal'),
      currency: text,
      field: z.literal('total'),
    }),
    ({ lines, ratePercent, currency }) => totalsOf(lines, ratePercent, currency).gross,
  ),

  tax_breakdown: on(
    z.strictObject({ lines: z.array(z.strictObject({ net: text, exempt: z.literal('reverse_charge') })), field: z.literal('gross') }),
    ({ lines }) =>
      totalsOf(
        lines.map(({ net }) => net),
        '0',
        'EUR',
      ).gross,
  ),

  period_anchor: on(z.strictObject({ anchor: text, months: z.number() }), ({ anchor, months }) => {
    const periods = servicePeriodsEnded({ start: anchor, anchorDay: Number(anchor.slice(8)), zone: 'UTC' }, '2030-01-01T00:00:00Z');
    const next = periods[months];
    return next && datesOf(next.whole).first;
  }),
};

/** What we make of a case, or undefined if it asks for something that we don't have yet. */
export function resultOf(it: PriceCase): string | undefined {
  return MODELS[it.model]?.(it);
}

/** Whether a result says the same as what is expected, as a number or as a date. */
export function isSame({ expected, rounding }: PriceCase, result: string): boolean {
  if (/^\d{4}-\d{2}-\d{2}$/.test(expected)) return result === expected;
  const exact = decimal(result);
  return (rounding ? exact.toDecimalPlaces(rounding.decimals) : exact).eq(decimal(expected));
}

function on<Schema extends z.ZodType>(schema: Schema, work: (params: z.output<Schema>, it: PriceCase) => string | undefined) {
  return (it: PriceCase): string | undefined => {
    const params = schema.safeParse(it.params);
    return params.success ? work(params.data, it) : undefined;
  };
}

function amountOf(parts: readonly ChargePart[]): Decimal {
  return sum(parts.map(({ amount }) => decimal(amount)));
}

function rounded(amount: Decimal, currency: string | undefined): string {
  return currency === undefined ? quantityText(amount) : amountText(roundToMinor(amount, currency), currency);
}

function totalsOf(lines: readonly string[], rate: string, currency: string) {
  const taxed = lines.flatMap((net) => draftFor('adler').lines.map((line) => ({ ...line, net })));
  return documentTotals(taxed, { category: 'S', rate }, currency).totals;
}
