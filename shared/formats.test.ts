import { describe, expect, it } from '@jest/globals';
import { formatsOf, ibanText, vatIdText } from './formats.ts';

const german = formatsOf({ language: 'de', currency: 'EUR', country: 'DE' });
const english = formatsOf({ language: 'en', currency: 'USD', country: 'US' });
const swiss = formatsOf({ language: 'de', currency: 'CHF', country: 'CH' });
/** No-break spaces as underscores, to be seen. */
const seen = (text: string): string => text.replaceAll('\u00A0', '_');

describe('numbers', () => {
  it.each([
    ['0', '0', '0', '0'],
    ['999', '999', '999', '999'],
    ['1000', '1.000', '1,000', '1’000'],
    ['-1234567.5', '−1.234.567,5', '−1,234,567.5', '−1’234’567.5'],
    ['1840.250', '1.840,25', '1,840.25', '1’840.25'],
    [
      '12345678901234567890.123456789012345678',
      '12.345.678.901.234.567.890,123456789012345678',
      '12,345,678,901,234,567,890.123456789012345678',
      '12’345’678’901’234’567’890.123456789012345678',
    ],
  ])('%s is %s in German, %s in English, %s in Switzerland', (text, de, en, ch) => {
    expect([german.number(text), english.number(text), swiss.number(text)]).toEqual([de, en, ch]);
  });

  it('shows unit prices exactly, with at least the currency’s digits', () => {
    expect(['890', '18.5', '0.00095', '0.0018', '0'].map((text) => german.price(text))).toEqual([
      '890,00',
      '18,50',
      '0,00095',
      '0,0018',
      '0,00',
    ]);
    expect(formatsOf({ language: 'en', currency: 'JPY', country: 'JP' }).price('15000')).toBe('15,000');
  });

  it('writes percentages as the language does', () => {
    expect([seen(german.percent('19.00')), english.percent('8.875')]).toEqual(['19_%', '8.875%']);
  });

  it('refuses an amount that is not rounded to its currency', () => {
    expect(() => german.amount('1.005')).toThrow(RangeError);
  });
});

describe('money', () => {
  it.each([
    { language: 'de', currency: 'EUR', country: 'DE', amount: '9947.92', expected: '9.947,92_€' },
    { language: 'de', currency: 'JPY', country: 'DE', amount: '433367', expected: '433.367_JPY' },
    { language: 'de', currency: 'EUR', country: 'DE', amount: '-96.59', expected: '−96,59_€' },
    { language: 'en', currency: 'EUR', country: 'FR', amount: '26907.13', expected: '€26,907.13' },
    { language: 'en', currency: 'USD', country: 'US', amount: '-26907.13', expected: '−$26,907.13' },
    { language: 'en', currency: 'CAD', country: 'CA', amount: '12', expected: 'CAD_12.00' },
    { language: 'en', currency: 'JPY', country: 'JP', amount: '433367', expected: '¥433,367' },
    { language: 'de', currency: 'CHF', country: 'CH', amount: '2391', expected: 'CHF_2’391.00' },
    { language: 'fr', currency: 'EUR', country: 'FR', amount: '9947.92', expected: '9_947,92_€' },
    { language: 'fr', currency: 'USD', country: 'FR', amount: '-1234.5', expected: '−1_234,50_USD' },
    { language: 'fr', currency: 'CHF', country: 'CH', amount: '2391', expected: 'CHF_2’391.00' },
    { language: 'en', currency: 'KWD', country: 'KW', amount: '1.5', expected: 'KWD_1.500' },
  ] as const)('$amount $currency in $language to $country is $expected', ({ language, currency, country, amount, expected }) => {
    expect(seen(formatsOf({ language, currency, country }).money(amount))).toBe(expected);
  });
});

describe('days', () => {
  it.each([
    ['2026-10-01', '2026-10-31', '1. bis 31._Oktober_2026', '1._–_31._Oktober_2026', '1 to 31_October_2026'],
    ['2026-10-15', '2026-11-14', '15._Oktober bis 14._November_2026', '15._Okt._–_14._Nov._2026', '15_October to 14_November_2026'],
    [
      '2026-12-15',
      '2027-01-14',
      '15._Dezember_2026 bis 14._Januar_2027',
      '15._Dez._2026_–_14._Jan._2027',
      '15_December_2026 to 14_January_2027',
    ],
    ['2026-03-05', '2026-03-05', '5._März_2026', '5._März_2026', '5_March_2026'],
  ])('%s to %s', (first, last, de, short, en) => {
    expect([german.span({ first, last }), german.shortSpan({ first, last }), english.span({ first, last })].map(seen)).toEqual([
      de,
      short,
      en,
    ]);
  });
});

describe('days in French', () => {
  it.each([
    ['2026-10-01', '2026-10-31', '1er au 31_octobre_2026', '1er_–_31_octobre_2026'],
    ['2026-07-15', '2026-08-14', '15_juillet au 14_août_2026', '15_juil._–_14_août_2026'],
    ['2026-02-01', '2026-02-01', '1er_février_2026', '1er_février_2026'],
  ])('%s to %s', (first, last, span, short) => {
    const french = formatsOf({ language: 'fr', currency: 'EUR', country: 'FR' });
    expect([french.span({ first, last }), french.shortSpan({ first, last })].map(seen)).toEqual([span, short]);
  });
});

it('groups an IBAN by four and a German VAT id by three', () => {
  expect(seen(ibanText('DE21200505501015871844'))).toBe('DE21_2005_0550_1015_8718_44');
  expect([vatIdText('DE318204771'), vatIdText('ATU12345678')].map(seen)).toEqual(['DE_318_204_771', 'ATU12345678']);
});
