import { createHash } from 'node:crypto';
import { isInTheWay } from './backfill.ts';
import type { Backfill, BackfillContent } from './backfill.ts';
import { getBackfill, requireBackfill, requireOpen, unchanged } from './backfill.store.ts';
import type { StoredBackfill } from './backfill.store.ts';
import { noErasingSince } from './erasure.store.ts';
import { ConditionFailedError, DecisionRefusedError, TransientError } from './errors.ts';
import { inLanes } from './lanes.ts';
import { addDays, compareInstants } from './period.ts';
import { table } from './ports.ts';
import { allItems, everyItem } from './table.ts';
import type { Change, Key, NewRecord } from './table.ts';
import { eventHash, usageEvent } from './usage-event.ts';
import type { UsageEvent } from './usage-event.ts';
import { backfilledKey, backfilledPrefix, backfillIn, dayPartition, scopeKey, switchMarker } from './usage.store.ts';
import type { EventFate } from './usage.store.ts';

/** Changes of a transaction, and what they may come to in UTF-8 with room to spare; the Table takes 100 and 4 MB. */
const MOST_CHANGES = 100;
const MOST_CHARACTERS = 1_000_000;
/** Reads, and batches of records that are put, at once. */
const AT_ONCE = 20;
const BATCH = 100;

/** A day of a customer on which a backfill lies. */
export interface BackfilledDay {
  readonly customerId: string;
  readonly day: string;
}

/**
 * Puts events into a backfill that is open, each once. Every transaction checks that it still is, and that nothing was
 * erased meanwhile; beside each event it says that the backfill lies on its day. Doing it again changes nothing.
 *
 * @param epoch of erasings, as it was when the events were held against them
 * @returns fates in the order of the events
 * @throws {DecisionRefusedError} if the backfill takes no more
 * @throws {TransientError} if it or an erasing changed in between
 */
export async function addToBackfill(
  sellerId: string,
  into: StoredBackfill,
  epoch: number,
  events: readonly UsageEvent[],
): Promise<EventFate[]> {
  const { id } = into.found;
  const fates = new Map<UsageEvent, EventFate>();
  const first = new Map<string, UsageEvent>();
  for (const event of events) {
    const place = `${event.customer} ${event.time.slice(0, 10)} ${backfilledKey(id, event)}`;
    const before = first.get(place);
    if (before) fates.set(event, eventHash(before) === eventHash(event) ? 'duplicate' : 'conflict');
    else first.set(place, event);
  }
  const checks = [unchanged(sellerId, into), noErasingSince(sellerId, epoch)];
  for (const some of inTransactions([...first.values()])) {
    let rest = some;
    while (rest.length > 0) rest = await putSome(sellerId, id, checks, rest, fates);
  }
  return events.map((event) => fates.get(event) ?? 'accepted');
}

/** @returns what is still to be put, once what is there already is told */
async function putSome(
  sellerId: string,
  id: string,
  checks: readonly Change[],
  events: readonly UsageEvent[],
  fates: Map<UsageEvent, EventFate>,
): Promise<UsageEvent[]> {
  const days = new Map(events.map((event) => [`${event.customer} ${event.time.slice(0, 10)}`, dayOf(event)]));
  const marks = [...days.values()].flatMap((day) => marksOf(sellerId, id, day).map((put): Change => ({ put })));
  const puts = events.map((event): Change => ({
    put: { ...keyOf(sellerId, id, event), body: { schema: 1, event, hash: eventHash(event) } },
    if: 'absent',
  }));
  try {
    await table().write([...checks, ...puts, ...marks]);
    return [];
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
  }
  const found = await inLanes(AT_ONCE, events, (event) => table().get(keyOf(sellerId, id, event)));
  const missing = events.filter((event, i) => {
    const there = found[i];
    if (there) fates.set(event, there.body.hash === eventHash(event) ? 'duplicate' : 'conflict');
    return !there;
  });
  if (missing.length < events.length) return missing;
  requireOpen((await requireBackfill(sellerId, id)).found);
  throw new TransientError(`Backfill "${id}" or an erasing changed in between.`);
}

/** Events that fit a transaction together with what says where they lie. */
function* inTransactions(events: readonly UsageEvent[]): Generator<UsageEvent[]> {
  let some: UsageEvent[] = [];
  let days = new Set<string>();
  let characters = 0;
  for (const event of events) {
    const length = JSON.stringify(event).length;
    const isFull = 2 + some.length + 1 + 2 * (days.size + 1) > MOST_CHANGES || characters + length > MOST_CHARACTERS;
    if (some.length > 0 && isFull) {
      yield some;
      [some, days, characters] = [[], new Set(), 0];
    }
    some.push(event);
    days.add(`${event.customer} ${event.time.slice(0, 10)}`);
    characters += length;
  }
  if (some.length > 0) yield some;
}

/** Every day of a customer on which a backfill lies, by customer and day. */
export async function* backfilledDays(sellerId: string, id: string): AsyncGenerator<BackfilledDay> {
  for await (const { sk } of everyItem(table(), { pk: daysPartition(sellerId, id) })) {
    const [customerId = '', day = ''] = sk.split('|');
    yield { customerId, day };
  }
}

/** Every customer of whom a backfill holds usage, or replaces some. */
export async function backfilledCustomers(sellerId: string, { id, customers = [], replaces }: Backfill): Promise<string[]> {
  const found = new Set(replaces ? customers : []);
  for await (const { customerId } of backfilledDays(sellerId, id)) found.add(customerId);
  return [...found].sort();
}

