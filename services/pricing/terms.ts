import { canonicalJson, contentHash } from '../../shared/content-hash.ts';
import { versionFollowed } from '../../shared/plan.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { addDays, compareInstants, dateIn, daysIn, midnight } from '../../shared/period.ts';
import type { Period, ServicePeriod } from '../../shared/period.ts';
import type { PriceOverrides } from '../../shared/price-override.ts';
import type { WholePeriod } from '../../shared/service-period.ts';
import type { Subscription } from '../../shared/subscription.ts';

/** A stretch of a part with the same quantity: flat fees are charged by it. */
export interface SeatStep {
  readonly period: Period;
  readonly days: number;
  readonly quantity: string;
}

/** A part of a whole period on one version of a plan and the same overrides. */
export interface TermsPart {
  readonly servicePeriod: ServicePeriod;
  readonly plan: string;
  readonly planVersion: number;
  readonly overrides?: PriceOverrides | undefined;
  /** Why nothing is billed of it. */
  readonly unbilled?: 'trial' | 'pause' | undefined;
  /** They tile the part, earliest first; none where it is one of one the whole time. */
  readonly seats?: SeatStep[] | undefined;
}

/** What holds from a moment on. */
interface Terms {
  readonly plan: string;
  readonly planVersion: number;
  readonly overrides?: PriceOverrides | undefined;
  readonly unbilled?: 'trial' | 'pause' | undefined;
  readonly quantity: string;
}

/**
 * The parts of a whole period: cut where the subscription begins, ends, changes, is paused, or comes to the end of its
 * trial. They tile the time in which it runs, without gap or overlap, and the day of a change is that of the new terms.
 *
 * Two parts are one if they differ in the quantity alone: tiers and allowances don't begin anew with another seat.
 *
 * @param versions of a plan that the subscription follows
 * @returns earliest first; none if it doesn't run in the period
 */
export function partsOf(
  subscription: Subscription,
  whole: WholePeriod,
  versions: (plan: string) => readonly PlanVersion[] = () => [],
): TermsPart[] {
  const { period } = whole;
  const at = (moment: string): string => instantOf(moment, period.zone);
  const runsFrom = at(subscription.start);
  const runsUntil = subscription.end === undefined ? undefined : at(subscription.end);
  const cuts = [
    period.start,
    runsFrom,
    ...momentsOf(subscription, versions).map(at),
    period.end,
    ...(runsUntil === undefined ? [] : [runsUntil]),
  ]
    .filter((moment) => !isBefore(moment, period.start) && !isBefore(period.end, moment))
    .filter((moment) => !isBefore(moment, runsFrom) && (runsUntil === undefined || !isBefore(runsUntil, moment)))
    .sort(compareInstants);
  const moments = cuts.filter((moment, i) => i === 0 || isBefore(cuts[i - 1]!, moment));

  const parts: { terms: Terms; key: string; steps: SeatStep[] }[] = [];
  for (const [i, start] of moments.slice(0, -1).entries()) {
    const stretch: Period = { start, end: moments[i + 1]!, zone: period.zone };
    const { quantity, ...terms } = termsAt(subscription, start, whole, versions);
    const key = canonicalJson(terms);
    const last = parts.at(-1);
    const part = last?.key === key ? last : { terms: { ...terms, quantity }, key, steps: [] };
    if (part !== last) parts.push(part);
    const step = part.steps.at(-1);
    const joined = step?.quantity === quantity ? { ...step.period, end: stretch.end } : stretch;
    if (joined !== stretch) part.steps.pop();
    part.steps.push({ period: joined, days: daysIn(joined), quantity });
  }
  return parts.map(({ terms: { quantity: _, ...terms }, steps }) => {
    const part: Period = { start: steps[0]!.period.start, end: steps.at(-1)!.period.end, zone: period.zone };
    const servicePeriod = { whole: period, part, partDays: daysIn(part), wholeDays: daysIn(period) };
    const isOne = steps.length === 1 && steps[0]!.quantity === '1';
    return { servicePeriod, ...terms, ...(isOne ? {} : { seats: steps }) };
  });
}

/**
 * Names the terms of a whole period: equal for the same parts. A bill that says others is to be corrected.
 *
 * Half of a hash: it is only ever held against that of the same period.
 */
export function termsHash(parts: readonly TermsPart[]): string {
  const told = parts.map(({ servicePeriod: { part }, plan, planVersion, overrides, unbilled, seats }) => {
    const quantities = seats?.map(({ period, quantity }) => [period.start, quantity]);
    return { part, plan, planVersion, overrides, unbilled, quantities };
  });
  return contentHash(told).slice(0, 32);
}

/** Days and instants at which something may begin or end, but for the subscription itself. */
function momentsOf(subscription: Subscription, versions: (plan: string) => readonly PlanVersion[]): string[] {
  const { plan, changes = [], pauses = [], follows } = subscription;
  const followed = follows === 'at-once' ? [plan, ...changes.flatMap((it) => it.plan ?? [])] : [];
  return [
    ...(trialEnd(subscription) ?? []),
    ...changes.map(({ on }) => on),
    ...pauses.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until])),
    ...followed.flatMap((it) => versions(it).flatMap(({ effectiveFrom }) => effectiveFrom ?? [])),
  ];
}

function termsAt(
  subscription: Subscription,
  moment: string,
  { period: { zone }, first }: WholePeriod,
  versions: (plan: string) => readonly PlanVersion[],
): Terms {
  const { start, changes = [], pauses = [], follows } = subscription;
  let { plan, version, quantity = '1', overrides } = subscription;
  let since = start;
  for (const change of changes) {
    if (isBefore(moment, instantOf(change.on, zone))) break;
    ({ plan = plan, version = version, quantity = quantity, overrides = overrides } = change);
    // The version a plan begins with is chosen on that day, also in the middle of a period.
    if (change.plan !== undefined || change.version !== undefined) since = dateOf(change.on, zone);
  }
  if (follows) {
    const day = follows === 'at-once' ? dateIn(moment, zone) : first > since ? first : since;
    version = versionFollowed(versions(plan), day, version);
  }
  const isPaused = pauses.some(
    ({ from, until }) => !isBefore(moment, instantOf(from, zone)) && (until === undefined || isBefore(moment, instantOf(until, zone))),
  );
  const free = trialEnd(subscription)?.[0];
  const isTrial = free !== undefined && isBefore(moment, instantOf(free, zone));
  return {
    plan,
    planVersion: version,
    ...(overrides ? { overrides } : {}),
    ...(isPaused ? { unbilled: 'pause' } : isTrial ? { unbilled: 'trial' } : {}),
    quantity,
  };
}

/** First day behind the trial, if there is one. */
function trialEnd({ trial, start }: Subscription): [string] | undefined {
  if (!trial) return undefined;
  return ['until' in trial ? trial.until : addDays(start, trial.days)];
}

function instantOf(moment: string, zone: string): string {
  return moment.includes('T') ? moment : midnight(moment, zone);
}

function dateOf(moment: string, zone: string): string {
  return moment.includes('T') ? dateIn(moment, zone) : moment;
}

function isBefore(a: string, b: string): boolean {
  return compareInstants(a, b) < 0;
}
