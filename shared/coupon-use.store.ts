import { requireRun } from './billing-run.store.ts';
import type { CustomerStep } from './billing-run.ts';
import type { Charges } from './charges.store.ts';
import { isLimited } from './coupon.ts';
import { ClaimTakenError } from './errors.ts';
import { decimal } from './money.ts';
import { reserving, stockVersion } from './reservation.store.ts';
import type { Change } from './table.ts';

/**
 * The changes by which an attempt uses the coupons that are limited to a number of bills or an amount. They belong in the
 * transaction that writes the draft. A dry run uses none.
 *
 * @throws {ClaimTakenError} if another run has used coupons of the customer since this attempt was priced
 */
export async function couponsToUse(step: CustomerStep, { coupons = [], usesVersion }: Charges): Promise<Change[]> {
  const parts = coupons
    .filter(({ coupon, amount, isBill }) => isLimited(coupon) && (isBill || !decimal(amount).isZero()))
    .map(({ coupon, amount, isBill }) => ({ id: coupon.id, amount, ...(isBill ? { isBill } : {}) }));
  if (usesVersion === undefined || parts.length === 0 || (await requireRun(step.sellerId, step.runId)).isDryRun) return [];
  if ((await stockVersion('coupons', step)) !== usesVersion)
    throw new ClaimTakenError(`Another run has used a coupon of customer "${step.customerId}" since this attempt was priced.`);
  return reserving('coupons', step, parts, usesVersion);
}
