import { z } from 'zod';
import { customerStep } from '../../shared/billing-run.ts';
import { defineCustomerStep } from '../../shared/customer-step.ts';
import { requireDraft } from '../../shared/draft.store.ts';
import { getFact, keepInvoice } from '../../shared/invoice.store.ts';
import { plainDate } from '../../shared/period.ts';
import { invoiceOf } from './draft.ts';

const input = customerStep.extend({ hash: z.string(), number: z.string(), issueDate: plainDate });

/** Makes the invoice of a numbered draft: its content, number, issue date and due date, for good; none of a void number. */
export const handler = defineCustomerStep('CreateInvoice', input, async ({ hash, number, issueDate, ...step }) => {
  const [before, decided] = await Promise.all([getFact(step.sellerId, number, 'content'), getFact(step.sellerId, number, 'void')]);
  if (before ?? decided) return null;
  const draft = await requireDraft(step);
  await keepInvoice(invoiceOf(draft, { hash, number, issueDate }));
  return null;
});
