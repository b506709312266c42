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

/** Events of a customer whose time lies on one UTC day, in the order of their ids, reversals among them. */
export async function eventsOfDay(sellerId: string, customerId: string, day: string): Promise<StoredEvent[]> {
  return (await allItems(table(), { pk: dayPartition(sellerId, customerId, day), from: FIRST_EVENT })).map(storedEvent);
}

/** Usage of a customer on a UTC day, of which no more is in memory at a time than a page. */
export interface UsageDay {
  readonly day: string;
  /** Ids of events that were taken back. */
  readonly reversed: ReadonlySet<string>;
  /** The events, without reversals, in the order of their keys; each call reads them from the beginning. */
  events(): AsyncIterable<StoredEvent[]>;
}

/** Records that are read of a day at first: all of them, mostly. */
const FIRST_PAGE = 500;

/** Usage on a UTC day. A day that is small is read here as a whole, by one query. */
export async function usageOfDay(sellerId: string, customerId: string, day: string): Promise<UsageDay> {
  const all = { pk: dayPartition(sellerId, customerId, day), from: FIRST_EVENT };
  const first = await table().query({ ...all, limit: FIRST_PAGE });
  // Reversals sort behind all events, and are needed before the first of them.
  const reversals =
    first.next === undefined
      ? first.items.filter(({ sk }) => sk.startsWith(FIRST_REVERSAL))
      : await allItems(table(), { pk: all.pk, prefix: FIRST_REVERSAL });
  return {
    day,
    reversed: new Set(reversals.map(({ sk }) => sk.slice(FIRST_REVERSAL.length))),
    async *events() {
      for (let page: Page = first; ; page = await table().query({ ...all, after: page.next })) {
        const isMixed = page.items.at(-1)?.sk.startsWith(FIRST_EVENT) === false;
        yield (isMixed ? page.items.filter(({ sk }) => sk.startsWith(FIRST_EVENT)) : page.items).map(storedEvent);
        if (page.next === undefined || isMixed) return;
      }
    },
  };
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
}

/** Days of a customer of which usage was stored on a later day, from `since` on; both as 2026-10-31. */
export async function lateDays(sellerId: string, customerId: string, since: string): Promise<LateDay[]> {
  const found: LateDay[] = [];
  for await (const { sk } of everyItem(table(), { pk: latePartition(sellerId, customerId), from: since })) {
    const [storedOn = '', day = ''] = sk.split('|');
    found.push({ day, storedOn });
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
export const FIRST_EVENT = 'event|';
const FIRST_REVERSAL = 'reversal|';

/** What a store of the day's other records keeps them under. */
export const dayPartition = (sellerId: string, customerId: string, day: string): string => `${sellerId}|usage|${customerId}|${day}`;

/** A reversal lies beside its original under a key of its own, so it may arrive first. */
export const sortKey = ({ id, reverses }: UsageEvent): string => (reverses === undefined ? eventKey(id) : reversalKey(reverses));
const eventKey = (id: string): string => `event|${id}`;
const reversalKey = (reverses: string): string => `${FIRST_REVERSAL}${reverses}`;

export const latePartition = (sellerId: string, customerId: string): string => `${sellerId}|late|${customerId}`;

function lateMarker(sellerId: string, customerId: string, day: string, storedOn: string): NewRecord {
  return { pk: latePartition(sellerId, customerId), sk: `${storedOn}|${day}`, body: { schema: 1 } };
}
