/** Published cases of metered prices, as prices of ours and what their meters measured. */
import { z } from 'zod';

import type { ChargePart } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText, roundToMinor, sum, whole, ZERO, type Decimal } from '../../shared/money.ts';
import { monthIn } from '../../shared/period.ts';
import { price, type MeteredPrice } from '../../shared/price.ts';
import { tier, type Tier } from '../../shared/price-tiers.ts';
import { measuringOf, type Cell, type Measured } from '../../services/pricing/measuring.ts';
import { amountOf, partsLess } from '../../services/pricing/parts.ts';
import { perEventTally } from '../../services/pricing/per-event.ts';
import { ratedParts } from '../../services/pricing/rate.ts';
import { maximumSpendDiscount, minimumSpendDue } from '../../services/pricing/spend.ts';
import { afterCredits, discountedAmount, FINEST } from './discount-case.ts';
import type { PriceCase } from './price-case.ts';

const text = z.string();
const bound = text.nullable();
const optional = text.nullish().transform((it) => it ?? undefined);

/** Everything that a published case says of a price and of what stands around it, in the words of the cases. */
const params = z.strictObject({
  amount: text.optional(),
  tiers: z.array(z.record(z.string(), z.unknown())).optional(),
  flatOnZeroUsage: z.boolean().optional(),
  packageSize: text.optional(),
  freeUnits: text.optional(),
  rounding: z.enum(['up', 'down']).optional(),
  ratePercent: text.optional(),
  fixedAmountPerEvent: text.optional(),
  freeEvents: z.number().optional(),
  minPerEvent: text.optional(),
  maxPerEvent: text.optional(),
  multiplier: text.optional(),
  preciseTotalAmountCents: text.optional(),
  bucketAggregation: text.optional(),
  unitConversion: z.strictObject({ operation: z.enum(['divide', 'multiply']), factor: text, rounding: text.optional() }).optional(),
  usageDiscount: text.optional(),
  previousUnits: text.optional(),
  previouslyBilled: text.optional(),
  lastLineInPeriod: z.boolean().default(true),
  minSpend: optional,
  maxSpend: optional,
  discountPercent: optional,
  credits: z.array(text).optional(),
  currency: text.optional(),
});
export type MeteredParams = z.output<typeof params>;

const upToTier = z.strictObject({ upTo: bound, unit: text.default('0'), flat: text.default('0') });
const rateTier = z.strictObject({ upTo: bound, ratePercent: text.default('0'), flat: text.default('0') });
const blockTier = z.strictObject({ blockSize: text, maxBlocks: text.nullish(), price: text });
const limitTier = z.strictObject({ limits: z.record(z.string(), text), price: text });

const NAMED = { id: 'case', name: 'Case', meter: 'units' };
const MONTH = monthIn('2026-10', 'UTC');
const PERIOD = { whole: MONTH, part: MONTH, partDays: 31, wholeDays: 31 };

/** How the words of a case become the fields of a price of ours: one line a model. */
const PRICES: Readonly<Record<string, (of: MeteredParams) => object>> = {
  standard: ({ amount = '0', freeUnits }) => ({ model: 'standard', unitPrice: amount, included: freeUnits }),
  graduated: ({ tiers = [], flatOnZeroUsage }) => ({ model: 'graduated', tiers: openEnded(tiers.map(unitTier)), flatOnZeroUsage }),
  volume: ({ tiers = [], flatOnZeroUsage }) => ({ model: 'volume', tiers: openEnded(tiers.map(unitTier)), flatOnZeroUsage }),
  package: packagePrice,
  graduated_package: ({ tiers = [], flatOnZeroUsage }) => ({
    model: 'graduated-package',
    tiers: openEnded(blocks(tiers)),
    flatOnZeroUsage,
  }),
  volume_package: ({ tiers = [], flatOnZeroUsage }) => ({ model: 'volume-package', tiers: openEnded(blocks(tiers)), flatOnZeroUsage }),
  percentage: (of) => ({
    model: 'percentage',
    rate: of.ratePercent ?? '0',
    fixedPerEvent: of.fixedAmountPerEvent,
    freeEvents: of.freeEvents,
    freeUnits: of.freeUnits,
    minimumPerEvent: of.minPerEvent,
    maximumPerEvent: of.maxPerEvent,
  }),
  graduated_percentage: ({ tiers = [], flatOnZeroUsage }) => ({
    model: 'graduated-percentage',
    tiers: openEnded(tiers.map(percentTier)),
    flatOnZeroUsage,
  }),
  dynamic: ({ multiplier }) => ({ model: 'dynamic', amountProperty: 'amount', multiplier }),
  capacity: ({ tiers = [] }) => ({
    model: 'capacity',
    meter: undefined,
    tiers: tiers.map(limits).map((it, i) => (i < tiers.length - 1 ? it : open(it))),
  }),
};

