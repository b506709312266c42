import { describe, expect, it } from '@jest/globals';

import { customerIn, sellerIn } from '../../test/support/parties.ts';
import type { Customer, Seller } from '../../shared/catalog.ts';
import { monthIn } from '../../shared/period.ts';
import type { LineSupply } from '../../shared/tax-terms.ts';
import { taxTreatments } from './tax.ts';
import type { TaxTreatment } from './tax.ts';

const GOODS: LineSupply = { kind: 'goods' };
const SMALL = { standardRate: undefined, smallBusiness: true };

function lineOf(supply?: LineSupply, month = '2026-10') {
  return { period: monthIn(month, 'UTC'), ...(supply ? { supply } : {}) };
}
function taxOf(from: Seller, to: Customer, supply?: LineSupply, month?: string): TaxTreatment {
  return taxTreatments(from, to, [lineOf(supply, month)])[0]!;
}
const french = (changes: Record<string, unknown> = {}): Customer => customerIn('FR', 'FR40303265045', changes);

describe('VAT', () => {
  it.each([
    { why: 'in the seller’s country', to: customerIn('AT'), category: 'S', rate: '20' },
    { why: 'in the seller’s country, with a VAT id', to: customerIn('AT', 'ATU12345675'), category: 'S', rate: '20' },
    { why: 'a business in another EU country', to: french(), category: 'AE', rate: '0' },
    { why: 'a business in Greece, whose VAT ids begin with EL', to: customerIn('GR', 'EL094259216'), category: 'AE', rate: '0' },
    { why: 'outside the EU', to: customerIn('CH'), category: 'O', rate: '0' },
    { why: 'in the United Kingdom', to: customerIn('GB', 'GB980780684'), category: 'O', rate: '0' },
    { why: 'in Northern Ireland, of services', to: customerIn('GB', 'XI980780684'), category: 'O', rate: '0' },
  ])('for a customer $why is $category at $rate %', ({ to, category, rate }) => {
    expect(taxOf(sellerIn('AT'), to)).toMatchObject({ category, rate });
  });

  it.each([
    { why: 'in the seller’s country', to: customerIn('AT'), category: 'S', rate: '20' },
    { why: 'a business in another EU country', to: french(), category: 'K', reasonCode: 'VATEX-EU-IC' },
    { why: 'a business in Northern Ireland', to: customerIn('GB', 'XI980780684'), category: 'K' },
    { why: 'a business in Great Britain', to: customerIn('GB', 'GB980780684'), category: 'G', reasonCode: 'VATEX-EU-G' },
    { why: 'outside the EU', to: customerIn('CH'), category: 'G', reasonCode: 'VATEX-EU-G' },
  ])('of goods to a customer $why is $category', ({ to, why: _, ...expected }) => {
    expect(taxOf(sellerIn('AT'), to, GOODS)).toMatchObject(expected);
  });

  it('of a seller without VAT id is none, wherever the customer is', () => {
    for (const country of ['AT', 'FR', 'US'])
      expect(taxOf(sellerIn('AT', { vatId: undefined }), customerIn(country))).toEqual({
        category: 'O',
        rate: '0',
        reason: 'No VAT: the seller is not registered for it',
        reasonCode: 'VATEX-EU-O',
      });
  });

  it.each([
    { to: french(), reasonCode: 'VATEX-EU-AE', de: 'Steuerschuldnerschaft des Leistungsempfängers', en: 'Reverse charge' },
    { to: customerIn('US'), reasonCode: 'VATEX-EU-O', de: 'Nicht im Inland steuerbare', en: 'Not subject to VAT' },
    { to: french(), supply: GOODS, reasonCode: 'VATEX-EU-IC', de: '(Art. 138 der Richtlinie 2006/112/EG)', en: '(Article 138 of' },
    {
      to: customerIn('US'),
      supply: GOODS,
      reasonCode: 'VATEX-EU-G',
      de: 'Steuerfreie Ausfuhrlieferung (Art. 146',
      en: 'export (Article 146',
    },
  ])('that is not charged says why in the language of the document: $reasonCode', ({ to, supply, reasonCode, de, en }) => {
    const said = (language: 'de' | 'en'): TaxTreatment => taxOf(sellerIn('AT'), { ...to, language }, supply);
    expect(said('de')).toMatchObject({ reasonCode, reason: expect.stringContaining(de) });
    expect(said('en')).toMatchObject({ reasonCode, reason: expect.stringContaining(en) });
  });

  it('that is charged gives no reason', () => {
    expect(taxOf(sellerIn('AT'), customerIn('AT'))).toEqual({ category: 'S', rate: '20' });
  });

  it.each([
    { why: 'a consumer in another EU country', from: sellerIn('AT'), to: customerIn('FR'), says: /euConsumers: oss/ },
    { why: 'a VAT id of a third country', from: sellerIn('AT'), to: customerIn('FR', 'DE123456788'), says: /VAT id is of another country/ },
    { why: 'a VAT id of the seller’s country', from: sellerIn('AT'), to: customerIn('FR', 'ATU12345675'), says: /of another country/ },
    { why: 'a Greek VAT id that begins with GR', from: sellerIn('AT'), to: customerIn('GR', 'GR094259216'), says: /of another country/ },
    {
      why: 'a country whose rate nobody states',
      from: sellerIn('BR', { tax: undefined }),
      to: customerIn('BR'),
      says: /in BR on 2026-10-31/,
    },
    {
      why: 'a small business without a VAT id and a business abroad',
      from: sellerIn('AT', { tax: SMALL, vatId: undefined, taxNumber: '1' }),
      to: french(),
      says: /Add that of the seller/,
    },
  ])('is not guessed for $why: TaxUndeterminedError', ({ from, to, says }) => {
    expect(() => taxOf(from, to)).toThrow(expect.objectContaining({ name: 'TaxUndeterminedError', message: expect.stringMatching(says) }));
  });

  it('is that of the last day of the service period', () => {
    const german = sellerIn('DE', { tax: undefined });
    const of = (month: string): string => taxOf(german, customerIn('DE'), undefined, month).rate;
    expect(['2020-06', '2020-07', '2020-12', '2021-01'].map(of)).toEqual(['19', '16', '16', '19']);
  });

  it('of a seller outside the EU is the rate it states at home, and none abroad', () => {
    const swiss = sellerIn('CH', { vatId: 'CHE100155212', tax: { standardRate: '8.1', source: 'Art. 25 MWSTG' } });
    expect(taxOf(swiss, customerIn('CH'))).toEqual({ category: 'S', rate: '8.1' });
    expect(taxOf(swiss, french())).toMatchObject({ category: 'O' });
    expect(taxOf(swiss, french(), GOODS)).toMatchObject({ category: 'G', reason: 'VAT-exempt export' });
  });
});

