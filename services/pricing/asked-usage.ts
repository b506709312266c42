import { z } from 'zod';
import type { Meter } from '../../shared/meter.ts';
import { addDays, dateIn, datesOf, daysIn, month, monthIn, plainDate } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import { RequestError } from '../../shared/request-error.ts';
import { aggregate, effectiveEvents } from './aggregate.ts';
import type { FoundEvent } from './aggregate.ts';

/** Days of usage that can be asked for at once: a quarter, and a week. */
export const MOST_DAYS = 100;

/** What a request may say in its query. */
export const usageQuery = z.strictObject({
  month: month.optional(),
  /** First day, and the first that is not asked for any more; in the customer's zone. */
  from: plainDate.optional(),
  until: plainDate.optional(),
  by: z.literal('day', { error: 'expected day' }).optional(),
});
type UsageQuery = z.infer<typeof usageQuery>;

/**
 * The days that usage is asked of: a month, or any days; the present month if nothing is said.
 *
 * @param at instant of asking
 * @throws {RequestError} 400 if both are said, one end is missing, nothing lies between them, or more than MOST_DAYS
 */
export function periodAsked({ month: wanted, from, until }: UsageQuery, zone: string, at: string): Period {
  if (from === undefined && until === undefined) return monthIn(wanted ?? dateIn(at, zone).slice(0, 7), zone);
  if (wanted !== undefined) throw new RequestError(400, 'Say month, or from and until, and not both.');
  if (from === undefined || until === undefined)
    throw new RequestError(400, 'Say both from and until: until is the first day that is not asked for.');
  if (from >= until) throw new RequestError(400, `There is no day from ${from} until ${until}, which is not asked for itself.`);
  if (addDays(from, MOST_DAYS) < until)
    throw new RequestError(400, `From ${from} until ${until} are more than ${MOST_DAYS} days: ask for fewer at once.`);
  return daysIn(from, until, zone);
}

/** What one meter measured; quantities as a bill has them. */
export interface MeterUsage {
  readonly meter: string;
  readonly quantity: string;
  /** Events that were counted. */
  readonly events: number;
  /** Every day in the customer's zone, also those without usage. */
  readonly days?: readonly { readonly day: string; readonly quantity: string; readonly events: number }[];
}

/**
 * What every meter measured in a period, and in each of its days, if that is asked for: as a bill of exactly these days
 * would be priced on.
 *
 * @param found events of the period and of a day on either side, as they were found
 * @throws {NotPriceableError} if a value can't be added up
 */
export function usageOf(meters: readonly Meter[], found: readonly FoundEvent[], period: Period, isByDay: boolean): MeterUsage[] {
  const events = effectiveEvents(found);
  const figuresOf = (meter: Meter, of: Period): Omit<MeterUsage, 'meter' | 'days'> => {
    const { quantity, events: counted } = aggregate(meter, events, of);
    return { quantity, events: counted };
  };
  const days = isByDay ? daysOf(period) : [];
  return meters.map((meter) => ({
    meter: meter.id,
    ...figuresOf(meter, period),
    ...(isByDay ? { days: days.map((day) => ({ day, ...figuresOf(meter, daysIn(day, addDays(day, 1), period.zone)) })) } : {}),
  }));
}

function daysOf(period: Period): string[] {
  const { first, last } = datesOf(period);
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
