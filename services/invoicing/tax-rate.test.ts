import { describe, expect, it } from '@jest/globals';

import { sellerIn } from '../../test/support/parties.ts';
import { vatRate } from './tax-rate.ts';
import { VAT_RATES } from './vat-rates.ts';

describe('the rate of a country', () => {
  // As duty27-eu-vat and sales-tax have them; docs/sources.md#vat-rates.
  it.each([
    { country: 'DE', day: '2020-06-30', rate: '19' },
    { country: 'DE', day: '2020-07-01', rate: '16' },
    { country: 'DE', day: '2020-12-31', rate: '16' },
    { country: 'DE', day: '2021-01-01', rate: '19' },
    { country: 'EE', day: '2025-06-30', rate: '22' },
    { country: 'EE', day: '2025-07-01', rate: '24' },
    { country: 'SK', day: '2024-12-31', rate: '20' },
    { country: 'SK', day: '2025-01-01', rate: '23' },
    { country: 'FI', day: '2024-08-31', rate: '24' },
    { country: 'FI', day: '2024-09-01', rate: '25.5' },
    { country: 'RO', day: '2025-08-01', rate: '21' },
    { country: 'IE', day: '2021-02-28', rate: '21' },
    { country: 'GR', day: '2026-10-31', rate: '24' },
    { country: 'CH', day: '2024-01-01', rate: '8.1' },
  ])('of $country is $rate % on $day', ({ country, day, rate }) => {
    expect(vatRate(sellerIn(country, { tax: undefined }), country, day)).toBe(rate);
  });

  it('is known of every member of the EU, each change with its day and its source', () => {
    const members = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
    for (const country of members) expect(vatRate(sellerIn('AT'), country, '2026-10-31')).toMatch(/^\d\d(\.5)?$/);
    for (const { country, from, source } of VAT_RATES) {
      expect(source).toMatch(/^(PyPI|npm) .* read 2026-11-29$/);
      expect(VAT_RATES.filter((it) => it.country === country && it.from === from)).toHaveLength(1);
    }
  });

  it('is what the seller states, of its own country on any day', () => {
    const seller = sellerIn('DE', { tax: { standardRate: '18', source: 'law' } });
    expect([vatRate(seller, 'DE', '2020-07-01'), vatRate(seller, 'DE', '2026-10-31')]).toEqual(['18', '18']);
    expect(vatRate(seller, 'FR', '2026-10-31')).toBe('20');
  });

  it('is replaced from the day the seller states', () => {
    const rates = [
      { country: 'FR', rate: '21', from: '2027-01-01', source: 'law' },
      { country: 'FR', rate: '22.0', from: '2028-01-01', source: 'law' },
    ];
    const seller = sellerIn('DE', { tax: { rates } });
    expect(['2026-12-31', '2027-01-01', '2028-01-01'].map((day) => vatRate(seller, 'FR', day))).toEqual(['20', '21', '22']);
  });

  it('that a price names is the one of that name', () => {
    const seller = sellerIn('DE', { tax: { rates: [{ country: 'DE', name: 'reduced', rate: '7', source: '§ 12 (2) UStG' }] } });
    expect(vatRate(seller, 'DE', '2026-10-31', 'reduced')).toBe('7');
    expect(vatRate(seller, 'DE', '2026-10-31')).toBe('19');
  });

  it.each([
    {
      why: 'a country nothing is known of',
      country: 'BR',
      day: '2026-10-31',
      says: /standard rate of VAT in BR on 2026-10-31 is not known/,
    },
    { why: 'a day before the sources', country: 'DE', day: '2015-12-31', says: /in DE on 2015-12-31/ },
    { why: 'a country whose rate is known from a later day on', country: 'GB', day: '2026-09-28', says: /in GB on 2026-09-28/ },
    {
      why: 'a name that is not stated for it',
      country: 'FR',
      day: '2026-10-31',
      name: 'reduced',
      says: /rates: \[{ country: FR, name: reduced, rate: …/,
    },
  ])('is not guessed for $why', ({ country, day, name, says }) => {
    expect(() => vatRate(sellerIn('AT'), country, day, name)).toThrow(
      expect.objectContaining({ name: 'TaxUndeterminedError', message: expect.stringMatching(says) }),
    );
  });
});
