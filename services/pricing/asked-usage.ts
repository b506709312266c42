import { z } from 'zod';
import type { Meter } from '../../shared/meter.ts';
import { addDays, dateIn, datesOf, daysIn, month, monthIn, plainDate, spanOfDays } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import { RequestError } from '../../shared/request-error.ts';
import type { UsageDay } from '../../shared/usage.store.ts';
import { measurePeriod } from './measured-period.ts';
import type { PeriodMeasurement } from './measured-period.ts';
import { perEventTally } from './per-event.ts';
import { sweepDays } from './sweep-days.ts';

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
  return spanOfDays(from, until, zone);
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
 * would be priced on. A weighted sum has the changes of these days alone, not the level before them.
 *
 * @param read usage of a UTC day
 * @throws {NotPriceableError} if a value can't be measured
 */
export async function usageOf(
  meters: readonly Meter[],
  period: Period,
  isByDay: boolean,
  read: (day: string) => Promise<UsageDay>,
): Promise<MeterUsage[]> {
  const days = isByDay ? daysOf(period) : [];
  const whole = measurementOf(meters, period);
  const daily = days.map((day) => ({ day, measurement: measurementOf(meters, spanOfDays(day, addDays(day, 1), period.zone)) }));
  await sweepDays(read, [whole, ...daily.map(({ measurement }) => measurement)]);
  const all = figuresOf(whole);
  const figures = daily.map(({ day, measurement }) => ({ day, figures: figuresOf(measurement) }));
  return meters.map(({ id }) => ({
    meter: id,
    ...all.get(id)!,
    ...(isByDay ? { days: figures.map(({ day, figures: of }) => ({ day, ...of.get(id)! })) } : {}),
  }));
}

function measurementOf(meters: readonly Meter[], part: Period): PeriodMeasurement {
  const days = daysIn(part);
  const servicePeriod = { whole: part, part, partDays: days, wholeDays: days };
  // Nothing of it is billed, so it is of no subscription.
  const rated = { subscriptionId: 'asked', plan: 'asked', planVersion: 1, servicePeriod, sequence: 0, billedBy: [], compared: 0 };
  const asked = meters.map(({ id }) => ({ meter: id }));
  return measurePeriod(rated, asked, meters, perEventTally);
}

function figuresOf(measurement: PeriodMeasurement): Map<string, { quantity: string; events: number }> {
  return new Map(measurement.finish(new Map()).quantities.map(({ meter, quantity, events }) => [meter, { quantity, events }]));
}

function daysOf(period: Period): string[] {
  const { first, last } = datesOf(period);
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
