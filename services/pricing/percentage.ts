import type { ChargePart } from '../../shared/invoice.ts';
import { decimal, quantityText, whole, ZERO } from '../../shared/money.ts';
import type { PriceOf } from '../../shared/price.ts';
import type { EventTally, PerEventRule } from './measuring.ts';
import { perEventTally } from './per-event.ts';
import { chargePart } from './price-model.ts';
import type { PriceModel } from './price-model.ts';

/**
 * A percentage of the amount each event carries, with a fixed amount an event, free events and units, and bounds of
 * what one event is charged.
 *
 * @see docs/sources.md#percentage
 */
export const percentage: PriceModel<PriceOf<'percentage'>> = {
  asks: (price) => ({ perEvent: perEventRuleOf(price) }),
  parts: (price, { cell }) => percentageParts(cell.tally ?? perEventTally(perEventRuleOf(price)).tally(), perEventRuleOf(price)),
};

/**
 * What tallied events are charged: rate of the paid ones and their fixed amounts, the minimum or the maximum of those at a
 * bound. Quantities are amounts that the percentage is taken of.
 *
 * @returns a part for each kind of charge there was; amounts are not rounded
 */
export function percentageParts({ free, charged, atMinimum, atMaximum }: EventTally, rule: PerEventRule): ChargePart[] {
  const { rate, fixed, minimum = '0', maximum = '0' } = rule;
  const times = (events: number, amount: string): string => quantityText(decimal(amount).times(whole(events)));
  const bounded = (kind: ChargePart['kind'], { events, units }: EventTally['free'], amount: string): ChargePart[] =>
    events === 0 ? [] : [chargePart({ quantity: decimal(units), flatFee: times(events, amount) }, { kind })];
  const parts = [
    ...(decimal(free.units).isZero() ? [] : [chargePart({ quantity: decimal(free.units) }, { kind: 'free' })]),
    ...(charged.events === 0
      ? []
      : [chargePart({ quantity: decimal(charged.units), unitPrice: hundredth(rate) }), ...fixedPart(charged.events, fixed)]),
    ...bounded('minimum-per-event', atMinimum, minimum),
    ...bounded('maximum-per-event', atMaximum, maximum),
  ];
  return parts.length > 0 ? parts : [chargePart({ quantity: ZERO, unitPrice: hundredth(rate) })];
}

/** The fixed amount of each event: it counts events, and adds none to the amounts that the line counts. */
function fixedPart(events: number, fixed: string): ChargePart[] {
  if (decimal(fixed).isZero()) return [];
  return [chargePart({ quantity: whole(events), unitPrice: fixed }, { kind: 'fixed-per-event', units: '0' })];
}

/** A rate in percent as the price of one unit. */
export function hundredth(rate: string): string {
  return quantityText(decimal(rate).div(whole(100)));
}

function perEventRuleOf({
  rate,
  fixedPerEvent,
  freeEvents,
  freeUnits,
  minimumPerEvent,
  maximumPerEvent,
}: PriceOf<'percentage'>): PerEventRule {
  return {
    rate,
    fixed: fixedPerEvent,
    ...(freeEvents === undefined ? {} : { freeEvents }),
    ...(freeUnits === undefined ? {} : { freeUnits }),
    ...(minimumPerEvent === undefined ? {} : { minimum: minimumPerEvent }),
    ...(maximumPerEvent === undefined ? {} : { maximum: maximumPerEvent }),
  };
}
