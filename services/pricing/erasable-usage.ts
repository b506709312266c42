import { BEFORE_ALL } from '../../shared/erasure.ts';
import type { Erasure, ErasureScope } from '../../shared/erasure.ts';
import { addDays, addMonths, compareInstants, datesOf, utcDaysAround } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';

/** A service period, and whether its usage may be erased. */
export interface StandingPeriod {
  readonly subscriptionId: string;
  readonly part: Period;
  /** Day from which on it may be; absent while it is not settled. */
  readonly freeOn?: string | undefined;
  /** Why it is not settled, with the remedy: the end of a sentence. Absent if it only has to end. */
  readonly obstacle?: string | undefined;
}

/** What may be erased of a customer today, and what is in the way of more. */
export interface Erasable {
  readonly scope: ErasureScope;
  /** What prevents a part of it, each with its remedy. */
  readonly obstacles: readonly string[];
  /** The next usage that waits for a day: its last day, in the customer's zone. */
  readonly usageLater?: { readonly through: string; readonly from: string };
  /** When name, address and contacts may go; absent once they are gone, or go now. */
  readonly contactsLater?: string;
}

/** How the orders of a customer stand. */
export interface OrdersStanding {
  /** The first that goes on. */
  readonly open?: string | undefined;
  /** UTC day on which the last of the others came to its end. */
  readonly overOn?: string | undefined;
}

/** What is known of a customer on a day. */
export interface Known {
  readonly periods: readonly StandingPeriod[];
  readonly lastBilledOn: string | undefined;
  /** Orders of items, which are billed beside the months. */
  readonly orders?: OrdersStanding;
  readonly erasure: Erasure | undefined;
  readonly today: string;
  /** UTC day up to which usage, runs and entries are old enough by themselves. */
  readonly oldest: string;
  /** Months that contacts are kept after the last bill. */
  readonly contactsMonths: number;
}

/**
 * Decides what may be erased on a day.
 *
 * @param waiting entries of the quarantine that may become usage of the time that is to be closed
 */
export function erasableOf(known: Known, waiting: number): Erasable {
  const { periods, erasure, today, oldest } = known;
  const before = erasure?.erased.at(-1) ?? BEFORE_ALL;
  const { next, ...closing } = closingOf(periods, { today, oldest });
  const isFurther = compareInstants(before.before, closing.closedBefore) < 0 || before.through < closing.through;
  const contacts = contactsOf(known);
  const canClose = isFurther && waiting === 0;
  const hasContacts = contacts === 'now' && waiting === 0 && erasure?.contactsErasedOn === undefined;
  const isOld = ({ part }: StandingPeriod): boolean => part.end.slice(0, 10) <= oldest;
  const inQuarantine =
    waiting === 1
      ? '1 event of this customer and of that time waits in quarantine: replay or dismiss it first.'
      : `${waiting} events of this customer and of that time wait in quarantine: replay or dismiss them first.`;
  return {
    scope: {
      closedBefore: canClose ? later(before.before, closing.closedBefore) : before.before,
      through: canClose ? [before.through, closing.through].sort()[1]! : before.through,
      oldest,
      hasContacts,
    },
    obstacles: [...unsettled(periods.filter(isOld)), ...(waiting > 0 && (isFurther || contacts === 'now') ? [inQuarantine] : [])],
    ...(next?.freeOn !== undefined && next.freeOn > today ? { usageLater: { through: datesOf(next.part).last, from: next.freeOn } } : {}),
    ...(contacts === 'now' || erasure?.contactsErasedOn !== undefined ? {} : { contactsLater: contacts }),
  };
}

/** A sentence for each run of periods that one thing is in the way of. */
function unsettled(periods: readonly StandingPeriod[]): string[] {
  const spans: { subscriptionId: string; obstacle: string; first: string; last: string }[] = [];
  for (const { subscriptionId, part, obstacle } of periods) {
    if (obstacle === undefined) continue;
    const { first, last } = datesOf(part);
    const before = spans.at(-1);
    const isNext = before?.subscriptionId === subscriptionId && before.obstacle === obstacle && addDays(before.last, 1) === first;
    if (isNext) before.last = last;
    else spans.push({ subscriptionId, obstacle, first, last });
  }
  return spans.map(({ subscriptionId, obstacle, first, last }) => `${first} to ${last} of subscription "${subscriptionId}" ${obstacle}`);
}

/** `now`, or when, as the end of a sentence. */
function contactsOf({ periods, lastBilledOn, orders, today, contactsMonths }: Known): string {
  const running = periods.find(({ freeOn, obstacle }) => freeOn === undefined && obstacle === undefined);
  if (running) return `once subscription "${running.subscriptionId}" has ended and is billed, and ${contactsMonths} months after that`;
  if (periods.some(({ freeOn }) => freeOn === undefined)) return `${contactsMonths} months after everything is billed`;
  if (orders?.open !== undefined) return `once order "${orders.open}" is shipped or has ended, and ${contactsMonths} months after that`;
  const last = latest([lastBilledOn, orders?.overOn]);
  if (last === undefined) return 'now';
  const free = latest([addMonths(last, contactsMonths), ...periods.map(({ freeOn }) => freeOn)])!;
  return free <= today ? 'now' : `from ${free} on`;
}

function latest(days: readonly (string | undefined)[]): string | undefined {
  return days.filter((day) => day !== undefined).sort().at(-1); // prettier-ignore
}

/** What may be closed today. */
interface Closing extends Pick<ErasureScope, 'closedBefore' | 'through'> {
  /** Period in the way of closing more: the first that is not settled, or is too young. */
  readonly next: StandingPeriod | undefined;
}

/**
 * Up to where usage can be closed: behind every period that is settled and old enough, as long as none before it, and none
 * that it cuts across, is not. A day is erased only if no period that stays reads it, neither as its own nor as a
 * neighbour, in which an id may be the same event; so its bills come to what they would have.
 *
 * @param periods all of a customer, running ones among them
 * @param oldest UTC day up to which usage is old enough by itself, whether a period bills it or not
 * @param today UTC day
 */
function closingOf(periods: readonly StandingPeriod[], { today, oldest }: { today: string; oldest: string }): Closing {
  const staying = [...periods].filter((period) => !isFree(period)).sort((a, b) => compareInstants(a.part.start, b.part.start));
  const [next] = staying;
  const closed = periods.filter(({ part }) => !next || compareInstants(part.start, next.part.start) < 0);
  const through = staying.reduce((day, { part }) => earlier(day, addDays(utcDaysAround(part)[0]!, -1)), oldest);
  const closedBefore = closed.reduce((until, { part }) => later(until, part.end), `${addDays(through, 1)}T00:00:00Z`);
  return { closedBefore, through, next };

  function isFree(period: StandingPeriod): boolean {
    if (period.freeOn === undefined || period.freeOn > today) return false;
    return periods.every((other) => other.freeOn !== undefined || !isAcross(period.part, other.part));
  }
}

function isAcross(a: Period, b: Period): boolean {
  return compareInstants(a.start, b.end) < 0 && compareInstants(b.start, a.end) < 0;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function later(a: string, b: string): string {
  return compareInstants(a, b) < 0 ? b : a;
}
