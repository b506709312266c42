import { shardOf } from './content-hash.ts';
import { table } from './ports.ts';
import { everyItem } from './table.ts';
import type { NewRecord } from './table.ts';
import { eventHash, usageEvent } from './usage-event.ts';
import type { UsageEvent } from './usage-event.ts';

const MARKER_SHARDS = 8;

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
 * An event stored on a later UTC day than its own also leaves a marker, by which a later run finds it.
 *
 * @param storedOn UTC day of storing
 * @returns fates in the order of the events
 */
export async function addEvents(sellerId: string, events: readonly UsageEvent[], storedOn: string): Promise<EventFate[]> {
  const late = new Map<string, NewRecord>();
  const records = events.map((event): NewRecord => {
    const day = event.time.slice(0, 10);
    if (day < storedOn) late.set(`${event.customer}|${day}`, lateMarker(sellerId, event.customer, day, storedOn));
    return { pk: dayPartition(sellerId, event.customer, day), sk: sortKey(event), body: { schema: 1, event, hash: eventHash(event) } };
  });
  // Markers first: an event without its marker would never be found, a marker without its event does no harm.
  if (late.size > 0) await table().append([...late.values()]);
  const fates = await table().append(records);
  return fates.map((fate, i) => {
    if (fate.stored) return 'accepted';
    return fate.existing.body.hash === records[i]?.body.hash ? 'duplicate' : 'conflict';
  });
}

/** Events of a customer whose time lies on one UTC day, in the order of their ids, reversals among them. */
export async function eventsOfDay(sellerId: string, customerId: string, day: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const item of everyItem(table(), { pk: dayPartition(sellerId, customerId, day) })) {
    events.push({ event: usageEvent.parse(item.body.event), hash: String(item.body.hash) });
  }
  return events;
}

const dayPartition = (sellerId: string, customerId: string, day: string): string => `${sellerId}|usage|${customerId}|${day}`;

/** A reversal lies beside its original under a key of its own, so it may arrive first. */
const sortKey = ({ id, reverses }: UsageEvent): string => (reverses === undefined ? `event|${id}` : `reversal|${reverses}`);

function lateMarker(sellerId: string, customerId: string, day: string, storedOn: string): NewRecord {
  return {
    pk: `${sellerId}|late|${storedOn}|${shardOf(customerId, MARKER_SHARDS)}`,
    sk: `${customerId}|${day}`,
    body: { schema: 1 },
  };
}
