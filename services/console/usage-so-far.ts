import { quantityFigure, signed } from '../../shared/figures.ts';
import type { Meter } from '../../shared/meter.ts';
import { decimal, quantityText, sum } from '../../shared/money.ts';
import { addDays, monthAfter, monthBefore } from '../../shared/period.ts';
import { spanAlone } from './moments.ts';
import type { MeasuredMeter } from './usage-days.ts';

/** What a month came to on its days that are over, beside the same days of the month before. */
export interface SoFar {
  readonly now: Stretch;
  readonly before: Stretch;
  readonly difference: string;
}

/** The same of a meter. */
export interface UsedSoFar extends SoFar {
  readonly meter: Meter;
}

/** Days from the first of a month on, and what they come to. */
interface Stretch {
  readonly first: string;
  readonly last: string;
  readonly quantity: string;
}

/**
 * What was used of a month so far, meter by meter. Only where days add up, which counts and sums do.
 *
 * @param today calendar day in the customer's zone
 */
export function usedSoFar(meters: readonly Meter[], measured: readonly MeasuredMeter[], month: string, today: string): UsedSoFar[] {
  return measured.flatMap((it) => {
    const of = meters.find(({ id }) => id === it.meter);
    const isAdding = of?.aggregation === 'count' || of?.aggregation === 'sum';
    const soFar = isAdding && it.events > 0 ? soFarOf(it, month, today) : undefined;
    return soFar && of ? [{ meter: of, ...soFar }] : [];
  });
}

/**
 * A meter's days of a month so far added up: today, which is not over, is left out on both sides, and of a month that is
 * over all days are held against all of the month before.
 *
 * @param today calendar day in the customer's zone
 * @returns undefined where no day is over, or the meter can't tell of a day by itself
 */
export function soFarOf({ days }: MeasuredMeter, month: string, today: string): SoFar | undefined {
  const after = `${monthAfter(month)}-01`;
  const last = addDays(today < after ? today : after, -1);
  const first = `${month}-01`;
  if (last < first) return undefined;
  const isOver = today >= after;
  const [firstBefore, lastOfBefore] = [`${monthBefore(month)}-01`, addDays(first, -1)];
  const sameDay = `${firstBefore.slice(0, 8)}${last.slice(8)}`;
  const now = stretch(days, first, last);
  const before = stretch(days, firstBefore, isOver || sameDay > lastOfBefore ? lastOfBefore : sameDay);
  return now && before && { now, before, difference: quantityText(decimal(now.quantity).minus(decimal(before.quantity))) };
}

function stretch(days: MeasuredMeter['days'], first: string, last: string): Stretch | undefined {
  const own = days.filter(({ day }) => day >= first && day <= last);
  if (own.some(({ quantity }) => quantity === null)) return undefined;
  return { first, last, quantity: quantityText(sum(own.map(({ quantity }) => decimal(quantity ?? '0')))) };
}

/** 1 to 14 November: 284,042; 1 to 14 October: 250,000; +34,042. */
export function soFarText({ now, before, difference }: SoFar): string {
  const came = ({ quantity, ...days }: SoFar['now']): string => `${spanAlone(days)}: ${quantityFigure(quantity)}`;
  return `${came(now)}; ${came(before)}; ${signed(difference, quantityFigure)}`;
}
