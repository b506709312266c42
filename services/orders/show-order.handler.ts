import { sellerAsking } from '../../shared/asking.store.ts';
import { answerOf } from '../../shared/orders/order-answer.ts';
import { requireOrder, requirePlaced } from '../../shared/orders/order.store.ts';
import { orderId } from '../../shared/orders/order.ts';
import { RequestError } from '../../shared/request-error.ts';
import { defineRoute } from '../../shared/route.ts';

/** `GET /v1/orders/{orderId}`: what has become of an order. */
export const handler = defineRoute(async (request, note) => {
  const { sellerId } = await sellerAsking(request, 'order', note);
  const wanted = orderId.safeParse(request.pathParameters?.['orderId']);
  if (!wanted.success) throw new RequestError(404, `Seller "${sellerId}" has no such order.`);
  note({ orderId: wanted.data });
  const { order } = await requireOrder(sellerId, wanted.data);
  return answerOf(order, await requirePlaced(sellerId, order.id, order.version));
});
