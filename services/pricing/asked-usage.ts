import { z } from 'zod';
import type { Meter } from '../../shared/meter.ts';
import { addDays, dateIn, datesOf, daysIn, midnight, month, monthIn, plainDate } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import { RequestError } from '../../shared/request-error.ts';
import { sweep } from './measure-usage.ts';
import type { UsageSource } from './measure-usage.ts';
import { measurePeriod } from './measured-period.ts';

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
  return { start: midnight(from, zone), end: midnight(until, zone), zone };
}

/** What one meter measured; quantities as a bill has them. */
export interface MeterUsage {
  readonly meter: string;
  /** Null where it can't be told of these days by themselves: a weighted sum begins with what came before them. */
  readonly quantity: string | null;
  /** Events that were counted. */
  readonly events: number;
  /** Every day in the customer's zone, also those without usage. */
  readonly days?: readonly { readonly day: string; readonly quantity: string | null; readonly events: number }[];
}

/**
 * What every meter measured in a period, and in each of its days, if that is asked for: as a bill of exactly these days
 * would be priced on, with of a day no more than a page in memory.
 *
 * @throws {NotPriceableError} if a value can't be counted
 */
export async function usageOf(meters: readonly Meter[], day: UsageSource['day'], period: Period, isByDay: boolean): Promise<MeterUsage[]> {
  const asked = meters.flatMap(({ id }) => [{ meter: id }, ...(isByDay ? [{ meter: id, window: 'day' as const }] : [])]);
  const days = daysIn(period);
  const servicePeriod = { whole: period, part: period, partDays: days, wholeDays: days };
  const of = { subscriptionId: 'usage', plan: 'usage', planVersion: 1, servicePeriod, sequence: 0, billedBy: [], compared: 0 };
  const measurement = measurePeriod(of, asked, meters);
  await sweep({ day }, [measurement]);
  const { quantities } = measurement.finish(new Map());
  return meters.map(({ id, aggregation }) => {
    const [whole, split] = quantities.filter(({ meter }) => meter === id);
    const known = (quantity = '0'): string | null => (aggregation === 'weighted-sum' ? null : quantity);
    const byDay = new Map(split?.cells?.map((cell) => [cell.window, cell]));
    const each = datesIn(period).map((date) => {
      const cell = byDay.get(midnight(date, period.zone));
      return { day: date, quantity: known(cell?.quantity), events: cell?.events ?? 0 };
    });
    return { meter: id, quantity: known(whole?.quantity), events: whole?.events ?? 0, ...(isByDay ? { days: each } : {}) };
  });
}

function datesIn(period: Period): string[] {
  const { first, last } = datesOf(period);
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
