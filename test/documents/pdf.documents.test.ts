/** PDF documents of every kind we make, as veraPDF and Mustang see them. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { renderDunningLetter } from '../../services/pdf-rendering/dunning-letter-pdf.ts';
import { renderInvoice } from '../../services/pdf-rendering/invoice-pdf.ts';
import { renderPreview } from '../../services/pdf-rendering/preview-pdf.ts';
import { renderStatement } from '../../services/pdf-rendering/statement-pdf.ts';
import { renderVoid } from '../../services/pdf-rendering/void-pdf.ts';
import { withObject, without } from './changed-pdf.ts';
import { ACCESSIBLE, ARCHIVED, FACTUR_X, facturXRulesFor, startValidator, type Validator } from './rule-program.ts';
import { DRAFTS, INVOICES, LOGOS, PAPER_INVOICES, VOIDS } from './sample-documents.ts';
import { LETTERS, STATEMENTS } from './sample-letters.ts';

// The first document of each set of rules waits until they are compiled.
jest.setTimeout(300_000);

let validator: Validator;
beforeAll(() => {
  validator = startValidator('pdf-rules');
});
afterAll(() => validator.stop());

describe.each(INVOICES)('$name', ({ invoice }) => {
  it('can be archived (PDF/A-3b), read aloud (PDF/UA-1), and booked by machines (Factur-X)', async () => {
    const pdf = await renderInvoice(invoice);
    expect(await validator.brokenRules(ARCHIVED, pdf)).toEqual([]);
    expect(await validator.brokenRules(ACCESSIBLE, pdf)).toEqual([]);
    expect(await validator.brokenRules(facturXRulesFor(invoice), pdf)).toEqual([]);
  });
});

const notElectronic: { name: string; pdf: () => Promise<Uint8Array> }[] = [
  ...PAPER_INVOICES.map(({ name, invoice }) => ({ name, pdf: () => renderInvoice(invoice) })),
  ...LOGOS.map(({ name, invoice, image }) => ({ name, pdf: () => renderInvoice(invoice, image) })),
  ...DRAFTS.map(({ name, draft }) => ({ name, pdf: () => renderPreview(draft) })),
  ...VOIDS.map(({ name, decided }) => ({ name, pdf: () => renderVoid(decided) })),
  ...LETTERS.map(({ name, invoice, facts }) => ({ name, pdf: () => renderDunningLetter(invoice, facts) })),
  ...STATEMENTS.map(({ name, statement }) => ({ name, pdf: () => renderStatement(statement) })),
];

describe.each(notElectronic)('$name', ({ pdf }) => {
  it('can be archived (PDF/A-3b) and read aloud (PDF/UA-1)', async () => {
    const bytes = await pdf();
    expect(await validator.brokenRules(ARCHIVED, bytes)).toEqual([]);
    expect(await validator.brokenRules(ACCESSIBLE, bytes)).toEqual([]);
  });
});

describe('a fault is found:', () => {
  const { invoice } = INVOICES[0]!;
  const { gross } = invoice.totals;
  const oneMore = { ...invoice, totals: { ...invoice.totals, gross: gross.replace(/^\d+/, (units) => String(Number(units) + 1)) } };
  const right = (): Promise<Uint8Array> => renderInvoice(invoice);

  it.each([
    {
      fault: 'a font that is not embedded',
      rules: ARCHIVED,
      breaks: ['6.2.11.4.1-1'],
      pdf: async () => withObject(await right(), /\/FontFile2 /, (font) => font.replace(/\/FontFile2 \d+ 0 R/, '')),
    },
    {
      fault: 'entries of the XMP packet without the schema they are of',
      rules: ARCHIVED,
      breaks: ['6.6.2.3.1-1', '6.6.2.3.1-2'],
      pdf: async () => without(await right(), /<pdfaExtension:schemas>.*<\/pdfaExtension:schemas>/s),
    },
    {
      fault: 'an attachment that does not say what it is to the document',
      rules: ARCHIVED,
      breaks: ['6.8-3'],
      pdf: async () => withObject(await right(), /\/AFRelationship /, (file) => file.replace(/\/AFRelationship \/\w+/, '')),
    },
    {
      fault: 'no word that the document keeps to PDF/UA',
      rules: ACCESSIBLE,
      breaks: ['5-1'],
      pdf: async () => without(await right(), /<pdfuaid:part>1<\/pdfuaid:part>/),
    },
    {
      fault: 'a table header that does not say what it heads',
      rules: ACCESSIBLE,
      breaks: ['7.5-1'],
      pdf: async () => withObject(await right(), /\/Scope \/Column/, (cell) => cell.replace('/Scope /Column', '')),
    },
    {
      fault: 'no attachment that is named',
      rules: FACTUR_X,
      breaks: ['17'],
      pdf: async () => withObject(await right(), /\/EmbeddedFiles/, (names) => names.replace('/EmbeddedFiles', '/EmbeddedFilez')),
    },
    {
      fault: 'no profile of the attachment in the XMP packet',
      rules: FACTUR_X,
      breaks: ['11', '12'],
      pdf: async () => without(await right(), /<fx:ConformanceLevel>.*<\/fx:ConformanceLevel>/),
    },
    { fault: 'a total off by one', rules: FACTUR_X, breaks: ['BR-CO-15', 'BR-CO-16'], pdf: () => renderInvoice(oneMore) },
  ])('$fault', async ({ rules, breaks, pdf }) => {
    const broken = await validator.brokenRules(rules, await pdf());
    // No other: it is the fault that is seen, not what planted it.
    expect([...new Set(broken.map((it) => it.rule))].sort()).toEqual(breaks);
  });
});
