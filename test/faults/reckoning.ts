/**
 * What a world owes, worked out here with whole numbers and nothing of the product's: which events count, which
 * period each belongs to, and what a period comes to in cents.
 */
import { ZONES, type World, type WorldCustomer, type WorldEvent, type Zone } from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A service period, `[start, end)` in epoch milliseconds, with its days and those of the whole anchor period. */
export interface OwedPeriod {
  readonly customer: string;
  readonly start: number;
  readonly end: number;
  readonly days: number;
  readonly of: number;
}

/** What a period comes to: cents by price, and the quantities behind them. */
export interface Owed {
  readonly period: OwedPeriod;
  /** Net cents by price; a metered price without usage has none. */
  readonly cents: ReadonlyMap<string, number>;
  readonly quantities: ReadonlyMap<string, number>;
  /** Ids of the events counted. */
  readonly ids: ReadonlySet<string>;
}

/**
 * The events that count of these lines: of known customers, complete, the first content of an id on a day, each id
 * once at its earliest time, and none that was taken back.
 */
export function countedEvents(world: World, lines: readonly string[]): WorldEvent[] {
  const customers = new Set(world.customers.map(({ id }) => id));
  const byDay = new Map<string, WorldEvent>();
  for (const event of lines.flatMap(parsed)) {
    if (!customers.has(event.customer)) continue;
    const key = [event.customer, event.time.slice(0, 10), event.reverses ?? '', event.reverses === undefined ? event.id : ''].join(' ');
    if (!byDay.has(key)) byDay.set(key, event);
  }
  const kept = [...byDay.values()].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
  const ended = new Set(kept.flatMap(({ reverses }) => reverses ?? []));
  const first = new Map<string, WorldEvent>();
  for (const event of kept) if (event.reverses === undefined && !ended.has(event.id) && !first.has(event.id)) first.set(event.id, event);
  return [...first.values()];
}

function parsed(line: string): WorldEvent[] {
  try {
    return [JSON.parse(line) as WorldEvent];
  } catch {
    return [];
  }
}

/** Service periods of a customer that ended by the end of the month, oldest first. */
export function periodsOf(customer: WorldCustomer, month: string): OwedPeriod[] {
  if (customer.plan === 'none') return [];
  const [year = 0, number = 0] = month.split('-').map(Number);
  const limit = midnight(Date.UTC(year, number, 1), customer.zone);
  const begins = dateOf(customer.start);
  const ends = customer.end === undefined ? Infinity : dateOf(customer.end);
  const periods: OwedPeriod[] = [];
  for (let n = -1; n < 12; n++) {
    const whole = [Date.UTC(2026, 9 + n, customer.anchorDay), Date.UTC(2026, 10 + n, customer.anchorDay)] as const;
    const from = Math.max(whole[0], begins);
    const to = Math.min(whole[1], ends);
    if (from >= to) continue;
    const period = { customer: customer.id, start: midnight(from, customer.zone), end: midnight(to, customer.zone) };
    if (period.end <= limit) periods.push({ ...period, days: (to - from) / DAY, of: (whole[1] - whole[0]) / DAY });
  }
  return periods;
}

/** What a period comes to, given the events that count. */
export function owed({ plan }: WorldCustomer, period: OwedPeriod, events: readonly WorldEvent[]): Owed {
  const within = events.filter(
    ({ customer, time }) => customer === period.customer && Date.parse(time) >= period.start && Date.parse(time) < period.end,
  );
  const calls = within.filter(({ type }) => type === 'api.calls');
  const messages = within.filter(({ type }) => type === 'message.sent');
  const made = calls.reduce((sum, { properties }) => sum + Number(properties?.['calls']), 0);
  const isBasic = plan === 'basic';
  const cents = new Map<string, number>();
  if (isBasic) cents.set('base', rounded(1000 * period.days, period.of));
  if (made > 0) cents.set('calls', isBasic ? graduated(made) : 10 * made);
  if (isBasic && messages.length > 0) cents.set('messages', 25 * messages.length);
  return {
    period,
    cents,
    quantities: new Map([['calls', made], ...(isBasic ? [['messages', messages.length] as const] : [])]),
    ids: new Set([...calls, ...(isBasic ? messages : [])].map(({ id }) => id)),
  };
}

/** 20 % for customers in Austria; elsewhere none is due here. */
export function taxCents({ country }: WorldCustomer, netCents: number): number {
  return country === 'AT' ? rounded(netCents * 20, 100) : 0;
}

/** To 100 at 0.10, to 1000 at 0.05, then 0.01. */
function graduated(calls: number): number {
  return 10 * Math.min(calls, 100) + 5 * Math.min(Math.max(calls - 100, 0), 900) + Math.max(calls - 1000, 0);
}

/** Half away from zero. */
function rounded(dividend: number, divisor: number): number {
  const magnitude = Math.floor((2 * Math.abs(dividend) + divisor) / (2 * divisor));
  return dividend < 0 ? -magnitude : magnitude;
}

function dateOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function midnight(date: number, zone: Zone): number {
  return date - ZONES[zone] * HOUR;
}
