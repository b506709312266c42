import { getCustomer } from '../catalog.store.ts';
import type { Customer } from '../catalog.ts';
import { NotFoundError } from '../errors.ts';
import type { Invoice } from '../invoice.ts';
import { requireNumberedDraft } from '../number.store.ts';
import { getOrder } from '../orders/order.store.ts';
import { orderOfRun } from '../orders/order.ts';
import type { Order } from '../orders/order.ts';
import { byCard } from './paying-again.ts';
import type { ByCard } from './paying-again.ts';
import { paymentsOf } from './payment.store.ts';
import type { Payment } from './payment.ts';

/** How an invoice stands that a customer may want to pay. */
export interface PayingAgain {
  readonly byCard: ByCard;
  /** Attempts to collect it so far, the first first. */
  readonly payments: readonly Payment[];
  readonly customer: Customer | undefined;
  readonly order: Order | undefined;
}

/**
 * @param open what is open of the invoice
 * @param at the present
 */
export async function payingAgain(invoice: Invoice, open: string, at: string): Promise<PayingAgain> {
  const { number, seller, customer: party } = invoice;
  const [payments, customer, order] = await Promise.all([
    paymentsOf(seller.id, number),
    getCustomer(seller.id, party.id),
    orderOf(seller.id, number),
  ]);
  return { byCard: byCard({ invoice, open, last: payments.at(-1), customer, order, at }), payments, customer, order };
}

/** The order that a number is the invoice of; undefined for one of a month, and for one that another program has given out. */
async function orderOf(sellerId: string, number: string): Promise<Order | undefined> {
  const numbered = await requireNumberedDraft(sellerId, number).catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  });
  const orderId = numbered && orderOfRun(numbered.runId);
  return orderId === undefined ? undefined : (await getOrder(sellerId, orderId))?.order;
}
