import { invoiceStep } from '../../shared/billing-run.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { getFact, keepDocument, requireFact } from '../../shared/invoice.store.ts';
import { files } from '../../shared/ports.ts';
import { defineStep } from '../../shared/step.ts';
import { warmUp } from './inter-font.ts';
import { renderInvoice } from './invoice-pdf.ts';

// Fonts are opened while the function starts, not in its first invoice.
warmUp();

/** Renders the invoice into the working files; a document that is there already stays the one. */
export const handler = defineStep(invoiceStep, async ({ sellerId, number }) => {
  if (await getFact(sellerId, number, 'document')) return null;
  const pdf = await renderInvoice(await requireFact(sellerId, number, 'content'));
  const hash = sha256(pdf);
  const key = `${sellerId}/documents/${number}-${hash.slice(0, 16)}.pdf`;
  await files().put(key, pdf, 'application/pdf');
  await keepDocument(sellerId, number, { schema: 1, key, hash });
  return null;
});
