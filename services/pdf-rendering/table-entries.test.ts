import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Correction, Invoice } from '../../shared/invoice.ts';
import { decimal, sum } from '../../shared/money.ts';
import { formatsOf } from '../../shared/formats.ts';
import { sampleInvoice, type SampleLine } from '../../test/support/sample-invoice.ts';
import { tableEntries, type TableEntry } from './table-entries.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';

const entriesOf = (invoice: Invoice): TableEntry[] =>
  tableEntries(
    invoice,
    formatsOf({ language: invoice.language, currency: invoice.currency, country: 'DE' }),
    LANGUAGES[invoice.language].document,
  );
const entryOf = (line: SampleLine, changes: Partial<Invoice> = {}): TableEntry =>
  entriesOf(sampleInvoice([line], changes))[0] as TableEntry;

describe('a line', () => {
  it('has its price beside it if there is one price', () => {
    expect(entryOf({ unit: 'GB', parts: [{ quantity: '1840.25', unitPrice: '0.021' }], events: 31 })).toMatchObject({
      quantity: '1.840,25',
      unit: 'GB',
      price: '0,021',
      amount: '38,65',
      details: [],
    });
  });

  it('explains several tiers by what was used of each, after the events counted', () => {
    const parts = [
      { quantity: '100000', unitPrice: '0', upTo: '100000' },
      { quantity: '900000', unitPrice: '0.0018', upTo: '1000000' },
      { quantity: '3812930', unitPrice: '0.00095' },
    ];
    const entry = entryOf({ parts, events: 4812930 });
    expect(entry.price).toBeUndefined();
    expect(entry.amount).toBe('5.242,28');
    expect(entry.details).toEqual([
      { text: '4.812.930\u00A0Ereignisse' },
      { text: 'bis 100.000', quantity: '100.000', price: '0,00', amount: '0,00' },
      { text: 'bis 1.000.000', quantity: '900.000', price: '0,0018', amount: '1.620,00' },
      { text: 'über 1.000.000', quantity: '3.812.930', price: '0,00095', amount: '3.622,28' },
    ]);
  });

  it.each([
    {
      why: 'packages, and what is free before them',
      parts: [
        { kind: 'free' as const, quantity: '10', unitPrice: '0' },
        { packageSize: '10', units: '111', quantity: '12', unitPrice: '100' },
      ],
      expected: [
        { text: 'frei', quantity: '10', amount: '0,00' },
        { text: 'Pakete zu 10', quantity: '12', price: '100,00', amount: '1.200,00' },
      ],
    },
    {
      why: 'events at a bound, and the fixed amounts of the others',
      parts: [
        { quantity: '150', unitPrice: '0.013' },
        { kind: 'fixed-per-event' as const, units: '0', quantity: '2', unitPrice: '0.25' },
        { kind: 'maximum-per-event' as const, quantity: '9000', unitPrice: '0', flatFee: '24' },
      ],
      expected: [
        { text: 'Verbrauch', quantity: '150', price: '0,013', amount: '1,95' },
        { text: 'Festbetrag je Vorgang', quantity: '2', price: '0,25', amount: '0,50' },
        { text: 'Höchstbetrag je Vorgang', quantity: '9.000', amount: '24,00' },
      ],
    },
    {
      why: 'values of a matrix',
      parts: [{ values: ['eu', 'small'], quantity: '10', unitPrice: '0.1' }],
      expected: [{ text: 'eu, small', quantity: '10', price: '0,10', amount: '1,00' }],
    },
    {
      why: 'what events cost',
      parts: [{ kind: 'event-amounts' as const, quantity: '20', unitPrice: '0', flatFee: '0.48' }],
      expected: [{ text: 'Beträge der Vorgänge', quantity: '20', amount: '0,48' }],
    },
    {
      why: 'what a minimum adds',
      parts: [
        { quantity: '7', unitPrice: '10' },
        { kind: 'minimum-spend' as const, quantity: '0', unitPrice: '0', flatFee: '30' },
      ],
      expected: [
        { text: 'Verbrauch', quantity: '7', price: '10,00', amount: '70,00' },
        { text: 'bis zum Mindestbetrag', amount: '30,00' },
      ],
    },
  ])('names its parts: $why', ({ parts, expected }) => {
    expect(entryOf({ parts }).details).toEqual(expected);
  });

  it('counts one event in the singular', () => {
    const parts = [
      { quantity: '1', unitPrice: '1', upTo: '1' },
      { quantity: '1', unitPrice: '2' },
    ];
    expect(entryOf({ parts, events: 1 }).details[0]?.text).toBe('1\u00A0Ereignis');
    expect(entryOf({ parts, events: 1 }, { language: 'en' }).details[0]?.text).toBe('1\u00A0event');
  });

  it('shows the fee of a tier beside what was used of it', () => {
    const parts = [
      { quantity: '100', unitPrice: '0.1', upTo: '100', flatFee: '5' },
      { quantity: '20', unitPrice: '0.05', flatFee: '2' },
    ];
    expect(entryOf({ parts }).details.map(({ text, amount }) => [text, amount])).toEqual([
      ['bis 100', '10,00'],
      ['Grundbetrag bis 100', '5,00'],
      ['über 100', '1,00'],
      ['Grundbetrag über 100', '2,00'],
    ]);
  });

  it('shows the fee alone where nothing was used', () => {
    expect(entryOf({ parts: [{ quantity: '0', unitPrice: '0.1', upTo: '100', flatFee: '5' }] })).toMatchObject({
      quantity: '0',
      amount: '5,00',
      details: [{ text: 'Grundbetrag bis 100', amount: '5,00' }],
    });
  });

  it.each([
    { language: 'de', days: 15, of: 31, expected: '15 von 31\u00A0Tagen' },
    { language: 'en', days: 15, of: 31, expected: '15 of 31\u00A0days' },
    { language: 'de', days: 1, of: 1, expected: '1 von 1\u00A0Tag' },
  ] as const)('says which share of a period a prorated fee covers: $expected', ({ language, days, of, expected }) => {
    const invoice = sampleInvoice([{ unit: 'Monat', parts: [{ quantity: '1', unitPrice: '890' }] }], { language });
    const [line] = invoice.lines;
    const prorated = { ...invoice, lines: line ? [{ ...line, trace: { ...line.trace, proration: { days, of } } }] : [] };
    expect(entriesOf(prorated)[0]).toMatchObject({ quantity: '1', unit: 'Monat', details: [{ text: expected }] });
  });

  it.each([
    { language: 'de', text: 'mindestens 100,00, verbraucht 70,00', price: '30,00' },
    { language: 'en', text: 'at least 100.00, used 70.00', price: '30.00' },
  ] as const)('says what was to be spent and what was, where it adds what is missing: $text', ({ language, text, price }) => {
    const invoice = sampleInvoice([{ parts: [{ quantity: '1', unitPrice: '0', flatFee: '30' }] }], { language });
    const lines = invoice.lines.map((it_) => ({ ...it_, trace: { ...it_.trace, spend: { due: '100.00', spent: '70.00' } } }));
    expect(entriesOf({ ...invoice, lines })[0]).toMatchObject({ quantity: '1', price, amount: price, details: [{ text }] });
  });

  it('is refused if its tiers do not add up to its amount', () => {
    const invoice = sampleInvoice([
      {
        parts: [
          { quantity: '1', unitPrice: '1', upTo: '1' },
          { quantity: '1', unitPrice: '2' },
        ],
      },
    ]);
    const [line] = invoice.lines;
    expect(() => entriesOf({ ...invoice, lines: line ? [{ ...line, net: '3.01' }] : [] })).toThrow(RangeError);
  });
});

