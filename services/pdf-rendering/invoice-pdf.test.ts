import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnprintableTextError } from '../../shared/errors.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { renderInvoice } from './invoice-pdf.ts';
import { collisions, printedTexts, type PrintedText } from '../../test/support/printed-text.ts';
import { BRINKMANN, NORDLICHT, sampleInvoice, type SampleLine, twelveLines } from '../../test/support/sample-invoice.ts';

const textsOf = async (invoice: Invoice): Promise<PrintedText[]> => printedTexts(await renderInvoice(invoice));
const stringsOf = async (invoice: Invoice): Promise<string[]> => (await textsOf(invoice)).map(({ text }) => text);
const edgesOf = (texts: readonly PrintedText[], side: 'left' | 'right'): number[] => [
  ...new Set(texts.map((text) => Math.round(text[side] * 20) / 20)),
];

/** Lines of a usage table: two tiers in every third. */
function usageLines(count: number, perProject = 10): SampleLine[] {
  return Array.from({ length: count }, (_, index) => ({
    group: `Project ${Math.floor(index / perProject) + 1}`,
    description: 'Outbound traffic',
    unit: 'GB',
    parts:
      index % 3 === 0
        ? [
            { quantity: '1000', unitPrice: '0.052', upTo: '1000' },
            { quantity: String(100 + index * 7), unitPrice: '0.036' },
          ]
        : [{ quantity: String(1000 + index * 7919), unitPrice: '0.021' }],
  }));
}

const cents = (text: string): number => Number.parseInt(text.replace('−', '-').replace(/[,.]/g, ''), 10);
const figureBeside = (texts: readonly PrintedText[], label: PrintedText): number =>
  cents(texts.find((it) => it.page === label.page && it.baseline === label.baseline && it.right > 189)?.text ?? '');
const positionsOf = (texts: readonly PrintedText[]): PrintedText[] =>
  texts.filter(({ left, right, text }) => right < 22.1 && left > 15 && /^\d+$/.test(text));

/** The sums printed beside a label, page by page. */
function carriedSums(texts: readonly PrintedText[], label: string): number[] {
  return texts.filter(({ text }) => text.startsWith(label)).map((text) => figureBeside(texts, text));
}

/** What the amounts printed on and above each page with that label add up to. */
function sumsAbove(texts: readonly PrintedText[], label: string): number[] {
  return texts
    .filter(({ text }) => text === label)
    .map((carry) =>
      positionsOf(texts).reduce((total, position) => total + (position.page <= carry.page ? figureBeside(texts, position) : 0), 0),
    );
}

describe('the bytes of an invoice', () => {
  const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

  it('are the same at every call, whatever was rendered in between', async () => {
    const invoice = sampleInvoice(twelveLines());
    const first = digest(await renderInvoice(invoice));
    await renderInvoice(sampleInvoice(usageLines(3), { language: 'en', currency: 'JPY' }));
    expect(digest(await renderInvoice(invoice))).toBe(first);
  });

  it('are the same in other processes and time zones', async () => {
    const program = `
      import { createHash } from 'node:crypto';
      import { renderInvoice } from './invoice-pdf.ts';
      import { sampleInvoice, twelveLines } from '../../test/support/sample-invoice.ts';
      console.log(createHash('sha256').update(await renderInvoice(sampleInvoice(twelveLines()))).digest('hex'));`;
    const inZone = (zone: string): string =>
      execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: fileURLToPath(new URL('.', import.meta.url)),
        env: { ...process.env, TZ: zone, NODE_OPTIONS: '' },
        encoding: 'utf8',
      }).trim();
    const here = digest(await renderInvoice(sampleInvoice(twelveLines())));
    expect(inZone('Pacific/Auckland')).toBe(here);
    expect(inZone('America/Los_Angeles')).toBe(here);
  });

  it('carry the issue date, and names with & and < as valid XMP', async () => {
    const seller = { ...NORDLICHT, name: 'Huber & Söhne <Nord> GmbH' };
    const pdf = Buffer.from(await renderInvoice(sampleInvoice(twelveLines(), { seller }))).toString('utf8');
    expect(pdf).toContain('<xmp:CreateDate>2026-11-02T00:00:00Z</xmp:CreateDate>');
    expect(pdf).toContain('<rdf:li>Huber &amp; Söhne &lt;Nord&gt; GmbH</rdf:li>');
    expect(pdf).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(pdf).toContain('<pdfuaid:part>1</pdfuaid:part>');
  });
});

