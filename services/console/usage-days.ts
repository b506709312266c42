import { z } from 'zod';
import { addDays, monthAfter, monthBefore } from '../../shared/period.ts';

const measuredDay = z.object({ day: z.string(), quantity: z.string().nullable(), events: z.number().int() });

/** What pricing says of some days of a customer; without meters where more events lie on them than it reads. */
export const measuredDays = z.object({
  isWhole: z.boolean(),
  meters: z.array(z.object({ meter: z.string(), events: z.number().int(), days: z.array(measuredDay) })),
});
export type MeasuredMeter = z.infer<typeof measuredDays>['meters'][number];

/** Weekdays meet: what is beside a day lies four weeks before it. */
const DAYS_BESIDE = 28;

/** A day as a chart shows it. */
export interface ChartedDay {
  readonly day: string;
  /** Null where the meter can't tell of a day by itself, or the day has not begun. */
  readonly quantity: string | null;
  readonly events: number;
  /** What was measured four weeks earlier, where something was sent and that day is over. */
  readonly earlier: string | null;
  /** The day is not over: more may come. */
  readonly isIncomplete: boolean;
  readonly isToCome: boolean;
}

/** The days that have to be measured for the chart of a month: the month before it, or four weeks, and as far as it has come. */
export function daysToMeasure(month: string, today: string): { from: string; until: string } {
  const first = `${month}-01`;
  const after = `${monthAfter(month)}-01`;
  const [beside, before] = [addDays(first, -DAYS_BESIDE), `${monthBefore(month)}-01`];
  return { from: before < beside ? before : beside, until: today < first ? first : today < after ? addDays(today, 1) : after };
}

/**
 * The days of a month of one meter, each beside the one four weeks before it.
 *
 * @param today calendar day in the customer's zone
 */
export function chartedDays({ days }: MeasuredMeter, month: string, today: string): ChartedDay[] {
  const measured = new Map(days.map((it) => [it.day, it]));
  const after = `${monthAfter(month)}-01`;
  const charted: ChartedDay[] = [];
  for (let day = `${month}-01`; day < after; day = addDays(day, 1)) {
    const { quantity = null, events = 0 } = measured.get(day) ?? {};
    const before = measured.get(addDays(day, -DAYS_BESIDE));
    const earlier = before && before.events > 0 && before.day < today ? before.quantity : null;
    charted.push({ day, quantity, events, earlier, isIncomplete: day === today, isToCome: day > today });
  }
  return charted;
}
