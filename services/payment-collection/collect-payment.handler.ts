import { invoiceStep } from '../../shared/billing-run.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { invoiceFacts, keepFact } from '../../shared/invoice.store.ts';
import { defineStep } from '../../shared/step.ts';
import { receivableOf } from './receivable.ts';

/**
 * By transfer there is nothing to fetch: opens the receivable, whose due date runs from the issue date. Nothing is
 * owed under a void number, or for a credit note.
 */
export const handler = defineStep(invoiceStep, async ({ sellerId, number }) => {
  const { content, issued, receivable } = await invoiceFacts(sellerId, number);
  if (receivable || issued?.isVoid || content?.kind === 'credit-note') return null;
  if (!content || !issued) throw new NotFoundError(`Invoice ${number} of seller "${sellerId}" is not issued.`);
  await keepFact(sellerId, number, 'receivable', receivableOf(content));
  return null;
});
