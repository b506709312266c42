import type { BillingRun } from '../../shared/billing-run.ts';
import type { Schedule, Seller } from '../../shared/catalog.ts';
import { compareInstants, dateIn, hoursAfter, localToInstant, monthAfter, monthBefore } from '../../shared/period.ts';

/** The 2nd at 06:00: the month is over in every zone of the earth, and late events had a day. */
const USUAL: Exclude<Schedule, 'off'> = { day: 2, time: '06:00' };
const NOON = '12:00';
/** A run that begins late in the day still gets its time before it is missed. */
const LEAST_HOURS = 2;

/** When a seller's months begin by themselves. */
export type Scheduled = Pick<Seller, 'schedule' | 'zone'>;

/** What there is of a seller's months. */
export interface Past {
  /** Latest run of the latest month; dry runs are none. */
  readonly last?: Pick<BillingRun, 'month' | 'state'> | undefined;
  /** Instant of the seller's first import; undefined where an earlier version did not write it down. */
  readonly since?: string | undefined;
}

/**
 * The month that is to be started next, or undefined while none is due.
 *
 * A month is due once its moment has passed, unless it or a later one was run, or the seller was not there yet at that
 * moment. After a downtime that is one month after the other: the next when the drafts of the one before are made, since
 * they claim the periods that both would bill.
 *
 * @param at instant
 */
export function dueMonth({ schedule = USUAL, zone }: Scheduled, at: string, { last, since }: Past): string | undefined {
  if (schedule === 'off' || last?.state === 'open') return undefined;
  const latest = latestMonth(schedule, zone, at);
  const before = [...(last ? [last.month] : []), ...(since === undefined ? [] : [latestMonth(schedule, zone, since)])].sort().at(-1);
  const next = before === undefined ? latest : monthAfter(before);
  return next <= latest ? next : undefined;
}

/**
 * The instant from which a month that has not begun is missed: noon of the day it was to begin, in the seller's zone, or
 * two hours after its moment where that is later.
 */
export function missedFrom(month: string, { schedule = USUAL, zone }: Scheduled): string {
  const { day, time } = schedule === 'off' ? USUAL : schedule;
  const moment = momentOf(month, { day, time }, zone);
  const noon = momentOf(month, { day, time: NOON }, zone);
  const least = hoursAfter(moment, LEAST_HOURS);
  return compareInstants(noon, least) > 0 ? noon : least;
}

/** Name of the execution of a month's first run, whoever starts it: the same name twice is one execution. */
export function firstExecution(sellerId: string, month: string): string {
  return `${sellerId}-${month}-1`;
}

/** The latest month whose moment has passed. */
function latestMonth(schedule: Exclude<Schedule, 'off'>, zone: string, at: string): string {
  const month = monthBefore(dateIn(at, zone).slice(0, 7));
  return compareInstants(momentOf(month, schedule, zone), at) <= 0 ? month : monthBefore(month);
}

/** The instant at which a month is to begin: the day and the time of the schedule in the month after it. */
function momentOf(month: string, { day, time }: Exclude<Schedule, 'off'>, zone: string): string {
  return localToInstant(`${monthAfter(month)}-${String(day).padStart(2, '0')}T${time}:00`, zone);
}
