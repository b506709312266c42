import { invoiceStep } from '../../shared/billing-run.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { invoiceFacts, keepFact } from '../../shared/invoice.store.ts';
import { instant } from '../../shared/period.ts';
import { archive, mail } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';
import { filedElectronicInvoice } from './electronic-invoice.store.ts';
import { invoiceMail } from './invoice-mail.ts';

const input = invoiceStep.extend({ enteredAt: instant });

/** Sends the archived document to the customer, once per invoice. A VOID document stays with us. */
export const handler = defineStep(input, async ({ sellerId, number, enteredAt }) => {
  const { content, issued, sent } = await invoiceFacts(sellerId, number);
  if (sent || issued?.isVoid) return null;
  if (!content || !issued) throw new NotFoundError(`Invoice ${number} of seller "${sellerId}" is not issued.`);

  const pdf = await archive().get(issued.archiveKey);
  if (!pdf) throw new NotFoundError(`The document ${issued.archiveKey} is not in the archive.`);
  const xml = await filedElectronicInvoice(content, issued.archiveKey);
  const { messageId } = await mail().send(invoiceMail(content, { pdf, xml }, enteredAt));
  await keepFact(sellerId, number, 'sent', { schema: 1, messageId, to: content.customer.email, sentAt: enteredAt });
  return null;
});
