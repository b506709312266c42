/** Published cases of time: anchors, days, and shares of a period. */
import { z } from 'zod';

import { amountText, quantityText, roundToMinor, ZERO, type Decimal } from '../../shared/money.ts';
import { dateIn, datesOf, daysBetween } from '../../shared/period.ts';
import { flatParts } from '../../services/pricing/flat.ts';
import { amountOf } from '../../services/pricing/parts.ts';
import { asShare, firstOf, on, written } from './case-shape.ts';
import { afterCredits, discountedAmount, FINEST } from './discount-case.ts';
import type { PriceCase } from './price-case.ts';
import { servicePeriodsEnded } from './service-periods.ts';

const text = z.string();
const days = z.number().int();
const METHOD = { method: z.enum(['day', 'second']).optional() };

export const timeCases: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  period_anchor: on(z.strictObject({ anchor: text, months: z.number() }), ({ anchor, months }) => {
    const periods = servicePeriodsEnded({ start: anchor, anchorDay: Number(anchor.slice(8)), zone: 'UTC' }, '2060-01-01T00:00:00Z');
    const next = periods[months];
    return next && datesOf(next.whole).first;
  }),

  day_count: on(z.strictObject({ startUtc: text, endUtc: text, timezone: text }), ({ startUtc, endUtc, timezone }) =>
    String(daysBetween(dateIn(startUtc, timezone), dateIn(endUtc, timezone))),
  ),

  flat: on(
    z.strictObject({
      amount: text,
      paymentTerm: z.enum(['in_advance', 'in_arrears']).default('in_arrears'),
      linePosition: z.enum(['single', 'first', 'mid', 'last']).default('single'),
      days: days.default(1),
      of: days.default(1),
      discountPercent: text.optional(),
      credits: z.array(text).default([]),
      currency: text.optional(),
    }),
    ({ amount, paymentTerm, linePosition, discountPercent, credits, currency, ...share }, { units: seats }) => {
      // Once a period: in advance on its first line, in arrears on its last.
      if (![paymentTerm === 'in_advance' ? 'first' : 'last', 'single'].includes(linePosition)) return '0';
      const fee = amountOf(flatParts(amount, share, seats));
      const net = discountPercent === undefined ? fee : discountedAmount(fee, ZERO, discountPercent, currency ?? FINEST);
      return written(credits.length === 0 ? net : afterCredits(net, credits, currency ?? FINEST), currency);
    },
  ),

  proration: firstOf(
    on(z.looseObject({ amount: text, billedDays: days, periodDays: days, ...METHOD }), ({ amount, billedDays, periodDays }) =>
      quantityText(shareOf(amount, { days: billedDays, of: periodDays })),
    ),
    on(
      z.looseObject({
        credits: text.optional(),
        amount: text.optional(),
        periodStart: text,
        periodEnd: text,
        prorationDate: text,
        ...METHOD,
      }),
      ({ credits, amount, periodStart, periodEnd, prorationDate, method }) => {
        const between = method === 'second' ? secondsBetween : wholeDaysBetween;
        const due = credits ?? amount;
        return due && quantityText(shareOf(due, { days: between(prorationDate, periodEnd), of: between(periodStart, periodEnd) }));
      },
    ),
  ),

  proration_change: firstOf(
    on(
      z.looseObject({ oldAmount: text, newAmount: text, remainingDays: days, periodDays: days, currency: text.default('EUR'), ...METHOD }),
      ({ oldAmount, newAmount, remainingDays, periodDays, currency }) =>
        change(oldAmount, newAmount, { days: remainingDays, of: periodDays }, currency),
    ),
    on(
      z.looseObject({ oldAmount: text, newAmount: text, remainingFraction: text, currency: text.default('EUR') }),
      ({ oldAmount, newAmount, remainingFraction, currency }) => change(oldAmount, newAmount, asShare(remainingFraction), currency),
    ),
  ),
};

function shareOf(amount: string, share: { days: number; of: number }): Decimal {
  return amountOf(flatParts(amount, share));
}

function wholeDaysBetween(from: string, to: string): number {
  return daysBetween(from.slice(0, 10), to.slice(0, 10));
}

/** What remains of the old price is credited, and of the new one charged: two lines, each rounded. */
function change(before: string, after: string, share: { days: number; of: number }, currency: string): string {
  const [credit, charge] = [before, after].map((amount) => roundToMinor(shareOf(amount, share), currency)) as [Decimal, Decimal];
  return amountText(charge.minus(credit), currency);
}

function secondsBetween(from: string, to: string): number {
  const seconds = (date: string): number => Date.parse(date.includes('T') ? `${date}Z` : date) / 1000;
  return seconds(to) - seconds(from);
}
