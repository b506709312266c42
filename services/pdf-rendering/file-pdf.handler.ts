import { invoiceStep } from '../../shared/billing-run.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { getFact, keepFact } from '../../shared/invoice.store.ts';
import { plainDate } from '../../shared/period.ts';
import { archive, files } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';

const input = invoiceStep.extend({ issueDate: plainDate });

/** Files the rendered document in the archive and marks the invoice issued. */
export const handler = defineStep(input, async ({ sellerId, number, issueDate }) => {
  if (await getFact(sellerId, number, 'issued')) return null;
  const document = await getFact(sellerId, number, 'document');
  if (!document) throw new NotFoundError(`Invoice ${number} of seller "${sellerId}" was not rendered.`);

  const archiveKey = `${sellerId}/${issueDate.slice(0, 4)}/${number}.pdf`;
  await archive().take({ store: files(), key: document.key, hash: document.hash }, archiveKey, 'application/pdf');
  await keepFact(sellerId, number, 'issued', { schema: 1, archiveKey, hash: document.hash });
  return null;
});
