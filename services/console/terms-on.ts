import { versionFollowed, type PlanVersion } from '../../shared/plan.ts';
import type { Subscription } from '../../shared/subscription.ts';

/** What a subscription is on. */
export interface TermsOn {
  readonly plan: string;
  readonly version: number;
  readonly quantity: string;
}

/**
 * The plan, version and quantity of a subscription on a day. One that follows its plan from renewal to renewal may be on
 * the version before for the rest of its period; this is the one that its next whole period has.
 *
 * @param versions those its plans have
 * @param day calendar day of the customer
 */
export function termsOn(
  { plan, version, quantity = '1', changes = [], follows }: Subscription,
  versions: readonly PlanVersion[],
  day: string,
): TermsOn {
  const inForce = changes.filter(({ on }) => on.slice(0, 10) <= day);
  const named = inForce.reduce(
    (now, change) => ({ plan: change.plan ?? now.plan, version: change.version ?? now.version, quantity: change.quantity ?? now.quantity }),
    { plan, version, quantity },
  );
  if (!follows) return named;
  const ofPlan = versions.filter(({ id }) => id === named.plan);
  return { ...named, version: versionFollowed(ofPlan, day, named.version) };
}

/** Whether a subscription runs on a day. */
export function isRunning({ start, end }: Subscription, day: string): boolean {
  return start <= day && (end === undefined || day < end);
}
