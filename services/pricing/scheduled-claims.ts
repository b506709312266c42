import { compareInstants, midnight } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { timingOf } from '../../shared/price.ts';
import type { Timing } from '../../shared/price.ts';
import { wholePeriods } from '../../shared/service-period.ts';
import type { Subscription } from '../../shared/subscription.ts';
import { partsOf, termsHash } from './terms.ts';
import type { TermsPart } from './terms.ts';

/** A part of a whole period with the plan version it is rated on. */
export interface ScheduledPart {
  readonly terms: TermsPart;
  readonly plan: PlanVersion;
}

/** What is billed together, once: a whole period of a subscription, in advance or in arrears. */
export interface ScheduledClaim {
  readonly whole: Period;
  readonly timing: Timing;
  /** None if the subscription does not run in the period any more. */
  readonly parts: readonly ScheduledPart[];
  readonly terms: string;
  /** The instant from which on it is to be billed: the end of what is billed in arrears, the beginning in advance. */
  readonly dueAt: string;
}

/** From the first of some parts to the last: the time in which the subscription runs. */
export function spanOf(parts: readonly ScheduledPart[]): Period {
  const [first, last] = [parts[0], parts.at(-1)];
  if (!first || !last) throw new RangeError('No part has no time.');
  return { ...first.terms.servicePeriod.part, end: last.terms.servicePeriod.part.end };
}

/** A whole period and timing that is claimed, whatever the subscription says today. */
export type ClaimedPeriod = Pick<ScheduledClaim, 'whole' | 'timing'>;

/**
 * What a subscription is billed for, oldest whole period first, in advance before in arrears: every claim whose period
 * begins by `until`, also where only a claim tells of it.
 *
 * @param plans every version of a plan that the subscription may be on
 * @param zone of the customer
 * @param until instant
 * @param claimed what is claimed of the subscription; it keeps its periods where the zone has changed since
 * @throws {RangeError} if a version is missing among the plans
 */
export function scheduledClaims(
  subscription: Subscription,
  plans: readonly PlanVersion[],
  { zone, until, claimed }: { zone: string; until: string; claimed: readonly ClaimedPeriod[] },
): ScheduledClaim[] {
  const { interval = 'month' } = requireVersion(plans, subscription.plan, subscription.version);
  const isMoved = claimed.some(({ whole }) => whole.zone !== zone);
  const lastClaimed = claimed.map(({ whole }) => whole.start).sort(compareInstants).at(-1); // prettier-ignore
  const claims: ScheduledClaim[] = [];
  for (const whole of wholePeriods({ ...subscription, interval }, zone, isMoved ? claimed.map((it) => it.whole) : [])) {
    const { start } = whole.period;
    const isOver = subscription.end !== undefined && compareInstants(midnight(subscription.end, whole.period.zone), start) <= 0;
    const isClaimedLater = lastClaimed !== undefined && compareInstants(start, lastClaimed) <= 0;
    if (compareInstants(start, until) > 0 || (isOver && !isClaimedLater)) return claims;

    const parts = partsOf(subscription, whole, (plan) => plans.filter(({ id }) => id === plan)).map((terms) => ({
      terms,
      plan: requireVersion(plans, terms.plan, terms.planVersion),
    }));
    const isClaimed = (timing: Timing): boolean => claimed.some((it) => it.timing === timing && it.whole.start === start);
    const about = { whole: whole.period, parts, terms: termsHash(parts.map((part) => part.terms)) };
    const ahead = parts.filter(({ plan }) => plan.prices.some((price) => timingOf(price) === 'advance'));
    const first = ahead.find(({ terms }) => terms.unbilled === undefined) ?? ahead[0];
    if (first || isClaimed('advance')) claims.push({ ...about, timing: 'advance', dueAt: first?.terms.servicePeriod.part.start ?? start });
    const last = parts.at(-1);
    if (last || isClaimed('arrears')) claims.push({ ...about, timing: 'arrears', dueAt: last?.terms.servicePeriod.part.end ?? start });
  }
  return claims;
}

function requireVersion(plans: readonly PlanVersion[], plan: string, version: number): PlanVersion {
  const found = plans.find((it) => it.id === plan && it.version === version);
  if (!found) throw new RangeError(`Plan "${plan}" has no version ${version}.`);
  return found;
}
