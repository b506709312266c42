import type { UsageDay } from '../../shared/usage.store.ts';
import type { PeriodMeasurement } from './measured-period.ts';
import { withNeighbours } from './read-ahead.ts';
import { sweepOver } from './sweep.ts';
import type { IdsByMeter, RatedPeriod } from './usage-snapshot.ts';

/** Takes the ids that were counted in a period, UTC day by UTC day. */
export type KeepIds = (rated: RatedPeriod, day: string, ids: IdsByMeter) => Promise<void>;

/** Feeds the days of some periods to them: each day is read once, the next ones ahead. */
export async function sweepDays(
  read: (day: string) => Promise<UsageDay>,
  periods: readonly PeriodMeasurement[],
  keepIds?: KeepIds,
): Promise<void> {
  const sweeping = sweepOver(periods);
  const days = [...new Set(periods.flatMap((period) => [...period.days]))].sort();
  for await (const { day, before, after } of withNeighbours(days, read)) {
    sweeping.beginDay(
      day.day,
      [before, day, after].flatMap((it) => it?.reversed ?? []),
    );
    for await (const page of day.events()) sweeping.add(page);
    for (const [{ rated }, ids] of sweeping.endDay()) await keepIds?.(rated, day.day, ids);
  }
}
