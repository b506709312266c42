import { catalogFile, catalogYamlText } from '../../shared/catalog-text.ts';
import { couponsOf, itemsOf, metersOf, planVersions, requireSeller } from '../../shared/catalog.store.ts';
import type { Seller } from '../../shared/catalog.ts';
import { latestImport, type LatestImport } from '../../shared/catalog-import.store.ts';
import type { Coupon } from '../../shared/coupon.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Meter } from '../../shared/meter.ts';
import type { PlanVersion } from '../../shared/plan.ts';

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

/** The catalog as a file that can be imported, without customers. */
export async function catalogText(sellerId: string): Promise<string> {
  const { seller, meters, plans, coupons } = await catalogView(sellerId);
  const items = await itemsOf(sellerId);
  return `${catalogYamlText(catalogFile({ seller, meters, plans, ...(coupons.length > 0 ? { coupons } : {}), ...(items.length > 0 ? { items } : {}) }))}\n`;
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
