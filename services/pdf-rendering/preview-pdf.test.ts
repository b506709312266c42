import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { language, type Language } from '../../shared/catalog.ts';
import type { DraftContent } from '../../shared/invoice.ts';
import { collisions, printedTexts, rolesIn, type PrintedText } from '../../test/support/printed-text.ts';
import { BRINKMANN, NORDLICHT, sampleDraft, sampleInvoice, type SampleLine, twelveLines } from '../../test/support/sample-invoice.ts';
import { renderInvoice } from './invoice-pdf.ts';
import { renderPreview } from './preview-pdf.ts';

const textsOf = async (draft: DraftContent): Promise<PrintedText[]> => printedTexts(await renderPreview(draft));
const stringsOf = async (draft: DraftContent): Promise<string[]> => (await textsOf(draft)).map(({ text }) => text);
/** Without spaces, which readers of a PDF put where a line or a style ends. */
const dense = (text: string): string => text.replaceAll(/\s/g, '');
/** Text of a PDF outside its compressed streams. */
const sourceOf = (pdf: Uint8Array): string => Buffer.from(pdf).toString('utf8');

/** Enough lines for three pages. */
const MANY: SampleLine[] = Array.from({ length: 58 }, (_, index) => ({
  group: `Project ${Math.floor(index / 10) + 1}`,
  parts:
    index % 3 === 0
      ? [
          { quantity: '1000', unitPrice: '0.052', upTo: '1000' },
          { quantity: String(100 + index * 7), unitPrice: '0.036' },
        ]
      : [{ quantity: String(1000 + index * 7919), unitPrice: '0.021' }],
}));

describe.each(language.options)('every page of a draft in "%s"', (of: Language) => {
  it('says "draft" at head and foot, and that it is no invoice and nothing is to pay', async () => {
    const warning = { de: 'Keine Rechnung, nichts zu zahlen', en: 'Not an invoice, nothing to pay', fr: 'Pas une facture, rien à payer' }[
      of
    ];
    const texts = await textsOf(sampleDraft(MANY, { language: of }));
    for (const page of [1, 2, 3]) {
      for (const isBand of [({ baseline }: PrintedText) => baseline < 15, ({ baseline }: PrintedText) => baseline > 288.5]) {
        const band = texts.filter((text) => text.page === page && isBand(text));
        expect(band.map(({ text }) => text)).toEqual([expect.stringMatching(/draft/i), warning]);
        // 2.2 mm inside the outline, which goes from edge to edge of the text.
        expect(band[0]?.left).toBeCloseTo(27.2, 1);
        expect(band[1]?.right).toBeCloseTo(187.8, 1);
      }
    }
    expect(Math.max(...texts.map(({ page }) => page))).toBe(3);
  });

  it('names a draft where an invoice has its number: in the title, on later pages, in the properties of the file', async () => {
    const draft = sampleDraft(MANY, { language: of });
    const [title, aside, name] = {
      de: ['Entwurf · DRAFT', 'keine Rechnung', 'Entwurf · DRAFT für K-10482'],
      en: ['DRAFT', 'not an invoice', 'DRAFT for K-10482'],
      fr: ['Projet · DRAFT', 'ceci n’est pas une facture', 'Projet · DRAFT pour K-10482'],
    }[of];
    const texts = await textsOf(draft);
    expect(texts.filter(({ page, baseline }) => page === 1 && Math.abs(baseline - 102) < 0.1).map(({ text }) => text)).toEqual([
      title,
      aside,
    ]);
    expect(texts.filter(({ text }) => text === name).map(({ page, right }) => [page, Math.round(right)])).toEqual([
      [2, 190],
      [3, 190],
    ]);
    expect(sourceOf(await renderPreview(draft))).toContain(`<rdf:li xml:lang="x-default">${name}</rdf:li>`);
  });

  it('has no text that meets another or leaves the page', async () => {
    expect(collisions(await textsOf(sampleDraft(MANY, { language: of })))).toEqual([]);
    expect(collisions(await textsOf(sampleDraft(twelveLines(), { language: of })))).toEqual([]);
  });
});

