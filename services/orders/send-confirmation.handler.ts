import { requireFact, getFact, keepFact } from '../../shared/invoice.store.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { decimal } from '../../shared/money.ts';
import { decidedOn, orderChange, requireGoingOn, requirePlaced } from '../../shared/orders/order.store.ts';
import { archive } from '../../shared/ports.ts';
import { sendUnlessMarked } from '../../shared/marked-address.store.ts';
import { defineStep } from '../../shared/step.ts';
import { confirmationMail } from './order-mails.ts';
import { orderStep } from './order-step.ts';

/** Confirms the order, and tells the customer with the invoice attached, once. From here on its goods are kept until they are sent. */
export const handler = defineStep(orderStep, async ({ sellerId, orderId, version, enteredAt }) => {
  const order = await decidedOn(`order "${orderId}"`, async () => {
    const record = await requireGoingOn(sellerId, orderId, version);
    if (record.order.state !== 'invoiced') return { answer: record.order };
    return { write: [orderChange(sellerId, record, { state: 'confirmed' })], answer: record.order };
  });
  const number = order.number!;
  if (await getFact(sellerId, number, 'sent')) return { number };
  const { terms } = await requirePlaced(sellerId, orderId, version);
  const invoice = await requireFact(sellerId, number, 'content');
  const { archiveKey } = await requireFact(sellerId, number, 'issued');
  const pdf = await archive().get(archiveKey);
  if (!pdf) throw new NotFoundError(`The document ${archiveKey} is not in the archive.`);
  const isPaid = terms === 'prepaid' || decimal(invoice.totals.payable).isZero();
  const fate = await sendUnlessMarked(sellerId, confirmationMail(order, invoice, pdf, { isPaid, at: enteredAt }));
  if (fate)
    await keepFact(sellerId, number, 'sent', { schema: 1, messageId: fate.messageId, to: invoice.customer.email, sentAt: enteredAt });
  return { number };
});
