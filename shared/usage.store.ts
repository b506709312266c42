import { getBackfill } from './backfill.store.ts';
import type { BackfillView } from './backfill-view.ts';
import { countingOn } from './backfill.ts';
import type { Backfill, Lying } from './backfill.ts';
import { table } from './ports.ts';
import { allItems, everyItem } from './table.ts';
import type { Item, NewRecord, Page, Table } from './table.ts';
import { eventHash, usageEvent } from './usage-event.ts';
import type { UsageEvent } from './usage-event.ts';

export type EventFate = 'accepted' | 'duplicate' | 'conflict';

/** An event as it lies in the set, or the end of one. */
export interface StoredEvent {
  readonly event: UsageEvent;
  readonly hash: string;
}

/**
 * Adds events to the customers' sets: one record an event under customer and UTC day, put if absent, so that the
 * table decides which comes first and no order or counter is needed. Doing it again changes nothing.
 *
 * An event stored on a later UTC day than its own also leaves a marker under its customer, by which a later run finds it.
 *
 * @param storedOn UTC day of storing
 * @returns fates in the order of the events
 */
export async function addEvents(sellerId: string, events: readonly UsageEvent[], storedOn: string): Promise<EventFate[]> {
  const late = new Map<string, NewRecord>();
  const marked = markersOf(table());
  const records = events.map((event): NewRecord => {
    const day = event.time.slice(0, 10);
    const place = `${sellerId}|${event.customer}|${day}|${storedOn}`;
    if (day < storedOn && !marked.has(place)) late.set(place, lateMarker(sellerId, event.customer, day, storedOn));
    return { pk: dayPartition(sellerId, event.customer, day), sk: sortKey(event), body: { schema: 1, event, hash: eventHash(event) } };
  });
  // Markers first: an event without its marker would never be found, a marker without its event does no harm.
  if (late.size > 0) await table().append([...late.values()]);
  for (const place of late.keys()) marked.add(place);
  const fates = await table().append(records);
  return fates.map((fate, i) => {
    if (fate.stored) return 'accepted';
    return fate.existing.body.hash === records[i]?.body.hash ? 'duplicate' : 'conflict';
  });
}

/** Backfills as they are. Nothing is read of them where none lies on a day. */
export const backfillsNow = (sellerId: string): BackfillView => ({ recordOf: (id) => getBackfill(sellerId, id) });

/** Events of a customer that count on a UTC day, reversals among them: those of backfills, then those sent, by their ids. */
export async function eventsOfDay(sellerId: string, customerId: string, day: string): Promise<StoredEvent[]> {
  const items = await allItems(table(), { pk: dayPartition(sellerId, customerId, day), from: FIRST_OF_DAY });
  const isCounting = countingOn(await appliedOn(items, backfillsNow(sellerId)));
  return countedOf(
    items.filter(({ sk }) => !isScope(sk)),
    isCounting,
  );
}

/** Backfills that count on a day. @param items the first of the day: each backfill on it says so before all events */
async function appliedOn(items: readonly Item[], { recordOf, assumed }: BackfillView): Promise<Backfill[]> {
  const names = items.filter(({ sk }) => isScope(sk)).map(({ sk }) => sk.slice(SCOPE.length));
  const found = await Promise.all(names.filter((name) => name !== assumed?.id).map(recordOf));
  return [...found, assumed].flatMap((it) => (it?.state === 'applied' ? [it] : []));
}

function countedOf(items: readonly Item[], isCounting: (lying: Lying) => boolean): StoredEvent[] {
  return items.flatMap((item) => {
    const stored = storedEvent(item);
    return isCounting({ event: stored.event, backfill: backfillIn(item.sk) }) ? [stored] : [];
  });
}

/** Usage of a customer on a UTC day, of which no more is in memory at a time than a page. */
export interface UsageDay {
  readonly day: string;
  /** Ids of events that were taken back. */
  readonly reversed: ReadonlySet<string>;
  /** The events that count beside the backfills on the day, without reversals, in the order of their keys; each call reads them from the beginning. */
  events(): AsyncIterable<StoredEvent[]>;
}

