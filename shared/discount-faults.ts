import type { Fault } from './catalog-issues.ts';
import type { Catalog } from './catalog.store.ts';
import type { CreditGrant, Customer } from './catalog.ts';
import type { Coupon } from './coupon.ts';
import { nearest } from './nearest.ts';
import type { PlanVersion } from './plan.ts';
import type { Subscription } from './subscription.ts';

type Entries = readonly { readonly customer: Pick<Customer, 'coupons' | 'credits'>; readonly subscriptions: readonly Subscription[] }[];
type Plans = ReadonlyMap<string, ReadonlyMap<number, PlanVersion>>;
type Path = readonly (string | number)[];

/** Names that coupons may be limited to, and coupons of earlier imports. */
interface Known {
  readonly meters: readonly string[];
  readonly plans: Plans;
  readonly coupons: readonly Coupon[];
}

/**
 * What is wrong between coupons and the rest of a catalog: names that lead nowhere, coupons in another currency than the
 * customer's plans, one that is there twice.
 *
 * @param unread ids of entries that are wrong by themselves: who refers to them is not
 */
export function couponFaults(
  { coupons = [], customers }: Pick<Catalog, 'coupons'> & { readonly customers: Entries },
  known: Known,
  unread: { readonly plans: readonly string[]; readonly coupons: readonly string[] },
): Fault[] {
  const priceIds = [...known.plans.values()].flatMap((versions) =>
    [...versions.values()].flatMap(({ prices }) => prices.map(({ id }) => id)),
  );
  const names = { plans: [...known.plans.keys(), ...unread.plans], prices: [...new Set(priceIds)], meters: known.meters };
  const faults: Fault[] = [...twice(coupons, 'coupon', ['coupons'], 'id')];
  for (const [i, coupon] of coupons.entries()) {
    for (const field of ['plans', 'prices', 'meters'] as const) {
      // A plan that could not be read may have the price.
      if (field === 'prices' && unread.plans.length > 0) continue;
      coupon[field]?.forEach((name, at) => {
        if (names[field].includes(name)) return;
        const what = field.slice(0, -1);
        faults.push({ path: ['coupons', i, field, at], message: `there is no ${what} "${name}"${nearest(name, names[field])}` });
      });
    }
  }
  const byId = new Map([...known.coupons, ...coupons].map((it) => [it.id, it]));
  for (const [c, { customer, subscriptions }] of customers.entries()) {
    const path = ['customers', c, 'coupons'];
    const given = customer.coupons ?? [];
    faults.push(
      ...twice(
        given.map(({ coupon: id }) => ({ id })),
        'coupon',
        path,
        'coupon',
      ),
    );
    given.forEach(({ coupon: id }, at) => {
      const found = byId.get(id);
      if (found) faults.push(...currencyFault(found, `coupon "${id}"`, currencyOf(subscriptions, known.plans), [...path, at, 'coupon']));
      else if (!unread.coupons.includes(id))
        faults.push({
          path: [...path, at, 'coupon'],
          message: `there is no coupon "${id}"${nearest(id, [...byId.keys(), ...unread.coupons])}`,
        });
    });
  }
  return faults;
}

/** What is wrong with credits: one that is there twice, or in another currency than the customer's plans. */
export function creditFaults(customers: Entries, plans: Plans): Fault[] {
  return [...customers.entries()].flatMap(([c, { customer, subscriptions }]) => {
    const path = ['customers', c, 'credits'];
    const credits = customer.credits ?? [];
    const currency = currencyOf(subscriptions, plans);
    return [
      ...twice(credits, 'credit', path, 'id'),
      ...credits.flatMap((it, at) => currencyFault(it, `credit "${it.id}"`, currency, [...path, at, 'currency'])),
    ];
  });
}

/**
 * Credits of a catalog that were given otherwise: what customers were told never changes.
 *
 * @param before what is there
 */
export function changedCredits({ customers }: Catalog, before: Catalog): Fault[] {
  const there = new Map(before.customers.map(({ customer }) => [customer.id, customer.credits ?? []]));
  const isSame = (a: CreditGrant, b: CreditGrant): boolean =>
    (['amount', 'currency', 'kind', 'priority', 'expires'] as const).every((field) => a[field] === b[field]) &&
    (b.granted === undefined || a.granted === b.granted);
  return customers.flatMap(({ customer }, c) =>
    (customer.credits ?? []).flatMap((credit, at): Fault[] => {
      const known = there.get(customer.id)?.find(({ id }) => id === credit.id);
      if (!known || isSame(known, credit)) return [];
      const message = `credit "${credit.id}" was given otherwise and never changes; void it and give the next an id of its own`;
      return [{ path: ['customers', c, 'credits', at], message }];
    }),
  );
}

function currencyOf(subscriptions: readonly Subscription[], plans: Plans): string | undefined {
  return subscriptions.flatMap(({ plan, version }) => plans.get(plan)?.get(version)?.currency ?? [])[0];
}

function currencyFault({ currency }: { currency?: string | undefined }, what: string, wanted: string | undefined, path: Path): Fault[] {
  if (currency === undefined || wanted === undefined || currency === wanted) return [];
  return [{ path, message: `${what} is in ${currency}, and the customer's plans are in ${wanted}` }];
}

function twice(list: readonly { readonly id: string }[], what: string, path: Path, field: string): Fault[] {
  return list.flatMap(({ id }, i): Fault[] => {
    const first = list.findIndex((it) => it.id === id);
    return first === i ? [] : [{ path: [...path, i, field], message: `${what} "${id}" is there already`, beside: [...path, first, field] }];
  });
}