describe('a correction', () => {
  const corrected = (line: SampleLine, net: string, correction: Correction, changes: Partial<Invoice> = {}): TableEntry | undefined => {
    const invoice = sampleInvoice([line], changes);
    const lines = invoice.lines.map((it) => ({ ...it, net, trace: { ...it.trace, correction } }));
    return entriesOf({ ...invoice, lines })[0];
  };
  // 0.5 × 0.01 = 0.005, and 17.504 were billed as 17.50: 17.509 is 17.51.
  const cent = { sequence: 1, ratedExact: '17.509', billedExact: '17.504', billedNet: '17.50' };

  it.each([
    { language: 'de', amount: '0,01', text: 'insgesamt 17,51, bisher berechnet 17,50' },
    { language: 'en', amount: '0.01', text: '17.51 in all, 17.50 charged before' },
  ] as const)('says what the period comes to and what was charged before: $text', ({ language, amount, text }) => {
    const line = { parts: [{ quantity: '0.5', unitPrice: '0.01' }], events: 7 };
    expect(corrected(line, '0.01', cent, { language })).toMatchObject({ amount, details: [{ text }] });
  });

  it('counts no events, which are those of the whole period', () => {
    // 10.005 + 2.5 = 12.505; 7.50 were billed as such: 20.005 is 20.01, less 7.50.
    const parts = [
      { quantity: '10', unitPrice: '1.0005', upTo: '100' },
      { quantity: '5', unitPrice: '0.5' },
    ];
    const correction = { sequence: 2, ratedExact: '20.005', billedExact: '7.5', billedNet: '7.50' };
    expect(corrected({ parts, events: 7 }, '12.51', correction)?.details).toEqual([
      { text: 'insgesamt 20,01, bisher berechnet 7,50' },
      // 7.5 + 10.005 = 17.505, so 17.51.
      { text: 'bis 100', quantity: '10', price: '1,0005', amount: '10,01' },
      { text: 'über 100', quantity: '5', price: '0,50', amount: '2,50' },
    ]);
  });

  it('shows what is given back with its sign', () => {
    const correction = { sequence: 1, ratedExact: '15', billedExact: '17.5', billedNet: '17.50' };
    expect(corrected({ parts: [{ quantity: '-50', unitPrice: '0.05' }] }, '-2.50', correction)).toMatchObject({
      quantity: '\u221250',
      price: '0,05',
      amount: '\u22122,50',
    });
  });
});

