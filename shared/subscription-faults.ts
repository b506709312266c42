import { priceAmountFaults } from './amount-faults.ts';
import type { Fault } from './catalog-issues.ts';
import { faultsOf } from './catalog-issues.ts';
import { decimal, quantityText } from './money.ts';
import { nearest } from './nearest.ts';
import type { PlanVersion } from './plan.ts';
import { overriddenPrice, overrideIssues } from './price-override.ts';
import type { Subscription } from './subscription.ts';

type Path = readonly (string | number)[];

/** Every version of every plan, those that are kept among them. */
export type PlansById = ReadonlyMap<string, ReadonlyMap<number, PlanVersion>>;

/** A plan that a subscription names, from a moment on, and where it names it. */
interface NamedPlan {
  readonly from: string;
  readonly plan: string;
  readonly version: number;
  readonly path: Path;
}

/** What is wrong with a subscription against the plans there are, each with its path. */
export function planFaults(subscription: Subscription, plans: PlansById, unread: readonly string[], path: Path): Fault[] {
  const named = namedPlans(subscription, path);
  const missing = named.flatMap((it) => missingPlan(it, plans, unread));
  const found = named.flatMap((it) => plans.get(it.plan)?.get(it.version) ?? []);
  const [first] = found;
  if (missing.length > 0 || !first) return missing;
  return [
    ...named.flatMap((it) => unlike(first, plans.get(it.plan)?.get(it.version), it.path)),
    ...momentFaults(subscription, first, path),
    ...overrideFaults(subscription, candidates(subscription, plans), path),
    ...(subscription.anchorMonth !== undefined && !['quarter', 'year'].includes(first.interval ?? 'month')
      ? [
          {
            path: [...path, 'anchorMonth'],
            message: `a ${first.interval ?? 'month'} has no anchorMonth; only quarters and years begin in one`,
          },
        ]
      : []),
  ];
}

/** Every plan version a subscription may come to be on. */
export function candidates(subscription: Subscription, plans: PlansById): PlanVersion[] {
  return spans(subscription, plans).flatMap(({ versions }) => versions);
}

/** When a subscription is on which versions: `until` is the first day it is not. */
export function spans(
  subscription: Subscription,
  plans: PlansById,
): { from: string; until: string | undefined; versions: PlanVersion[] }[] {
  const named = namedPlans(subscription, []);
  return named.map(({ from, plan, version }, i) => {
    const all = [...(plans.get(plan)?.values() ?? [])];
    const versions = all.filter((it) => (subscription.follows ? it.version >= version : it.version === version));
    return { from, until: named[i + 1]?.from ?? subscription.end, versions };
  });
}

/** The plans a subscription names, from its start on. */
function namedPlans({ start, plan, version, changes = [] }: Subscription, path: Path): NamedPlan[] {
  const named: NamedPlan[] = [{ from: start, plan, version, path }];
  changes.forEach((change, i) => {
    const last = named.at(-1)!;
    if (change.plan === undefined && change.version === undefined) return;
    const next = { plan: change.plan ?? last.plan, version: change.version ?? last.version };
    named.push({ from: change.on, ...next, path: [...path, 'changes', i] });
  });
  return named;
}

function missingPlan({ plan, version, path }: NamedPlan, plans: PlansById, unread: readonly string[]): Fault[] {
  if (plans.get(plan)?.has(version) || unread.includes(plan)) return [];
  const versions = [...(plans.get(plan)?.keys() ?? [])].sort((a, b) => a - b);
  return versions.length > 0
    ? [{ path: [...path, 'version'], message: `plan "${plan}" has no version ${version}; there is ${versions.join(', ')}` }]
    : [{ path: [...path, 'plan'], message: `there is no plan "${plan}"${nearest(plan, [...plans.keys(), ...unread])}` }];
}