describe('a draft', () => {
  const draft = sampleDraft(twelveLines());

  it('says in German what it is and is not', async () => {
    const strings = await stringsOf(draft);
    expect(strings).toEqual(expect.arrayContaining(['Entwurf · DRAFT', 'Dies ist keine Rechnung', 'Summe des Entwurfs', '9.947,92 €']));
    expect(dense(strings.join(''))).toContain(dense('Für die Zeit vom 1. bis 31. Oktober 2026 würden wir 9.947,92 € berechnen.'));
    expect(strings.join(' ')).toContain('Er berechtigt nicht zum Vorsteuerabzug, und es ist nichts zu zahlen.');
    expect(strings).not.toContain('Rechnung');
    expect(strings).not.toContain('Rechnungsbetrag');
  });

  it('says in English what it is and is not', async () => {
    const strings = await stringsOf(sampleDraft(twelveLines(), { language: 'en' }));
    expect(strings).toEqual(expect.arrayContaining(['DRAFT', 'This is not an invoice', 'Draft total', '€9,947.92']));
    expect(dense(strings.join(''))).toContain(dense('For 1 to 31 October 2026 we would charge €9,947.92.'));
    expect(strings.join(' ')).toContain('It does not entitle anyone to deduct input tax, and nothing is to be paid.');
    expect(strings).not.toContain('Invoice');
    expect(strings).not.toContain('Total due');
  });

  it('has words where the number will be, and no date', async () => {
    const texts = await textsOf(draft);
    const label = texts.find(({ text }) => text === 'Nummer');
    const beside = texts.filter(({ baseline, left }) => baseline === label?.baseline && left > 130);
    expect(beside.map(({ text, right }) => [text, Math.round(right)])).toEqual([['wird bei Ausstellung vergeben', 190]]);
    const strings = texts.map(({ text }) => text);
    expect(strings).toContain('1. – 31. Oktober 2026');
    expect(strings).not.toContain('Datum');
    expect(strings).not.toContain('Fällig am');
  });

  it('can not be paid: no code to scan, no account, no reference', async () => {
    const [invoice, preview] = [
      await rolesIn(await renderInvoice(sampleInvoice(twelveLines()))),
      await rolesIn(await renderPreview(draft)),
    ];
    expect(invoice).toContain('Figure');
    expect(preview).toContain('Table');
    expect(preview).not.toContain('Figure');
    const strings = await stringsOf(draft);
    expect(strings.filter((text) => /IBAN|BIC|HASPDEHH|DE21|Sparkasse|Verwendungszweck|Überweisung|Banking/.test(text))).toEqual([]);
  });

  it('has the table of the invoice to be, letter by letter in the same places', async () => {
    const isTable = ({ baseline }: PrintedText): boolean => baseline > 112 && baseline < 222;
    const invoice = (await printedTexts(await renderInvoice(sampleInvoice(twelveLines())))).filter(isTable);
    expect(invoice.length).toBeGreaterThan(60);
    expect((await textsOf(draft)).filter(isTable)).toEqual(invoice);
  });

  it('of nothing to pay says so', async () => {
    const strings = await stringsOf(sampleDraft([{ parts: [{ quantity: '1', unitPrice: '0' }] }]));
    expect(strings).toContain('Es wäre nichts zu zahlen.');
  });

  it('keeps the lines at its foot above the band', async () => {
    const registration = ['Sitz Hamburg', 'Amtsgericht Hamburg, HRB 148 220, und weitere Angaben zur Gesellschaft'];
    const texts = await textsOf(sampleDraft(twelveLines(), { seller: { ...NORDLICHT, registration } }));
    const foot = texts.filter(({ baseline, left }) => baseline > 270 && baseline < 288.5 && left < 26);
    expect(foot).toHaveLength(4);
    expect(Math.max(...foot.map(({ baseline }) => baseline))).toBeLessThan(284.1);
    expect(collisions(texts)).toEqual([]);
  });

  it('is refused with the field where the font lacks a character', async () => {
    const nameless = sampleDraft(twelveLines(), { customer: { ...BRINKMANN, name: '北京 GmbH' } });
    await expect(renderPreview(nameless)).rejects.toThrow('customer.name: the font of the document has no “北” (U+5317).');
  });
});

describe('the bytes of a draft', () => {
  const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

  it('are the same at every call, in other processes and time zones', async () => {
    const program = `
      import { createHash } from 'node:crypto';
      import { renderPreview } from './preview-pdf.ts';
      import { sampleDraft, twelveLines } from '../../test/support/sample-invoice.ts';
      console.log(createHash('sha256').update(await renderPreview(sampleDraft(twelveLines()))).digest('hex'));`;
    const inZone = (zone: string): string =>
      execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: fileURLToPath(new URL('.', import.meta.url)),
        env: { ...process.env, TZ: zone, NODE_OPTIONS: '' },
        encoding: 'utf8',
      }).trim();
    const here = digest(await renderPreview(sampleDraft(twelveLines())));
    await renderPreview(sampleDraft(MANY, { language: 'en', currency: 'JPY' }));
    expect(digest(await renderPreview(sampleDraft(twelveLines())))).toBe(here);
    expect(inZone('Pacific/Auckland')).toBe(here);
    expect(inZone('America/Los_Angeles')).toBe(here);
  });

  it('carry the last day they bill as their date: a draft has no other', async () => {
    const pdf = sourceOf(await renderPreview(sampleDraft(twelveLines())));
    expect(pdf).toContain('<xmp:CreateDate>2026-10-31T00:00:00Z</xmp:CreateDate>');
    expect(pdf).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(pdf).toContain('<pdfuaid:part>1</pdfuaid:part>');
  });
});