describe('a consumer in another EU country', () => {
  it('pays the rate of its country where the seller uses the one-stop shop', () => {
    const seller = sellerIn('AT', { tax: { euConsumers: 'oss' } });
    expect(taxOf(seller, customerIn('FR'))).toEqual({ category: 'S', rate: '20' });
    expect(taxOf(seller, customerIn('HU'))).toEqual({ category: 'S', rate: '27' });
    expect([
      taxOf(seller, customerIn('EE'), undefined, '2025-06').rate,
      taxOf(seller, customerIn('EE'), undefined, '2025-07').rate,
    ]).toEqual(['22', '24']);
  });

  it('pays the rate of the seller’s country below the threshold', () => {
    const seller = sellerIn('AT', { tax: { standardRate: '20', source: 'law', euConsumers: 'below-threshold' } });
    expect(taxOf(seller, customerIn('HU'))).toEqual({ category: 'S', rate: '20' });
  });
});

describe('a small business', () => {
  it.each([
    { country: 'DE', language: 'de', reason: 'Es gilt die Steuerbefreiung für Kleinunternehmer (§ 19 UStG)' },
    { country: 'AT', language: 'de', reason: 'Es gilt die Steuerbefreiung für Kleinunternehmer (§ 6 Abs. 1 Z 27 UStG)' },
    { country: 'IT', language: 'en', reason: 'The VAT exemption for small enterprises applies (Article 284 of Directive 2006/112/EC)' },
    {
      country: 'FR',
      language: 'en',
      reason: 'The VAT exemption for small enterprises applies (art. 293 B du CGI)',
      reasonCode: 'VATEX-FR-FRANCHISE',
    },
  ])('in $country charges no tax and cites its law', ({ country, language, ...expected }) => {
    const small = sellerIn(country, { tax: SMALL, vatId: undefined, taxNumber: '1' });
    expect(taxOf(small, customerIn(country, undefined, { language }))).toEqual({ category: 'E', rate: '0', ...expected });
  });

  it('leaves the tax of a service to the business abroad, and exempts goods', () => {
    const small = sellerIn('AT', { tax: SMALL });
    expect([taxOf(small, french()).category, taxOf(small, french(), GOODS).category]).toEqual(['AE', 'E']);
  });
});

