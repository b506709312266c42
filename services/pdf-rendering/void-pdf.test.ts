import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { UnprintableTextError } from '../../shared/errors.ts';
import { voidDocument, type VoidDocument } from '../../shared/void-document.ts';
import { collisions, printedTexts, type PrintedText } from '../../test/support/printed-text.ts';
import { voidFor } from '../../test/support/runs.ts';
import { NORDLICHT } from '../../test/support/sample-invoice.ts';
import { renderVoid } from './void-pdf.ts';

const sample = (changes: Partial<VoidDocument> = {}): VoidDocument =>
  voidFor('K-10482', 'RE-2026-004217', { seller: NORDLICHT, approvedBy: 'buchhaltung@nordlicht.example', ...changes });
const textsOf = async (document: VoidDocument): Promise<PrintedText[]> => printedTexts(await renderVoid(document));
/** Without spaces, which readers of a PDF put where a line or a style ends. */
const dense = (text: string): string => text.replaceAll(/\s/g, '');
const joined = (texts: readonly PrintedText[]): string => texts.map(({ text }) => text).join('');
const beside = (texts: readonly PrintedText[], label: string): string[] => {
  const baseline = texts.find(({ text }) => text === label)?.baseline;
  return texts.filter((it) => it.baseline === baseline && it.text !== label).map(({ text }) => text);
};

describe('the document of a void number', () => {
  it('says in English what became of the number, why, and who approved it when', async () => {
    const texts = await textsOf(sample());
    expect(texts.filter(({ baseline }) => Math.abs(baseline - 102) < 0.1).map(({ text }) => text)).toEqual(['VOID', 'RE-2026-004217']);
    expect(dense(joined(texts))).toContain(dense('No invoice was issued under this number. Nothing is owed.'));
    expect(beside(texts, 'Number')).toEqual(['RE-2026-004217']);
    expect(beside(texts, 'Date')).toEqual(['2 November 2026']);
    expect(beside(texts, 'Customer number')).toEqual(['K-10482']);
    expect(beside(texts, 'Number allocated on')).toEqual(['2 November 2026']);
    expect(beside(texts, 'Reason')).toEqual(['The name of the customer can not be printed.']);
    expect(beside(texts, 'Approved by')).toEqual(['buchhaltung@nordlicht.example']);
    expect(beside(texts, 'Decided on')).toEqual(['3 November 2026, 09:14 UTC']);
    expect(joined(texts)).toContain('The number is used for no other document, so that the series has no gap.');
    expect(joined(texts)).toContain('Page 1 of 1');
  });

  it('says the same in German', async () => {
    const texts = await textsOf(sample({ language: 'de', reason: 'Die Anschrift ist nicht druckbar.' }));
    expect(texts.filter(({ baseline }) => Math.abs(baseline - 102) < 0.1).map(({ text }) => text)).toEqual([
      'Ungültig (VOID)',
      'RE-2026-004217',
    ]);
    expect(dense(joined(texts))).toContain(dense('Unter dieser Nummer wurde keine Rechnung ausgestellt. Es ist nichts zu zahlen.'));
    expect(beside(texts, 'Datum')).toEqual(['2. November 2026']);
    expect(beside(texts, 'Kundennummer')).toEqual(['K-10482']);
    expect(beside(texts, 'Nummer vergeben am')).toEqual(['2. November 2026']);
    expect(beside(texts, 'Grund')).toEqual(['Die Anschrift ist nicht druckbar.']);
    expect(beside(texts, 'Genehmigt von')).toEqual(['buchhaltung@nordlicht.example']);
    expect(beside(texts, 'Entschieden am')).toEqual(['3. November 2026, 09:14 Uhr (UTC)']);
    expect(joined(texts)).toContain('Seite 1 von 1');
  });

  it('comes on the letterhead, to nobody, and names no account', async () => {
    const texts = await textsOf(sample());
    expect(beside(texts, 'Our VAT ID')).toEqual(['DE 318 204 771']);
    expect(joined(texts)).toContain('Speicherstadt 14, 20457 Hamburg');
    expect(joined(texts)).toContain('Amtsgericht Hamburg, HRB 148 220');
    expect(joined(texts)).not.toMatch(/IBAN|BIC|DE21|Sparkasse/);
    // The window of the envelope, 45 to 90 mm, is empty.
    expect(texts.filter(({ baseline, left }) => baseline > 45 && baseline < 90 && left < 105)).toEqual([]);
  });

  it('has room for the longest reason, name and number it may have', async () => {
    const reason = `${'W'.repeat(250)} ${'lorem ipsum '.repeat(20)}consecte`.padEnd(500, 'x').slice(0, 500);
    const longest = sample({
      seller: voidFor('adler', 'RE-1').seller,
      reason,
      number: `${'R'.repeat(52)}-2026-000017`,
      approvedBy: `${'a'.repeat(242)}@xy.example`,
    });
    expect(voidDocument.parse(longest)).toEqual(longest);
    expect(voidDocument.safeParse({ ...longest, reason: `${reason}x` }).success).toBe(false);
    expect(voidDocument.safeParse({ ...longest, reason: ' ' }).success).toBe(false);

    const texts = await textsOf(longest);
    expect(collisions(texts)).toEqual([]);
    expect(new Set(texts.map(({ page }) => page))).toEqual(new Set([1]));
    const values = texts.filter(({ baseline, left }) => baseline > 118 && baseline < 260 && left > 60);
    expect(new Set(values.map(({ left }) => Math.round(left * 10) / 10))).toEqual(new Set([62]));
    expect(dense(joined(texts))).toContain(dense(reason));
  });

  it('has the same bytes at every call, dated by the decision', async () => {
    const first = await renderVoid(sample());
    await renderVoid(sample({ language: 'de' }));
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    expect(digest(await renderVoid(sample()))).toBe(digest(first));
    const source = Buffer.from(first).toString('utf8');
    expect(source).toContain('<xmp:CreateDate>2026-11-03T09:14:07Z</xmp:CreateDate>');
    expect(source).toContain('<rdf:li xml:lang="x-default">VOID RE-2026-004217</rdf:li>');
    expect(source).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(source).toContain('<pdfuaid:part>1</pdfuaid:part>');
  });
});

describe('what a person typed for a void', () => {
  it.each(['Zeile eins\nZeile zwei', 'Straße & Hof <4>', 'Ελλάδα, Жуковский', 'Mu\u0308ller'])(
    'is printed as it was meant: %j',
    async (reason) => {
      expect(beside(await textsOf(sample({ reason })), 'Reason').join('')).toBe(reason.replace('\n', ' ').normalize('NFC'));
    },
  );

  it.each(['reason', 'approvedBy'] as const)('is refused with the field where the font lacks a character: %s', async (field) => {
    const document = sample({ [field]: 'Name is 北京' });
    await expect(renderVoid(document)).rejects.toThrow(UnprintableTextError);
    await expect(renderVoid(document)).rejects.toThrow(`${field}: the font of the document has no “北” (U+5317).`);
  });
});
