import type { Meter } from '../../shared/meter.ts';
import { utcDaysAround } from '../../shared/period.ts';
import type { FoundEvent } from './counted-events.ts';
import { measureMeter } from './measured-meter.ts';
import { measuringKey } from './measuring.ts';
import type { Measuring } from './measuring.ts';
import type { Level } from './meter-count.ts';
import type { IdsByMeter, MeasuredPeriod, RatedPeriod } from './usage-snapshot.ts';

/** Measures what prices ask of meters in a period, UTC day by UTC day, earliest first. */
export interface PeriodMeasurement {
  readonly rated: RatedPeriod;
  /** UTC days to look at: those of the period and one on either side, on which an id may be the same event; none if nothing is asked. */
  readonly days: ReadonlySet<string>;
  /** Meters that carry a level from one period into the next. */
  readonly carrying: readonly string[];
  beginDay(day: string): void;
  /** @param isCounting whether it is an event by itself: no copy of one of the day before, and not taken back */
  add(found: FoundEvent, isCounting: boolean): void;
  /** Ends a UTC day: the ids that were counted on it. */
  endDay(): IdsByMeter;
  /** @param before levels with which the period before ended, by meter */
  finish(before: ReadonlyMap<string, readonly Level[]>): MeasuredPeriod;
}

/**
 * Answers each question once, and counts the events of a meter once whatever it is asked. A meter the catalog doesn't
 * have is left to pricing to refuse.
 *
 * @param isByDay whether what each calendar day came to is kept beside what is asked
 */
export function measurePeriod(
  rated: RatedPeriod,
  asked: readonly Measuring[],
  meters: readonly Meter[],
  isByDay = false,
): PeriodMeasurement {
  const { servicePeriod } = rated;
  const [start, end] = [Date.parse(servicePeriod.part.start), Date.parse(servicePeriod.part.end)];
  const byMeter = Map.groupBy(new Map(asked.map((it) => [measuringKey(it), it])).values(), ({ meter }) => meter);
  const measuring = meters.flatMap((meter) => {
    const questions = byMeter.get(meter.id);
    return questions ? [{ meter, measurement: measureMeter(meter, questions, servicePeriod, isByDay) }] : [];
  });
  const byType = Map.groupBy(measuring, ({ meter }) => meter.eventType);
  const found: Record<string, number> = {};
  let today = '';
  let midnight = 0;
  let count = 0;
  return {
    rated,
    days: new Set(measuring.length === 0 ? [] : utcDaysAround(servicePeriod.part)),
    carrying: measuring.flatMap(({ meter }) => (meter.aggregation === 'weighted-sum' ? [meter.id] : [])),

    beginDay(day) {
      today = day;
      midnight = Date.parse(day);
    },

    add(entry, isCounting) {
      const ofType = byType.get(entry.event.type);
      if (!ofType) return;
      const at = midnight + millisecondOfDay(entry.event.time);
      if (at < start || at >= end) return;
      count++;
      if (isCounting) for (const { measurement } of ofType) measurement.add(entry, at);
    },

    endDay() {
      if (count > 0) found[today] = count;
      count = 0;
      const ids: IdsByMeter = {};
      for (const { meter, measurement } of measuring) {
        const counted = measurement.endDay();
        if (counted.length > 0) ids[meter.id] = [...counted];
      }
      return ids;
    },

    finish(before) {
      const finished = measuring.map(({ meter, measurement }) => measurement.finish(before.get(meter.id) ?? []));
      return {
        ...rated,
        found,
        counted: finished.map(({ counted }) => counted),
        quantities: finished.flatMap(({ quantities }) => quantities),
      };
    },
  };
}

/** Milliseconds from the midnight of an instant's UTC day, what is finer cut off: for instants that come by the million. */
function millisecondOfDay(utc: string): number {
  const two = (at: number): number => utc.charCodeAt(at) * 10 + utc.charCodeAt(at + 1) - 528; // 528 is '0' * 11
  const seconds = two(11) * 3_600 + two(14) * 60 + two(17);
  // 2026-10-31T23:00:00.123456789Z
  return seconds * 1_000 + (utc.length > 20 ? Number(utc.slice(20, -1).padEnd(3, '0').slice(0, 3)) : 0);
}
