import { describe, expect, it } from '@jest/globals';

import { customer, seller, type Customer, type Seller } from '../../shared/catalog.ts';
import { taxTreatment } from './tax.ts';

const ADDRESS = { street: 'Weg 1', postalCode: '1', city: 'Ort' };

function sellerIn(country: string, changes: Record<string, unknown> = {}): Seller {
  return seller.parse({
    id: 's',
    name: 'S',
    brand: 'S',
    address: { ...ADDRESS, country },
    zone: 'UTC',
    email: 's@s.example',
    vatId: `${country}123456789`,
    bank: { holder: 'S', bank: 'B', iban: 'AT611904300234573201', bic: 'DONAATWW' },
    tax: { standardRate: '20', source: 'law' },
    numberSeries: { prefix: 'RE' },
    ...changes,
  });
}
const customerIn = (country: string, vatId?: string): Customer =>
  customer.parse({
    id: 'c',
    name: 'C',
    address: { ...ADDRESS, country },
    zone: 'UTC',
    email: 'c@c.example',
    ...(vatId === undefined ? {} : { vatId }),
  });

describe('VAT', () => {
  it.each([
    { why: 'in the seller’s country', to: customerIn('AT'), category: 'S', rate: '20' },
    { why: 'in the seller’s country, with a VAT id', to: customerIn('AT', 'ATU12345678'), category: 'S', rate: '20' },
    { why: 'a business in another EU country', to: customerIn('FR', 'FR40303265045'), category: 'AE', rate: '0' },
    { why: 'a business in Greece, whose VAT ids begin with EL', to: customerIn('GR', 'EL094259216'), category: 'AE', rate: '0' },
    { why: 'outside the EU', to: customerIn('CH'), category: 'O', rate: '0' },
    { why: 'in the United Kingdom', to: customerIn('GB', 'GB123456789'), category: 'O', rate: '0' },
  ])('for a customer $why is $category at $rate %', ({ to, category, rate }) => {
    expect(taxTreatment(sellerIn('AT'), to, 'en')).toMatchObject({ category, rate });
  });

  it('of a seller without VAT id is none, wherever the customer is', () => {
    for (const country of ['AT', 'FR', 'US']) {
      expect(taxTreatment(sellerIn('AT', { vatId: undefined }), customerIn(country), 'en')).toMatchObject({
        category: 'O',
        rate: '0',
        reason: 'No VAT: the seller is not registered for it',
      });
    }
  });

  it.each([
    { to: customerIn('FR', 'FR40303265045'), reasonCode: 'VATEX-EU-AE', de: 'Reverse charge', en: 'Reverse charge' },
    { to: customerIn('US'), reasonCode: 'VATEX-EU-O', de: 'Nicht im Inland steuerbare', en: 'Not subject to VAT' },
  ])('that is not charged says why in the language of the document: $reasonCode', ({ to, reasonCode, de, en }) => {
    expect(taxTreatment(sellerIn('AT'), to, 'de')).toMatchObject({ reasonCode, reason: expect.stringContaining(de) });
    expect(taxTreatment(sellerIn('AT'), to, 'en')).toMatchObject({ reasonCode, reason: expect.stringContaining(en) });
  });

  it('that is charged gives no reason', () => {
    expect(taxTreatment(sellerIn('AT'), customerIn('AT'), 'en')).toEqual({ category: 'S', rate: '20' });
  });

  it.each([
    { why: 'a consumer in another EU country', from: sellerIn('AT'), to: customerIn('FR') },
    { why: 'a VAT id of a third country', from: sellerIn('AT'), to: customerIn('FR', 'DE123456789') },
    { why: 'a VAT id of the seller’s country', from: sellerIn('AT'), to: customerIn('FR', 'ATU12345678') },
    { why: 'a Greek VAT id that begins with GR', from: sellerIn('AT'), to: customerIn('GR', 'GR094259216') },
    { why: 'a seller with a VAT id outside the EU', from: sellerIn('CH'), to: customerIn('CH') },
    { why: 'a seller whose catalog states no rate', from: sellerIn('AT', { tax: undefined }), to: customerIn('AT') },
  ])('is not guessed for $why: TaxUndeterminedError', ({ from, to }) => {
    expect(() => taxTreatment(from, to, 'en')).toThrow(expect.objectContaining({ name: 'TaxUndeterminedError' }));
  });
});
