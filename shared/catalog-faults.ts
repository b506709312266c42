import type { Catalog } from './catalog.store.ts';
import { id } from './catalog.ts';
import type { PlanVersion, Subscription } from './catalog.ts';
import { nearest } from './nearest.ts';

/** A fault with the path of its field in the catalog file. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * What is wrong between the parts of a catalog whose parts are right: names that lead nowhere, ids used twice,
 * usage that would be billed twice, a customer in two currencies.
 */
export function catalogFaults({ seller, meters, plans, customers }: Catalog): Fault[] {
  const faults: Fault[] = [
    ...twice(meters.map(({ id }) => id)).map((i) => fault(['meters', i, 'id'], `meter "${meters[i]?.id}" is there already`)),
    ...twice(plans.map(({ id, version }) => `${id} version ${version}`)).map((i) =>
      fault(['plans', i, 'id'], `plan "${plans[i]?.id}" version ${plans[i]?.version} is there already`),
    ),
    ...twice(customers.map(({ customer }) => customer.id)).map((i) =>
      fault(['customers', i, 'id'], `customer "${customers[i]?.customer.id}" is there already`),
    ),
  ];
  const meterIds = meters.map(({ id }) => id);
  plans.forEach((plan, p) => {
    faults.push(
      ...twice(plan.prices.map(({ id }) => id)).map((i) =>
        fault(['plans', p, 'prices', i, 'id'], `price "${plan.prices[i]?.id}" is there already`),
      ),
    );
    plan.prices.forEach((price, i) => {
      if (!('meter' in price) || meterIds.includes(price.meter)) return;
      faults.push(fault(['plans', p, 'prices', i, 'meter'], `there is no meter "${price.meter}"${nearest(price.meter, meterIds)}`));
    });
  });

  const prefixes = seller.numberSeries.map(({ prefix }) => prefix);
  customers.forEach(({ customer: { numberSeries } }, c) => {
    if (numberSeries === undefined || prefixes.includes(numberSeries)) return;
    const message = `the seller has no number series "${numberSeries}"${nearest(numberSeries, prefixes)}`;
    faults.push(fault(['customers', c, 'numberSeries'], message));
  });

  const subscriptionIds = customers.flatMap(({ subscriptions }, c) => subscriptions.map((it, s) => ({ id: it.id, c, s })));
  for (const i of twice(subscriptionIds.map(({ id }) => id))) {
    const { id, c = 0, s = 0 } = subscriptionIds[i] ?? {};
    faults.push(fault(['customers', c, 'subscriptions', s, 'id'], `subscription "${id}" is there already; give this one an id of its own`));
  }
  for (const { id: name, c, s } of subscriptionIds) {
    if (!id.safeParse(name).success)
      faults.push(
        fault(['customers', c, 'subscriptions', s], `its id would be "${name}", which is longer than 64; give it an id of its own`),
      );
  }
  customers.forEach(({ subscriptions }, c) => faults.push(...subscriptionFaults(subscriptions, plans, ['customers', c, 'subscriptions'])));
  return faults;
}

function subscriptionFaults(
  subscriptions: readonly Subscription[],
  plans: readonly PlanVersion[],
  path: readonly (string | number)[],
): Fault[] {
  const faults: Fault[] = [];
  const found = subscriptions.map(({ plan, version }) => plans.find((it) => it.id === plan && it.version === version));
  subscriptions.forEach(({ plan, version }, i) => {
    if (found[i]) return;
    const names = plans.map(({ id }) => id);
    faults.push(
      names.includes(plan)
        ? fault([...path, i, 'version'], `plan "${plan}" has no version ${version}`)
        : fault([...path, i, 'plan'], `there is no plan "${plan}"${nearest(plan, [...new Set(names)])}`),
    );
  });
  const currencies = [...new Set(found.flatMap((plan) => plan?.currency ?? []))];
  if (currencies.length > 1)
    faults.push(fault(path, `the plans are in ${currencies.join(' and ')}; the subscriptions of one customer need one currency`));

  subscriptions.forEach((a, i) => {
    subscriptions.slice(0, i).forEach((b, j) => {
      const shared = billedTwice({ subscription: a, plan: found[i] }, { subscription: b, plan: found[j] });
      if (shared !== undefined) {
        faults.push(
          fault(
            [...path, i],
            `runs at the same time as subscription "${b.id}", and both price meter "${shared}": its usage would be billed twice`,
          ),
        );
      }
    });
  });
  return faults;
}

/** The first meter whose usage two subscriptions of one customer would both bill, or undefined. */
export function billedTwice(a: PricedSubscription, b: PricedSubscription): string | undefined {
  if (!overlap(a.subscription, b.subscription)) return undefined;
  return metersOf(a.plan).find((meter) => metersOf(b.plan).includes(meter));
}

export interface PricedSubscription {
  readonly subscription: Subscription;
  readonly plan: PlanVersion | undefined;
}

function metersOf(plan: PlanVersion | undefined): string[] {
  return plan?.prices.flatMap((price) => ('meter' in price ? [price.meter] : [])) ?? [];
}

function overlap(a: Subscription, b: Subscription): boolean {
  return (a.end === undefined || b.start < a.end) && (b.end === undefined || a.start < b.end);
}

/** Positions of what stood before already. */
function twice(names: readonly string[]): number[] {
  const seen = new Set<string>();
  return names.flatMap((name, i) => {
    if (seen.has(name)) return [i];
    seen.add(name);
    return [];
  });
}

function fault(path: readonly (string | number)[], message: string): Fault {
  return { path, message };
}
