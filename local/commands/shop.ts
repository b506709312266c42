/** What the commands for orders and stock are done by: a data folder or a stage here, the HTTP API behind an address. */
import type { StockMovement } from '../../shared/orders/stock.ts';
import { movementsDown, stockedItems } from '../../shared/orders/stocked-item.store.ts';
import type { StockedItem } from '../../shared/orders/stocked-item.store.ts';
import type { WantedOrder } from '../../shared/orders/order.ts';
import type { Home } from '../home.ts';
import { decideOrder, listOrders, placeOrder, showOrder, type ShownOrder } from './orders.ts';
import { moveStock, type Moved, type MovementAsked } from './stock.ts';

/** What a person decides on an order. */
export type OrderAct = 'ship' | 'retry' | 'cancel';

/** Orders and stock of a seller. */
export interface Shop {
  place(order: WantedOrder, isChange: boolean): Promise<ShownOrder>;
  decide(orderId: string, act: OrderAct, reason: string | undefined): Promise<ShownOrder>;
  /** The latest first. */
  list(limit: number): Promise<ShownOrder[]>;
  show(orderId: string): Promise<ShownOrder>;
  stock(): Promise<StockedItem[]>;
  /** What came of an item and was counted, the latest first. */
  movements(item: string): Promise<Omit<StockMovement, 'schema'>[]>;
  move(asked: MovementAsked): Promise<Moved>;
}

/** @param who does it; asked where something is done */
export function shopIn(home: Home, sellerId: string, who: () => string): Shop {
  return {
    place: (order, isChange) => placeOrder(home, sellerId, order, who(), isChange),
    decide: (orderId, act, reason) => decideOrder(home, sellerId, orderId, act, { by: who(), reason }),
    list: (limit) => listOrders(sellerId, limit),
    show: (orderId) => showOrder(sellerId, orderId),
    stock: () => stockedItems(sellerId),
    movements: async (item) => (await movementsDown(sellerId, item)).map(({ schema: _, ...it }) => it),
    move: (asked) => moveStock(home, sellerId, who(), asked),
  };
}
