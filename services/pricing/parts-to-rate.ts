import { daysIn } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { DuePeriod, RatedPeriod } from './usage-snapshot.ts';

/** A part of a claim that is to be rated, with its plan version; without one there is nothing to measure. */
export interface PartToRate {
  readonly part: RatedPeriod;
  readonly plan?: PlanVersion;
}

/**
 * The parts of a claim on its terms of today. Where the subscription does not run in the period any more there is one of
 * which nothing is billed, so that what was billed of it is taken back.
 */
export function partsToRate(due: DuePeriod, billedBy: RatedPeriod['billedBy']): PartToRate[] {
  const { subscription, whole, timing, parts, terms, settled, compared } = due;
  const about = { subscriptionId: subscription.id, sequence: settled.length, billedBy, compared, terms };
  const when = timing === 'arrears' ? {} : { timing };
  if (parts.length > 0) return parts.map((part) => ({ part: { ...about, ...when, ...part.terms }, plan: part.plan }));
  const { plan, version: planVersion } = subscription;
  const days = daysIn(whole);
  const servicePeriod = { whole, part: whole, partDays: days, wholeDays: days };
  return [{ part: { ...about, ...when, plan, planVersion, servicePeriod, unbilled: 'ended' } }];
}
