import { billedTwice } from '../../shared/catalog-faults.ts';
import { getCustomer, requirePlanVersion, subscriptionsOf } from '../../shared/catalog.store.ts';
import type { Catalog } from '../../shared/catalog.store.ts';
import type { Customer, Subscription } from '../../shared/catalog.ts';
import { claimsOf } from '../../shared/claim.store.ts';

/**
 * What a catalog would do to customers that are there already so that usage or days were billed twice or never:
 * move service periods that are billed, or leave out a subscription that goes on running beside a new one.
 *
 * @returns a sentence each; none if the catalog may be imported
 */
export async function billedChanges({ seller, plans, customers }: Catalog): Promise<string[]> {
  const found: string[] = [];
  for (const { customer, subscriptions } of customers) {
    const before = await getCustomer(seller.id, customer.id);
    if (!before) continue;
    for (const kept of await subscriptionsOf(seller.id, customer.id)) {
      const place = `customer "${customer.id}", subscription "${kept.id}"`;
      const wanted = subscriptions.find(({ id }) => id === kept.id);
      const changes = movedPeriods(before, customer, kept, wanted ?? kept);
      if (changes.length > 0 && (await claimsOf(seller.id, kept.id)).length > 0) {
        found.push(`${place}: periods are billed, so ${changes.join(' and ')} can't change. End it and begin a new one.`);
      }
      if (wanted) continue;
      const keptPlan = await requirePlanVersion(seller.id, kept.plan, kept.version);
      for (const subscription of subscriptions) {
        const plan = plans.find(({ id, version }) => id === subscription.plan && version === subscription.version);
        const meter = billedTwice({ subscription: kept, plan: keptPlan }, { subscription, plan });
        if (meter === undefined) continue;
        found.push(
          `${place}: is not in the file and goes on running beside "${subscription.id}"; both price meter "${meter}". Name it with its end.`,
        );
      }
    }
  }
  return found;
}

function movedPeriods(before: Customer, customer: Customer, kept: Subscription, wanted: Subscription): string[] {
  return [
    ...(before.zone === customer.zone ? [] : [`the zone from ${before.zone} to ${customer.zone}`]),
    ...(kept.start === wanted.start ? [] : [`start from ${kept.start} to ${wanted.start}`]),
    ...(kept.anchorDay === wanted.anchorDay ? [] : [`anchorDay from ${kept.anchorDay} to ${wanted.anchorDay}`]),
  ];
}
