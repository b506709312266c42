import { contentHash } from '../../shared/content-hash.ts';
import type { InvoiceLine } from '../../shared/invoice.ts';
import { addDays, compareInstants, isWithin, utcDaysAround } from '../../shared/period.ts';
import type { UsageDay } from '../../shared/usage.store.ts';
import type { FoundEvent } from './counted-events.ts';
import { beginFingerprint, byId } from './fingerprint.ts';
import { readAhead } from './read-ahead.ts';
import type { IdsByMeter, SnapshotPeriod, UsageSnapshot } from './usage-snapshot.ts';

/** Some of the events behind a quantity, in the order of their times. */
export interface EventPage {
  readonly events: readonly FoundEvent[];
  /** Where the next page begins, if there is one. */
  readonly next?: PageStart;
}

/** So many events of a UTC day are before it. */
export interface PageStart {
  readonly day: string;
  readonly skip: number;
}

/** The events behind a quantity, and whether they are still those it was measured on. */
export interface Evidence extends EventPage {
  readonly count: number;
  /** The fingerprint of what is stored today is that of the snapshot: not one event was lost, added or changed. */
  readonly isWhole: boolean;
}

/** Where the events of a period are found again. */
export interface EvidenceSource {
  readonly period: SnapshotPeriod;
  readonly meter: string;
  day(day: string): Promise<UsageDay>;
  /** Ids that were counted on a UTC day, at least. */
  counted(day: string): Promise<IdsByMeter>;
}

/** The part of a snapshot that a line of usage bills; none of terms that don't hold any more. */
export function periodOfLine({ periods }: UsageSnapshot, { trace, period }: InvoiceLine): SnapshotPeriod | undefined {
  return periods.find(
    ({ subscriptionId, servicePeriod: { part }, timing }) =>
      subscriptionId === trace.subscription && timing === undefined && part.start === period.start && part.end === period.end,
  );
}

/** Looks at every event that a meter counted in a period, and names the first of them. */
export async function evidenceOf(source: EvidenceSource, limit: number): Promise<Evidence> {
  const { counted } = source.period;
  const of = counted.find(({ meter }) => meter === source.meter);
  const fingerprint = beginFingerprint();
  const all: [id: string, hash: string][] = [];
  let count = 0;
  let first: EventPage = { events: [] };
  for await (const { day, events } of countedByDay(source)) {
    fingerprint.addDay(byId({ ids: events.map(({ event }) => event.id), hashes: events.map(({ hash }) => hash) }));
    if (of?.isById) for (const { event, hash } of events) all.push([event.id, hash]);
    count += events.length;
    first = withMore(first, day, events, limit);
  }
  const today = of?.isById ? contentHash(all.sort(([a], [b]) => (a < b ? -1 : 1))) : fingerprint.text();
  return { ...first, count, isWhole: today === of?.fingerprint };
}

/** Events from a place on that a page before has named. */
export async function evidencePage(source: EvidenceSource, from: PageStart, limit: number): Promise<EventPage> {
  let page: EventPage = { events: [] };
  for await (const { day, events } of countedByDay(source, from.day)) {
    page = withMore(page, day, events, limit, day === from.day ? from.skip : 0);
    if (page.next) return page;
  }
  return page;
}

function withMore(page: EventPage, day: string, events: readonly FoundEvent[], limit: number, skip = 0): EventPage {
  if (page.next) return page;
  const room = limit - page.events.length;
  const more = events.length > skip + room;
  return { events: [...page.events, ...events.slice(skip, skip + room)], ...(more ? { next: { day, skip: skip + room } } : {}) };
}

/** What was taken back since is still what was billed; the earlier copy of an id on a neighbouring day is. */
async function* countedByDay(
  { period, meter, day: read, counted }: EvidenceSource,
  from = '',
): AsyncGenerator<{ day: string; events: FoundEvent[] }> {
  const { part } = period.servicePeriod;
  let before = new Set<string>();
  // The day before the first one tells copies.
  const days = utcDaysAround(part).filter((day) => addDays(day, 1) >= from);
  for await (const { day, events } of readAhead(days, read)) {
    const ids = new Set((await counted(day))[meter]);
    const seen = new Set<string>();
    const found: FoundEvent[] = [];
    for await (const page of events())
      for (const entry of page) {
        if (!ids.has(entry.event.id) || !isWithin(entry.event.time, part)) continue;
        seen.add(entry.event.id);
        if (!before.has(entry.event.id)) found.push(entry);
      }
    before = seen;
    if (day >= from) yield { day, events: found.sort(byTime) };
  }
}

function byTime(a: FoundEvent, b: FoundEvent): number {
  return compareInstants(a.event.time, b.event.time) || (a.event.id < b.event.id ? -1 : 1);
}
