import { billedTwice, plansById } from './catalog-faults.ts';
import type { Fault } from './catalog-issues.ts';
import type { Catalog } from './catalog.store.ts';
import type { PlansById } from './subscription-faults.ts';
import type { Subscription } from './subscription.ts';
import { claimsOf } from './claim.store.ts';

/**
 * What a catalog would do to customers that are there already so that usage or days were billed twice or never:
 * move service periods that are billed, leave out a subscription that goes on running beside a new one, or give one that
 * is there to another customer.
 *
 * @param before what is there
 * @returns none if the catalog may be imported
 */
export async function billedChanges({ seller, plans, customers }: Catalog, before: Catalog): Promise<Fault[]> {
  const found: Fault[] = [];
  const known = new Map(before.customers.map((entry) => [entry.customer.id, entry]));
  const owners = new Map(before.customers.flatMap(({ customer, subscriptions }) => subscriptions.map(({ id }) => [id, customer.id])));
  const versions = plansById([...before.plans, ...plans]);

  for (const [c, { customer, subscriptions }] of customers.entries()) {
    const path = ['customers', c, 'subscriptions'];
    subscriptions.forEach(({ id }, s) => {
      const owner = owners.get(id) ?? customer.id;
      if (owner === customer.id) return;
      const message = `subscription "${id}" is that of customer "${owner}"; give this one an id of its own`;
      found.push({ path: [...path, s, 'id'], message });
    });
    const there = known.get(customer.id);
    for (const kept of there?.subscriptions ?? []) {
      const at = subscriptions.findIndex(({ id }) => id === kept.id);
      const changes = movedPeriods(kept, subscriptions[at] ?? kept, versions);
      if (changes.length > 0 && (await claimsOf(seller.id, kept.id)).length > 0) {
        const message = `periods of subscription "${kept.id}" are billed, so ${changes.join(' and ')} can't change; end it and begin a new one`;
        found.push({ path: [...path, at], message });
      }
      if (at >= 0) continue;
      for (const [s, subscription] of subscriptions.entries()) {
        const meter = billedTwice(kept, subscription, versions);
        if (meter === undefined) continue;
        const message = `subscription "${kept.id}" is not in the files and goes on running beside "${subscription.id}"; both price meter "${meter}". Name it with its end`;
        found.push({ path: [...path, s], message });
      }
    }
  }
  return found;
}

/** What moves the whole periods of a subscription. A zone doesn't: it counts from the next period on. */
function movedPeriods(kept: Subscription, wanted: Subscription, versions: PlansById): string[] {
  const intervalOf = ({ plan, version }: Subscription): string => versions.get(plan)?.get(version)?.interval ?? 'month';
  const about = [kept, wanted].map((it) => ({
    start: it.start,
    anchorDay: it.anchorDay,
    anchorMonth: it.anchorMonth,
    interval: intervalOf(it),
  }));
  const [was, is] = [about[0]!, about[1]!];
  return (['start', 'anchorDay', 'anchorMonth', 'interval'] as const).flatMap((field) =>
    was[field] === is[field] ? [] : [`${field} from ${was[field] ?? 'none'} to ${is[field] ?? 'none'}`],
  );
}
