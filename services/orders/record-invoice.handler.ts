import { decidedOn, orderChange, requireGoingOn, requirePlaced } from '../../shared/orders/order.store.ts';
import { issuedNumberOf } from '../../shared/orders/issued-number.store.ts';
import { OrderEndedError } from '../../shared/errors.ts';
import { defineStep } from '../../shared/step.ts';
import { orderStep } from './order-step.ts';

/** Writes the number of the issued invoice down with its order, and says whether it is paid before it is confirmed. */
export const handler = defineStep(orderStep, ({ sellerId, orderId, version }) =>
  decidedOn(`order "${orderId}"`, async () => {
    const record = await requireGoingOn(sellerId, orderId, version);
    const { terms } = await requirePlaced(sellerId, orderId, version);
    const number = await issuedNumberOf(sellerId, record.order);
    if (number === undefined) throw new OrderEndedError(`Order "${orderId}" has no invoice that is issued.`);
    const answer = { number, terms, trigger: 'settlement' };
    if (record.order.state !== 'invoicing') return { answer };
    return { write: [orderChange(sellerId, record, { state: 'invoiced', number })], answer };
  }),
);
