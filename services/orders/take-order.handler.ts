import { sellerAsking } from '../../shared/asking.store.ts';
import { answerOf, MOST_ORDER_BYTES, requireOwnId, requireTaken } from '../../shared/orders/order-answer.ts';
import { requireOrder, requirePlaced } from '../../shared/orders/order.store.ts';
import { wantedOrder } from '../../shared/orders/order.ts';
import { bodyAs } from '../../shared/request-body.ts';
import { defineRoute } from '../../shared/route.ts';
import { placeOrder } from './placing.store.ts';

/**
 * `POST /v1/orders` places an order, `POST /v1/orders/{orderId}/change` another version of one, as its id names it; the same
 * again changes nothing.
 */
export const handler = defineRoute(async (request, note) => {
  const { sellerId, at, by } = await sellerAsking(request, 'order', note);
  const bytes = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
  const wanted = bodyAs(wantedOrder, bytes, MOST_ORDER_BYTES);
  note({ orderId: wanted.id });
  const changed = request.pathParameters?.['orderId'];
  if (changed !== undefined) requireOwnId(wanted, changed);
  const { isNew } = requireTaken(await placeOrder(sellerId, wanted, { by, at, isChange: changed !== undefined }));
  const { order } = await requireOrder(sellerId, wanted.id);
  return { isNew, order: answerOf(order, await requirePlaced(sellerId, order.id, order.version)) };
});
