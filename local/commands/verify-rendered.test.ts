import { describe, expect, it } from '@jest/globals';
import { renderInvoice } from '../../services/pdf-rendering/invoice-pdf.ts';
import { renderedInvoice } from '../../services/pdf-rendering/rendered-document.ts';
import { contentHash, sha256 } from '../../shared/content-hash.ts';
import type { DocumentFact } from '../../shared/invoice.store.ts';
import { PAPER_INVOICES } from '../../test/documents/sample-documents.ts';
import { sampleInvoice, twelveLines } from '../../test/support/sample-invoice.ts';
import { renderedFindings } from './verify-rendered.ts';

const invoice = sampleInvoice(twelveLines());
const other = sampleInvoice(twelveLines(), { number: 'RE-2026-009999' });
const inDinars = PAPER_INVOICES[0]!.invoice;

/** What GeneratePdf writes of a document, and the document. */
async function made(of = invoice): Promise<{ fact: DocumentFact; pdf: Uint8Array }> {
  const { pdf, ...record } = await renderedInvoice(of);
  return { fact: { schema: 1, key: '', hash: sha256(pdf), ...record }, pdf };
}

/** The same of another invoice, with a record that hides it. */
async function madeOfAnother(): Promise<{ fact: DocumentFact; pdf: Uint8Array }> {
  const { fact, pdf } = await made(other);
  return { fact: { ...fact, contentHash: contentHash(invoice) }, pdf };
}

describe('a document in the archive, and the XML in it,', () => {
  it.each([
    { why: 'with its XML', of: invoice },
    { why: 'that EN 16931 can not say, without any', of: inDinars },
  ])('is right in an invoice $why', async ({ of }) => {
    const { fact, pdf } = await made(of);
    expect(renderedFindings(of, fact, pdf)).toEqual([]);
  });

  it('is wrong where it was rendered with other content', async () => {
    const { fact, pdf } = await made(other);
    expect(renderedFindings(invoice, fact, pdf)).toEqual([
      [`was rendered with other content: ${contentHash(other)}`, contentHash(invoice)],
    ]);
  });

  it('is wrong where another was put in its place', async () => {
    const { fact } = await made();
    const swapped = await made(other);
    expect(renderedFindings(invoice, fact, swapped.pdf)).toEqual([
      [`its PDF holds another invoice as XML: its hash is ${swapped.fact.xml?.hash}`, fact.xml?.hash],
    ]);
  });

  it('is wrong where it never was that of the invoice', async () => {
    const { fact, pdf } = await madeOfAnother();
    expect(renderedFindings(invoice, fact, pdf)).toEqual([
      ['the XML in its PDF is not that of the invoice: it says <ram:ID>RE-2026-009999', '<ram:ID>RE-2026-004217'],
    ]);
  });

  it('is held against the record alone where another version made it', async () => {
    const { fact, pdf } = await madeOfAnother();
    const renderer = { ...fact.renderer!, version: 0 };
    expect(renderedFindings(invoice, { ...fact, renderer }, pdf)).toEqual([]);
    expect(renderedFindings(invoice, { ...fact, renderer, xml: { profile: 'EN 16931', hash: 'ab' } }, pdf)).toHaveLength(1);
  });

  it('is missed where the record has one', async () => {
    const { fact } = await made();
    expect(renderedFindings(invoice, fact, await renderInvoice(inDinars))).toEqual([
      ['its PDF holds no invoice as XML', `the one with hash ${fact.xml?.hash}`],
    ]);
  });

  it('is one too many where the record has none', async () => {
    const { fact } = await made(inDinars);
    expect(renderedFindings(inDinars, fact, (await made()).pdf)).toEqual([['its PDF holds an invoice as XML', 'none, as it was rendered']]);
  });

  it('is not asked for in a document of an earlier version, whose record does not say what is in it', async () => {
    const { pdf } = await made(other);
    const earlier = { schema: 1, key: '', hash: sha256(pdf) } as const;
    expect(renderedFindings(invoice, earlier, pdf)).toEqual([]);
    expect(renderedFindings(invoice, earlier, await renderInvoice(inDinars))).toEqual([]);
  });
});