it.each([
  { rate: { inverseRate: '1.1567' }, quote: '1 EUR = 1,1567 USD' },
  { rate: { rate: '0.8645' }, quote: '1 USD = 0,8645 EUR' },
])('states the tax in the seller’s currency too, and by which rate: $quote', async ({ rate, quote }) => {
  const accountingTax = { currency: 'EUR', tax: '1347.40', date: '2026-10-30', source: 'ECB', ...rate };
  const strings = await stringsOf(sampleInvoice(twelveLines(), { currency: 'USD', accountingTax }));
  const sentence = `Umsatzsteuer in Landeswährung: 1.347,40 € (${quote}, ECB, 30. Oktober 2026)`;
  expect(strings.map((text) => text.replaceAll('\u00A0', ' '))).toContain(sentence);
});

describe('an invoice of twelve lines', () => {
  it('says who owes what for which time, by when', async () => {
    const strings = await stringsOf(sampleInvoice(twelveLines()));
    for (const expected of [
      'Nordlicht Systems GmbH · Speicherstadt 14 · 20457 Hamburg',
      'Brinkmann & Söhne Logistik GmbH',
      'RE-2026-004217',
      '2. November 2026',
      '1. – 31. Oktober 2026',
      'K-10482',
      'DE 811 204 550',
      'DE 318 204 771',
      '9.947,92 €',
      '16. November 2026',
      'Betrag EUR',
      '4.812.930 Ereignisse',
      'über 1.000.000',
      '0,00095',
      'auf 8.203,14',
      '1.558,60',
      '−312,89',
      'Zahlung per Überweisung',
      'Seite 1 von 1',
    ]) {
      expect(strings).toContain(expected);
    }
  });

  it('stands on one page, where no text meets another', async () => {
    const texts = await textsOf(sampleInvoice(twelveLines()));
    expect(new Set(texts.map(({ page }) => page)).size).toBe(1);
    expect(collisions(texts)).toEqual([]);
  });

  it('ends figures on one edge a column', async () => {
    const texts = await textsOf(sampleInvoice(twelveLines()));
    const table = texts.filter(({ baseline }) => baseline > 120 && baseline < 260);
    const amounts = table.filter(({ right }) => right > 180);
    expect(amounts.length).toBeGreaterThan(15);
    expect(edgesOf(amounts, 'right')).toEqual([190]);
    expect(
      edgesOf(
        table.filter(({ text }) => text.startsWith('auf ') || text === '1.620,00' || text === '86,62'),
        'right',
      ),
    ).toEqual([170]);
    expect(
      edgesOf(
        table.filter(({ text }) => ['4.812.930', '100.000', '42', '731,5'].includes(text)),
        'right',
      ),
    ).toEqual([109]);
    expect(
      edgesOf(
        table.filter(({ text }) => /^\d+ %$/.test(text)),
        'right',
      ),
    ).toEqual([156]);
  });

  it('aligns unit prices at their decimal marks', async () => {
    const texts = await textsOf(sampleInvoice(twelveLines()));
    const prices = (pattern: RegExp): PrintedText[] => texts.filter(({ text, left }) => left > 125 && left < 148 && pattern.test(text));
    // Equal decimals end on one edge, equal digits before the mark begin on one; 0,00095 is the longest.
    expect(
      edgesOf(
        prices(/^−?\d+,\d\d$/).filter(({ text }) => text !== '0,00'),
        'right',
      ),
    ).toHaveLength(1);
    expect(edgesOf(prices(/^0,0(21|012)$/), 'left')).toHaveLength(1);
    expect(edgesOf(prices(/^0,00095$/).slice(-1), 'right')).toEqual([146]);
  });

  it('names one rate only in the totals', async () => {
    const strings = await stringsOf(sampleInvoice(twelveLines().map((line) => ({ ...line, taxRate: '19' }))));
    expect(strings).not.toContain('USt.');
    expect(strings).toContain('USt. 19 %');
  });
});

