import { describe, expect, it } from '@jest/globals';

import { attachmentsIn, metadataIn } from '../../test/support/attachments.ts';
import { voidFor } from '../../test/support/runs.ts';
import { sampleDraft, sampleInvoice, twelveLines } from '../../test/support/sample-invoice.ts';
import { ciiOf } from '../../shared/en16931/cii.ts';
import { renderInvoice } from './invoice-pdf.ts';
import { renderPreview } from './preview-pdf.ts';
import { renderVoid } from './void-pdf.ts';

const FX = 'http://www.aiim.org/pdfa/ns/schema#';

describe('the PDF of an invoice', () => {
  const invoice = sampleInvoice(twelveLines());

  it('holds its XML as factur-x.xml, and nothing else', async () => {
    const files = await attachmentsIn(await renderInvoice(invoice));
    expect(files.map(({ name }) => name)).toEqual(['factur-x.xml']);
    expect(files[0]?.text).toBe(ciiOf(invoice));
  });

  it('says in its metadata what it holds, with the schema of each entry', async () => {
    const xmp = metadataIn(await renderInvoice(invoice));
    expect(xmp).toContain('<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>');
    expect(xmp).toContain('<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>');
    expect(xmp).toContain('<fx:DocumentType>INVOICE</fx:DocumentType>');
    expect(xmp).toContain('<fx:Version>1.0</fx:Version>');
    expect(xmp).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(xmp.split(FX)).toHaveLength(2);
    expect(xmp.match(/<pdfaSchema:prefix>\w+/g)).toEqual(['<pdfaSchema:prefix>pdfuaid', '<pdfaSchema:prefix>fx']);
  });

  it('names the file as another form of the invoice, in XML, with the date of the invoice', async () => {
    const pdf = Buffer.from(await renderInvoice(invoice)).toString('latin1');
    expect(pdf).toMatch(/\/Type \/EmbeddedFile[^>]*\/CreationDate \(D:20261102000000Z\)[^]*?\/Subtype \/text#2Fxml/);
  });

  it('is the same to the last byte whenever it is made', async () => {
    const [first, again] = [await renderInvoice(invoice), await renderInvoice(structuredClone(invoice))];
    expect(Buffer.compare(first, again)).toBe(0);
  });

  it('holds none in a currency that EN 16931 has no decimals for', async () => {
    const dinars = sampleInvoice([{ parts: [{ quantity: '3', unitPrice: '1.005' }] }], { currency: 'KWD' });
    const pdf = await renderInvoice(dinars);
    expect(await attachmentsIn(pdf)).toEqual([]);
    expect(metadataIn(pdf)).not.toContain('fx:');
  });
});

it.each([
  { document: 'a VOID document', make: () => renderVoid(voidFor('adler', 'RE-2026-000001')) },
  { document: 'a preview', make: () => renderPreview(sampleDraft(twelveLines())) },
])('$document holds no invoice', async ({ make }) => {
  const pdf = await make();
  expect(await attachmentsIn(pdf)).toEqual([]);
  expect(metadataIn(pdf)).not.toContain('fx:');
});