/** Records that are read of a day at first: all of them, mostly. */
const FIRST_PAGE = 500;

/** Usage on a UTC day. A day that is small is read here as a whole, by one query. @param view backfills as they are if not given */
export async function usageOfDay(
  sellerId: string,
  customerId: string,
  day: string,
  view: BackfillView = backfillsNow(sellerId),
): Promise<UsageDay> {
  const all = { pk: dayPartition(sellerId, customerId, day), from: FIRST_OF_DAY };
  const first = await table().query({ ...all, limit: FIRST_PAGE });
  const applied = await appliedOn(first.items, view);
  const hasBackfills = applied.length > 0 || first.items[0]?.sk.startsWith(FIRST_EVENT) === false;
  // Reversals sort behind all events, and are needed before the first of them.
  const places = [FIRST_REVERSAL, ...applied.map(({ id }) => `${backfilledPrefix(id)}${FIRST_REVERSAL}`)];
  const last =
    first.next === undefined ? first.items : (await Promise.all(places.map((prefix) => allItems(table(), { pk: all.pk, prefix })))).flat();
  return {
    day,
    reversed: new Set(last.flatMap(({ sk }) => places.flatMap((place) => (sk.startsWith(place) ? [sk.slice(place.length)] : [])))),
    async *events() {
      const isCounting = countingOn(applied);
      for (let page: Page = first; ; page = await table().query({ ...all, after: page.next })) {
        const isMixed = page.items.at(-1)?.sk.startsWith(FIRST_REVERSAL) === true;
        const events = isMixed || hasBackfills ? page.items.filter(({ sk }) => EVENT.test(sk)) : page.items;
        yield hasBackfills ? countedOf(events, isCounting) : events.map(storedEvent);
        if (page.next === undefined || isMixed) return;
      }
    },
  };
}

/** An event as it lies on a day, whether it counts or not. */
export interface LyingEvent {
  readonly event: UsageEvent;
  /** The backfill it is part of. */
  readonly backfill: string | undefined;
}

/**
 * Events of a customer on a UTC day as they lie, reversals among them, a page at a time: what it costs does not grow with
 * the day.
 *
 * @param after where the page before ended
 */
export async function eventsPage(
  sellerId: string,
  customerId: string,
  day: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ events: LyingEvent[]; next?: string }> {
  const query = { pk: dayPartition(sellerId, customerId, day), from: FIRST_OF_DAY, limit };
  const { items, next } = await table().query(after === undefined ? query : { ...query, after });
  const events = items.filter(({ sk }) => !isScope(sk)).map((item) => ({ event: storedEvent(item).event, backfill: backfillIn(item.sk) }));
  return { events, ...(next === undefined ? {} : { next }) };
}

/** An event was parsed when it was taken in: of what comes by the million only the shape is looked at again. */
function storedEvent({ body: { event, hash } }: Item): StoredEvent {
  return { event: isWhole(event) ? event : usageEvent.parse(event), hash: String(hash) };
}

function isWhole(stored: unknown): stored is UsageEvent {
  if (typeof stored !== 'object' || stored === null) return false;
  const { id, customer, type, time, properties } = stored as Partial<UsageEvent>;
  const isText = typeof id === 'string' && typeof customer === 'string' && typeof type === 'string';
  return isText && typeof time === 'string' && time.endsWith('Z') && typeof properties === 'object';
}

/** The event of an id on a UTC day of a customer. */
export async function getEvent(sellerId: string, customerId: string, day: string, id: string): Promise<StoredEvent | undefined> {
  return storedUnder(dayPartition(sellerId, customerId, day), eventKey(id));
}

