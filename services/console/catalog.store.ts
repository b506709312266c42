import { couponsOf, customersPage, metersOf, planVersions, requireSeller, subscriptionsOf } from '../../shared/catalog.store.ts';
import type { Seller } from '../../shared/catalog.ts';
import { latestImport, type LatestImport } from '../../shared/catalog-import.store.ts';
import type { Coupon } from '../../shared/coupon.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Meter } from '../../shared/meter.ts';
import { dateIn } from '../../shared/period.ts';
import type { PlanVersion } from '../../shared/plan.ts';
import type { ShardPlace } from '../../shared/shard-page.store.ts';
import { isRunning, termsOn } from './terms-on.ts';

/** Customers that are looked at for how many are subscribed. */
const MOST_COUNTED = 5_000;
const PAGE = 100;

/** All of a catalog but the customers. */
export interface CatalogView {
  readonly seller: Seller;
  readonly plans: readonly PlanVersion[];
  readonly meters: readonly Meter[];
  readonly coupons: readonly Coupon[];
  readonly latest: LatestImport | undefined;
}

export async function catalogView(sellerId: string): Promise<CatalogView> {
  const [seller, plans, meters, coupons, latest] = await Promise.all([
    requireSeller(sellerId),
    planVersions(sellerId),
    metersOf(sellerId),
    couponsOf(sellerId),
    latestImport(sellerId),
  ]);
  return { seller, plans, meters, coupons, latest };
}

/** How many subscriptions run on each version of the plans, by `plan version`. */
export interface Subscribers {
  readonly running: ReadonlyMap<string, number>;
  readonly customers: number;
  /** False where there are more customers than were looked at. */
  readonly isWhole: boolean;
}

/**
 * Counts the subscriptions that run, customer by customer: nothing else says who is subscribed, so it is asked for by
 * itself, and ends after MOST_COUNTED customers.
 *
 * @param at instant at which they run
 */
export async function countSubscribers(sellerId: string, plans: readonly PlanVersion[], at: string): Promise<Subscribers> {
  const running = new Map<string, number>();
  let customers = 0;
  let place: ShardPlace | undefined = { shard: 0 };
  while (place && customers < MOST_COUNTED) {
    const page = await customersPage(sellerId, place, PAGE);
    const each = page.customers.map(async ({ id, zone }) => {
      const day = dateIn(at, zone);
      return (await subscriptionsOf(sellerId, id)).filter((it) => isRunning(it, day)).map((it) => termsOn(it, plans, day));
    });
    for (const { plan, version } of (await Promise.all(each)).flat()) {
      const key = `${plan} ${version}`;
      running.set(key, (running.get(key) ?? 0) + 1);
    }
    customers += page.customers.length;
    place = page.next;
  }
  return { running, customers, isWhole: place === undefined };
}

/** A version of a plan with those beside it. */
export interface PlanView {
  readonly plan: PlanVersion;
  /** All versions, the latest first. */
  readonly versions: readonly PlanVersion[];
  readonly meters: readonly Meter[];
}

/** @throws {NotFoundError} if there is no such version */
export async function planView(sellerId: string, id: string, version: number): Promise<PlanView> {
  const [plans, meters] = await Promise.all([planVersions(sellerId), metersOf(sellerId)]);
  const versions = plans.filter((it) => it.id === id).sort((a, b) => b.version - a.version);
  const plan = versions.find((it) => it.version === version);
  if (!plan) throw new NotFoundError(`There is no version ${version} of a plan "${id}".`);
  return { plan, versions, meters };
}
