import { backfilledDayKey } from './backfilled-usage.store.ts';
import { erasureEpoch, getErasure } from './erasure.store.ts';
import { hashedId, isClosedTo } from './erasure.ts';
import type { Erasure } from './erasure.ts';
import { ConditionFailedError } from './errors.ts';
import { addDays } from './period.ts';
import { table } from './ports.ts';
import { everyItem } from './table.ts';
import type { Change, Item, Key, Table } from './table.ts';
import { eventHash, usageEvent } from './usage-event.ts';
import type { UsageEvent } from './usage-event.ts';
import { addEvents, backfillIn, dayPartition, FIRST_OF_DAY, isScope, latePartition, sortKey } from './usage.store.ts';
import type { EventFate } from './usage.store.ts';

/** `closed`: new, and of a time of which usage was erased; it is not stored. */
export type UsageFate = EventFate | 'closed';

/**
 * Adds events to the sets of customers, as `addEvents` does, but for those of a time that is closed: what was sent before
 * is told by the hash that is left of it, what is new can't be counted any more. Doing it again changes nothing.
 *
 * The epoch is read before and after, so that an event which was on its way while a time was closed is taken out again.
 *
 * @param storedOn UTC day of storing
 * @returns fates in the order of the events
 */
export async function addUsage(sellerId: string, events: readonly UsageEvent[], storedOn: string): Promise<UsageFate[]> {
  const epoch = await erasureEpoch(sellerId);
  const isClosed = await closedAmong(sellerId, epoch, events);
  const open = events.filter((_, i) => !isClosed[i]);
  const added = await addEvents(sellerId, open, storedOn);
  let next = 0;
  const fates: UsageFate[] = await Promise.all(
    events.map(async (event, i) => (isClosed[i] ? await closedFate(sellerId, event) : (added[next++] ?? 'accepted'))),
  );
  const epochNow = await erasureEpoch(sellerId);
  if (epochNow === epoch) return fates;
  const isClosedNow = await closedAmong(sellerId, epochNow, events);
  return Promise.all(
    events.map(async (event, i) => {
      const fate = fates[i] ?? 'accepted';
      if (fate !== 'accepted' || !isClosedNow[i]) return fate;
      await table().write([{ delete: keyOf(sellerId, event) }, { delete: erasedKeyOf(sellerId, event) }]);
      return 'closed';
    }),
  );
}

/** What this process has read of erasings, as of an epoch of each seller. */
const remembered = new WeakMap<Table, Map<string, { epoch: number; customers: Map<string, Erasure | undefined> }>>();
const MOST_REMEMBERED = 100_000;

/** Which events are of a time that is closed. @param epoch as it is */
export async function closedAmong(sellerId: string, epoch: number, events: readonly UsageEvent[]): Promise<boolean[]> {
  if (epoch === 0) return events.map(() => false);
  const sellers = remembered.get(table()) ?? new Map<string, { epoch: number; customers: Map<string, Erasure | undefined> }>();
  remembered.set(table(), sellers);
  let known = sellers.get(sellerId);
  if (known?.epoch !== epoch || known.customers.size > MOST_REMEMBERED) sellers.set(sellerId, (known = { epoch, customers: new Map() }));
  const { customers } = known;
  const unknown = [...new Set(events.map(({ customer }) => customer))].filter((customer) => !customers.has(customer));
  const read = await Promise.all(unknown.map((customer) => getErasure(sellerId, customer)));
  unknown.forEach((customer, i) => customers.set(customer, read[i]));
  return events.map(({ customer, time }) => {
    const found = customers.get(customer);
    return found !== undefined && isClosedTo(found, time);
  });
}

/** First where the event lies as it was sent, then its hash: it moves in this direction only. */
async function closedFate(sellerId: string, event: UsageEvent): Promise<UsageFate> {
  const stored = (await table().get(keyOf(sellerId, event))) ?? (await table().get(erasedKeyOf(sellerId, event)));
  if (!stored) return 'closed';
  return stored.body.hash === eventHash(event) ? 'duplicate' : 'conflict';
}

/** How much usage of a customer was erased, or would be. */
export interface ErasedUsage {
  readonly events: number;
  readonly reversals: number;
  readonly lateMarkers: number;
  /** Day to go on with, if there is more. */
  readonly next?: string;
}

