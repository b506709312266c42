import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { nearestZone } from './nearest.ts';

/**
 * Time as billing sees it. An instant is UTC text ending in Z; a date is a calendar day of some zone; a period
 * is half-open, `[start, end)`, computed once from an IANA zone and stored with its instants.
 */

/** Calendar day, ISO 8601, for example 2026-10-31. */
export const plainDate = z.string().refine(isPlainDate, 'expected a date such as 2026-10-31');
/** Calendar month, ISO 8601, for example 2026-10. */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'expected a month such as 2026-10');
/** Instant in UTC with at most nanoseconds, for example 2026-10-31T23:00:00Z. */
export const instant = z.string().refine(isInstant, 'expected an instant in UTC such as 2026-10-31T23:00:00Z');
/** IANA time zone, for example Europe/Berlin. */
export const zone = z.string().refine(isZone, {
  error: ({ input }) => `expected an IANA time zone such as Europe/Berlin${nearestZone(String(input))}`,
});

/** Half-open span of instants with the zone whose midnights it was computed from. */
export const period = z.object({ start: instant, end: instant, zone });
export type Period = z.infer<typeof period>;

/** Span of calendar days, both included: what a document prints. */
export const dateSpan = z.object({ first: plainDate, last: plainDate });
export type DateSpan = z.infer<typeof dateSpan>;

/** A month as its zone lives it: from its first midnight to the first instant after it. */
export function monthIn(yearMonth: string, timeZone: string): Period {
  const of = monthNumber(yearMonth);
  return periodBetween(anchored(of, 1), anchored(of + 1, 1), timeZone);
}

/** The month before one: 2026-12 for 2027-01. */
export function monthBefore(yearMonth: string): string {
  return anchored(monthNumber(yearMonth) - 1, 1).slice(0, 7);
}

/** The month after one: 2027-01 for 2026-12. */
export function monthAfter(yearMonth: string): string {
  return anchored(monthNumber(yearMonth) + 1, 1).slice(0, 7);
}

/** A service period: the whole one as the anchor gives it, and the part of it in which the subscription runs. */
export interface ServicePeriod {
  readonly whole: Period;
  readonly part: Period;
  /** Days of the part and of the whole, for proration by day. */
  readonly partDays: number;
  readonly wholeDays: number;
}

/** The days a period covers in its own zone, for printing. */
export function datesOf({ start, end, zone: timeZone }: Period): DateSpan {
  return { first: dateIn(start, timeZone), last: lastDateBefore(end, timeZone) };
}

/** Midnights between start and end of a period: the days of its zone's calendar, whatever their hours. */
export function daysIn({ start, end, zone: timeZone }: Period): number {
  return daysBetween(dateIn(start, timeZone), dateIn(end, timeZone));
}

/** Whole seconds from start to end of a period. */
export function secondsIn({ start, end }: Period): number {
  return Math.trunc(Temporal.Instant.from(start).until(Temporal.Instant.from(end)).total('seconds'));
}

/** The calendar day an instant falls on in a zone. */
export function dateIn(moment: string, timeZone: string): string {
  return localDate(moment, timeZone);
}

/** The time of day a clock in a zone shows at an instant, with its offset: 02:00+01:00 tells the two hours of a change of clocks apart. */
export function localTimeIn(moment: string, timeZone: string): string {
  const local = Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone);
  return `${local.toPlainTime().toString({ smallestUnit: 'minute' })}${local.offset}`;
}

const localDate = remembered((moment, timeZone) => Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone).toPlainDate().toString());
const lastDateBefore = remembered((moment, timeZone) =>
  Temporal.Instant.from(moment).subtract({ nanoseconds: 1 }).toZonedDateTimeISO(timeZone).toPlainDate().toString(),
);

/** The first instants of the calendar days a period touches in its own zone; that of the first day is the period's, if it begins later. */
export function dayStarts({ start, end, zone: timeZone }: Period): string[] {
  const { first, last } = datesOf({ start, end, zone: timeZone });
  const days = datesFrom(dayNumber(first) + 1, dayNumber(last)).map((date) => midnight(date, timeZone));
  // A zone may leave out a day: Apia had no 30 December 2011, so that two days begin at one instant.
  return [start, ...days].filter((day, i, all) => day !== all[i + 1]);
}

/** The UTC days a period touches, and one day on either side, as 2026-10-31. */
export function utcDaysAround({ start, end }: Period): string[] {
  const isEndUntouched = /T00:00:00(\.0+)?Z$/.test(end);
  return datesFrom(dayNumber(start) - 1, dayNumber(end) + (isEndUntouched ? 0 : 1));
}

/** Days since 1970 of the UTC day an instant falls on. */
function dayNumber(moment: string): number {
  return Date.parse(moment.slice(0, 10)) / DAY;
}

function datesFrom(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, i) => dateOf(first + i));
}

function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** Milliseconds of a UTC day; there are no leap seconds in epoch time. */
const DAY = 86_400_000;

