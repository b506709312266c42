import { getFact } from '../../shared/invoice.store.ts';
import { decimal } from '../../shared/money.ts';
import { requireGoingOn } from '../../shared/orders/order.store.ts';
import type { Order } from '../../shared/orders/order.ts';
import { hasFailed } from '../../shared/payments/payment.ts';
import { paymentsOf } from '../../shared/payments/payment.store.ts';
import { secondsIn } from '../../shared/period.ts';
import { getOpenItem } from '../../shared/receivables/open-items.store.ts';

/** What comes next for the payment of an order that is paid before it is confirmed. */
export interface PaymentPlan {
  readonly do: 'confirm' | 'collect' | 'wait' | 'give-up';
  readonly number: string;
  readonly terms: 'prepaid';
  /** Names the attempt to collect it. */
  readonly trigger: string;
  /** Until the goods are kept no longer; at least 1. */
  readonly seconds: number;
}

/** How the payment stands, and what comes next; nothing is done yet. */
export interface PaymentStanding {
  readonly plan: PaymentPlan;
  readonly order: Order;
  /** What is open of the invoice. */
  readonly open: string;
  /** `asked`: a payment is under way; `declined`: the last one failed; `none`: there is nothing to collect by. */
  readonly collected: 'asked' | 'declined' | 'none';
}

/**
 * @param trigger of the last attempt
 * @throws {OrderEndedError} if the order is over
 */
export async function paymentStanding(
  { sellerId, orderId, version }: { sellerId: string; orderId: string; version: number },
  trigger: string,
  at: string,
): Promise<PaymentStanding> {
  const { order } = await requireGoingOn(sellerId, orderId, version);
  const number = order.number!;
  const item = await getOpenItem(sellerId, number, at.slice(0, 10));
  const open = item?.open ?? (await getFact(sellerId, number, 'content'))!.totals.payable;
  const last = (await paymentsOf(sellerId, number)).at(-1);
  const wanted = order.retries === undefined ? 'settlement' : `order-${order.retries}`;
  const left = order.reservedUntil === undefined ? 0 : secondsIn({ start: at, end: order.reservedUntil, zone: 'UTC' });
  const next = !decimal(open).gt(0) ? 'confirm' : left <= 0 ? 'give-up' : wanted === trigger ? 'wait' : 'collect';
  const collected = last === undefined ? 'none' : hasFailed(last) ? 'declined' : 'asked';
  const plan = { do: next, number, terms: 'prepaid', trigger: wanted, seconds: Math.max(1, Math.ceil(left)) } as const;
  return { plan, order, open, collected };
}
