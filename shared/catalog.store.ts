import { z } from 'zod';
import { customer, id, meter, planVersion, seller, subscription } from './catalog.ts';
import type { Customer, Meter, PlanVersion, Seller, Subscription } from './catalog.ts';
import { shardOf } from './content-hash.ts';
import { NotFoundError } from './errors.ts';
import { table } from './ports.ts';
import { everyItem } from './table.ts';
import type { Change, Key, NewRecord } from './table.ts';

const CUSTOMER_SHARDS = 16;
/** Changes a transaction takes at most. */
const TRANSACTION = 100;

/** All that one catalog file says. */
export interface Catalog {
  readonly seller: Seller;
  readonly meters: readonly Meter[];
  readonly plans: readonly PlanVersion[];
  readonly customers: readonly { readonly customer: Customer; readonly subscriptions: readonly Subscription[] }[];
}

export async function getSeller(sellerId: string): Promise<Seller | undefined> {
  const item = await table().get(sellerKey(sellerId));
  return item && seller.parse(item.body.seller);
}

/** @throws {NotFoundError} if no catalog of this seller was imported */
export async function requireSeller(sellerId: string): Promise<Seller> {
  const found = await getSeller(sellerId);
  if (!found) throw new NotFoundError(`There is no seller "${sellerId}": import its catalog first.`);
  return found;
}

/** Sellers whose catalogs this table holds. */
export async function sellerIds(): Promise<string[]> {
  const ids: string[] = [];
  for await (const item of everyItem(table(), { pk: SELLERS })) ids.push(item.sk);
  return ids;
}

export async function getCustomer(sellerId: string, customerId: string): Promise<Customer | undefined> {
  const item = await table().get(customerKey(sellerId, customerId));
  return item && customer.parse(item.body.customer);
}

/** @throws {NotFoundError} if the seller has no such customer */
export async function requireCustomer(sellerId: string, customerId: string): Promise<Customer> {
  const found = await getCustomer(sellerId, customerId);
  if (!found) throw new NotFoundError(`Seller "${sellerId}" has no customer "${customerId}".`);
  return found;
}

/** Which of these ids are customers of the seller. */
export async function knownCustomers(sellerId: string, ids: readonly string[]): Promise<Set<string>> {
  const found = await Promise.all(ids.map((customerId) => table().get(customerKey(sellerId, customerId))));
  return new Set(ids.filter((_, i) => found[i] !== undefined));
}

/** Ids of all customers in code unit order. */
export async function customerIds(sellerId: string): Promise<string[]> {
  const shards = Array.from({ length: CUSTOMER_SHARDS }, async (_, shard) => {
    const ids: string[] = [];
    for await (const item of everyItem(table(), { pk: customersPartition(sellerId, shard) })) ids.push(item.sk);
    return ids;
  });
  return (await Promise.all(shards)).flat().sort();
}

/** Time zones in which the seller has customers. */
export async function customerZones(sellerId: string): Promise<string[]> {
  const zones: string[] = [];
  for await (const item of everyItem(table(), { pk: catalogPartition(sellerId), prefix: 'zone|' }))
    zones.push(item.sk.slice('zone|'.length));
  return zones;
}

/** Subscriptions of a customer in the order of their ids. */
export async function subscriptionsOf(sellerId: string, customerId: string): Promise<Subscription[]> {
  const found: Subscription[] = [];
  for await (const item of everyItem(table(), { pk: customerKey(sellerId, customerId).pk, prefix: 'subscription|' })) {
    found.push(subscription.parse(item.body.subscription));
  }
  return found;
}

/** @throws {NotFoundError} if the version was never imported */
export async function requirePlanVersion(sellerId: string, plan: string, version: number): Promise<PlanVersion> {
  const item = await table().get(planKey(sellerId, plan, version));
  if (!item) throw new NotFoundError(`Plan "${plan}" has no version ${version}.`);
  return planVersion.parse(item.body.plan);
}

/** Every version of every plan that was imported. */
export async function planVersions(sellerId: string): Promise<PlanVersion[]> {
  const plans: PlanVersion[] = [];
  for await (const item of everyItem(table(), { pk: catalogPartition(sellerId), prefix: 'plan|' }))
    plans.push(planVersion.parse(item.body.plan));
  return plans;
}

export async function metersOf(sellerId: string): Promise<Meter[]> {
  const meters: Meter[] = [];
  for await (const item of everyItem(table(), { pk: catalogPartition(sellerId), prefix: 'meter|' }))
    meters.push(meter.parse(item.body.meter));
  return meters;
}

/**
 * Keeps a catalog that was checked as a whole. Twice the same leaves the same records; an import that was cut
 * off is completed by importing again. The seller comes last, so that nobody finds it before the rest is there.
 *
 * @param entry changes of the audit log, written with the seller
 */
export async function keepCatalog(catalog: Catalog, entry: readonly Change[] = []): Promise<void> {
  const { seller: it } = catalog;
  const records: NewRecord[] = [
    ...catalog.meters.map((entry) => ({ pk: catalogPartition(it.id), sk: `meter|${entry.id}`, body: { schema: 1, meter: entry } })),
    ...catalog.plans.map((entry) => ({ ...planKey(it.id, entry.id, entry.version), body: { schema: 1, plan: entry } })),
    ...[...new Set(catalog.customers.map((entry) => entry.customer.zone))].map((zone) => ({
      pk: catalogPartition(it.id),
      sk: `zone|${zone}`,
      body: { schema: 1 },
    })),
    ...catalog.customers.flatMap(({ customer: entry, subscriptions }) => [
      ...subscriptions.map((each) => ({
        pk: customerKey(it.id, entry.id).pk,
        sk: `subscription|${each.id}`,
        body: { schema: 1, subscription: each },
      })),
      { ...customerKey(it.id, entry.id), body: { schema: 1, customer: entry } },
      { pk: customersPartition(it.id, shardOf(entry.id, CUSTOMER_SHARDS)), sk: entry.id, body: { schema: 1 } },
    ]),
  ];
  const changes: Change[] = records.map((put) => ({ put }));
  for (let start = 0; start < changes.length; start += TRANSACTION) await table().write(changes.slice(start, start + TRANSACTION));
  await table().write([
    { put: { ...sellerKey(it.id), body: { schema: 1, seller: it } } },
    { put: { pk: SELLERS, sk: it.id, body: { schema: 1 } } },
    ...entry,
  ]);
}

/** What a store of the customer's other records keeps them under. */
export function customerPartition(sellerId: string, customerId: string): string {
  return `${id.parse(sellerId)}|customer|${z.string().min(1).parse(customerId)}`;
}

/** The one partition without a seller in front: which sellers there are. */
const SELLERS = 'sellers';

const catalogPartition = (sellerId: string): string => `${sellerId}|catalog`;
const customersPartition = (sellerId: string, shard: number): string => `${sellerId}|customers|${shard}`;
const sellerKey = (sellerId: string): Key => ({ pk: catalogPartition(sellerId), sk: 'seller' });
const customerKey = (sellerId: string, customerId: string): Key => ({ pk: customerPartition(sellerId, customerId), sk: 'profile' });
const planKey = (sellerId: string, plan: string, version: number): Key => ({
  pk: catalogPartition(sellerId),
  sk: `plan|${plan}|${String(version).padStart(6, '0')}`,
});
