import type { Period } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { ClaimTiming } from '../../shared/price.ts';
import type { TermsPart } from './terms.ts';

/** A part of a whole period with the plan version it is rated on. */
export interface ScheduledPart {
  readonly terms: TermsPart;
  readonly plan: PlanVersion;
}

/** What is billed together, once: a whole period of a subscription, in advance or in arrears; or a term of its commitment. */
export interface ScheduledClaim {
  readonly whole: Period;
  readonly timing: ClaimTiming;
  /** None if the subscription does not run in the period any more; of a term all of it is one. */
  readonly parts: readonly ScheduledPart[];
  readonly terms: string;
  /** The instant from which on it is to be billed: the end of what is billed in arrears, the beginning in advance. */
  readonly dueAt: string;
}

/** A whole period with the parts in which the subscription runs. */
export type ScheduledPeriod = Pick<ScheduledClaim, 'whole' | 'parts'>;

/** From the first of some parts to the last: the time in which the subscription runs. */
export function spanOf(parts: readonly ScheduledPart[]): Period {
  const [first, last] = [parts[0], parts.at(-1)];
  if (!first || !last) throw new RangeError('No part has no time.');
  return { ...first.terms.servicePeriod.part, end: last.terms.servicePeriod.part.end };
}

/** A whole period and timing that is claimed, whatever the subscription says today. */
export type ClaimedPeriod = Pick<ScheduledClaim, 'whole' | 'timing'>;
