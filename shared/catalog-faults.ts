import { amountFaults } from './amount-faults.ts';
import { couponFaults, creditFaults } from './discount-faults.ts';
import type { Fault } from './catalog-issues.ts';
import type { Catalog } from './catalog.store.ts';
import { id } from './catalog.ts';
import type { Coupon } from './coupon.ts';
import type { Meter } from './meter.ts';
import type { PlanVersion } from './plan.ts';
import { changedMeterFaults, meteredPriceFaults } from './metered-price.ts';
import { paymentFaults } from './payment-faults.ts';
import { itemFaults } from './item.ts';
import type { Item } from './item.ts';
import { metersOf } from './price.ts';
import type { Subscription } from './subscription.ts';
import { canonicalJson } from './content-hash.ts';
import { deliveryFaults } from './en16931/electronic-file.ts';
import { nearest } from './nearest.ts';
import { taxFaults } from './tax-faults.ts';
import { candidates, planFaults, spans, versionFaults } from './subscription-faults.ts';
import type { PlansById } from './subscription-faults.ts';

/** What earlier imports said: names that a catalog may refer to, and versions that never change. */
export interface Kept {
  readonly meters: readonly Meter[];
  readonly plans: readonly PlanVersion[];
  readonly coupons?: readonly Coupon[] | undefined;
  readonly items?: readonly Item[] | undefined;
  readonly seller?: Catalog['seller'];
  readonly customers?: Catalog['customers'];
}

/** Ids of entries that are wrong by themselves: who refers to them is not. */
export interface Unread {
  readonly seller: boolean;
  readonly meters: readonly string[];
  readonly plans: readonly string[];
  readonly coupons: readonly string[];
  readonly items: readonly string[];
}

/** A catalog whose parts are right, as far as they could be read. */
type CatalogParts = Omit<Catalog, 'seller'> & Partial<Pick<Catalog, 'seller'>>;

export const NOTHING_KEPT: Kept = { meters: [], plans: [] };
const NOTHING_UNREAD: Unread = { seller: false, meters: [], plans: [], coupons: [], items: [] };

/**
 * What is wrong between the parts of a catalog whose parts are right: names that lead nowhere, ids used twice,
 * usage that would be billed twice, a customer in two currencies, a version that would change, an
 * amount its currency does not have.
 */
export function catalogFaults(catalog: CatalogParts, kept: Kept = NOTHING_KEPT, unread: Unread = NOTHING_UNREAD): Fault[] {
  const { seller, meters, plans, customers } = catalog;
  const faults: Fault[] = [
    ...missingParts(catalog, kept, unread),
    ...namedTwice(
      meters.map(({ id }) => `meter "${id}"`),
      (i) => ['meters', i, 'id'],
    ),
    ...namedTwice(
      plans.map(({ id, version }) => `plan "${id}" version ${version}`),
      (i) => ['plans', i, 'id'],
    ),
    ...namedTwice(
      customers.map(({ customer }) => `customer "${customer.id}"`),
      (i) => ['customers', i, 'id'],
    ),
    ...changedVersions(plans, kept.plans),
    ...amountFaults(plans, kept.plans),
  ];
  const meterIds = [...new Set([...[...meters, ...kept.meters].map(({ id }) => id), ...unread.meters])];
  plans.forEach((plan, p) => {
    faults.push(
      ...namedTwice(
        plan.prices.map(({ id }) => `price "${id}"`),
        (i) => ['plans', p, 'prices', i, 'id'],
      ),
    );
    plan.prices.forEach((price, i) => {
      for (const meter of metersOf(price).filter((it) => !meterIds.includes(it))) {
        const place = price.model === 'capacity' ? ['tiers', 0, 'limits', meter] : ['meter'];
        faults.push(fault(['plans', p, 'prices', i, ...place], `there is no meter "${meter}"${nearest(meter, meterIds)}`));
      }
    });
  });

  faults.push(...meteredPriceFaults(plans, [...meters, ...kept.meters]), ...changedMeterFaults(meters, kept.plans));
  const prefixes = seller?.numberSeries.map(({ prefix }) => prefix);
  if (seller?.creditNoteSeries !== undefined && prefixes && !prefixes.includes(seller.creditNoteSeries)) {
    const message = `there is no number series "${seller.creditNoteSeries}"${nearest(seller.creditNoteSeries, prefixes)}`;
    faults.push(fault(['seller', 'creditNoteSeries'], message));
  }
  customers.forEach(({ customer: { numberSeries } }, c) => {
    if (numberSeries === undefined || !prefixes || prefixes.includes(numberSeries)) return;
    const message = `the seller has no number series "${numberSeries}"${nearest(numberSeries, prefixes)}`;
    faults.push(fault(['customers', c, 'numberSeries'], message));
  });

  const known = plansById([...kept.plans, ...plans]);
  const following = [...customers, ...(kept.customers ?? [])].flatMap(({ subscriptions }) =>
    subscriptions.filter(({ follows }) => follows),
  );
  const followed = new Set(following.flatMap(({ plan, changes = [] }) => [plan, ...changes.flatMap((it) => it.plan ?? [])]));
  faults.push(...versionFaults(plans, known, followed), ...subscriptionIdFaults(customers));
  customers.forEach(({ subscriptions }, c) =>
    faults.push(...subscriptionFaults(subscriptions, known, unread.plans, ['customers', c, 'subscriptions'])),
  );
  faults.push(...couponFaults(catalog, { meters: meterIds, plans: known, coupons: kept.coupons ?? [] }, unread));
  faults.push(...creditFaults(customers, known), ...taxFaults(catalog, kept), ...paymentFaults(catalog, kept.customers));
  faults.push(...deliveryFaults(catalog, kept.seller));
  if (unread.items.length === 0) faults.push(...itemFaults(catalog.items ?? [], kept.items ?? []));
  return faults;
}