/** Whether a case is one of a metered price, plain or windowed. */
export function isMetered({ model }: PriceCase): boolean {
  return model.replace('bucketed_', '') in PRICES;
}

/** The model that a case has parameters of, where it doesn't name it. */
export function modelOf({ tiers: [first] = [], amount, packageSize, ratePercent }: z.input<typeof params>): string {
  if (first) return 'blockSize' in first ? 'graduated_package' : 'ratePercent' in first ? 'graduated_percentage' : 'graduated';
  if (packageSize !== undefined) return 'package';
  if (ratePercent !== undefined) return 'percentage';
  return amount === undefined ? 'dynamic' : 'standard';
}

/** What a case of a metered price comes to, or undefined if it asks for something that we don't have. */
export function meteredResult(it: PriceCase): string | undefined {
  const windowed = it.model.startsWith('bucketed_');
  const toPrice = PRICES[it.model.replace('bucketed_', '')];
  const of = params.safeParse(it.params);
  if (!toPrice || !of.success) return undefined;
  const ours = price.parse(
    withoutUndefined({ ...NAMED, ...toPrice(of.data), ...around(of.data), ...(windowed ? { window: 'hour' } : {}) }),
  );
  return ours.model === 'flat' ? undefined : progressive(ours, of.data, it, windowed);
}

/** The cumulative quantity rated, less what was rated before, between minimum and maximum. */
function progressive(ours: MeteredPrice, of: MeteredParams, it: PriceCase, windowed: boolean): string {
  // A volume price of a part of the period says nothing of what the whole will cost.
  if (!of.lastLineInPeriod && ours.model.startsWith('volume')) return '0';
  // Cents that an event says are exact; their currency only tells what a cent is.
  const currency = of.preciseTotalAmountCents === undefined ? of.currency : undefined;
  const money = (amount: Decimal): Decimal => (currency === undefined ? amount : roundToMinor(amount, currency));
  const discounted = (amount: Decimal, above: Decimal): Decimal =>
    of.discountPercent === undefined ? amount.minus(above) : discountedAmount(amount, above, of.discountPercent, currency ?? FINEST);

  const now = rated(ours, windowed ? windows(ours, of, it) : [cellOf(ours, of, it)], it);
  const previous = of.previousUnits ?? '0';
  const before = decimal(previous).isZero() ? [] : rated(ours, [cellOf(ours, of, { units: previous })], it);
  const gross = of.previouslyBilled === undefined ? money(amountOf(before)) : decimal(of.previouslyBilled);
  const billed = of.previouslyBilled === undefined ? discounted(gross, ZERO) : gross;

  let net = money(amountOf(partsLess(now, before)));
  if (of.lastLineInPeriod && of.minSpend !== undefined) net = net.plus(minimumSpendDue(of.minSpend, net.plus(gross), { days: 1, of: 1 }));
  net = discounted(net, of.maxSpend === undefined ? ZERO : maximumSpendDiscount(of.maxSpend, net, billed));
  if (of.credits !== undefined) net = afterCredits(net, of.credits, currency ?? FINEST);
  return currency === undefined ? quantityText(net) : amountText(net, currency);
}

function rated(ours: MeteredPrice, cells: readonly Cell[], { events = [] }: PriceCase): ChargePart[] {
  const peaks = z.array(z.object({ peakByUnit: z.record(z.string(), text) })).safeParse(events);
  const measured = measuringOf(ours).map((asked): Measured => {
    const quantity = peaks.success && events.length > 0 ? peakOf(peaks.data, asked.meter) : '0';
    return { ...asked, quantity, events: 0, fingerprint: '', ...(ours.model === 'capacity' ? {} : { cells: [...cells] }) };
  });
  return ratedParts(ours, measured, PERIOD);
}

