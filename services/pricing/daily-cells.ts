import type { AggregationName } from '../../shared/aggregation-name.ts';
import type { Meter } from '../../shared/meter.ts';
import type { Period } from '../../shared/period.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import type { CountedEvent } from './aggregation.ts';
import { beginCells } from './cells.ts';
import type { LevelOf } from './cells.ts';
import { windowsOf } from './span.ts';

/** What a meter measures of each calendar day of a period, by itself. */
export interface DailyCells {
  add(event: CountedEvent, properties: UsageEvent['properties']): void;
  /**
   * One for each day the period touches, earliest first; null where nothing was measured that tells.
   *
   * @param levels what a weighted sum has come to before the period
   */
  days(levels: readonly LevelOf[]): (string | null)[];
}

/** Of these, a day without an event has no quantity; of all others it is 0. */
const UNKNOWN_WITHOUT_EVENTS: readonly AggregationName[] = ['min', 'max', 'average', 'latest'];

/** The days of a part of a service period; the day on which clocks change has 23 or 25 hours. */
export function dailyCells(meter: Meter, part: Period): DailyCells {
  const windows = windowsOf(part, 'day');
  const cells = beginCells(meter, { meter: meter.id, window: 'day' }, windows);
  return {
    add(event, properties) {
      cells.add(event, properties);
    },
    days(levels) {
      const measured = new Map(cells.cells(levels).map(({ window, quantity }) => [Date.parse(window!), quantity]));
      const without = UNKNOWN_WITHOUT_EVENTS.includes(meter.aggregation) ? null : '0';
      return windows.map(({ start }) => measured.get(start) ?? without);
    },
  };
}
