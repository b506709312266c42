import { describe, expect, it } from '@jest/globals';

import { sellerIn } from '../../test/support/parties.ts';
import { accountingTax } from './accounting-tax.ts';

const ECB = [
  { date: '2026-09-30', from: 'EUR', to: 'USD', rate: '1.1', source: 'ECB' },
  { date: '2026-10-30', from: 'EUR', to: 'USD', rate: '1.25', source: 'ECB' },
];
const austrian = sellerIn('AT', { tax: { exchangeRates: ECB } });

describe('tax in the currency of the seller’s country', () => {
  it('is the tax divided by the rate that says it the other way round, rounded once', () => {
    // 20.01 / 1.25 = 16.008
    expect(accountingTax(austrian, 'USD', '20.01', '2026-10-31')).toEqual({
      currency: 'EUR',
      tax: '16.01',
      inverseRate: '1.25',
      date: '2026-10-30',
      source: 'ECB',
    });
  });

  it('is the tax times the rate that says it so', () => {
    const polish = sellerIn('PL', {
      tax: { exchangeRates: [{ date: '2026-10-30', from: 'EUR', to: 'PLN', rate: '4.2531', source: 'NBP' }] },
    });
    // 23.00 × 4.2531 = 97.8213
    expect(accountingTax(polish, 'EUR', '23.00', '2026-10-31')).toEqual({
      currency: 'PLN',
      tax: '97.82',
      rate: '4.2531',
      date: '2026-10-30',
      source: 'NBP',
    });
  });

  it('has the minor units of that currency', () => {
    expect(accountingTax(austrian, 'USD', '0.01', '2026-10-31')).toMatchObject({ tax: '0.01' });
    const icelandic = sellerIn('IS', {
      tax: { exchangeRates: [{ date: '2026-10-30', from: 'EUR', to: 'ISK', rate: '142.7', source: 'CBI' }] },
    });
    expect(accountingTax(icelandic, 'EUR', '24.00', '2026-10-31')).toMatchObject({ currency: 'ISK', tax: '3425' });
  });

  it('is by the latest rate up to the day of supply', () => {
    const on = (day: string) => accountingTax(austrian, 'USD', '11.00', day)?.inverseRate;
    expect(['2026-09-30', '2026-10-29', '2026-10-30', '2026-11-30'].map(on)).toEqual(['1.1', '1.1', '1.25', '1.25']);
  });

  it.each([
    { why: 'the document is in it', seller: austrian, currency: 'EUR', tax: '20.00' },
    { why: 'no tax is charged', seller: austrian, currency: 'USD', tax: '0.00' },
    { why: 'the seller states no rates', seller: sellerIn('AT'), currency: 'USD', tax: '20.00' },
    {
      why: 'the currency of the country is not known',
      seller: sellerIn('BR', { tax: { exchangeRates: ECB } }),
      currency: 'USD',
      tax: '20.00',
    },
  ])('is not there where $why', ({ seller, currency, tax }) => {
    expect(accountingTax(seller, currency, tax, '2026-10-31')).toBeUndefined();
  });

  it.each([
    { why: 'currency', currency: 'CHF', day: '2026-10-31' },
    { why: 'month: all are later', currency: 'USD', day: '2026-09-29' },
    { why: 'month: all are older than 31 days', currency: 'USD', day: '2026-12-01' },
  ])('is refused where the seller states rates, and none of that $why', ({ currency, day }) => {
    expect(() => accountingTax(austrian, currency, '20.00', day)).toThrow(
      expect.objectContaining({ name: 'TaxUndeterminedError', message: expect.stringContaining(`from: EUR, to: ${currency}`) }),
    );
  });
});
