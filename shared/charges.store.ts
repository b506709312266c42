import { z } from 'zod';
import type { CustomerStep } from './billing-run.ts';
import { id } from './catalog.ts';
import { appliedCoupon } from './coupon.ts';
import type { AppliedCoupon } from './coupon.ts';
import { NotFoundError } from './errors.ts';
import { chargeLine } from './invoice.ts';
import type { ChargeLine } from './invoice.ts';
import { currencyCode } from './money.ts';
import { isWithin, period } from './period.ts';
import { table } from './ports.ts';
import { writtenTiming } from './price.ts';
import { putOnce } from './put-once.ts';
import type { Key } from './table.ts';
import { annexedUsage } from './usage-annex.ts';

/** What pricing hands to invoicing: the lines of one attempt and the periods they bill. */
export const charges = z.object({
  schema: z.literal(1),
  currency: currencyCode.optional(),
  lines: z.array(chargeLine),
  /** Daily quantities behind the lines; absent where the customer gets no annex. */
  usageAnnex: z.array(annexedUsage).min(1).optional(),
  /**
   * Every period that is billed, also those in which nothing was due, and every one that is corrected: `sequence` 0
   * is the first bill. `voided` of the bills before it became a VOID, and `compared` of the subscription were looked at.
   * `timing` is absent in arrears; `terms` names those it was rated on.
   */
  periods: z.array(
    z.object({
      subscriptionId: id,
      whole: period,
      sequence: z.number().int().min(0).default(0),
      voided: z.number().int().min(0).default(0),
      compared: z.number().int().min(0).default(0),
      timing: writtenTiming.optional(),
      terms: z.string().optional(),
    }),
  ),
  /** Coupons of the bill, in the order they were taken off; absent where it has none. */
  coupons: z.array(appliedCoupon).optional(),
  /** Version of the record of coupons used by earlier bills that they were taken on, where one of them is limited; 0: none. */
  usesVersion: z.number().int().min(0).optional(),
  snapshotKey: z.string(),
});
export type Charges = z.infer<typeof charges>;

/** Keeps the charges of an attempt; the same again is success. */
export async function keepCharges(step: CustomerStep, kept: Charges): Promise<void> {
  await putOnce([{ ...chargesKey(step), body: kept }]);
}

export async function getCharges(step: CustomerStep): Promise<Charges | undefined> {
  const item = await table().get(chargesKey(step));
  return item && charges.parse(item.body);
}

/** @throws {NotFoundError} if the attempt was not priced */
export async function requireCharges(step: CustomerStep): Promise<Charges> {
  const found = await getCharges(step);
  if (!found) throw new NotFoundError(`Attempt ${step.attempt} of customer "${step.customerId}" in run "${step.runId}" has no charges.`);
  return found;
}

/** A whole period of a subscription, billed in advance or, where it does not say so, in arrears. */
export type BilledPeriod = Pick<Charges['periods'][number], 'subscriptionId' | 'whole' | 'timing'>;

/**
 * What attempts whose claims stand for good have billed of a whole period of a subscription, line by line, and the coupons
 * of its first bill.
 *
 * @param attempts the first bill first
 * @throws {NotFoundError} if one of them was not priced
 */
export async function billedCharges(
  attempts: readonly CustomerStep[],
  { subscriptionId, whole, timing }: BilledPeriod,
): Promise<{ billed: ChargeLine[]; coupons: AppliedCoupon[] }> {
  const charged = await Promise.all(attempts.map(requireCharges));
  const billed = charged.flatMap(({ lines }) =>
    lines.filter(({ period: { start }, trace }) => {
      return trace.subscription === subscriptionId && trace.timing === timing && isWithin(start, whole);
    }),
  );
  return { billed, coupons: charged[0]?.coupons?.filter(({ isOffered }) => isOffered) ?? [] };
}

const chargesKey = ({ sellerId, runId, customerId, attempt }: CustomerStep): Key => ({
  pk: `${sellerId}|draft|${runId}|${customerId}`,
  sk: `charges|${attempt}`,
});
