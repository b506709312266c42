import { z } from 'zod';
import { id } from '../../shared/catalog.ts';
import { orderState } from '../../shared/orders/order.ts';
import { stockMovement, wantedMovement } from '../../shared/orders/stock.ts';
import { keptFor, movementsDown, requireStocked, stockedItem, stockedItems } from '../../shared/orders/stocked-item.store.ts';
import { instant } from '../../shared/period.ts';
import { steps } from '../../shared/ports.ts';
import { listPage } from './list-page.ts';
import { next, paging, sellerParams } from './v1-paging.ts';
import { apiRoute } from './v1-route.ts';

const STOCK = '/v1/sellers/{sellerId}/stock';
const ITEM = `${STOCK}/{item}`;
const itemParams = sellerParams.extend({ item: id.describe('Id of the item.') });
const movementAnswer = stockMovement
  .omit({ schema: true })
  .extend({ quantity: z.int().min(0).describe('Pieces that came or came back; of a count, those that are on hand.') })
  .meta({ id: 'StockMovement' });

/** Stock: what there is of each item, what came and was counted, and for which orders it is kept. */
export const STOCK_ROUTES = [
  apiRoute({
    ...{ method: 'GET', path: STOCK, name: 'listStock', part: 'orders', role: 'viewer', params: sellerParams },
    summary: 'Items of the catalog by their ids, with what is on hand, kept for orders, and free',
    query: z.strictObject(paging),
    answer: z.object({ items: z.array(stockedItem), next }),
    async work({ path: { sellerId }, query: { after, limit } }) {
      const { shown, ...more } = listPage(await stockedItems(sellerId), after, { nameOf: ({ item }) => item, most: limit });
      return { items: shown, ...more };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: ITEM, name: 'getStock', part: 'orders', role: 'viewer', params: itemParams },
    summary: 'What there is of an item',
    answer: stockedItem,
    work: ({ path: { sellerId, item } }) => requireStocked(sellerId, item),
  }),
  apiRoute({
    ...{ method: 'GET', path: `${ITEM}/movements`, name: 'listStockMovements', part: 'orders', role: 'viewer', params: itemParams },
    summary: 'What came of an item, came back and was counted, the latest first',
    query: z.strictObject(paging),
    answer: z.object({ movements: z.array(movementAnswer), next }),
    async work({ path: { sellerId, item }, query: { after, limit } }) {
      await requireStocked(sellerId, item);
      const { shown, ...more } = listPage(await movementsDown(sellerId, item), after, { nameOf: (it) => it.id, most: limit });
      return { movements: shown, ...more };
    },
  }),
  apiRoute({
    ...{ method: 'GET', path: `${ITEM}/reservations`, name: 'listReservations', part: 'orders', role: 'viewer', params: itemParams },
    summary: 'The orders that pieces of an item are kept for, the latest first',
    description: 'A page looks at 500 orders at most: it may hold few, and have a next one.',
    query: z.strictObject(paging),
    answer: z.object({
      reservations: z.array(
        z.object({
          order: z.string(),
          customerId: z.string(),
          quantity: z.int().min(1),
          state: orderState,
          until: instant.optional().describe('Until when, unless the order is paid or confirmed by then.'),
        }),
      ),
      next,
    }),
    async work({ path: { sellerId, item }, query }) {
      const { found, next: more } = await keptFor(sellerId, await requireStocked(sellerId, item), query);
      const reservations = found.map(({ order, quantity }) => {
        const { id: own, customerId, state, reservedUntil } = order;
        return { order: own, customerId, quantity, state, ...(reservedUntil === undefined ? {} : { until: reservedUntil }) };
      });
      return { reservations, ...(more === undefined ? {} : { next: more }) };
    },
  }),
  apiRoute({
    ...{ method: 'POST', path: `${ITEM}/movements`, name: 'moveStock', part: 'orders', role: 'biller', params: itemParams },
    summary: 'Say what came of an item, what came back of an order, or how many pieces were counted',
    description: 'Its id names the movement for good: the same again changes nothing, another under it is refused.',
    body: wantedMovement,
    answer: z.object({ onHand: z.int().min(0), isNew: z.boolean().describe('Whether it was written down just now.') }),
    async work({ path, body, by, at }) {
      const moved = await steps().call('orders/move-stock', { ...path, ...body, by: by.email, at });
      return z.object({ onHand: z.int(), isNew: z.boolean() }).parse(moved);
    },
  }),
];
