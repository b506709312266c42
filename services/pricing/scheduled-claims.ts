import { compareInstants, midnight } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import { timingOf } from '../../shared/price.ts';
import type { ClaimTiming } from '../../shared/price.ts';
import { wholePeriods } from '../../shared/service-period.ts';
import type { Subscription } from '../../shared/subscription.ts';
import type { ClaimedPeriod, ScheduledClaim, ScheduledPeriod } from './scheduled-parts.ts';
import { scheduledTerms } from './scheduled-terms.ts';
import { partsOf, termsHash } from './terms.ts';

/**
 * What a subscription is billed for, oldest whole period first, in advance before in arrears, and behind them the terms of
 * its commitment: every claim whose period begins by `until`, also where only a claim tells of it.
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
  const { interval = 'month', commitment } = requireVersion(plans, subscription.plan, subscription.version);
  const periods = claimed.filter(({ timing }) => timing !== 'term').map(({ whole }) => whole);
  const isMoved = periods.some((whole) => whole.zone !== zone);
  const lastClaimed = periods.map(({ start }) => start).sort(compareInstants).at(-1); // prettier-ignore
  const claims: ScheduledClaim[] = [];
  const scheduled: ScheduledPeriod[] = [];
  const wholes = wholePeriods({ ...subscription, interval }, zone, isMoved ? periods : []);
  for (;;) {
    const whole = wholes.next().value;
    const { start } = whole.period;
    const isOver = subscription.end !== undefined && compareInstants(midnight(subscription.end, whole.period.zone), start) <= 0;
    const isClaimedLater = lastClaimed !== undefined && compareInstants(start, lastClaimed) <= 0;
    if (compareInstants(start, until) > 0 || (isOver && !isClaimedLater)) {
      const all = { scheduled, claimed, upcoming: [whole, ...wholes.take(commitment?.periods ?? 0)].map(({ period }) => period) };
      return commitment ? [...claims, ...scheduledTerms(commitment, subscription.end, all)] : claims;
    }

    const parts = partsOf(subscription, whole, (plan) => plans.filter(({ id }) => id === plan)).map((terms) => ({
      terms,
      plan: requireVersion(plans, terms.plan, terms.planVersion),
    }));
    const isClaimed = (timing: ClaimTiming): boolean => claimed.some((it) => it.timing === timing && it.whole.start === start);
    scheduled.push({ whole: whole.period, parts });
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
