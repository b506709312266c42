import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readInvoice } from '../../test/support/read-invoice.ts';
import { sampleInvoice } from '../../test/support/sample-invoice.ts';
import type { Invoice } from '../invoice.ts';
import { ciiOf } from './cii.ts';
import { ublOf } from './ubl.ts';
import { attribute, group, leaf, xmlText } from './xml.ts';

describe('a text in XML', () => {
  it.each([
    { text: 'Huber & Söhne <Nord> "GmbH"', xml: 'Huber &amp; Söhne &lt;Nord&gt; &quot;GmbH&quot;' },
    { text: 'a]]>b', xml: 'a]]&gt;b' },
    { text: '<!-- & --><?x?>', xml: '&lt;!-- &amp; --&gt;&lt;?x?&gt;' },
    { text: 'two\r\nlines\tand  more ', xml: 'two lines and more' },
    { text: 'nul\u0000 bell\u0007 c1\u0085 end', xml: 'nul\uFFFD bell\uFFFD c1\uFFFD end' },
    { text: 'abc\u202Efdp.exe\u2066', xml: 'abc\uFFFDfdp.exe\uFFFD' },
    { text: 'half \uD83D pair', xml: 'half \uFFFD pair' },
    { text: 'none \uFFFE\uFFFF', xml: 'none \uFFFD\uFFFD' },
    { text: 'Ünit 🚀 مرحبا 注', xml: 'Ünit 🚀 مرحبا 注' },
    { text: 'u\u0308ber', xml: 'über' },
  ])('is safe: $xml', ({ text, xml }) => {
    expect(xmlText(text)).toBe(xml);
  });

  it('is left out where there is none', () => {
    expect([leaf('a', undefined), leaf('a', ' \t'), group('a', '', ''), attribute('x', undefined)]).toEqual(['', '', '', '']);
  });
});

/** What XML 1.0 allows, but for what the text of a document never has. */
const FORBIDDEN = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/;

describe('whatever a person types', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(']]>', '&', '&amp;', '<', '>', '"', "'", '\u202E', '\u0000', '\uD800', '🚀', '\n', 'x', '</ram:Name>'),
    }),
    fc.constant('&'.repeat(5_000)),
  );

  const sample = sampleInvoice([{ parts: [{ quantity: '3', unitPrice: '1.5' }] }]);
  /** The invoice with these texts behind a letter, so that none is empty. */
  const named = (text: string, other: string): Invoice => ({
    ...sample,
    lines: sample.lines.map((line) => ({ ...line, description: `D${text}` })),
    seller: { ...sample.seller, name: `S${other}`, electronicAddress: { scheme: `9${other}`, id: `E${text}` } },
    customer: { ...sample.customer, buyerReference: `R${other}`, name: `N${text}` },
  });

  it('ends no attribute', () => {
    expect(attribute('schemeID', '9"x')).toBe(' schemeID="9&quot;x"');
  });

  it('is text and nothing else, in CII and in UBL, and both say the same', () => {
    const plain = named('', '');
    fc.assert(
      fc.property(nasty, nasty, (text, other) => {
        const invoice = named(text, other);
        const [cii, ubl] = [ciiOf(invoice), ublOf(invoice, 'peppol')];
        for (const xml of [cii, ubl]) expect(FORBIDDEN.test(xml.replaceAll('\n', ''))).toBe(false);
        expect(readInvoice(cii)['lines']).toEqual(readInvoice(ubl)['lines']);
        expect([tagsOf(cii), tagsOf(ubl)]).toEqual([tagsOf(ciiOf(plain)), tagsOf(ublOf(plain, 'peppol'))]);
      }),
    );
  });

  it('keeps a description of 5,000 characters whole', () => {
    const description = 'ä<&>'.repeat(1_250);
    const xml = ciiOf(sampleInvoice([{ description, parts: [{ quantity: '3', unitPrice: '1.5' }] }]));
    expect(readInvoice(xml)['lines']).toMatchObject([{ name: description }]);
  });
});

/** The names of its elements, in order. */
function tagsOf(xml: string): string[] {
  return [...xml.matchAll(/<([A-Za-z:]+)/g)].map(([, name = '']) => name);
}
