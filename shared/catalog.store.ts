import { z } from 'zod';
import { customer, id, seller } from './catalog.ts';
import { meter } from './meter.ts';
import { planVersion } from './plan.ts';
import { coupon } from './coupon.ts';
import { item } from './item.ts';
import type { Item as SoldItem } from './item.ts';
import type { Coupon } from './coupon.ts';
import { subscription } from './subscription.ts';
import type { Customer, Seller } from './catalog.ts';
import type { Meter } from './meter.ts';
import type { PlanVersion } from './plan.ts';
import type { Subscription } from './subscription.ts';
import { canonicalJson, shardOf } from './content-hash.ts';
import { NotFoundError } from './errors.ts';
import { inLanes } from './lanes.ts';
import { parsedOnce } from './parsed-once.store.ts';
import { table } from './ports.ts';
import { shardPage, type ShardPlace } from './shard-page.store.ts';
import { allItems, everyItem } from './table.ts';
import type { Change, Item, Key, NewRecord } from './table.ts';

const CUSTOMER_SHARDS = 16;
/** Changes a transaction takes at most. */
const TRANSACTION = 100;
const READS_AT_ONCE = 20;

/** All that the files of one import say. */
export interface Catalog {
  readonly seller: Seller;
  readonly meters: readonly Meter[];
  readonly plans: readonly PlanVersion[];
  /** Absent where there are none. */
  readonly coupons?: readonly Coupon[] | undefined;
  readonly items?: readonly SoldItem[] | undefined;
  readonly customers: readonly { readonly customer: Customer; readonly subscriptions: readonly Subscription[] }[];
}

export async function getSeller(sellerId: string): Promise<Seller | undefined> {
  const item = await table().get(sellerKey(sellerId));
  return item && parsedSeller(item);
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
  return customer.parse((await requireCustomerItem(sellerId, customerId)).body.customer);
}

/**
 * The record of a customer, to be changed as it was read.
 *
 * @throws {NotFoundError} if the seller has no such customer
 */
