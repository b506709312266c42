import type { KeepIds } from './measure-usage.ts';
import type { IdsByMeter, RatedPeriod, SnapshotPeriod } from './usage-snapshot.ts';

/** Ids of a period that a snapshot holds itself; with more of them each UTC day has a file of its own. */
const MOST_IN_SNAPSHOT = 10_000;

/** Collects the ids that are counted in periods, so that no more of them are in memory than a snapshot holds. */
export interface IdCollection {
  readonly add: KeepIds;
  /** Where the ids of a period are. */
  of(rated: RatedPeriod): Pick<SnapshotPeriod, 'ids' | 'idFiles'>;
}

/** @param keepFile keeps the ids of a UTC day, and says under which name */
export function idCollection(keepFile: (day: string, ids: IdsByMeter) => Promise<string>): IdCollection {
  const periods = new Map<string, Collected>();
  return {
    async add(rated, day, ids) {
      const known: Collected = periods.get(nameOf(rated)) ?? { days: new Map<string, IdsByMeter>(), count: 0, files: {} };
      periods.set(nameOf(rated), known);
      known.days.set(day, ids);
      known.count += Object.values(ids).reduce((sum, { length }) => sum + length, 0);
      if (known.count <= MOST_IN_SNAPSHOT) return;
      for (const [of, some] of known.days) if (Object.keys(some).length > 0) known.files[of] = await keepFile(of, some);
      known.days.clear();
    },

    of(rated) {
      const { days, count, files } = periods.get(nameOf(rated)) ?? { days: new Map<string, IdsByMeter>(), count: 0, files: {} };
      if (count === 0) return {};
      return count > MOST_IN_SNAPSHOT ? { idFiles: files } : { ids: together([...days.values()]) };
    },
  };
}

interface Collected {
  readonly days: Map<string, IdsByMeter>;
  readonly files: Record<string, string>;
  count: number;
}

function nameOf({ subscriptionId, servicePeriod }: RatedPeriod): string {
  return `${subscriptionId} ${servicePeriod.part.start}`;
}

function together(days: readonly IdsByMeter[]): IdsByMeter {
  const all: IdsByMeter = {};
  for (const day of days) for (const [meter, ids] of Object.entries(day)) (all[meter] ??= []).push(...ids);
  return all;
}