function missingParts({ seller, plans, items = [] }: CatalogParts, kept: Kept, unread: Unread): Fault[] {
  return [
    ...(seller || unread.seller ? [] : [fault(['seller'], 'there is no seller: one file has to say who invoices')]),
    ...(plans.length + kept.plans.length + unread.plans.length + items.length + unread.items.length + (kept.items?.length ?? 0) > 0
      ? []
      : [fault(['plans'], 'there is no plan: nothing could be billed')]),
  ];
}

/** Invoices were made by the versions that are kept. */
function changedVersions(plans: readonly PlanVersion[], kept: readonly PlanVersion[]): Fault[] {
  const known = plansById(kept);
  return plans.flatMap((plan, p) => {
    const versions = known.get(plan.id) ?? new Map<number, PlanVersion>();
    const before = versions.get(plan.version);
    if (!before || canonicalJson(before) === canonicalJson(plan)) return [];
    const next = Math.max(...versions.keys(), ...plans.filter(({ id }) => id === plan.id).map(({ version }) => version)) + 1;
    const message = `plan "${plan.id}" version ${plan.version} is in use and never changes; give the new prices as version ${next}`;
    return [fault(['plans', p], message)];
  });
}

/** Versions of plans by id and number, later ones over earlier ones. */
export function plansById(plans: readonly PlanVersion[]): PlansById {
  const found = new Map<string, Map<number, PlanVersion>>();
  for (const plan of plans) found.set(plan.id, (found.get(plan.id) ?? new Map<number, PlanVersion>()).set(plan.version, plan));
  return found;
}

function subscriptionIdFaults(customers: Catalog['customers']): Fault[] {
  const all = customers.flatMap(({ subscriptions }, c) =>
    subscriptions.map((it, s) => ({ id: it.id, path: ['customers', c, 'subscriptions', s] })),
  );
  const long = all.filter(({ id: name }) => !id.safeParse(name).success);
  return [
    ...namedTwice(
      all.map(({ id }) => `subscription "${id}"`),
      (i) => [...all[i]!.path, 'id'],
      'give this one an id of its own',
    ),
    ...long.map(({ id, path }) => fault(path, `its id would be "${id}", which is longer than 64; give it an id of its own`)),
  ];
}

function subscriptionFaults(
  subscriptions: readonly Subscription[],
  plans: PlansById,
  unread: readonly string[],
  path: readonly (string | number)[],
): Fault[] {
  const faults = subscriptions.flatMap((it, i) => planFaults(it, plans, unread, [...path, i]));
  const currencies = [...new Set(subscriptions.flatMap((it) => candidates(it, plans).map(({ currency }) => currency)))];
  if (currencies.length > 1)
    faults.push(fault(path, `the plans are in ${currencies.join(' and ')}; the subscriptions of one customer need one currency`));

  subscriptions.forEach((a, i) => {
    for (const b of subscriptions.slice(0, i)) {
      const shared = billedTwice(a, b, plans);
      if (shared === undefined) continue;
      const message = `runs at the same time as subscription "${b.id}", and both price meter "${shared}": its usage would be billed twice`;
      faults.push(fault([...path, i], message));
    }
  });
  return faults;
}

/** The first meter whose usage two subscriptions of one customer would both bill at a time, or undefined. */
export function billedTwice(a: Subscription, b: Subscription, plans: PlansById): string | undefined {
  for (const one of spans(a, plans)) {
    for (const other of spans(b, plans)) {
      if (!overlap(one, other)) continue;
      const shared = metersPricedBy(one.versions).find((meter) => metersPricedBy(other.versions).includes(meter));
      if (shared !== undefined) return shared;
    }
  }
  return undefined;
}

function metersPricedBy(versions: readonly PlanVersion[]): string[] {
  return versions.flatMap(({ prices }) => prices.flatMap(metersOf));
}

function overlap(a: { from: string; until: string | undefined }, b: { from: string; until: string | undefined }): boolean {
  return (a.until === undefined || b.from < a.until) && (b.until === undefined || a.from < b.until);
}

/** What is there twice, with where it stands first. */
function namedTwice(names: readonly string[], pathOf: (i: number) => (string | number)[], remedy?: string): Fault[] {
  const first = new Map<string, number>();
  return names.flatMap((name, i) => {
    const before = first.get(name);
    if (before !== undefined)
      return [
        { path: pathOf(i), message: `${name} is there already`, beside: pathOf(before), ...(remedy === undefined ? {} : { remedy }) },
      ];
    first.set(name, i);
    return [];
  });
}

function fault(path: readonly (string | number)[], message: string): Fault {
  return { path, message };
}
