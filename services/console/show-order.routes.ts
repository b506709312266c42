import { NotFoundError } from '../../shared/errors.ts';
import { invoiceView } from './invoice.store.ts';
import { orderView } from './orders.store.ts';
import type { ShownOrder } from './shown-order.ts';

/** An order with its invoice. @throws {NotFoundError} if there is no such order */
export async function shownOrder(sellerId: string, orderId: string): Promise<ShownOrder> {
  const view = await orderView(sellerId, orderId);
  const { number } = view.order;
  return { ...view, invoice: number === undefined ? undefined : await invoiceView(sellerId, number).catch(unlessMissing) };
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof NotFoundError) return undefined;
  throw error;
}