describe('a discount', () => {
  const discounted = (line: SampleLine, net: string, changes: Partial<Invoice> = {}, trace: object = {}): TableEntry | undefined => {
    const invoice = sampleInvoice([line], changes);
    const discounts = [
      { kind: 'coupon' as const, coupon: 'a', description: 'Messe', percent: '12.5', amount: '1.25' },
      { kind: 'coupon' as const, coupon: 'b', description: 'Gutschein', amount: '3.00' },
    ];
    const lines = invoice.lines.map((it) => ({ ...it, discounts, net, trace: { ...it.trace, ...trace } }));
    return entriesOf({ ...invoice, lines })[0];
  };

  it.each([
    { language: 'de', amount: '5,75', texts: ['Vor Rabatt 10,00', 'Messe, 12,5\u00A0% \u22121,25', 'Gutschein \u22123,00'] },
    { language: 'en', amount: '5.75', texts: ['Before discount 10.00', 'Messe, 12.5% \u22121.25', 'Gutschein \u22123.00'] },
  ] as const)('stands under the amount it is taken off, with its percentage: $language', ({ language, amount, texts }) => {
    // 4 × 2.50 = 10, less 1.25 and 3.
    const entry = discounted({ parts: [{ quantity: '4', unitPrice: '2.5' }] }, '5.75', { language });
    expect(entry?.amount).toBe(amount);
    expect(entry?.details.map(({ text, amount: inner }) => `${text} ${inner}`)).toEqual(texts);
  });

  it('stands above what is put on', () => {
    // 4 × 2.50 = 10, less 3, and 1.50 more.
    const invoice = sampleInvoice([{ parts: [{ quantity: '4', unitPrice: '2.5' }] }]);
    const discounts = [{ kind: 'agreed' as const, description: 'Vertrag', amount: '3.00' }];
    const charges = [{ description: 'Kleinmenge', amount: '1.50' }];
    const lines = invoice.lines.map((it) => ({ ...it, discounts, charges, net: '8.50' }));
    expect(entriesOf({ ...invoice, lines })[0]?.details.map(({ text, amount }) => `${text} ${amount}`)).toEqual([
      'Vor Rabatt 10,00',
      'Vertrag \u22123,00',
      'Kleinmenge 1,50',
    ]);
  });

  it('follows the tiers, which come to the amount before it', () => {
    const parts = [
      { quantity: '4', unitPrice: '2', upTo: '4' },
      { quantity: '2', unitPrice: '1' },
    ];
    expect(discounted({ parts }, '5.75')?.details.map(({ amount }) => amount)).toEqual(['8,00', '2,00', '\u22121,25', '\u22123,00']);
  });

  it('of a correction is what is taken off more than before', () => {
    // 14 − 5 = 9 was billed; all comes to 24 − 9.25 = 14.75, so 5.75 more.
    const parts = [
      { quantity: '4', unitPrice: '2', upTo: '4' },
      { quantity: '2', unitPrice: '1' },
    ];
    const correction = { sequence: 1, ratedExact: '24', billedExact: '14', billedNet: '9.00', billedDiscount: '5.00' };
    expect(discounted({ parts }, '5.75', {}, { correction })?.details.map(({ text, amount }) => [text, amount])).toEqual([
      ['insgesamt 14,75, bisher berechnet 9,00', undefined],
      ['bis 4', '8,00'],
      ['über 4', '2,00'],
      ['Messe, 12,5\u00A0%', '\u22121,25'],
      ['Gutschein', '\u22123,00'],
    ]);
  });
});

it('groups neighbours of the same title and period', () => {
  const line = { parts: [{ quantity: '1', unitPrice: '1' }] };
  const entries = entriesOf(
    sampleInvoice([
      { ...line, group: 'A' },
      { ...line, group: 'A' },
      { ...line, group: 'A', month: '2026-11' },
      { ...line, group: 'B' },
    ]),
  );
  expect(new Set(entries.map(({ group }) => group)).size).toBe(3);
  expect(entries[0]?.group).toBe(entries[1]?.group);
});

it('prints parts that add up to the line, however they round', () => {
  const thousandths = fc.integer({ min: -99_999, max: 99_999 }).map((value) => decimal(String(value)).dividedBy(1000).toFixed());
  const part = fc.record({ quantity: fc.integer({ min: 1, max: 999 }).map(String), unitPrice: thousandths, flatFee: thousandths });
  fc.assert(
    fc.property(fc.array(part, { minLength: 2, maxLength: 6 }), (parts) => {
      const invoice = sampleInvoice([{ parts }], { language: 'en' });
      const shown = entriesOf(invoice)[0]?.details.flatMap(({ amount }) =>
        amount === undefined ? [] : [decimal(amount.replace('−', '-').replaceAll(',', ''))],
      );
      expect(sum(shown ?? []).toFixed(2)).toBe(invoice.lines[0]?.net.replace(/^-(?=0\.00$)/, ''));
    }),
  );
});