describe('what is stated otherwise', () => {
  it('of a customer holds for all its lines', () => {
    const embassy = customerIn('AT', undefined, { tax: { category: 'E', reason: 'Embassy', code: 'VATEX-EU-151' } });
    expect(taxTreatments(sellerIn('AT'), embassy, [lineOf(), lineOf(GOODS), lineOf({ rate: 'reduced' })])).toEqual(
      Array.from({ length: 3 }, () => ({ category: 'E', rate: '0', reason: 'Embassy', reasonCode: 'VATEX-EU-151' })),
    );
  });

  it.each([
    { category: 'AE', reasonCode: 'VATEX-EU-AE' },
    { category: 'O', reasonCode: 'VATEX-EU-O' },
  ])('of a customer by $category has the code of it', ({ category, reasonCode }) => {
    const to = customerIn('AT', 'ATU12345675', { tax: { category, reason: { de: 'Grund', en: 'Reason' } } });
    expect(taxOf(sellerIn('AT'), { ...to, language: 'de' })).toEqual({ category, rate: '0', reason: 'Grund', reasonCode });
  });

  it('of a price holds where tax is due, and leaves the others alone', () => {
    const seller = sellerIn('DE', { tax: { rates: [{ country: 'DE', name: 'reduced', rate: '7', source: 'law' }] } });
    const school: LineSupply = { exempt: { category: 'E', reason: 'School', code: 'VATEX-EU-132-1I' } };
    expect(
      taxTreatments(seller, customerIn('DE'), [
        lineOf(),
        lineOf({ rate: 'reduced' }),
        lineOf(school),
        lineOf({ exempt: { category: 'Z' } }),
      ]),
    ).toEqual([
      { category: 'S', rate: '19' },
      { category: 'S', rate: '7' },
      { category: 'E', rate: '0', reason: 'School', reasonCode: 'VATEX-EU-132-1I' },
      { category: 'Z', rate: '0' },
    ]);
    expect(taxTreatments(seller, french(), [lineOf(school), lineOf({ rate: 'reduced' })]).map(({ category }) => category)).toEqual([
      'AE',
      'AE',
    ]);
  });

  it('for two reasons of one category is said in both, without a code that is one’s', () => {
    const exempt = (reason: string, code: string): LineSupply => ({ exempt: { category: 'E', reason, code } });
    const treatments = taxTreatments(sellerIn('AT'), customerIn('AT'), [
      lineOf(exempt('School', 'VATEX-EU-132-1I')),
      lineOf(exempt('Hospital', 'VATEX-EU-132-1B')),
    ]);
    expect(treatments).toEqual([
      { category: 'E', rate: '0', reason: 'School; Hospital' },
      { category: 'E', rate: '0', reason: 'School; Hospital' },
    ]);
  });
});

describe('one invoice', () => {
  it('holds a reverse charge beside an intra-Community supply', () => {
    expect(taxTreatments(sellerIn('AT'), french(), [lineOf(), lineOf(GOODS)]).map(({ category }) => category)).toEqual(['AE', 'K']);
  });

  it('can’t hold what is outside the scope of VAT beside an export (BR-O-11): TaxUndeterminedError', () => {
    expect(() => taxTreatments(sellerIn('AT'), customerIn('US'), [lineOf(), lineOf(GOODS)])).toThrow(
      expect.objectContaining({ name: 'TaxUndeterminedError', message: expect.stringContaining('beside category G') }),
    );
  });
});
