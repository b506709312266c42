import { describe, expect, it } from '@jest/globals';

import { INVOICES, PAPER_INVOICES } from '../../test/documents/sample-documents.ts';
import { attachmentsIn } from '../../test/support/attachments.ts';
import { voidFor } from '../../test/support/runs.ts';
import { sampleInvoice, twelveLines } from '../../test/support/sample-invoice.ts';
import { attachedInvoice } from './attached-invoice.ts';
import { renderInvoice } from './invoice-pdf.ts';
import { renderVoid } from './void-pdf.ts';

const TWELVE = sampleInvoice(twelveLines());

describe('the XML in a document', () => {
  it.each(INVOICES)('is what a reader of PDF finds in it: $name', async ({ invoice }) => {
    const pdf = await renderInvoice(invoice);
    const [attached] = await attachmentsIn(pdf);
    expect(attached?.text).toContain('<rsm:CrossIndustryInvoice');
    expect(attachedInvoice(pdf)).toBe(attached?.text);
  });

  it('is found where the document is part of a larger memory', async () => {
    const pdf = await renderInvoice(TWELVE);
    const memory = new Uint8Array(pdf.length + 2000).fill(0x20);
    memory.set(pdf, 1000);
    expect(attachedInvoice(memory.subarray(1000, 1000 + pdf.length))).toBe(attachedInvoice(pdf));
  });

  it.each([
    { document: 'an invoice that EN 16931 can not say', make: () => renderInvoice(PAPER_INVOICES[0]!.invoice) },
    { document: 'a VOID document', make: () => renderVoid(voidFor('adler', 'RE-2026-000001')) },
    { document: 'an empty file', make: () => new Uint8Array() },
    { document: 'a file that is no PDF', make: () => Buffer.from('forged') },
    { document: 'the first half of a document', make: async () => (await renderInvoice(TWELVE)).slice(0, 20_000) },
  ])('is not there in $document', async ({ make }) => {
    expect(attachedInvoice(await make())).toBeUndefined();
  });

  it('is not there where its bytes are broken', async () => {
    const pdf = Buffer.from(await renderInvoice(TWELVE));
    pdf.fill(0, pdf.indexOf('stream\n') + 7, pdf.indexOf('stream\n') + 200);
    expect(attachedInvoice(pdf)).toBeUndefined();
  });
});
