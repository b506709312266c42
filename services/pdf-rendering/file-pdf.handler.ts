import { invoiceStep } from '../../shared/billing-run.ts';
import { defineCustomerStep } from '../../shared/customer-step.ts';
import { documentKey } from '../../shared/document-key.ts';
import { FileConflictError } from '../../shared/errors.ts';
import { getDocument, getFact, markIssued } from '../../shared/invoice.store.ts';
import { plainDate } from '../../shared/period.ts';
import { archive } from '../../shared/ports.ts';
import { fileWorkingFile } from './working-file.store.ts';

const input = invoiceStep.extend({ issueDate: plainDate });

/** Marks the number issued with the document that lies in the archive, if that was rendered for the invoice or the void number. */
export const handler = defineCustomerStep('FilePdf', input, async ({ sellerId, number, issueDate }) => {
  const [before, decided] = await Promise.all([getFact(sellerId, number, 'issued'), getFact(sellerId, number, 'void')]);
  if (before) return null;
  const isVoid = decided !== undefined;
  const name = isVoid ? 'voidDocument' : 'document';
  const archiveKey = documentKey({ sellerId, number, issueDate }, isVoid);
  const hash = (await archive().hash(archiveKey)) ?? (await fileWorkingFile(sellerId, number, name, archiveKey));
  if (!(await getDocument(sellerId, number, name, hash)))
    throw new FileConflictError(`${archiveKey} holds other content: ${hash} is stored, and was not rendered for it.`);
  await markIssued(sellerId, number, { schema: 1, archiveKey, hash, ...(isVoid ? { isVoid } : {}) });
  return null;
});