/** Whether an instant lies in a half-open period. */
export function isWithin(moment: string, { start, end }: Period): boolean {
  return compareInstants(start, moment) <= 0 && compareInstants(moment, end) < 0;
}

/** Negative, zero or positive as the first instant is earlier, the same, or later. Both are in UTC. */
export function compareInstants(a: string, b: string): number {
  const left = sortable(a);
  const right = sortable(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** UTC text without its Z and without trailing zeros of a fraction: earlier instants sort first. */
function sortable(utc: string): string {
  return utc.includes('.') ? utc.replace(/\.?0*Z$/, '') : utc.slice(0, -1);
}

/** The instant 24 hours later. */
export function dayAfter(moment: string): string {
  return hoursAfter(moment, 24);
}

/** The instant so many hours later. */
export function hoursAfter(moment: string, hours: number): string {
  return Temporal.Instant.from(moment).add({ hours }).toString();
}

/** A calendar day so many days later. */
export function addDays(date: string, days: number): string {
  return dateOf(dayNumber(date) + days);
}

/** A calendar day so many months later, or earlier; the last one of a month that is shorter. */
export function addMonths(date: string, months: number): string {
  return Temporal.PlainDate.from(date).add({ months }).toString();
}

/** The same instant in UTC, whatever offset it was written with. */
export function toUtc(moment: string): string {
  const [, local, fraction = '', sign, hours = '0', minutes = '0'] = WITH_OFFSET.exec(moment) ?? [];
  if (local === undefined || !isInstant(`${local}Z`)) return Temporal.Instant.from(moment).toString();
  // Ingestion asks this of every event: whole seconds are moved by the offset without a calendar.
  const shift = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const utc = shift === 0 ? local : secondsOf(Date.parse(`${local}Z`) + (sign === '+' ? -shift : shift));
  if (utc === undefined) return Temporal.Instant.from(moment).toString();
  return `${utc}${fraction.replace(/\.?0+$/, '')}Z`;
}

const WITH_OFFSET = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** UTC to the second, without its Z; undefined for years that are not written with four digits. */
function secondsOf(epochMilliseconds: number): string | undefined {
  const text = new Date(epochMilliseconds).toISOString();
  return text.length === 24 ? text.slice(0, 19) : undefined;
}

/**
 * The instant a clock on the wall showed. A local time that a change of daylight saving skips or repeats takes
 * the reading of RFC 5545: the offset before the change.
 *
 * @param local date and time without offset, for example 2015-07-01 08:30:00
 */
export function localToInstant(local: string, timeZone: string): string {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'compatible' }).toInstant().toString();
}

function periodBetween(first: string, after: string, timeZone: string): Period {
  return { start: midnight(first, timeZone), end: midnight(after, timeZone), zone: timeZone };
}

/**
 * First instant of a day in a zone; of a day that the zone left out, that of the next. Customers share zones and months,
 * so few are computed and many asked for.
 */
export const midnight = remembered((date: string, timeZone: string) =>
  Temporal.PlainDate.from(date).toZonedDateTime(timeZone).toInstant().toString(),
);

const MOST_REMEMBERED = 10_000;

/** A pure function of two texts that keeps what it has computed. */
function remembered(compute: (a: string, b: string) => string): (a: string, b: string) => string {
  const known = new Map<string, string>();
  return (a, b) => {
    const key = `${a} ${b}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const computed = compute(a, b);
    known.set(key, computed);
    return computed;
  };
}

/** Months since the year 0 up to that of a date or a month. Years have four digits, so dates sort as text. */
export function monthNumber(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

/** The anchor day of a month, or its last day where it is shorter. */
export function anchored(month: number, day: number): string {
  const [year, monthOfYear] = [Math.floor(month / 12), (month % 12) + 1];
  const clamped = Math.min(day, daysInMonth(year, monthOfYear));
  const [yyyy, mm, dd] = [String(year).padStart(4, '0'), String(monthOfYear).padStart(2, '0'), String(clamped).padStart(2, '0')];
  return `${yyyy}-${mm}-${dd}`;
}

/** Days from one date to another that is not before it. */
export function daysBetween(first: string, after: string): number {
  return dayNumber(after) - dayNumber(first);
}

function isPlainDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isDayOfMonth(text);
}

/** Whether the month of a text that begins as a date does has its day. */
function isDayOfMonth(text: string): boolean {
  const day = Number(text.slice(8, 10));
  return day >= 1 && day <= daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
}

/** 0 for a month that does not exist. */
function daysInMonth(year: number, monthOfYear: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][monthOfYear - 1] ?? 0;
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/.test(text) && isDayOfMonth(text);
}

const KNOWN_ZONES = new Set<string>();

function isZone(text: string): boolean {
  if (KNOWN_ZONES.has(text)) return true;
  const isOne = /^[A-Z]/.test(text) && doesNotThrow(() => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text));
  if (isOne) KNOWN_ZONES.add(text);
  return isOne;
}

function doesNotThrow(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
