import type { Catalog } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import type { Subscription } from '../../shared/subscription.ts';
import { addDays, datesOf, localToInstant, monthIn } from '../../shared/period.ts';
import { randomFrom, wholeFrom } from './random.ts';
import type { Random } from './random.ts';
import { SEED } from './sample-catalog.ts';

/** An event as its sender makes it. */
export interface SampleEvent {
  readonly id: string;
  readonly customer: string;
  readonly type: string;
  readonly time: string;
  readonly properties?: Readonly<Record<string, number | string>>;
  readonly reverses?: string;
}

/** What a customer of a plan sends a day: so many reports of so many calls, its storage, and up to so many messages. */
interface Habit {
  readonly reports: number;
  readonly calls: readonly [least: number, most: number];
  readonly gigabytes: readonly [least: number, most: number];
  readonly messages: number;
}

const HABITS: Readonly<Record<string, Habit>> = {
  starter: { reports: 3, calls: [1_000, 10_000], gigabytes: [50, 150], messages: 6 },
  business: { reports: 4, calls: [9_000, 60_000], gigabytes: [600, 1_800], messages: 14 },
  flex: { reports: 1, calls: [200, 9_000], gigabytes: [10, 60], messages: 6 },
  scale: { reports: 6, calls: [50_000, 700_000], gigabytes: [4_000, 20_000], messages: 26 },
};
/** Customers that have signed and not begun to use anything: every twelfth on Flex. */
const IDLE = 12;

/**
 * What the customers used in a month, each in its own zone, by UTC day and in the order of time: from a seed, made day
 * by day and never stored. What a customer used on a day depends on nothing else, so the usage of a few customers is
 * the same among many.
 */
export function* usageByDay(catalog: Catalog, month: string): Generator<{ readonly day: string; readonly events: SampleEvent[] }> {
  const { first, last } = datesOf(monthIn(month, 'UTC'));
  const byDay = new Map<string, SampleEvent[]>();
  const handOver = function* (before: string): Generator<{ day: string; events: SampleEvent[] }> {
    for (const [day, events] of [...byDay].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (day >= before) continue;
      byDay.delete(day);
      yield { day, events: events.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)) };
    }
  };
  for (let date = first; date <= last; date = addDays(date, 1)) {
    for (const { customer, subscriptions } of catalog.customers) {
      for (const event of usageOf(customer, subscriptions, date)) {
        const day = event.time.slice(0, 10);
        const others = byDay.get(day);
        if (others) others.push(event);
        else byDay.set(day, [event]);
      }
    }
    // A day somewhere on earth touches the UTC days before and after it: nothing more is to come for the one before.
    yield* handOver(date);
  }
  yield* handOver('9999');
}

function* usageOf(customer: Customer, subscriptions: readonly Subscription[], date: string): Generator<SampleEvent> {
  const running = subscriptions.find(({ start, end }) => start <= date && (end === undefined || date < end));
  const habit = running && HABITS[running.plan];
  const nature = randomFrom(`${SEED} ${customer.id}`);
  // From a third of what is usual to nearly three times as much; a customer keeps its size.
  const size = wholeFrom(nature, 35, 135) + wholeFrom(nature, 0, 1) * wholeFrom(nature, 0, 150);
  if (!habit || (running.plan === 'flex' && wholeFrom(nature, 1, IDLE) === 1)) return;

  const random = randomFrom(`${SEED} ${customer.id} ${date}`);
  const event = (name: string, type: string, properties?: SampleEvent['properties']): SampleEvent => ({
    id: `${customer.id}-${date}-${name}`,
    customer: customer.id,
    type,
    time: timeOn(date, customer.zone, random),
    ...(properties ? { properties } : {}),
  });
  const sized = ([least, most]: readonly [number, number], unit: number): number =>
    Math.floor((wholeFrom(random, least * unit, most * unit) * size) / 100);

  for (let i = 1; i <= habit.reports; i++) yield event(`calls-${i}`, 'api.calls', { calls: sized(habit.calls, 1) });
  const thousandths = String(sized(habit.gigabytes, 1_000)).padStart(4, '0');
  yield event('storage', 'storage.measured', { gigabyteDays: thousandths.replace(/(?=\d{3}$)/, '.') });
  const messages = Math.floor((wholeFrom(random, 0, habit.messages) * size) / 100);
  for (let i = 1; i <= messages; i++) yield event(`message-${i}`, 'message.delivered');
}

const midnights = new Map<string, number>();

/** A moment of a day in a zone, to the second. */
function timeOn(date: string, zone: string, random: Random): string {
  const key = `${date} ${zone}`;
  const midnight = midnights.get(key) ?? Date.parse(localToInstant(`${date} 00:00:00`, zone));
  midnights.set(key, midnight);
  return `${new Date(midnight + wholeFrom(random, 0, 86_399) * 1_000).toISOString().slice(0, 19)}Z`;
}
