import { invoiceStep } from '../../shared/billing-run.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { getFact, keepDocument, requireFact } from '../../shared/invoice.store.ts';
import { requireLogo } from '../../shared/logo.store.ts';
import { files } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';
import { warmUp } from './inter-font.ts';
import { renderedInvoice, renderedVoid } from './rendered-document.ts';

// Fonts are opened while the function starts, not in its first invoice.
warmUp();

/**
 * Renders the invoice, or the document of a void number, into the working files, and writes down what rendered it; a
 * document that is there already stays the one.
 */
export const handler = defineStep(invoiceStep, async ({ sellerId, number }) => {
  const decided = await getFact(sellerId, number, 'void');
  const [fact, name] = decided ? (['voidDocument', `${number}-VOID`] as const) : (['document', number] as const);
  if (await getFact(sellerId, number, fact)) return null;
  const content = decided ?? (await requireFact(sellerId, number, 'content'));
  const logo = await requireLogo(content.seller);
  const { pdf, ...made } = content.kind === 'void' ? await renderedVoid(content, logo) : await renderedInvoice(content, logo);
  const hash = sha256(pdf);
  const key = `${sellerId}/documents/${name}-${hash.slice(0, 16)}.pdf`;
  // The key names the content, and what is filed is held against the whole hash.
  await files().putFirst(key, pdf, 'application/pdf');
  await keepDocument(sellerId, number, fact, { schema: 1, key, hash, ...made });
  return null;
});
