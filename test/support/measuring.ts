/** Measures events without a table: days, duplicates and reversals as the table would have them. */
import type { Meter } from '../../shared/meter.ts';
import { addDays, type Period, type ServicePeriod } from '../../shared/period.ts';
import { eventHash, usageEvent } from '../../shared/usage-event.ts';
import type { FoundEvent } from '../../services/pricing/counted-events.ts';
import { measurePeriod } from '../../services/pricing/measured-period.ts';
import type { Measuring } from '../../services/pricing/measuring.ts';
import type { Level } from '../../services/pricing/meter-count.ts';
import { sweepOver } from '../../services/pricing/sweep.ts';
import type { IdsByMeter, MeasuredPeriod, RatedPeriod } from '../../services/pricing/usage-snapshot.ts';

/** An event of a customer with a value of 1 on 15 October 2026 at noon, but for what is said. */
export function foundEvent(changes: Record<string, unknown> = {}): FoundEvent {
  const event = usageEvent.parse({
    id: 'e',
    customer: 'adler',
    type: 'used',
    time: '2026-10-15T12:00:00Z',
    properties: { value: '1' },
    ...changes,
  });
  return { event, hash: eventHash(event) };
}

/** A service period that is billed as a whole. */
export function wholePeriod(part: Period): ServicePeriod {
  const days = Math.round((Date.parse(part.end) - Date.parse(part.start)) / 86_400_000);
  return { whole: part, part, partDays: days, wholeDays: days };
}

interface Settings {
  readonly asked?: readonly Measuring[];
  readonly levels?: readonly Level[];
}

/** What a meter measures of events in a period, and the ids it counted. */
export function measuredBy(meter: Meter, period: Period | ServicePeriod, found: readonly FoundEvent[], settings: Settings = {}) {
  const servicePeriod = 'part' in period ? period : wholePeriod(period);
  const { asked = [{ meter: meter.id }], levels = [] } = settings;
  const before = new Map([[meter.id, levels]]);
  const { ids, counted, quantities } = measuredIn({ servicePeriod, asked, meters: [meter], found, levels: before });
  const [answer] = quantities;
  if (!answer) throw new Error(`Nothing asks meter "${meter.id}".`);
  return { ...answer, levels: counted[0]?.levels, ids: ids[meter.id] ?? [] };
}

interface Measure {
  readonly servicePeriod: ServicePeriod;
  readonly asked: readonly Measuring[];
  readonly meters: readonly Meter[];
  readonly found: readonly FoundEvent[];
  readonly levels?: ReadonlyMap<string, readonly Level[]>;
  readonly isByDay?: boolean;
}

/** What meters measure of events in a period, UTC day by UTC day. */
export function measuredIn({ servicePeriod, asked, meters, found, levels = new Map(), isByDay = false }: Measure): MeasuredPeriod & {
  ids: IdsByMeter;
} {
  const rated: RatedPeriod = { subscriptionId: 's', plan: 'p', planVersion: 1, servicePeriod, sequence: 0, billedBy: [], compared: 0 };
  const period = measurePeriod(rated, asked, meters, isByDay);
  const stored = asStored(found);
  const on = (day: string) => stored.filter(({ event }) => event.time.startsWith(day));
  const reversedOn = (day: string) => new Set(on(day).flatMap(({ event }) => event.reverses ?? []));
  const sweep = sweepOver([period]);
  const ids: IdsByMeter = {};
  for (const day of [...period.days].sort()) {
    sweep.beginDay(day, [addDays(day, -1), day, addDays(day, 1)].map(reversedOn));
    sweep.add(on(day).filter(({ event }) => event.reverses === undefined));
    for (const counted of sweep.endDay().values())
      for (const [meter, some] of Object.entries(counted)) ids[meter] = [...(ids[meter] ?? []), ...some];
  }
  return { ...period.finish(levels), ids };
}

/** One event an id and UTC day, as the table has it, which decides by who came first; here the lesser hash does. */
function asStored(found: readonly FoundEvent[]): FoundEvent[] {
  const stored = new Map<string, FoundEvent>();
  for (const entry of found) {
    const { id, time, reverses } = entry.event;
    const key = `${time.slice(0, 10)} ${reverses === undefined ? `event ${id}` : `reversal ${reverses}`}`;
    const before = stored.get(key);
    if (!before || entry.hash < before.hash) stored.set(key, entry);
  }
  return [...stored.values()];
}