/** What took an event back, as it lies on a UTC day. */
export async function getReversal(sellerId: string, customerId: string, day: string, id: string): Promise<StoredEvent | undefined> {
  return storedUnder(dayPartition(sellerId, customerId, day), reversalKey(id));
}

async function storedUnder(pk: string, sk: string): Promise<StoredEvent | undefined> {
  const item = await table().get({ pk, sk });
  return item && { event: usageEvent.parse(item.body.event), hash: String(item.body.hash) };
}

/** A UTC day of which usage was stored on a later one. */
export interface LateDay {
  readonly day: string;
  readonly storedOn: string;
  /** A backfill began or ceased to count on it: as many events as before may be others. */
  readonly isSwitched?: true;
}

/** Days of a customer of which usage was stored on a later day, from `since` on; both as 2026-10-31. */
export async function lateDays(sellerId: string, customerId: string, since: string): Promise<LateDay[]> {
  const found: LateDay[] = [];
  for await (const { sk } of everyItem(table(), { pk: latePartition(sellerId, customerId), from: since })) {
    const [storedOn = '', day = '', switched] = sk.split('|');
    found.push({ day, storedOn, ...(switched === undefined ? {} : { isSwitched: true }) });
  }
  return found;
}

/** Markers this process has stored in a table: a backfill would store each of them again with every batch. */
const stored = new WeakMap<Table, Set<string>>();
const MOST_MARKERS = 200_000;

function markersOf(into: Table): Set<string> {
  const known = stored.get(into);
  if (known && known.size < MOST_MARKERS) return known;
  const fresh = new Set<string>();
  stored.set(into, fresh);
  return fresh;
}

/** What was erased sorts before it, and is no event any more. */
export const FIRST_OF_DAY = 'event-';
const FIRST_EVENT = 'event|';
/** Says that a backfill lies on the day. Those of all sort before the events of any, which sort before what was sent by itself. */
const SCOPE = 'event-by|';
const BACKFILLED = 'event-of|';
/** A key of an event, sent by itself or of a backfill; not of a reversal. */
const EVENT = /^event(?:-of\|[^|]+\|event)?\|/;
const FIRST_REVERSAL = 'reversal|';

/** What a store of the day's other records keeps them under. */
export const dayPartition = (sellerId: string, customerId: string, day: string): string => `${sellerId}|usage|${customerId}|${day}`;

/** A reversal lies beside its original under a key of its own, so it may arrive first. */
export const sortKey = ({ id, reverses }: UsageEvent): string => (reverses === undefined ? eventKey(id) : reversalKey(reverses));
const eventKey = (id: string): string => `${FIRST_EVENT}${id}`;
const reversalKey = (reverses: string): string => `${FIRST_REVERSAL}${reverses}`;

/** Where it is said that a backfill lies on a day. */
export const scopeKey = (id: string): string => `${SCOPE}${id}`;
/** Where an event of a backfill lies on its day. */
export const backfilledKey = (id: string, event: UsageEvent): string => `${backfilledPrefix(id)}${sortKey(event)}`;
export const backfilledPrefix = (id: string): string => `${BACKFILLED}${id}|`;
export const isScope = (sk: string): boolean => sk.startsWith(SCOPE);
/** The backfill that an event is part of, or that lies on the day. */
export const backfillIn = (sk: string): string | undefined => /^event-(?:by|of)\|([^|]+)/.exec(sk)?.[1];

export const latePartition = (sellerId: string, customerId: string): string => `${sellerId}|late|${customerId}`;

function lateMarker(sellerId: string, customerId: string, day: string, storedOn: string): NewRecord {
  return { pk: latePartition(sellerId, customerId), sk: `${storedOn}|${day}`, body: { schema: 1 } };
}

/** A day on which a backfill is about to begin or to cease to count. */
export const switchMarker = (sellerId: string, customerId: string, day: string, switchedOn: string): NewRecord => ({
  pk: latePartition(sellerId, customerId),
  sk: `${switchedOn}|${day}|switched`,
  body: { schema: 1 },
});