function cellOf(ours: MeteredPrice, of: MeteredParams, { units: said, events }: Pick<PriceCase, 'units' | 'events'>): Cell {
  const values = (events ?? [{ value: said }]).map(({ value }) => decimal(text.parse(value ?? '0')));
  const units = said ?? quantityText(sum(values));
  const cell = { quantity: isFullPackages(of) ? withoutFree(units, of) : units, events: values.length };
  if (ours.model === 'dynamic') {
    const cents = of.preciseTotalAmountCents;
    return { ...cell, amount: cents === undefined ? units : quantityText(decimal(cents).div(whole(100))) };
  }
  const [asked] = measuringOf(ours);
  if (!asked?.perEvent) return cell;
  const tally = perEventTally(asked.perEvent);
  if (events || !decimal(units).isZero()) for (const value of values) tally.add(value);
  return { ...cell, tally: tally.tally() };
}

function windows(ours: MeteredPrice, of: MeteredParams, { events = [] }: PriceCase): Cell[] {
  return events.map(({ bucketValue }, i) => {
    const window = `2026-10-${String(1 + Math.floor(i / 24)).padStart(2, '0')}T${String(i % 24).padStart(2, '0')}:00:00Z`;
    return { ...cellOf(ours, of, { units: text.parse(bucketValue) }), window };
  });
}

function peakOf(events: readonly { peakByUnit: Record<string, string> }[], meter: string): string {
  const all = events.map(({ peakByUnit }) => decimal(peakByUnit[meter] ?? '0'));
  return quantityText(all.reduce((peak, it) => (it.gt(peak) ? it : peak), ZERO));
}

function around({ unitConversion, usageDiscount }: MeteredParams): object {
  return {
    ...(unitConversion ? conversion(unitConversion) : {}),
    ...(usageDiscount === undefined ? {} : { included: usageDiscount }),
  };
}

const DIRECTION: Readonly<Record<string, string>> = { ceiling: 'up', ceil: 'up', up: 'up', floor: 'down', down: 'down' };

function conversion({ operation, factor, rounding }: NonNullable<MeteredParams['unitConversion']>): object {
  return {
    conversion: operation === 'divide' ? { divideBy: factor } : { multiplyBy: factor },
    ...(rounding === undefined || rounding === 'none' ? {} : { rounding: { to: DIRECTION[rounding] ?? 'half' } }),
  };
}

/** Packages that are rounded down are a conversion: only full ones count, of the units that are not free. */
function packagePrice({ amount = '0', packageSize = '1', freeUnits, rounding }: MeteredParams): object {
  if (rounding !== 'down') return { model: 'package', size: packageSize, packagePrice: amount, included: freeUnits };
  return { model: 'standard', unitPrice: amount, conversion: { divideBy: packageSize }, rounding: { to: 'down' } };
}

function isFullPackages({ packageSize, rounding }: MeteredParams): boolean {
  return packageSize !== undefined && rounding === 'down';
}

function withoutFree(units: string, { freeUnits = '0' }: MeteredParams): string {
  const paid = decimal(units).minus(decimal(freeUnits));
  return quantityText(paid.lt(0) ? ZERO : paid);
}

/** Tiers of a case with unit prices, as ours. */
export function unitTiers(list: readonly unknown[]): Tier[] {
  return z.array(tier).parse(withoutUndefined(openEnded(list.map(unitTier))));
}

interface OurTier {
  readonly upTo?: string | undefined;
}

/** Ours have an open last tier, where a case may say the last bound that it has a price for. */
function openEnded(list: readonly OurTier[]): OurTier[] {
  return list.map((it, i) => (i < list.length - 1 ? it : { ...it, upTo: undefined }));
}

function unitTier(it: unknown): OurTier {
  const { upTo, unit, flat } = upToTier.parse(it);
  return { upTo: upTo ?? undefined, unitPrice: unit, flatFee: flat } as OurTier;
}

function percentTier(it: unknown): OurTier {
  const { upTo, ratePercent, flat } = rateTier.parse(it);
  return { upTo: upTo ?? undefined, rate: ratePercent, flatFee: flat } as OurTier;
}

/** Tiers of so many blocks each, as tiers up to so many units. */
function blocks(list: readonly unknown[]): OurTier[] {
  let below = ZERO;
  return list.map((it) => {
    const { blockSize, maxBlocks, price: packagePrice } = blockTier.parse(it);
    below = below.plus(decimal(blockSize).times(decimal(maxBlocks ?? '0')));
    return { upTo: quantityText(below), size: blockSize, packagePrice } as OurTier;
  });
}

function limits(it: unknown): { limits: Record<string, string>; amount: string } {
  const { limits: byMeter, price: amount } = limitTier.parse(it);
  return { limits: byMeter, amount };
}

function open({ amount }: { amount: string }): object {
  return { amount };
}

function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