/** UTC days of a customer on which a backfill lies, or will once it is applied. */
export async function daysOfBackfill(sellerId: string, found: Backfill, customerId: string): Promise<string[]> {
  if (found.replaces) return daysInRange(found);
  const items = await allItems(table(), { pk: daysPartition(sellerId, found.id), prefix: `${customerId}|` });
  return items.map(({ sk }) => sk.slice(customerId.length + 1));
}

/** UTC days that a range touches. */
function daysInRange({ from, until }: Pick<Backfill, 'from' | 'until'>): string[] {
  const days: string[] = [];
  for (let day = from.slice(0, 10); compareInstants(`${day}T00:00:00Z`, until) < 0; day = addDays(day, 1)) days.push(day);
  return days;
}

/**
 * Says on every day of the range, for each of its customers, that a backfill which replaces lies there: also where it holds
 * nothing, since what is there must not count. Before it is applied first; again changes nothing.
 */
export async function markReplaced(sellerId: string, found: Backfill): Promise<void> {
  if (!found.replaces) return;
  const days = daysInRange(found);
  const customers = await backfilledCustomers(sellerId, found);
  await appendAll(customers.flatMap((customerId) => days.flatMap((day) => marksOf(sellerId, found.id, { customerId, day }))));
}

/** What a backfill holds by now. */
export async function contentOf(sellerId: string, id: string): Promise<BackfillContent> {
  const hash = createHash('sha256');
  const customers = new Set<string>();
  let days = 0;
  let events = 0;
  for await (const { customerId, day } of backfilledDays(sellerId, id)) {
    customers.add(customerId);
    days++;
    const prefix = backfilledPrefix(id);
    for await (const { sk, body } of everyItem(table(), { pk: dayPartition(sellerId, customerId, day), prefix })) {
      hash.update(`${JSON.stringify([customerId, day, sk.slice(prefix.length), body.hash])}\n`);
      events++;
    }
  }
  return { customers: customers.size, days, events, contentHash: hash.digest('hex') };
}

/**
 * Marks every day of a backfill, so that the next run looks at it again: before it begins or ceases to count.
 *
 * @param on UTC day of it
 */
export async function markSwitched(sellerId: string, id: string, on: string): Promise<void> {
  const markers: NewRecord[] = [];
  for await (const { customerId, day } of backfilledDays(sellerId, id)) markers.push(switchMarker(sellerId, customerId, day, on));
  await appendAll(markers);
}

/** @throws {DecisionRefusedError} if another backfill counts on one of its days, of which one would hide the other */
export async function requireNoneInTheWay(sellerId: string, found: Backfill): Promise<void> {
  const others = new Map<string, Backfill | undefined>();
  for await (const { customerId, day } of backfilledDays(sellerId, found.id)) {
    for await (const { sk } of everyItem(table(), { pk: dayPartition(sellerId, customerId, day), prefix: scopeKey('') })) {
      const id = backfillIn(sk);
      if (id === undefined || id === found.id) continue;
      if (!others.has(id)) others.set(id, await getBackfill(sellerId, id));
      const other = others.get(id);
      if (other?.state === 'applied' && isInTheWay(found, other))
        throw new DecisionRefusedError(
          `Backfill "${id}", which is applied, lies on ${day} of customer "${customerId}" too, and one of the two replaces what is there: undo "${id}" first.`,
        );
    }
  }
}

async function appendAll(records: readonly NewRecord[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(records.length / BATCH) }, (_, i) => records.slice(i * BATCH, (i + 1) * BATCH));
  await inLanes(AT_ONCE, batches, (batch) => table().append(batch));
}

/** On the day itself, where whoever reads it sees it, and in a list of all days. */
function marksOf(sellerId: string, id: string, { customerId, day }: BackfilledDay): NewRecord[] {
  return [
    { pk: dayPartition(sellerId, customerId, day), sk: scopeKey(id), body: { schema: 1 } },
    { ...dayKey(sellerId, id, { customerId, day }), body: { schema: 1 } },
  ];
}

const dayOf = ({ customer, time }: UsageEvent): BackfilledDay => ({ customerId: customer, day: time.slice(0, 10) });
const keyOf = (sellerId: string, id: string, event: UsageEvent): Key => ({
  pk: dayPartition(sellerId, event.customer, event.time.slice(0, 10)),
  sk: backfilledKey(id, event),
});
const daysPartition = (sellerId: string, id: string): string => `${sellerId}|backfill|${id}`;
const dayKey = (sellerId: string, id: string, { customerId, day }: BackfilledDay): Key => ({
  pk: daysPartition(sellerId, id),
  sk: `${customerId}|${day}`,
});

/** Where the list of a backfill's days names one. @param dayPk partition of that day's usage */
export function backfilledDayKey(sellerId: string, id: string, dayPk: string): Key {
  const [day = '', customerId = ''] = dayPk.split('|').reverse();
  return dayKey(sellerId, id, { customerId, day });
}

/** Events of an id that backfills hold on a UTC day of a customer, whether they count or not. */
export async function backfilledEvents(sellerId: string, customerId: string, day: string, id: string): Promise<UsageEvent[]> {
  const pk = dayPartition(sellerId, customerId, day);
  const scopes = await allItems(table(), { pk, prefix: scopeKey('') });
  const found = await Promise.all(scopes.map(({ sk }) => table().get({ pk, sk: `${backfilledPrefix(backfillIn(sk) ?? '')}event|${id}` })));
  return found.flatMap((item) => (item ? [usageEvent.parse(item.body.event)] : []));
}
