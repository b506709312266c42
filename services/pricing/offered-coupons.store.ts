import { z } from 'zod';
import type { BillingRun, CustomerStep } from '../../shared/billing-run.ts';
import { requireCoupon } from '../../shared/catalog.store.ts';
import type { Customer } from '../../shared/catalog.ts';
import { appliedCoupon, isLimited } from '../../shared/coupon.ts';
import { decimalText } from '../../shared/money.ts';
import { table } from '../../shared/ports.ts';
import { reservationsOf } from '../../shared/reservation.store.ts';
import type { RatedOn } from './charges.ts';
import type { OfferedCoupons } from './coupons-of-bill.ts';
import { offersOf } from './offered-coupons.ts';

const offeredCoupons = z.object({
  offers: z.array(appliedCoupon.pick({ coupon: true, span: true }).extend({ left: decimalText.optional() })),
  usesVersion: z.number().int().min(0).optional(),
});

/**
 * The coupons that an attempt is priced with, fixed at the first look: of two calls at once, both price with what was
 * kept first. A customer without coupons costs no read.
 */
export async function takeOfferedCoupons(
  step: CustomerStep,
  run: Pick<BillingRun, 'isDryRun'>,
  customer: Customer,
  rated: readonly RatedOn[],
): Promise<OfferedCoupons | undefined> {
  const offered = await currentCoupons(step, run, customer, rated);
  if (!offered) return undefined;
  const key = { pk: `${step.sellerId}|draft|${step.runId}|${step.customerId}`, sk: `coupons|${step.attempt}` };
  const [fate] = await table().append([{ ...key, body: { schema: 1, offered } }]);
  return fate?.stored === false ? offeredCoupons.parse(fate.existing.body.offered) : offered;
}

/** The coupons a customer may use now; keeps nothing. What bills took of them is read only where it limits one. */
export async function currentCoupons(
  step: CustomerStep,
  { isDryRun }: Pick<BillingRun, 'isDryRun'>,
  { coupons = [] }: Pick<Customer, 'coupons'>,
  rated: readonly RatedOn[],
): Promise<OfferedCoupons | undefined> {
  const corrected = rated.flatMap((it) => it.coupons ?? []);
  if (coupons.length === 0 && corrected.length === 0) return undefined;
  const given = await Promise.all(
    coupons.map(async ({ coupon, ...span }) => ({ coupon: await requireCoupon(step.sellerId, coupon), span })),
  );
  if (![...given, ...corrected].some(({ coupon }) => isLimited(coupon))) return { offers: offersOf(given, []) };
  const { standing, version } = await reservationsOf('coupons', { ...step, isDryRun });
  return { offers: offersOf(given, standing), usesVersion: version };
}
