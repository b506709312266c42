import { IdList, isCounting } from './counted-events.ts';
import type { FoundEvent, Neighbours } from './counted-events.ts';
import type { PeriodMeasurement } from './measured-period.ts';
import type { IdsByMeter } from './usage-snapshot.ts';

/**
 * Counts the events of UTC days into the periods they belong to. Days come earliest first, and only one is in memory. The
 * first one of a period is the day before it, whose ids tell copies, so that days between periods may be left out.
 */
export interface Sweep {
  /** @param reversed ids taken back on the day, the day before and the day after */
  beginDay(day: string, reversed: readonly ReadonlySet<string>[]): void;
  /** Events of the day, reversals left out, in any order. */
  add(events: readonly FoundEvent[]): void;
  /** Ends the day: the ids that were counted on it in each of the periods. */
  endDay(): Map<PeriodMeasurement, IdsByMeter>;
}

export function sweepOver(periods: readonly PeriodMeasurement[]): Sweep {
  let touched: readonly PeriodMeasurement[] = [];
  let ids = new IdList();
  let neighbours: Neighbours = { before: ids, reversed: [] };
  return {
    beginDay(day, reversed) {
      neighbours = { before: ids, reversed: reversed.filter(({ size }) => size > 0) };
      touched = periods.filter(({ days }) => days.has(day));
      for (const period of touched) period.beginDay(day);
      ids = new IdList();
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
