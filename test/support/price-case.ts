/** Numeric cases of pricing, published by others or our own, run on our pure functions. */
import { z } from 'zod';

import { decimal, roundedTo, type RoundingTo } from '../../shared/money.ts';
import { creditCases } from './credit-case.ts';
import { aggregationCases } from './aggregation-case.ts';
import { amountCases } from './amount-case.ts';
import { discountCases } from './discount-case.ts';
import { documentCases } from './document-case.ts';
import { isMetered, meteredResult } from './metered-case.ts';
import { timeCases } from './time-case.ts';

export const priceCase = z.object({
  id: z.string(),
  model: z.string(),
  params: z.record(z.string(), z.unknown()),
  units: z.string().optional(),
  events: z.array(z.record(z.string(), z.unknown())).optional(),
  expected: z.string(),
  rounding: z.object({ decimals: z.number(), mode: z.enum(['HALF_UP', 'CEILING', 'FLOOR', 'UP', 'DOWN']) }).optional(),
});
export type PriceCase = z.infer<typeof priceCase>;

/** Shapes of cases whose policy is not ours, with the reason. */
export const OTHER_POLICIES: readonly { readonly why: string; readonly is: (it: PriceCase) => boolean }[] = [
  { why: 'several taxes on one line: VAT has one category and rate a line', is: hasSeveralTaxes },
  {
    why: 'tax rounded on each line: VAT is rounded once a category (BR-CO-17)',
    is: ({ params }) => params['mode'] === 'round_on_each_line',
  },
  { why: 'tax of several rates rounded once an invoice: VAT is rounded once a category (BR-CO-17)', is: isRoundedOnceAnInvoice },
];

/** Other than the metered ones: what a case says is asked of one production function or a few. */
const CASES: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  ...aggregationCases,
  ...amountCases,
  ...creditCases,
  ...discountCases,
  ...documentCases,
  ...timeCases,
};

/** What we make of a case, or undefined if it asks for something that we don't have. */
export function resultOf(it: PriceCase): string | undefined {
  return isMetered(it) ? meteredResult(it) : CASES[it.model]?.(it);
}

const MODES: Readonly<Record<NonNullable<PriceCase['rounding']>['mode'], RoundingTo>> = {
  HALF_UP: 'half',
  CEILING: 'up',
  UP: 'up',
  FLOOR: 'down',
  DOWN: 'down',
};

/** Whether a result says the same as what is expected, as a number or as a date; rounded as the case says. */
export function isSame({ expected, rounding }: PriceCase, result: string): boolean {
  if (/^\d{4}-\d{2}-\d{2}$/.test(expected)) return result === expected;
  const exact = decimal(result);
  return (rounding ? roundedTo(exact, rounding.decimals, MODES[rounding.mode]) : exact).eq(decimal(expected));
}

function hasSeveralTaxes({ params }: PriceCase): boolean {
  const lines = z.array(z.looseObject({ taxes: z.array(z.string()).default([]) })).safeParse(params['lines']);
  const each = [params['rates'], ...(lines.success ? lines.data.map(({ taxes }) => taxes) : [])];
  return each.some((taxes) => Array.isArray(taxes) && taxes.length > 1);
}

function isRoundedOnceAnInvoice({ params }: PriceCase): boolean {
  const lines = z.array(z.looseObject({ ratePercent: z.string() })).safeParse(params['lines']);
  const rates = lines.success ? new Set(lines.data.map(({ ratePercent }) => ratePercent)) : new Set();
  return rates.size > 1 && /^invoice (tax|total)/.test(String(params['field']));
}