export async function requireCustomerItem(sellerId: string, customerId: string): Promise<Item> {
  const item = await table().get(customerKey(sellerId, customerId));
  if (!item) throw new NotFoundError(`Seller "${sellerId}" has no customer "${customerId}".`);
  return item;
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

/** How many customers the seller has; counted no further than `most`. */
export async function customersUpTo(sellerId: string, most: number): Promise<number> {
  let count = 0;
  for (let shard = 0; shard < CUSTOMER_SHARDS && count < most; shard++)
    for await (const _ of everyItem(table(), { pk: customersPartition(sellerId, shard) })) if (++count >= most) break;
  return count;
}

/** A page of customers, as they are spread. */
export async function customersPage(
  sellerId: string,
  from: ShardPlace,
  limit: number,
): Promise<{ customers: Customer[]; next?: ShardPlace }> {
  const { items, ...rest } = await shardPage((shard) => customersPartition(sellerId, shard), CUSTOMER_SHARDS, from, limit);
  return { customers: await Promise.all(items.map(({ sk }) => requireCustomer(sellerId, sk))), ...rest };
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
  const found = await allItems(table(), { pk: customerKey(sellerId, customerId).pk, prefix: 'subscription|' });
  return found.map(({ body }) => subscription.parse(body.subscription));
}

/** @throws {NotFoundError} if the version was never imported */
export async function requirePlanVersion(sellerId: string, plan: string, version: number): Promise<PlanVersion> {
  const item = await table().get(planKey(sellerId, plan, version));
  if (!item) throw new NotFoundError(`Plan "${plan}" has no version ${version}.`);
  return parsedPlan(item);
}

/**
 * Every plan version that a subscription may be on: those it names, and all of a plan that it follows.
 *
 * @throws {NotFoundError} if one that it names was never imported
 */
export async function plansFor(sellerId: string, { plan, version, changes = [], follows }: Subscription): Promise<PlanVersion[]> {
  let on = { plan, version };
  const named = new Map([[`${plan}|${version}`, on]]);
  for (const change of changes) {
    on = { plan: change.plan ?? on.plan, version: change.version ?? on.version };
    named.set(`${on.plan}|${on.version}`, on);
  }
  if (!follows) return Promise.all([...named.values()].map((it) => requirePlanVersion(sellerId, it.plan, it.version)));
  const plans = [...new Set([...named.values()].map((it) => it.plan))];
  return (await Promise.all(plans.map((it) => versionsOf(sellerId, it)))).flat();
}

async function versionsOf(sellerId: string, plan: string): Promise<PlanVersion[]> {
  return (await allItems(table(), { pk: catalogPartition(sellerId), prefix: `plan|${plan}|` })).map(parsedPlan);
}

/** Every version of every plan that was imported. */
export async function planVersions(sellerId: string): Promise<PlanVersion[]> {
  const plans: PlanVersion[] = [];
  for await (const item of everyItem(table(), { pk: catalogPartition(sellerId), prefix: 'plan|' }))
    plans.push(planVersion.parse(item.body.plan));
  return plans;
}

export async function metersOf(sellerId: string): Promise<Meter[]> {
  return (await allItems(table(), { pk: catalogPartition(sellerId), prefix: 'meter|' })).map(parsedMeter);
}

/** @throws {NotFoundError} if no such coupon was imported */
export async function requireCoupon(sellerId: string, coupon: string): Promise<Coupon> {
  const item = await table().get(couponKey(sellerId, coupon));
  if (!item) throw new NotFoundError(`There is no coupon "${coupon}".`);
  return parsedCoupon(item);
}

export async function couponsOf(sellerId: string): Promise<Coupon[]> {
  return (await allItems(table(), { pk: catalogPartition(sellerId), prefix: 'coupon|' })).map(parsedCoupon);
}

/** An item that is sold by the piece, or undefined. */
export async function getItem(sellerId: string, itemId: string): Promise<SoldItem | undefined> {
  const found = await table().get(itemKey(sellerId, itemId));
  return found && item.parse(found.body.item);
}

/** Every item that was imported, by id. */
export async function itemsOf(sellerId: string): Promise<SoldItem[]> {
  return (await allItems(table(), { pk: catalogPartition(sellerId), prefix: 'item|' })).map(({ body }) => item.parse(body.item));
}

/** All that is kept of a seller: what its imports said, later ones over earlier ones. Customers by id in code unit order. */
export async function getCatalog(sellerId: string): Promise<Catalog | undefined> {
  const found = await getSeller(sellerId);
  if (!found) return undefined;
  const customers = await inLanes(READS_AT_ONCE, await customerIds(sellerId), async (customerId) => ({
    customer: await requireCustomer(sellerId, customerId),
    subscriptions: await subscriptionsOf(sellerId, customerId),
  }));
  const coupons = await couponsOf(sellerId);
  const items = await itemsOf(sellerId);
  return {
    seller: found,
    meters: await metersOf(sellerId),
    plans: await planVersions(sellerId),
    ...(coupons.length > 0 ? { coupons } : {}),
    ...(items.length > 0 ? { items } : {}),
    customers,
  };
}

/**
 * Keeps a catalog that was checked as a whole, and writes only what is new in it. Twice the same leaves the same records.
 *
 * A customer is kept with its subscriptions, behind the plans they name; the seller comes last, so that nobody finds it
 * before the rest is there.
 *
 * @param last changes in the transaction with the seller
 * @param guard conditions that hold in each transaction before it
 * @throws {ConditionFailedError} if one of them does not; a part may be written
 */
export async function keepCatalog(catalog: Catalog, last: readonly Change[] = [], guard: readonly Change[] = []): Promise<void> {
  const { seller: it } = catalog;
  for (const records of inTransactions(recordGroups(catalog), TRANSACTION - guard.length)) {
    const kept = await Promise.all(records.map((record) => table().get(record)));
    const changed = records.filter(({ body }, i) => canonicalJson(body) !== canonicalJson(kept[i]?.body ?? null));
    if (changed.length > 0) await table().write([...changed.map((put) => ({ put })), ...guard]);
  }
  await table().write([{ put: { ...sellerKey(it.id), body: { schema: 1, seller: it } } }, listSeller(it.id), ...last]);
}

/** The records of a catalog but for the seller; those of a group are written together if they can be. */
function recordGroups({ seller: it, meters, plans, coupons = [], items = [], customers }: Catalog): NewRecord[][] {
  const zones = [...new Set(customers.map((entry) => entry.customer.zone))];
  return [
    ...meters.map((entry) => [{ pk: catalogPartition(it.id), sk: `meter|${entry.id}`, body: { schema: 1, meter: entry } }]),
    ...plans.map((entry) => [{ ...planKey(it.id, entry.id, entry.version), body: { schema: 1, plan: entry } }]),
    ...coupons.map((entry) => [{ ...couponKey(it.id, entry.id), body: { schema: 1, coupon: entry } }]),
    ...items.map((entry) => [{ ...itemKey(it.id, entry.id), body: { schema: 1, item: entry } }]),
    ...zones.map((zone) => [{ pk: catalogPartition(it.id), sk: `zone|${zone}`, body: { schema: 1 } }]),
    ...customers.map(({ customer: entry, subscriptions }) => [
      ...subscriptions.map((each) => ({
        pk: customerKey(it.id, entry.id).pk,
        sk: `subscription|${each.id}`,
        body: { schema: 1, subscription: each },
      })),
      { ...customerKey(it.id, entry.id), body: { schema: 1, customer: entry } },
      { pk: customersPartition(it.id, shardOf(entry.id, CUSTOMER_SHARDS)), sk: entry.id, body: { schema: 1 } },
    ]),
  ];
}

/** Groups packed into transactions in their order; only a group that is too large for one is cut. */
function inTransactions(groups: readonly NewRecord[][], most: number): NewRecord[][] {
  const transactions: NewRecord[][] = [[]];
  for (const group of groups) {
    for (let start = 0; start < group.length; start += most) {
      const part = group.slice(start, start + most);
      if (transactions.at(-1)!.length + part.length > most) transactions.push([]);
      transactions.at(-1)!.push(...part);
    }
  }
  return transactions;
}

/** Puts a seller on the list of sellers. */
export function listSeller(sellerId: string): Change {
  return { put: { pk: SELLERS, sk: sellerId, body: { schema: 1 } } };
}

// Every customer of a run reads these.
const parsedSeller = parsedOnce(({ body }) => seller.parse(body.seller));
const parsedMeter = parsedOnce(({ body }) => meter.parse(body.meter));
const parsedPlan = parsedOnce(({ body }) => planVersion.parse(body.plan));

const parsedCoupon = parsedOnce(({ body }) => coupon.parse(body.coupon));

/** What a store of the catalog's other records keeps them under. */
export function catalogPartition(sellerId: string): string {
  return `${id.parse(sellerId)}|catalog`;
}

/** What a store of the customer's other records keeps them under. */
export function customerPartition(sellerId: string, customerId: string): string {
  return `${id.parse(sellerId)}|customer|${nonEmpty.parse(customerId)}`;
}

/** A partition without a seller in front: which sellers there are. */
const SELLERS = 'sellers';

const nonEmpty = z.string().min(1);
const customersPartition = (sellerId: string, shard: number): string => `${sellerId}|customers|${shard}`;
const sellerKey = (sellerId: string): Key => ({ pk: catalogPartition(sellerId), sk: 'seller' });
const customerKey = (sellerId: string, customerId: string): Key => ({ pk: customerPartition(sellerId, customerId), sk: 'profile' });
const planKey = (sellerId: string, plan: string, version: number): Key => ({
  pk: catalogPartition(sellerId),
  sk: `plan|${plan}|${String(version).padStart(6, '0')}`,
});
const itemKey = (sellerId: string, itemId: string): Key => ({ pk: catalogPartition(sellerId), sk: `item|${itemId}` });
const couponKey = (sellerId: string, coupon: string): Key => ({ pk: catalogPartition(sellerId), sk: `coupon|${coupon}` });
