import { attachedInvoice, invoiceToAttach } from '../../services/pdf-rendering/attached-invoice.ts';
import { RENDERER } from '../../services/pdf-rendering/renderer.ts';
import { contentHash, sha256 } from '../../shared/content-hash.ts';
import type { DocumentFact } from '../../shared/invoice.store.ts';
import type { Invoice } from '../../shared/invoice.ts';
import type { Finding } from '../../shared/finding.ts';

/**
 * Whether a document was rendered from the invoice, holds the XML that was put into it then, and that XML says what the
 * invoice does. Of a document whose record doesn't say what rendered it nothing is asked; of one that another version
 * has rendered not the last, since this version might write the same invoice in another way.
 *
 * @param pdf the document, as it lies in the archive
 */
export function renderedFindings(invoice: Invoice, { contentHash: content, renderer, xml }: DocumentFact, pdf: Uint8Array): Finding[] {
  if (!renderer) return [];
  if (content !== contentHash(invoice)) return [[`was rendered with other content: ${content}`, contentHash(invoice)]];
  const found = attachedInvoice(pdf);
  if (found === undefined) return xml ? [['its PDF holds no invoice as XML', `the one with hash ${xml.hash}`]] : [];
  if (!xml) return [['its PDF holds an invoice as XML', 'none, as it was rendered']];
  if (sha256(found) !== xml.hash) return [[`its PDF holds another invoice as XML: its hash is ${sha256(found)}`, xml.hash]];
  return renderer.version === RENDERER.version ? modelFindings(found, invoiceToAttach(invoice)) : [];
}

function modelFindings(found: string, model: string | undefined): Finding[] {
  if (model === undefined) return [['its PDF holds an invoice as XML', 'none: EN 16931 has no way to say what the invoice says']];
  if (found === model) return [];
  const [pieces, right] = [found.split(PIECE), model.split(PIECE)];
  const at = pieces.findIndex((piece, index) => piece !== right[index]);
  return [[`the XML in its PDF is not that of the invoice: it says ${pieces[at]}`, right[at] ?? 'nothing more']];
}

/** A tag with the text behind it. */
const PIECE = /(?=<)/;
