import { z } from 'zod';
import { answerOf, MOST_ORDER_BYTES, orderAnswer, requireOwnId, requireTaken } from '../../shared/orders/order-answer.ts';
import { askedState } from '../../shared/orders/order-list.store.ts';
import { requireOrder, requirePlaced } from '../../shared/orders/order.store.ts';
import { orderId, orderPlacing, wantedOrder } from '../../shared/orders/order.ts';
import type { WantedOrder } from '../../shared/orders/order.ts';
import { id } from '../../shared/catalog.ts';
import { instant } from '../../shared/period.ts';
import { person } from '../../shared/person.ts';
import { steps } from '../../shared/ports.ts';
import { ordersPage } from './orders.store.ts';
import { shownOrder } from './show-order.routes.ts';
import { next, paging, sellerParams } from './v1-paging.ts';
import { apiRoute, type ApiRequest } from './v1-route.ts';

const ORDERS = '/v1/sellers/{sellerId}/orders';
const ORDER = `${ORDERS}/{orderId}`;
const orderParams = sellerParams.extend({ orderId: orderId.describe('Id of the order.') });
const placedAnswer = z.object({ isNew: z.boolean().describe('Whether it was placed just now.'), order: orderAnswer });
const decidedAnswer = z.object({ isNew: z.boolean().describe('Whether it was decided just now.'), order: orderAnswer });
const reason = z.string().trim().min(1).max(300).optional().describe('Why; kept in the audit log.');

/** Orders: what is ordered and where it stands, placed and changed, and what people decide on them. */
export const ORDER_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: ORDERS, name: 'listOrders', part: 'orders', role: 'viewer', params: sellerParams },
    summary: 'Orders, the latest first',
    description: 'A page looks at 500 orders at most: it may hold few, and have a next one.',
    query: z.strictObject({
      state: askedState.optional().describe('Only in this state; `open` is any in which goods are kept.'),
      customer: id.optional().describe('Only of this customer.'),
      search: z.string().min(1).max(100).optional().describe('Only those with this text in their id.'),
      ...paging,
    }),
    answer: z.object({ orders: z.array(orderAnswer), next }),
    async work({ path: { sellerId }, query: { after, limit, ...filter } }) {
      const { orders, next: more } = await ordersPage(sellerId, filter, { after, limit });
      return { orders: orders.map(({ order, placed }) => answerOf(order, placed)), ...(more === undefined ? {} : { next: more }) };
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: ORDERS, name: 'placeOrder', part: 'orders', role: 'biller', params: sellerParams },
    summary: 'Place an order',
    description: 'Its id names it for good: the same again changes nothing, other content under it is refused.',
    mostBytes: MOST_ORDER_BYTES,
    body: wantedOrder,
    answer: placedAnswer,
    work: (asked) => placed(asked, false),
  }),
  apiRoute({
    ...{ method: 'POST', path: `${ORDER}/change`, name: 'changeOrder', part: 'orders', role: 'biller', params: orderParams },
    summary: 'Take another version of an order, until its invoice is begun',
    description: 'The body is the whole order as it is to be.',
    mostBytes: MOST_ORDER_BYTES,
    body: wantedOrder,
    answer: placedAnswer,
    work(asked) {
      requireOwnId(asked.body, asked.path.orderId);
      return placed(asked, true);
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: ORDER, name: 'getOrder', part: 'orders', role: 'viewer', params: orderParams },
    summary: 'An order: its lines, where it stands, its versions, its credit notes and its mails',
    answer: orderAnswer.extend({
      versions: z.array(z.object({ version: z.int(), placedAt: instant, by: person })).describe('The first first; the last one counts.'),
      creditNotes: z.array(z.string()).describe('Numbers of the credit notes of its invoice.'),
      mails: z.array(z.object({ what: z.enum(['confirmation', 'payment', 'ended']), sentAt: instant })),
    }),
    async work({ path: { sellerId, orderId: wanted } }) {
      const { order, placed: counts, versions, invoice, mails } = await shownOrder(sellerId, wanted);
      return {
        ...answerOf(order, counts),
        versions: versions.map(({ version, placedAt, by }) => ({ version, placedAt, by })),
        creditNotes: (invoice?.notes ?? []).flatMap(({ number }) => number ?? []),
        mails: mails.map(({ what, sentAt }) => ({ what, sentAt })),
      };
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: `${ORDER}/retry`, name: 'retryOrder', part: 'orders', role: 'biller', params: orderParams },
    summary: 'Try again to collect the payment that an order waits for',
    body: z.strictObject({ reason }),
    answer: decidedAnswer,
    work: (asked) => decided(asked, 'retry'),
  }),
  apiRoute({
    ...{ method: 'POST', path: `${ORDER}/ship`, name: 'shipOrder', part: 'orders', role: 'biller', params: orderParams },
    summary: 'Say that the goods of a confirmed order were sent',
    body: z.strictObject({ reason }),
    answer: decidedAnswer,
    work: (asked) => decided(asked, 'ship'),
  }),
  apiRoute({
    ...{ method: 'POST', path: `${ORDER}/cancel`, name: 'cancelOrder', part: 'orders', role: 'biller', params: orderParams },
    summary: 'Cancel an order that was not shipped; its goods are free, and its invoice is credited',
    body: z.strictObject({ reason: reason.unwrap() }),
    answer: decidedAnswer,
    work: (asked) => decided(asked, 'cancel'),
  }),
];

type OfOrder<Body> = ApiRequest<{ readonly sellerId: string; readonly orderId: string }, unknown, Body>;

async function placed(
  { path: { sellerId }, body, by, at }: ApiRequest<{ readonly sellerId: string }, unknown, WantedOrder>,
  isChange: boolean,
): Promise<z.input<typeof placedAnswer>> {
  const asked = { sellerId, order: body, isChange, by: by.email, at };
  const { isNew } = requireTaken(orderPlacing.parse(await steps().call('orders/place-order', asked)));
  return { isNew, order: await orderNow(sellerId, body.id) };
}

async function decided(
  { path, body, by, at }: OfOrder<{ readonly reason?: string | undefined }>,
  kind: 'retry' | 'ship' | 'cancel',
): Promise<z.input<typeof decidedAnswer>> {
  const answer = await steps().call('orders/decide-order', { ...path, kind, ...body, by: by.email, at });
  return { ...z.object({ isNew: z.boolean() }).parse(answer), order: await orderNow(path.sellerId, path.orderId) };
}

async function orderNow(sellerId: string, wanted: string): Promise<z.input<typeof orderAnswer>> {
  const { order } = await requireOrder(sellerId, wanted);
  return answerOf(order, await requirePlaced(sellerId, wanted, order.version));
}
