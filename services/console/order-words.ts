import type { ListedOrder, OrderMail } from './orders.store.ts';
import { badge, type Tone } from './badge.ts';
import type { Markup } from './markup.ts';

type Order = ListedOrder['order'];
type State = Order['state'];

/** How an order stands, in words of people. */
export const ORDER_STATES: Readonly<Record<State, { readonly tone: Tone; readonly words: string }>> = {
  placed: { tone: 'running', words: 'Placed' },
  reserved: { tone: 'running', words: 'Goods kept' },
  invoicing: { tone: 'running', words: 'Being invoiced' },
  invoiced: { tone: 'waiting', words: 'Waiting for payment' },
  confirmed: { tone: 'running', words: 'Confirmed, to be shipped' },
  shipped: { tone: 'done', words: 'Shipped' },
  declined: { tone: 'neutral', words: 'Declined' },
  cancelled: { tone: 'neutral', words: 'Cancelled' },
};

/** Why an order has ended without goods. */
export const ENDED: Readonly<Record<NonNullable<Order['ended']>['as'], string>> = {
  unavailable: 'The goods were not there',
  unpaid: 'It was not paid in time',
  expired: 'Nobody went on with it in time',
  failed: 'Its invoice could not be made',
  cancelled: 'It was cancelled',
};

export const MAILS: Readonly<Record<OrderMail['what'], string>> = {
  confirmation: 'Confirmation sent, with the invoice',
  payment: 'Asked for the payment',
  ended: 'Told that there will be no goods',
};

/** @param hasFailed whether its execution ended before it came to an end */
export function orderBadge({ state }: Order, hasFailed = false): Markup {
  if (hasFailed) return badge('failed', 'Failed');
  const { tone, words } = ORDER_STATES[state];
  return badge(tone, words);
}
