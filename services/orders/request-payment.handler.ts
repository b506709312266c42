import { z } from 'zod';
import { requireCustomer } from '../../shared/catalog.store.ts';
import { pageToPay } from '../../shared/customer-link.store.ts';
import { requireFact } from '../../shared/invoice.store.ts';
import { archive } from '../../shared/ports.ts';
import { sendUnlessMarked } from '../../shared/marked-address.store.ts';
import { defineStep } from '../../shared/step.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { paymentMail } from './order-mails.ts';
import { orderStep } from './order-step.ts';
import { paymentStanding } from './payment-plan.store.ts';

const input = orderStep.extend({ trigger: z.string() });

/** Says what comes next for a payment; a customer of whom nothing is collected, or whose payment failed, is asked for it, once an attempt. */
export const handler = defineStep(input, async ({ trigger, enteredAt, ...step }) => {
  const { plan, order, open, collected } = await paymentStanding(step, trigger, enteredAt);
  if (plan.do !== 'wait' || collected === 'asked') return plan;
  const invoice = await requireFact(step.sellerId, plan.number, 'content');
  const { archiveKey } = await requireFact(step.sellerId, plan.number, 'issued');
  const pdf = await archive().get(archiveKey);
  if (!pdf) throw new NotFoundError(`The document ${archiveKey} is not in the archive.`);
  const { zone } = await requireCustomer(step.sellerId, order.customerId);
  const url = await pageToPay(invoice);
  await sendUnlessMarked(
    step.sellerId,
    paymentMail(order, invoice, { pdf, url }, { open, zone, trigger, isDeclined: collected === 'declined', at: enteredAt }),
  );
  return plan;
});