/** Days and events of one call: well within what a Lambda may take. */
const MOST_DAYS = 1_000;
const MOST_EVENTS = 20_000;
/** Each is two changes of a transaction. */
const AT_ONCE = 50;

/**
 * Takes what backfills hold of a customer away, and replaces the other events by hashes, day by day: under the same day, by the hash of the id, with the hash of the
 * content, so that an event which is sent again is known. Event and hash change places in one transaction, so whatever
 * dies, each is there once. Marks of days that came late go with the last day.
 *
 * @param from first UTC day
 * @param through last UTC day
 * @param isPreview whether they are only counted
 */
export async function eraseUsage(
  sellerId: string,
  customerId: string,
  { from, through, isPreview }: { from: string; through: string; isPreview: boolean },
): Promise<ErasedUsage> {
  const counts = { events: 0, reversals: 0 };
  let days = 0;
  for (let day = from; day <= through; day = addDays(day, 1)) {
    if (++days > MOST_DAYS || counts.events + counts.reversals >= MOST_EVENTS) return { ...counts, lateMarkers: 0, next: day };
    let some: Item[] = [];
    for await (const item of everyItem(table(), { pk: dayPartition(sellerId, customerId, day), from: FIRST_OF_DAY })) {
      if (!isScope(item.sk)) counts[usageEvent.parse(item.body.event).reverses === undefined ? 'events' : 'reversals']++;
      some.push(item);
      if (some.length < AT_ONCE) continue;
      if (!isPreview) await eraseSome(sellerId, some);
      some = [];
    }
    if (!isPreview && some.length > 0) await eraseSome(sellerId, some);
  }
  return { ...counts, lateMarkers: await eraseLateMarkers(sellerId, customerId, through, isPreview) };
}

async function eraseSome(sellerId: string, items: readonly Item[]): Promise<void> {
  try {
    await table().write(items.flatMap((item) => replaced(sellerId, item)));
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    // Another process is at it, or one of them is there as hash already: each by itself then.
    for (const item of items) await eraseOne(sellerId, item);
  }
}

async function eraseOne(sellerId: string, item: Item): Promise<void> {
  if (backfillIn(item.sk) !== undefined) return table().write(replaced(sellerId, item));
  const [put, gone] = replaced(sellerId, item);
  if (!put || !gone) return;
  try {
    await table().write([put, gone]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    // The hash that is there came first and stays.
    if (await table().get(erasedKeyOf(sellerId, usageEvent.parse(item.body.event)))) await table().write([{ delete: item }]);
  }
}

function replaced(sellerId: string, { pk, sk, version, body }: Item): Change[] {
  const of = backfillIn(sk);
  if (of !== undefined) return [{ delete: { pk, sk } }, ...(isScope(sk) ? [{ delete: backfilledDayKey(sellerId, of, pk) }] : [])];
  const key = erasedKeyOf(sellerId, usageEvent.parse(body.event));
  return [
    { put: { ...key, body: { schema: 1, hash: body.hash } }, if: 'absent' },
    { delete: { pk, sk }, if: version },
  ];
}

async function eraseLateMarkers(sellerId: string, customerId: string, through: string, isPreview: boolean): Promise<number> {
  const gone: Change[] = [];
  for await (const { pk, sk } of everyItem(table(), { pk: latePartition(sellerId, customerId) }))
    if ((sk.split('|')[1] ?? '') <= through) gone.push({ delete: { pk, sk } });
  for (let start = 0; !isPreview && start < gone.length; start += 100) await table().write(gone.slice(start, start + 100));
  return gone.length;
}

const keyOf = (sellerId: string, event: UsageEvent): Key => ({
  pk: dayPartition(sellerId, event.customer, event.time.slice(0, 10)),
  sk: sortKey(event),
});

/** Where the hash of an event lies, beside where it lay itself. */
function erasedKeyOf(sellerId: string, event: UsageEvent): Key {
  const { customer, id, reverses, time } = event;
  const kind = reverses === undefined ? 'event' : 'reversal';
  return { pk: dayPartition(sellerId, customer, time.slice(0, 10)), sk: `erased|${kind}|${hashedId(sellerId, customer, reverses ?? id)}` };
}
