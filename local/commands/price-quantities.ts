import { z } from 'zod';
import { ratedLines } from '../../services/pricing/charge-lines.ts';
import type { PeriodUsage } from '../../services/pricing/charge-lines.ts';
import { measuringKey, measuringOf } from '../../services/pricing/measuring.ts';
import { minimumLines, withinMaximum } from '../../services/pricing/plan-spend.ts';
import { id, language } from '../../shared/catalog.ts';
import { meter } from '../../shared/meter.ts';
import { planVersion } from '../../shared/plan.ts';
import type { Language } from '../../shared/catalog.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { NotPriceableError } from '../../shared/errors.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import { monthIn } from '../../shared/period.ts';
import { metersOf } from '../../shared/price.ts';
import { CommandError } from './errors.ts';
import { measuredBy, usedQuantity } from './used-quantity.ts';

/** A plan and what was used, and what of the service period is billed. */
const question = z.strictObject({
  /** A version of a plan as a catalog has it. */
  plan: planVersion,
  /** By meter; a meter that is not named measured nothing. */
  quantities: z.record(id, usedQuantity).default({}),
  meters: z.array(meter).default([]),
  /** Days billed of the days of the period, for flat fees: the whole month if not given. */
  days: z
    .strictObject({ billed: z.coerce.number().int().min(1), of: z.coerce.number().int().min(1) })
    .refine(({ billed, of }) => billed <= of, 'expected at most as many days billed as the period has')
    .optional(),
  language: language.default('en'),
});

/** A line of what was asked for; there is no subscription and no event behind it. */
export type PricedLine = Omit<ChargeLine, 'trace' | 'period' | 'group'> & { readonly price: string; readonly meter?: string };

export interface Priced {
  readonly plan: Pick<PlanVersion, 'id' | 'version' | 'currency'>;
  readonly lines: readonly PricedLine[];
  /** Sum of the lines. */
  readonly net: string;
}

/**
 * Prices quantities by the rules every bill is priced by. Reads and keeps nothing.
 *
 * @param text the question as JSON
 * @throws {CommandError} saying where it is no such question
 */
export function priceQuantities(text: string): Priced {
  const { plan, quantities, meters, days, language: wanted } = parsed(text);
  const metered = new Set(plan.prices.flatMap(metersOf));
  const unknown = Object.keys(quantities).find((it) => !metered.has(it));
  if (unknown !== undefined)
    throw new CommandError(
      `quantities.${unknown}: plan "${plan.id}" prices no such meter; it prices ${[...metered].join(', ') || 'none'}.`,
    );
  const asked = plan.prices.flatMap(measuringOf);
  // Any month: only the share of its days counts.
  const whole = monthIn('2026-01', 'UTC');
  const usage = {
    subscriptionId: 'quoted',
    servicePeriod: { whole, part: whole, partDays: days?.billed ?? 1, wholeDays: days?.of ?? 1 },
    plan,
    meters: new Map(meters.map((it) => [it.id, it])),
    quantities: new Map(asked.map((it) => [measuringKey(it), measuredBy(it, quantities[it.meter])])),
  };
  const lines = bounded(usage, wanted).map(({ trace: { price, meter: of }, period: _, group: _plan, ...line }): PricedLine => {
    return { price, ...(of === undefined ? {} : { meter: of }), ...line };
  });
  const net = amountText(sum(lines.map((line) => decimal(line.net))), plan.currency);
  return { plan: { id: plan.id, version: plan.version, currency: plan.currency }, lines, net };
}

function rated(usage: PeriodUsage, wanted: Language): ChargeLine[] {
  try {
    return ratedLines(usage, wanted);
  } catch (error) {
    throw error instanceof NotPriceableError ? new CommandError(error.message) : error;
  }
}

/** The lines of a period by itself, with the minimum and the maximum of its plan. */
function bounded(usage: PeriodUsage, wanted: Language): ChargeLine[] {
  const { subscriptionId, servicePeriod, plan } = usage;
  const parts = [{ part: { subscriptionId, servicePeriod }, plan }];
  const lines = rated(usage, wanted);
  return withinMaximum(parts, [...lines, ...minimumLines(parts, lines, wanted)], [], wanted);
}

/** Numbers as the text they are written in: a float would lose digits. */
function digitForDigit(_key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  return typeof value === 'number' && source !== undefined ? source : value;
}

function parsed(text: string): z.output<typeof question> {
  let value: unknown;
  try {
    value = JSON.parse(text, digitForDigit);
  } catch (error) {
    throw new CommandError(`Standard input is no JSON: ${(error as Error).message}`);
  }
  const result = question.safeParse(value);
  if (result.success) return result.data;
  throw new CommandError(`Standard input is no question for a price:\n${z.prettifyError(result.error)}`);
}