/** Periods and terms go on through a change, so their length, how they are cut and what is committed do too. */
function unlike(first: PlanVersion, other: PlanVersion | undefined, path: Path): Fault[] {
  if (!other) return [];
  const faults: Fault[] = [];
  const of = ({ interval = 'month', proration = 'day', commitment }: PlanVersion) => {
    return {
      interval,
      proration,
      commitment: commitment ? `${quantityText(decimal(commitment.amount))} over ${commitment.periods} periods` : 'none',
    };
  };
  for (const field of ['interval', 'proration', 'commitment'] as const) {
    const [was, is] = [of(first)[field], of(other)[field]];
    if (was === is) continue;
    const message = `plan "${first.id}" has the ${field} ${was} and plan "${other.id}" ${is}; end the subscription and begin a new one`;
    faults.push({ path: [...path, 'plan'], message });
  }
  return faults;
}

/** Under proration by day a day is of one plan. */
function momentFaults({ changes = [], pauses = [] }: Subscription, { id, proration = 'day' }: PlanVersion, path: Path): Fault[] {
  if (proration === 'second') return [];
  const moments = [
    ...changes.map(({ on }, i) => ({ moment: on, at: ['changes', i, 'on'] })),
    ...pauses.flatMap(({ from, until = '' }, i) => [
      { moment: from, at: ['pauses', i, 'from'] },
      { moment: until, at: ['pauses', i, 'until'] },
    ]),
  ];
  const message = `plan "${id}" does not prorate by second, so this is a day such as 2026-10-31`;
  return moments.filter(({ moment }) => moment.includes('T')).map(({ at }) => ({ path: [...path, ...at], message }));
}

function overrideFaults({ overrides, changes = [] }: Subscription, versions: readonly PlanVersion[], path: Path): Fault[] {
  const all = [
    { overrides: overrides ?? {}, at: [...path, 'overrides'] },
    ...changes.map((change, i) => ({ overrides: change.overrides ?? {}, at: [...path, 'changes', i, 'overrides'] })),
  ];
  const prices = versions.flatMap((plan) => plan.prices.map((price) => ({ price, currency: plan.currency })));
  return all.flatMap(({ overrides: list, at }) =>
    Object.entries(list).flatMap(([id, override]) => {
      const found = prices.filter(({ price }) => price.id === id);
      if (found.length === 0) {
        const ids = [...new Set(prices.map(({ price }) => price.id))];
        return [{ path: [...at, id], message: `the plan has no price "${id}"${nearest(id, ids)}` }];
      }
      const faults = found.flatMap(({ price, currency }) => {
        const issues = overrideIssues(price, override);
        if (issues.length > 0) return faultsOf(issues, [...at, id], override);
        const fine = priceAmountFaults(overriddenPrice(price, override), currency, [...at, id]);
        return fine.filter(({ path: field }) => String(field.at(-1)) in override);
      });
      return faults.filter(({ path: one }, i) => faults.findIndex(({ path: other }) => String(other) === String(one)) === i);
    }),
  );
}

/**
 * What is wrong between the versions of plans: their periods go on from one to the next, and what subscriptions follow
 * comes in order.
 *
 * @param followed ids of plans that subscriptions follow
 */
export function versionFaults(plans: readonly PlanVersion[], all: PlansById, followed: ReadonlySet<string>): Fault[] {
  return plans.flatMap((plan, p) => {
    const before = [...(all.get(plan.id)?.values() ?? [])].filter(({ version }) => version < plan.version).sort((a, b) => b.version - a.version)[0]; // prettier-ignore
    if (!before || !followed.has(plan.id)) return [];
    const faults = unlike(before, plan, ['plans', p]).map(({ path, message }) => ({ path: path.slice(0, 2), message }));
    if (plan.effectiveFrom === undefined) {
      const message = `is missing: subscriptions follow plan "${plan.id}", so version ${plan.version} says from which day on it is in force`;
      faults.push({ path: ['plans', p, 'effectiveFrom'], message });
    } else if (before.effectiveFrom !== undefined && plan.effectiveFrom <= before.effectiveFrom) {
      const message = `version ${plan.version} comes into force on ${plan.effectiveFrom}, not after version ${before.version} on ${before.effectiveFrom}`;
      faults.push({ path: ['plans', p, 'effectiveFrom'], message });
    }
    return faults;
  });
}
