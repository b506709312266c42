/** Orders and stock behind an address, by the HTTP API. */
import type { StockMovement } from '../../shared/orders/stock.ts';
import type { StockedItem } from '../../shared/orders/stocked-item.store.ts';
import type { ShownOrder } from '../commands/orders.ts';
import type { Shop } from '../commands/shop.ts';
import { piecesOf, type Moved } from '../commands/stock.ts';
import type { ApiClient } from './api-client.ts';

const LOOK_MILLISECONDS = 250;
const MOST_LOOKS = 40;
/** States that an order leaves by itself. */
const UNDER_WAY: readonly ShownOrder['state'][] = ['placed', 'reserved', 'invoicing', 'invoiced'];

export function shopBehind(api: ApiClient, sellerId: string): Shop {
  const seller = `/v1/sellers/${sellerId}`;
  const pathOf = (orderId: string): string => `${seller}/orders/${encodeURIComponent(orderId)}`;
  const itemOf = (item: string): string => `${seller}/stock/${encodeURIComponent(item)}`;
  const show = async (orderId: string): Promise<ShownOrder> => {
    const { versions: _, creditNotes: __, mails: ___, ...order } = await api.get<ShownOrder & Record<string, unknown>>(pathOf(orderId));
    return order;
  };

  /** Follows an order until it is confirmed or has ended, or waits for its money for a while. */
  async function followed(orderId: string): Promise<ShownOrder> {
    for (let look = 1; ; look++) {
      const order = await show(orderId);
      if (!UNDER_WAY.includes(order.state) || look === MOST_LOOKS) return order;
      // A prepaid one may wait for days; a card takes a moment.
      if (order.state === 'invoiced' && order.terms === 'prepaid' && look > MOST_LOOKS / 4) return order;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  }

  return {
    show,
    async place(order, isChange) {
      await api.post(isChange ? `${pathOf(order.id)}/change` : `${seller}/orders`, order);
      return followed(order.id);
    },
    async decide(orderId, act, reason) {
      const { order } = await api.post<{ order: ShownOrder }>(`${pathOf(orderId)}/${act}`, reason === undefined ? {} : { reason });
      return act === 'retry' ? followed(orderId) : order;
    },
    async list(limit) {
      const found: ShownOrder[] = [];
      for await (const order of api.entries<ShownOrder>(`${seller}/orders`, 'orders', { limit: Math.min(limit, 100) }))
        if (found.push(order) === limit) break;
      return found;
    },
    stock: () => Array.fromAsync(api.entries<StockedItem>(`${seller}/stock`, 'items')),
    movements: (item) => Array.fromAsync(api.entries<Omit<StockMovement, 'schema'>>(`${itemOf(item)}/movements`, 'movements')),
    move: ({ item, quantity, ...asked }) => api.post<Moved>(`${itemOf(item)}/movements`, { ...asked, quantity: piecesOf(quantity) }),
  };
}
