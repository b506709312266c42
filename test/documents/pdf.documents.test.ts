/** PDF documents of every kind we make, as veraPDF and Mustang see them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { renderInvoice } from '../../services/pdf-rendering/invoice-pdf.ts';
import { renderPreview } from '../../services/pdf-rendering/preview-pdf.ts';
import { renderVoid } from '../../services/pdf-rendering/void-pdf.ts';
import { sampleInvoice, twelveLines } from '../support/sample-invoice.ts';
import { withObject, without } from './changed-pdf.ts';
import { startValidator, type Validator } from './rule-program.ts';
import { DRAFTS, INVOICES, PAPER_INVOICES, VOIDS } from './sample-documents.ts';

const ARCHIVED = '3b';
const ACCESSIBLE = 'ua1';

let validator: Validator;
beforeAll(() => {
  validator = startValidator('pdf-rules');
});
afterAll(() => validator.stop());

const documents: { name: string; pdf: () => Promise<Uint8Array> }[] = [
  ...[...INVOICES, ...PAPER_INVOICES].map(({ name, invoice }) => ({ name, pdf: () => renderInvoice(invoice) })),
  ...DRAFTS.map(({ name, draft }) => ({ name, pdf: () => renderPreview(draft) })),
  ...VOIDS.map(({ name, decided }) => ({ name, pdf: () => renderVoid(decided) })),
];

describe.each(documents)('$name', ({ pdf }) => {
  it('can be archived (PDF/A-3b) and read aloud (PDF/UA-1)', async () => {
    const bytes = await pdf();
    expect(await validator.brokenRules(ARCHIVED, bytes)).toEqual([]);
    expect(await validator.brokenRules(ACCESSIBLE, bytes)).toEqual([]);
  });
});

describe('a fault is found:', () => {
  const FAULTS: { fault: string; rules: string; breaks: string[]; plant: (pdf: Uint8Array) => Uint8Array }[] = [
    {
      fault: 'a font that is not embedded',
      rules: ARCHIVED,
      breaks: ['6.2.11.4.1-1'],
      plant: (pdf) => withObject(pdf, /\/FontFile2 /, (font) => font.replace(/\/FontFile2 \d+ 0 R/, '')),
    },
    {
      fault: 'an entry of the XMP packet without the schema it is of',
      rules: ARCHIVED,
      breaks: ['6.6.2.3.1-1', '6.6.2.3.1-2'],
      plant: (pdf) => without(pdf, /<pdfaExtension:schemas>.*<\/pdfaExtension:schemas>/s),
    },
    {
      fault: 'no word that the document keeps to PDF/UA',
      rules: ACCESSIBLE,
      breaks: ['5-1'],
      plant: (pdf) => without(pdf, /<pdfuaid:part>1<\/pdfuaid:part>/),
    },
    {
      fault: 'a table header that does not say what it heads',
      rules: ACCESSIBLE,
      breaks: ['7.5-1'],
      plant: (pdf) => withObject(pdf, /\/Scope \/Column/, (cell) => cell.replace('/Scope /Column', '')),
    },
  ];
  it.each(FAULTS)('$fault', async ({ rules, breaks, plant }) => {
    const pdf = await renderInvoice(sampleInvoice(twelveLines()));
    const broken = await validator.brokenRules(rules, plant(pdf));
    // No other: it is the fault that is seen, not what planted it.
    expect([...new Set(broken.map((it) => it.rule))]).toEqual(breaks);
  });
});
