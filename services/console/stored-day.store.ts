import { z } from 'zod';
import { customersPage, metersOf } from '../../shared/catalog.store.ts';
import type { Meter } from '../../shared/meter.ts';
import { addDays } from '../../shared/period.ts';
import { shardPlace } from '../../shared/shard-page.store.ts';
import { eventsPage } from '../../shared/usage.store.ts';
import { cursorIn, cursorText } from './cursor.ts';

/** Customers and events that are counted for one page; the sum goes on where it says so. */
const MOST_CUSTOMERS = 500;
const MOST_EVENTS = 50_000;
const CUSTOMERS_AT_ONCE = 20;
const EVENTS_AT_ONCE = 1_000;
/** Types that are told apart; more in one seller are an accident. */
const MOST_TYPES = 100;
const HOURS = 24;
const WEEK = 7;

/** What was counted so far, and where it goes on: the address of the next page has it. */
const counting = z.object({
  place: shardPlace,
  customers: z.number().int().min(0),
  /** By type: events of the day, and of the same day a week before. */
  types: z.record(z.string().max(100), z.tuple([z.number().int().min(0), z.number().int().min(0)])),
  hours: z.array(z.number().int().min(0)).length(HOURS),
  /** Customers with more events than are read of one. */
  cut: z.number().int().min(0),
});

/** Events that lie on a UTC day, of the customers that were looked at. */
export interface StoredDay extends Omit<z.infer<typeof counting>, 'place'> {
  readonly day: string;
  readonly meters: readonly Meter[];
  /** Where counting goes on; absent if all customers were looked at. */
  readonly next?: string;
}

/**
 * Counts the events of a UTC day, customer by customer, by type and by hour of their own time. Nothing else tells how many
 * there are: ingestion keeps no counter. One call looks at so many customers and events, and what it came to is carried on.
 *
 * @throws {RequestError} 400 if the page is none of ours
 */
export async function storedDay(sellerId: string, day: string, after: string | undefined): Promise<StoredDay> {
  const before = cursorIn(counting, after);
  const sum = before ?? { customers: 0, types: {}, hours: Array.from({ length: HOURS }, () => 0), cut: 0 };
  let place = before?.place ?? { shard: 0 };
  let events = 0;
  for (let customers = 0; customers < MOST_CUSTOMERS && events < MOST_EVENTS;) {
    const page = await customersPage(sellerId, place, CUSTOMERS_AT_ONCE);
    const days = page.customers.flatMap(({ id }) => [day, addDays(day, -WEEK)].map((it) => countDay(sellerId, id, it)));
    for (const [i, counted] of (await Promise.all(days)).entries()) {
      const isDay = i % 2 === 0;
      events += counted.events;
      if (counted.isCut) sum.cut++;
      for (const [type, count] of counted.types) addTo(sum.types, type, isDay ? [count, 0] : [0, count]);
      if (isDay) counted.hours.forEach((count, hour) => (sum.hours[hour] = (sum.hours[hour] ?? 0) + count));
    }
    customers += page.customers.length;
    sum.customers += page.customers.length;
    if (!page.next) return { ...sum, day, meters: await metersOf(sellerId) };
    place = page.next;
  }
  return { ...sum, day, meters: await metersOf(sellerId), next: cursorText({ ...sum, place }) };
}

type Types = z.infer<typeof counting>['types'];

function addTo(types: Types, type: string, [now, before]: readonly [number, number]): void {
  const known = types[type];
  const name = known || Object.keys(types).length < MOST_TYPES ? type : 'others';
  const [a, b] = types[name] ?? [0, 0];
  types[name] = [a + now, b + before];
}

interface CountedDay {
  readonly events: number;
  readonly types: ReadonlyMap<string, number>;
  readonly hours: readonly number[];
  readonly isCut: boolean;
}

async function countDay(sellerId: string, customerId: string, day: string): Promise<CountedDay> {
  const types = new Map<string, number>();
  const hours = Array.from({ length: HOURS }, () => 0);
  let events = 0;
  for (let after: string | undefined; events < MOST_EVENTS;) {
    const page = await eventsPage(sellerId, customerId, day, { after, limit: EVENTS_AT_ONCE });
    for (const { event } of page.events) {
      types.set(event.type, (types.get(event.type) ?? 0) + 1);
      hours[Number(event.time.slice(11, 13))]!++;
    }
    events += page.events.length;
    if (page.next === undefined) return { events, types, hours, isCut: false };
    after = page.next;
  }
  return { events, types, hours, isCut: true };
}
