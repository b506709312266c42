import { contentHash, sha256 } from '../../shared/content-hash.ts';
import type { DocumentFact } from '../../shared/invoice.store.ts';
import type { Invoice } from '../../shared/invoice.ts';
import type { VoidDocument } from '../../shared/void-document.ts';
import { invoiceToAttach } from './attached-invoice.ts';
import { renderInvoice } from './invoice-pdf.ts';
import { RENDERER } from './renderer.ts';
import { renderVoid } from './void-pdf.ts';

/** A document, and what its record says beside its place. */
type Rendered = { readonly pdf: Uint8Array } & Pick<DocumentFact, 'contentHash' | 'renderer' | 'xml'>;

/** The document of an invoice with its seller's logo; it throws what `renderInvoice` throws. */
export async function renderedInvoice(invoice: Invoice, logo?: Uint8Array): Promise<Rendered> {
  const xml = invoiceToAttach(invoice);
  const pdf = await renderInvoice(invoice, logo, xml);
  const attached = xml === undefined ? {} : { xml: { profile: 'EN 16931', hash: sha256(xml) } as const };
  return { pdf, contentHash: contentHash(invoice), renderer: RENDERER, ...attached };
}

/** The document of a void number, which holds no electronic invoice; it throws what `renderVoid` throws. */
export async function renderedVoid(decided: VoidDocument, logo?: Uint8Array): Promise<Rendered> {
  return { pdf: await renderVoid(decided, logo), contentHash: contentHash(decided), renderer: RENDERER };
}
