/** Published cases of amounts and quantities by themselves: rounding, minimum, commitment, allocation, late usage. */
import { z } from 'zod';

import { allocate, amountText, decimal, quantityText, roundToMinor, smaller, sum, whole, ZERO, type Decimal } from '../../shared/money.ts';
import { billableQuantity } from '../../services/pricing/billable-quantity.ts';
import { flatParts } from '../../services/pricing/flat.ts';
import { graduatedProratedParts } from '../../services/pricing/graduated-prorated.ts';
import { amountOf, partsLess } from '../../services/pricing/parts.ts';
import { commitmentParts, minimumSpendDue } from '../../services/pricing/spend.ts';
import { standardParts } from '../../services/pricing/standard.ts';
import { on, firstOf, written } from './case-shape.ts';
import { meteredResult, modelOf, unitTiers } from './metered-case.ts';
import type { PriceCase } from './price-case.ts';

const text = z.string();
const currency = text.optional();
const field = text.optional();
const tiers = z.array(z.record(z.string(), z.unknown()));

const ROUNDINGS = { ceil: 'up', floor: 'down', round: 'half' } as const;

export const amountCases: Readonly<Record<string, (it: PriceCase) => string | undefined>> = {
  currency_rounding: on(z.strictObject({ currency: text, mode: z.string().startsWith('HALF_UP').optional() }), (of, { units = '0' }) =>
    written(decimal(units), of.currency),
  ),

  subtotal_rounding: on(
    z.strictObject({ lines: z.array(text), currency: text, mode: z.literal('round each line, then sum').optional() }),
    ({ lines, currency: of }) => amountText(sum(lines.map((line) => roundToMinor(decimal(line), of))), of),
  ),

  quantity_rounding: on(
    z.strictObject({ function: z.enum(['ceil', 'floor', 'round']), precision: z.number().default(0) }),
    ({ function: mode, precision }, { units = '0' }) =>
      quantityText(billableQuantity(decimal(units), { model: 'standard', rounding: { to: ROUNDINGS[mode], digits: precision } })),
  ),

  commitment_windowed: on(
    z.strictObject({
      windows: z.array(
        z.strictObject({
          units: text,
          unitPrice: text,
          commitment: text.nullable(),
          overageFactor: text.default('1'),
          trueUp: z.boolean().default(false),
        }),
      ),
    }),
    ({ windows }) =>
      quantityText(
        sum(
          windows.map(({ units, unitPrice, commitment, ...terms }) => {
            const parts = standardParts(decimal(units), unitPrice);
            const more = commitment === null ? [] : commitmentParts(parts, { amount: commitment, ...terms });
            return amountOf([...parts, ...more]);
          }),
        ),
      ),
  ),

  minimum_spend_true_up: on(
    z.strictObject({
      minimumAmount: text,
      usedAmount: text,
      activeDays: z.number().default(1),
      periodDays: z.number().default(1),
      conversionRate: text.default('1'),
      currency: text,
      order: z.literal('round used first').optional(),
    }),
    (of) => {
      const used = converted(of.usedAmount, of.conversionRate);
      return quantityText(
        minimumSpendDue(
          quantityText(converted(of.minimumAmount, of.conversionRate)),
          of.order === undefined ? used : roundToMinor(used, of.currency),
          { days: of.activeDays, of: of.periodDays },
        ),
      );
    },
  ),

  minimum_commitment: on(
    z.strictObject({
      amount: text,
      activeDays: z.number().default(1),
      periodDays: z.number().default(1),
      used: text.default('0'),
      currency,
    }),
    ({ amount, activeDays, periodDays, used }) =>
      quantityText(minimumSpendDue(amount, decimal(used), { days: activeDays, of: periodDays })),
  ),

  discount_allocation: on(
    z.strictObject({
      linesMinor: z.array(z.number()),
      discountMinor: z.number(),
      method: z.literal('largest remainder').optional(),
      field: text,
    }),
    ({ linesMinor, discountMinor, field }) => {
      const lines = linesMinor.map(whole);
      const shares = allocate(smaller(whole(discountMinor), sum(lines)), lines, 'JPY');
      const i = Number(/line (\d+)/.exec(field)?.[1] ?? 0);
      const [line, share] = [lines[i] ?? ZERO, shares[i] ?? ZERO];
      return quantityText(field.startsWith('taxable') ? line.minus(share) : share);
    },
  ),

  graduated_prorated: on(z.strictObject({ tiers }), (of, { events = [] }) => {
    const changes = events.map(({ units, proratedUnits }) => ({
      units: decimal(text.parse(units)),
      prorated: decimal(text.parse(proratedUnits)),
    }));
    return quantityText(amountOf(graduatedProratedParts(changes, unitTiers(of.tiers))));
  }),

  late_usage_delta: firstOf(
    on(z.strictObject({ price: text, alreadyInvoiced: text, currency, field }), ({ price, alreadyInvoiced }) =>
      quantityText(amountOf(partsLess(flatParts(price, WHOLE), flatParts(alreadyInvoiced, WHOLE)))),
    ),
    on(
      z.looseObject({ field: z.string().startsWith('correction'), tiers, previousUnits: text }),
      ({ field: _, previousUnits, ...of }, it) => {
        // The old line is taken back whole, and the new one is a case of its own.
        const billed = meteredResult({ ...it, model: 'volume', params: of, units: previousUnits });
        return billed && quantityText(decimal(billed).neg());
      },
    ),
    on(z.looseObject({ field: z.literal('current line'), tiers }), ({ field: _, ...of }, it) =>
      meteredResult({ ...it, model: 'volume', params: of }),
    ),
    on(z.looseObject({ alreadyInvoiced: text, field }), ({ alreadyInvoiced, field: _, ...of }, it) => {
      const rated = meteredResult({ ...it, model: modelOf(of), params: of });
      return rated && quantityText(decimal(rated).minus(decimal(alreadyInvoiced)));
    }),
    on(
      z.looseObject({ field, previouslyBilledUnits: field, priorPeriodUnits: field, nowKnownUnits: field, cumulativeUnits: field }),
      ({ field: _, previouslyBilledUnits, priorPeriodUnits, nowKnownUnits, cumulativeUnits, ...of }, it) => {
        const previousUnits = previouslyBilledUnits ?? priorPeriodUnits ?? of['previousUnits'];
        const params = { ...of, ...(previousUnits === undefined ? {} : { previousUnits }) };
        return meteredResult({ ...it, model: modelOf(of), params, units: nowKnownUnits ?? cumulativeUnits ?? it.units });
      },
    ),
  ),
};

const WHOLE = { days: 1, of: 1 };

/** An amount in units of a seller's own, such as "10.00 units", in the currency they are worth. */
function converted(amount: string, rate: string): Decimal {
  return decimal(amount.replace(/ units$/, '')).times(decimal(rate));
}