describe('an invoice of 58 lines', () => {
  const invoice = sampleInvoice(usageLines(58), { language: 'en', currency: 'USD' });

  it('takes three pages and carries the sum of what stands above', async () => {
    const texts = await textsOf(invoice);
    expect(texts.filter(({ text }) => text.startsWith('Page ')).map(({ text }) => text)).toEqual([
      'Page 1 of 3',
      'Page 2 of 3',
      'Page 3 of 3',
    ]);

    expect(texts.filter(({ text }) => text.startsWith('Brought forward')).map(({ page, text }) => `${page}: ${text}`)).toEqual([
      '2: Brought forward from page 1',
      '3: Brought forward from page 2',
    ]);
    expect(carriedSums(texts, 'Carried forward')).toEqual(sumsAbove(texts, 'Carried forward'));
    expect(carriedSums(texts, 'Brought forward')).toEqual(sumsAbove(texts, 'Carried forward'));
  });

  it('repeats the heading of a group that goes on', async () => {
    const continued = (await textsOf(invoice)).filter(({ text }) => text.endsWith(', continued'));
    expect(continued.map(({ page }) => page)).toEqual([2, 3]);
  });
});

describe('wide and long content', () => {
  const wide: SampleLine[] = [
    { description: 'Calls', unit: 'calls', parts: [{ quantity: '9999999999', unitPrice: '0.000123' }] },
    { description: 'Credit', parts: [{ quantity: '1', unitPrice: '-9999999.99' }] },
    { description: 'Fine price', unit: 'tokens', parts: [{ quantity: '123456789.123456', unitPrice: '0.000000000000123456' }] },
    {
      description:
        'A description of a service that takes several lines and ends in Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen',
      unit: 'Verarbeitungseinheiten',
      taxRate: '7',
      parts: [
        { quantity: '99999999', unitPrice: '0.99', upTo: '99999999' },
        { quantity: '9999999999', unitPrice: '0.123456', flatFee: '1000000' },
      ],
    },
  ];

  it.each(['EUR', 'JPY', 'KWD'])('never collides or leaves the page in %s', async (currency) => {
    expect(collisions(await textsOf(sampleInvoice(wide, { currency })))).toEqual([]);
  });

  it('prints prices that have no room in their column in full below', async () => {
    expect(await stringsOf(sampleInvoice(wide))).toContain('Einzelpreis 0,000000000000123456');
  });

  it('sets long names, addresses and references inside their fields', async () => {
    const texts = await textsOf(
      sampleInvoice(twelveLines(), {
        customer: {
          ...BRINKMANN,
          id: 'customer-with-a-very-long-identifier-of-sixty-four-characters-01',
          name: 'Vereinigte Norddeutsche Hafen- und Lagerhausgesellschaft für Überseetransporte und Spedition mbH & Co. KG',
          address: { ...BRINKMANN.address, additional: 'Haus C, 3. Obergeschoss', country: 'AT' },
          purchaseOrder: 'Rahmenbestellung 4500118220 / Abruf 17 / Kostenstelle 4711-Nord',
        },
        seller: {
          ...NORDLICHT,
          brand: 'Nordlicht Infrastruktur- und Plattformsysteme Hamburg',
          name: 'Nordlicht Infrastruktur- und Plattformsysteme Hamburg Beteiligungsgesellschaft mit beschränkter Haftung',
          bank: {
            ...NORDLICHT.bank,
            iban: 'MT84MALT011000012345MTLCAST001S',
            bank: 'Eine Bank mit einem ausgesprochen langen Namen in Valletta',
          },
        },
      }),
    );
    expect(collisions(texts)).toEqual([]);
    expect(texts.map(({ text }) => text)).toContain('ÖSTERREICH');
    expect(Math.max(...texts.filter(({ text }) => text === 'ÖSTERREICH').map(({ baseline }) => baseline))).toBeLessThan(90);
  });

  it('splits only an entry that is too high for a page', async () => {
    const parts = Array.from({ length: 50 }, (_, index) => ({
      quantity: '10',
      unitPrice: '0.5',
      flatFee: '1',
      ...(index < 49 ? { upTo: String((index + 1) * 10) } : {}),
    }));
    const texts = await textsOf(sampleInvoice([{ parts }, { parts: [{ quantity: '1', unitPrice: '1' }] }]));
    expect(collisions(texts)).toEqual([]);
    expect(texts.filter(({ text }) => text.startsWith('Grundbetrag'))).toHaveLength(50);
  });
});

