import { invoiceStep } from '../../shared/billing-run.ts';
import { instant } from '../../shared/period.ts';
import { defineStep } from '../../shared/step.ts';
import { sendInvoice } from './sent-invoice.store.ts';

const input = invoiceStep.extend({ enteredAt: instant });

/** Sends the archived document to the customer, once per invoice. A VOID document stays with us. */
export const handler = defineStep(input, async ({ sellerId, number, enteredAt }) => {
  await sendInvoice(sellerId, number, enteredAt);
  return null;
});
