import { NotPriceableError } from '../../shared/errors.ts';
import { isLeftOut, propertyFault } from '../../shared/metered-event.ts';
import type { Meter } from '../../shared/meter.ts';
import { canonicalJson } from '../../shared/content-hash.ts';
import { decimal, ExactSum, sum } from '../../shared/money.ts';
import { compareInstants } from '../../shared/period.ts';
import type { ServicePeriod } from '../../shared/period.ts';
import type { UsageEvent } from '../../shared/usage-event.ts';
import { AGGREGATIONS } from './aggregate.ts';
import type { CountedEvent } from './aggregation.ts';
import { beginCells } from './cells.ts';
import { dailyCells } from './daily-cells.ts';
import type { LevelOf } from './cells.ts';
import type { FoundEvent } from './counted-events.ts';
import { beginFingerprint, byId } from './fingerprint.ts';
import type { Level, MeterCount } from './meter-count.ts';
import { measuredText } from './measured-text.ts';
import type { Measured, Measuring } from './measuring.ts';
import { perEventTally } from './per-event.ts';
import { indexAt, spanOf, windowsOf } from './span.ts';

/** Measures a meter in a period, UTC day by UTC day. */
export interface MeterMeasurement {
  /** @param at its time in epoch milliseconds, within the period */
  add(found: FoundEvent, at: number): void;
  /** Ends a UTC day: the ids that were counted on it, in code unit order. */
  endDay(): readonly string[];
  /**
   * @param before of a weighted sum, the levels with which the period before ended
   */
  finish(before: readonly Level[]): { readonly counted: MeterCount; readonly quantities: Measured[] };
}

/**
 * Answers all that the prices of a plan ask of a meter, in one pass over its events.
 *
 * @param isByDay whether what each calendar day came to is kept beside it
 * @throws {NotPriceableError} on adding, if a property that the meter needs is missing or no decimal; on finishing, if
 *   it comes to more than a decimal can be
 */
export function measureMeter(meter: Meter, asked: readonly Measuring[], servicePeriod: ServicePeriod, isByDay = false): MeterMeasurement {
  const span = spanOf(servicePeriod);
  const whole = AGGREGATIONS[meter.aggregation](meter, span);
  const splits = asked.map((it) => {
    if (isPlain(it)) return undefined;
    const windows = it.window === undefined ? [span] : windowsOf(servicePeriod.part, it.window);
    return beginCells(meter, it, windows);
  });
  const daily = isByDay ? dailyCells(meter, servicePeriod.part) : undefined;
  // Free allowances are used up in the order of the times; all else is the same in any order.
  const isOrdered = asked.some(({ perEvent }) => perEvent !== undefined);
  const fingerprint = beginFingerprint();
  const changes = new Map<string, { properties: Record<string, string>; sum: ExactSum }>();
  let events = 0;
  let [ids, hashes]: [string[], string[]] = [[], []];
  let waiting: Waiting[] = [];

  const take = (counted: CountedEvent, properties: UsageEvent['properties']): void => {
    whole.add(counted);
    if (whole.change) changeOf(properties).add(counted.value);
    for (const split of splits) split?.add(counted, properties);
    daily?.add(counted, properties);
  };
  const changeOf = (properties: UsageEvent['properties']): ExactSum => {
    const group = Object.fromEntries((meter.groupBy ?? []).map((name) => [name, String(properties[name])]));
    const key = JSON.stringify(group);
    const known = changes.get(key) ?? { properties: group, sum: new ExactSum() };
    changes.set(key, known);
    return known.sum;
  };

  return {
    add({ event, hash }, at) {
      const { id, time, properties } = event;
      const fault = propertyFault(meter, properties);
      if (fault !== undefined) throw new NotPriceableError(`Event "${id}" of ${time}: meter "${meter.id}" ${fault}.`);
      if (isLeftOut(meter, properties)) return;
      events++;
      ids.push(id);
      hashes.push(hash);
      const value = meter.valueProperty === undefined ? '' : String(properties[meter.valueProperty]);
      const counted = { id, time, at: meter.weightedBy === 'day' ? span.days()[indexAt(span.days(), at)]! : at, value };
      if (isOrdered) waiting.push({ counted, properties });
      else take(counted, properties);
    },

    endDay() {
      if (ids.length === 0) return ids;
      waiting.sort((a, b) => byTime(a.counted, b.counted)).forEach((it) => take(it.counted, it.properties));
      const day = byId({ ids, hashes });
      fingerprint.addDay(day);
      waiting = [];
      [ids, hashes] = [[], []];
      return day.ids;
    },

    finish(before) {
      const levels = whole.change ? levelsAfter(meter, before, changes.values()) : undefined;
      const days = daily?.days(levelsBy(meter, [], levels ?? []));
      const counted = {
        meter: meter.id,
        events,
        fingerprint: fingerprint.text(),
        ...(levels ? { levels } : {}),
        ...(days ? { days } : {}),
      };
      const quantity = measuredText(meter, whole.quantity(sum((levels ?? []).map(({ start }) => decimal(start)))));
      const quantities = asked.map((it, i): Measured => {
        const cells = splits[i]?.cells(levelsBy(meter, it.by ?? [], levels ?? []));
        const answer = { ...it, quantity, events, fingerprint: counted.fingerprint };
        if (!cells) return answer;
        if (it.by ?? it.window) return { ...answer, cells };
        const [only] = cells;
        return {
          ...answer,
          ...(it.perEvent ? { tally: only?.tally ?? perEventTally(it.perEvent).tally() } : {}),
          ...(it.amountProperty === undefined ? {} : { amount: only?.amount ?? '0' }),
        };
      });
      return { counted, quantities };
    },
  };
}

interface Waiting {
  readonly counted: CountedEvent;
  readonly properties: UsageEvent['properties'];
}

function isPlain({ by, window, perEvent, amountProperty }: Measuring): boolean {
  return [by, window, perEvent, amountProperty].every((it) => it === undefined);
}

function byTime(a: CountedEvent, b: CountedEvent): number {
  return compareInstants(a.time, b.time) || (a.id < b.id ? -1 : 1);
}

/** Levels with what has changed in a period; those that are 0 before and after are left out. */
function levelsAfter(
  meter: Meter,
  before: readonly Level[],
  changes: Iterable<{ properties: Record<string, string>; sum: ExactSum }>,
): Level[] {
  const levels = new Map(before.map(({ properties, end }) => [canonicalJson(properties), { properties, start: end, end }]));
  for (const { properties, sum: change } of changes) {
    const key = canonicalJson(properties);
    const start = levels.get(key)?.start ?? '0';
    levels.set(key, { properties, start, end: measuredText(meter, decimal(start).plus(change.total())) });
  }
  const isAny = ({ start, end }: Level): boolean => [start, end].some((text) => !decimal(text).isZero());
  return [...levels].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, it]) => (isAny(it) ? [it] : []));
}

/** The levels before a period, by the properties that split a price. */
function levelsBy(meter: Meter, by: readonly string[], levels: readonly Level[]): LevelOf[] {
  const groups = Map.groupBy(levels, ({ properties }) => JSON.stringify(by.map((name) => properties[name])));
  return [...groups.values()].map((group) => ({
    values: by.map((name) => {
      const value = group[0]!.properties[name];
      if (value !== undefined) return value;
      throw new NotPriceableError(
        `The level of meter "${meter.id}" before the period does not say which ${name} it is of: the meter must group by it.`,
      );
    }),
    level: sum(group.map(({ start }) => decimal(start))),
  }));
}