describe('languages, countries and currencies', () => {
  it('writes Swiss figures to Switzerland', async () => {
    const customer = { ...BRINKMANN, address: { ...BRINKMANN.address, country: 'CH' } };
    const strings = await stringsOf(sampleInvoice([{ parts: [{ quantity: '4782', unitPrice: '0.5' }] }], { currency: 'CHF', customer }));
    expect(strings).toEqual(expect.arrayContaining(['SCHWEIZ', '2’391.00', '4’782', 'CHF 2’845.29']));
  });

  it('writes yen without decimals', async () => {
    const strings = await stringsOf(
      sampleInvoice([{ parts: [{ quantity: '4812930', unitPrice: '0.09' }], taxRate: '0' }], { language: 'en', currency: 'JPY' }),
    );
    expect(strings).toEqual(expect.arrayContaining(['¥433,164', 'VAT 0%', 'on 433,164', 'Amount JPY', '0.09']));
  });

  it('offers a code to scan for euro transfers only', async () => {
    const lines: SampleLine[] = [{ parts: [{ quantity: '1', unitPrice: '10' }] }];
    expect(await stringsOf(sampleInvoice(lines))).toContain('Mit der Banking-App scannen');
    expect(await stringsOf(sampleInvoice(lines, { currency: 'USD' }))).not.toContain('Mit der Banking-App scannen');
  });

  it.each([
    { language: 'de', rows: ['Summe brutto', '119,00', 'Aus Guthaben bezahlt', '−50,00', 'Noch zu zahlen', '69,00 €'] },
    { language: 'en', rows: ['Gross total', '119.00', 'Paid from credit', '−50.00', 'Left to pay', '€69.00'] },
  ] as const)('shows what credits paid under the totals: $language', async ({ language, rows }) => {
    const totals = { net: '100.00', tax: '19.00', gross: '119.00', prepaid: '50.00', payable: '69.00' };
    const texts = await textsOf(sampleInvoice([{ parts: [{ quantity: '1', unitPrice: '100' }] }], { language, totals }));
    const strings = texts.map(({ text }) => text);
    const from = strings.indexOf(rows[0]);
    expect(strings.slice(from, from + rows.length)).toEqual([...rows]);
    expect(collisions(texts)).toEqual([]);
  });

  it('gives the reason where no tax is charged', async () => {
    const strings = await stringsOf(sampleInvoice([{ parts: [{ quantity: '1', unitPrice: '10' }], taxRate: '0' }]));
    expect(strings).toContain('Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).');
  });

  it('prints Greek, Cyrillic and combined letters, and refuses what the font lacks', async () => {
    const named = (name: string): Invoice => sampleInvoice(twelveLines(), { customer: { ...BRINKMANN, name } });
    expect(await stringsOf(named('Ελληνική Жуковский Ltd.'))).toContain('Ελληνική Жуковский Ltd.');
    expect(await stringsOf(named('Mu\u0308ller x\u0301-Test'))).toContain('Müller x\u0301-Test');
    await expect(renderInvoice(named('北京 GmbH'))).rejects.toThrow(UnprintableTextError);
    await expect(renderInvoice(named('北京 GmbH'))).rejects.toThrow('customer.name: the font of the document has no “北” (U+5317).');
  });
});

it('lays out any invoice without collisions, and carries exact sums', async () => {
  const part = fc.record({
    quantity: fc.integer({ min: 0, max: 9_999_999 }).map(String),
    unitPrice: fc.constantFrom('0', '0.00095', '0.021', '12.5', '890'),
  });
  const line = fc.record({
    group: fc.constantFrom('Abonnement', 'Verbrauch', 'Projekt Elbe'),
    description: fc.constantFrom('API-Aufrufe', 'Ausgehender Datenverkehr in alle Regionen außerhalb der Europäischen Union', 'Rechenzeit'),
    unit: fc.constantFrom('GB', 'Nachrichten', 'h'),
    taxRate: fc.constantFrom('19', '7'),
    parts: fc
      .array(part, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.map((it, index) => (index < parts.length - 1 ? { ...it, upTo: String((index + 1) * 1000) } : it))),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 120, size: 'max' }), async (lines) => {
      const invoice = sampleInvoice(lines);
      const texts = await textsOf(invoice);
      expect(collisions(texts)).toEqual([]);
      expect(positionsOf(texts).map(({ text }) => text)).toEqual(lines.map((_, index) => String(index + 1)));
      expect(carriedSums(texts, 'Übertrag')).toEqual(sumsAbove(texts, 'Übertrag').flatMap((sum) => [sum, sum]));
      expect(figureBeside(texts, texts.find(({ text }) => text === 'Summe netto') as PrintedText)).toBe(cents(invoice.totals.net));
      expect(texts.filter(({ text }) => text === 'Rechnungsbetrag')).toHaveLength(1);
    }),
    { numRuns: 15, seed: 42 },
  );
});
