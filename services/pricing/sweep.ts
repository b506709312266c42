import { addDays } from '../../shared/period.ts';
import { isCounting } from './counted-events.ts';
import type { FoundEvent } from './counted-events.ts';
import type { PeriodMeasurement } from './measured-period.ts';
import type { IdsByMeter } from './usage-snapshot.ts';

/** Counts the events of UTC days into the periods they belong to. Days come earliest first; only one is in memory. */
export interface Sweep {
  /** @param reversed ids taken back on the day, the day before and the day after */
  beginDay(day: string, reversed: readonly ReadonlySet<string>[]): void;
  /** Events of the day, reversals left out, in any order. */
  add(events: readonly FoundEvent[]): void;
  /** Ends the day: the ids that were counted on it in each of the periods. */
  endDay(): Map<PeriodMeasurement, IdsByMeter>;
}

export function sweepOver(periods: readonly PeriodMeasurement[]): Sweep {
  let today = '';
  let touched: readonly PeriodMeasurement[] = [];
  let ids = new Set<string>();
  let neighbours = { before: ids, reversed: [] as readonly ReadonlySet<string>[] };
  return {
    beginDay(day, reversed) {
      const isNext = today !== '' && addDays(today, 1) === day;
      neighbours = { before: isNext ? ids : new Set(), reversed: reversed.filter(({ size }) => size > 0) };
      touched = periods.filter(({ days }) => days.has(day));
      today = day;
      ids = new Set();
    },

    add(events) {
      for (const found of events) {
        const counts = isCounting(found.event.id, neighbours);
        ids.add(found.event.id);
        for (const period of touched) period.add(found, counts);
      }
    },

    endDay: () => new Map(touched.map((period) => [period, period.endDay()])),
  };
}
