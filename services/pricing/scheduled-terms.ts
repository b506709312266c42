import { compareInstants, daysIn, midnight } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import type { Commitment } from '../../shared/plan.ts';
import { spanOf } from './scheduled-parts.ts';
import type { ClaimedPeriod, ScheduledClaim, ScheduledPart, ScheduledPeriod } from './scheduled-parts.ts';
import { termsHash } from './terms.ts';

/** Whole periods of a subscription, the first first: those that are scheduled, and as many behind them as a term may need. */
interface Schedule {
  readonly scheduled: readonly ScheduledPeriod[];
  readonly upcoming: readonly Period[];
  readonly claimed: readonly ClaimedPeriod[];
}

/**
 * The terms of a commitment, oldest first. The first begins with the first whole period, and each has as many whole periods
 * as the commitment says. It is to be billed when it is over, or when the subscription ends in it.
 *
 * @param end first day on which the subscription does not run any more
 * @see docs/sources.md#minimum-spend
 */
export function scheduledTerms(
  { periods }: Commitment,
  end: string | undefined,
  { scheduled, upcoming, claimed }: Schedule,
): ScheduledClaim[] {
  const wholes = [...scheduled.map(({ whole }) => whole), ...upcoming];
  const claims: ScheduledClaim[] = [];
  for (let i = 0; i < scheduled.length; i += periods) {
    const whole = { ...wholes[i]!, end: wholes[i + periods - 1]!.end };
    const running = scheduled.slice(i, i + periods).flatMap(({ parts }) => parts);
    if (running.length === 0 && !claimed.some((it) => it.timing === 'term' && it.whole.start === whole.start)) continue;
    const ended = end === undefined ? whole.end : midnight(end, whole.zone);
    const parts = wholeTerm(whole, running);
    claims.push({
      whole,
      timing: 'term',
      parts,
      terms: termsHash(parts.map(({ terms }) => terms)),
      dueAt: compareInstants(ended, whole.end) < 0 ? ended : whole.end,
    });
  }
  return claims;
}

/** All of a term as one part, on the plan it ends with. */
function wholeTerm(whole: Period, running: readonly ScheduledPart[]): ScheduledPart[] {
  const last = running.at(-1);
  if (!last) return [];
  const part = spanOf(running);
  const { plan, planVersion } = last.terms;
  const servicePeriod = { whole, part, partDays: daysIn(part), wholeDays: daysIn(whole) };
  return [{ terms: { servicePeriod, plan, planVersion }, plan: last.plan }];
}
