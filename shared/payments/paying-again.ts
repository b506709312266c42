import type { Customer } from '../catalog.ts';
import type { Invoice } from '../invoice.ts';
import { decimal } from '../money.ts';
import type { Order } from '../orders/order.ts';
import { compareInstants } from '../period.ts';
import { hasFailed } from './payment.ts';
import type { Payment } from './payment.ts';

/**
 * What a customer can do about an invoice that is paid by card: `begin` a payment on the page of the provider, or `go-on` with
 * one that is begun; it is `announced` that the card is charged, `on-its-way`, or `unknown` what became of it; or nothing is to be
 * paid by card.
 */
export type ByCard = 'begin' | 'go-on' | 'announced' | 'on-its-way' | 'unknown' | 'none';

/** What decides it, as it is now. */
export interface Payable {
  readonly invoice: Pick<Invoice, 'paymentMeans'>;
  /** What is open of the invoice. */
  readonly open: string;
  /** The latest attempt to collect it. */
  readonly last: Payment | undefined;
  readonly customer: Pick<Customer, 'payment'> | undefined;
  /** The order that it is the invoice of. */
  readonly order: Pick<Order, 'state' | 'reservedUntil' | 'ended'> | undefined;
  /** The present. */
  readonly at: string;
}

/** Nothing is begun while it is not known that all attempts before have failed, or behind the end of an order. */
export function byCard({ invoice, open, last, customer, order, at }: Payable): ByCard {
  if (invoice.paymentMeans?.by !== 'card' || !decimal(open).gt(0) || isOver(order, at)) return 'none';
  if (!last || hasFailed(last)) return customer?.payment?.method !== 'card' ? 'none' : last ? 'begin' : 'announced';
  switch (last.outcome?.state) {
    case 'action-required':
      return 'go-on';
    case 'pending':
      return 'on-its-way';
    case undefined:
    case 'unknown':
      // What is only to be paid on a page has charged nothing that its provider has not told of.
      return isOnPage(last) ? 'go-on' : 'unknown';
    default:
      return 'none';
  }
}

/** Whether a payment is one that the customer makes on a page of the provider, and nothing is charged without. */
export function isOnPage({ by }: Pick<Payment, 'by'>): boolean {
  return by.method === 'card' && by.isOnPage === true;
}

/** An order that has ended, or whose goods are kept no longer, takes no money any more. */
function isOver(order: Payable['order'], at: string): boolean {
  if (!order) return false;
  const { ended, state, reservedUntil } = order;
  return ended !== undefined || (state === 'invoiced' && reservedUntil !== undefined && compareInstants(reservedUntil, at) <= 0);
}
