import { invoiceStep } from '../../shared/billing-run.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { defineCustomerStep } from '../../shared/customer-step.ts';
import { documentKey } from '../../shared/document-key.ts';
import { getFact, isWorkingFile, keepDocument, requireFact } from '../../shared/invoice.store.ts';
import { requireLogo } from '../../shared/logo.store.ts';
import { archive } from '../../shared/ports.ts';
import { warmUp } from './inter-font.ts';
import { renderedInvoice, renderedVoid } from './rendered-document.ts';

// Fonts are opened while the function starts, not in its first invoice.
warmUp();

/**
 * Renders the invoice, or the document of a void number, writes down what rendered it, and puts it into the archive; a
 * document that is there already stays the one.
 */
export const handler = defineCustomerStep('GeneratePdf', invoiceStep, async ({ sellerId, number }) => {
  const decided = await getFact(sellerId, number, 'void');
  const name = decided ? 'voidDocument' : 'document';
  const before = await getFact(sellerId, number, name);
  if (before && (isWorkingFile(sellerId, before) || (await getFact(sellerId, number, 'issued')))) return null;
  const content = decided ?? (await requireFact(sellerId, number, 'content'));
  const logo = await requireLogo(content.seller);
  const { pdf, ...made } = content.kind === 'void' ? await renderedVoid(content, logo) : await renderedInvoice(content, logo);
  const key = documentKey({ sellerId, number, issueDate: content.issueDate }, content.kind === 'void');
  // Written down first: what lies there is known to be ours, whoever died in between.
  await keepDocument(sellerId, number, name, { schema: 1, key, hash: sha256(pdf), ...made });
  await archive().putFirst(key, pdf, 'application/pdf');
  return null;
});
