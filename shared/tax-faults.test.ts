import { describe, expect, it } from '@jest/globals';

import { parseCatalog } from './catalog-file.ts';
import { catalogFaults } from './catalog-faults.ts';

interface Written {
  readonly seller?: string;
  readonly vatId?: string;
  readonly country?: string;
  readonly tax?: string;
  readonly price?: string;
  readonly plan?: string;
  readonly customer?: string;
}

/** A catalog of a seller in Vienna with one plan and one customer, but for what is said; each as YAML. */
function catalogOf({
  seller = '',
  vatId = 'ATU13585627',
  country = 'AT',
  tax = '{}',
  price = '',
  plan = '',
  customer = '',
}: Written): string {
  return `
seller:
  id: kranich
  name: Kranich
  brand: Kranich
  address: { street: Gasse 4, postalCode: "1070", city: Wien, country: ${country} }
  zone: Europe/Vienna
  email: billing@kranich.example
${vatId === '' ? '' : `  vatId: ${vatId}\n`}${seller === '' ? '' : `  ${seller}\n`}  bank: { holder: K, bank: Donaubank, iban: AT61 1904 3002 3457 3201, bic: DONAATWW }
  tax: ${tax}
  numberSeries: { prefix: RE }
plans:
  - { id: basic, name: Basic, currency: EUR, ${plan}prices: [{ id: base, name: Base, model: flat, amount: 10${price} }, { id: other, name: Other, model: flat, amount: 1 }] }
customers:
  - id: adler
    name: Adler
    address: { street: Weg 1, postalCode: "1", city: Ort, country: FR }
    zone: UTC
    email: pay@adler.example
${customer === '' ? '' : `    ${customer}\n`}    subscriptions: [{ plan: basic, start: 2026-10-01 }]
`;
}

const faultsOf = (written: Written): string => {
  try {
    parseCatalog(catalogOf(written), 'c.yml');
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

const RATE = 'rate: 7, source: law';

describe('a catalog is refused, with the path, for', () => {
  it.each([
    {
      why: 'the seller’s VAT id',
      of: { vatId: 'ATU13585626' },
      says: 'seller.vatId: ATU13585626 is not a VAT id of Austria: its check digits do not match',
    },
    {
      why: 'a customer’s VAT id',
      of: { customer: 'vatId: FR41303265045' },
      says: 'customers[0].vatId: FR41303265045 is not a VAT id of France',
    },
    {
      why: 'a proof of another VAT id',
      of: { customer: 'vatId: FR40303265045\n    vatIdCheck: { vatId: FR61954506077, date: 2026-10-01 }' },
      says: 'customers[0].vatIdCheck.vatId: is the proof of FR61954506077',
    },
    {
      why: 'a proof of no VAT id',
      of: { customer: 'vatIdCheck: { vatId: FR61954506077, date: 2026-10-01 }' },
      says: 'and the customer has no VAT id',
    },
    {
      why: 'a standard rate without its source',
      of: { tax: '{ standardRate: 20 }' },
      says: 'seller.tax.source: is missing: where the standard rate was read',
    },
    { why: 'a source of nothing', of: { tax: '{ source: law }' }, says: 'seller.tax.source: is that of a standardRate' },
    {
      why: 'a rate above 100',
      of: { tax: '{ standardRate: 101, source: law }' },
      says: 'seller.tax.standardRate: expected at most 100 percent',
    },
    {
      why: 'a small business with a rate',
      of: { tax: '{ standardRate: 20, source: law, smallBusiness: true }' },
      says: 'seller.tax.standardRate: a small business charges no tax',
    },
    {
      why: 'a small business outside the EU',
      of: { country: 'CH', tax: '{ smallBusiness: true }' },
      says: 'seller.tax.smallBusiness: is an exemption of EU law',
    },
    {
      why: 'a small business without any tax number',
      of: { vatId: '', tax: '{ smallBusiness: true }' },
      says: 'seller.taxNumber: is missing',
    },
    {
      why: 'consumers of a seller without a VAT id',
      of: { vatId: '', tax: '{ euConsumers: oss }' },
      says: 'seller.tax.euConsumers: a seller without a VAT id',
    },
    {
      why: 'the threshold of a seller outside the EU',
      of: { country: 'CH', tax: '{ euConsumers: below-threshold }' },
      says: 'seller.tax.euConsumers: only sellers in the EU',
    },
    {
      why: 'a rate that is there twice',
      of: { tax: `{ rates: [{ country: FR, ${RATE} }, { country: FR, ${RATE} }] }` },
      says: 'seller.tax.rates[1]: the rate of that country and day is there already',
    },
    {
      why: 'a rate of exchange of other currencies',
      of: { tax: '{ exchangeRates: [{ date: 2026-10-30, from: USD, to: CHF, rate: 1, source: SNB }] }' },
      says: 'seller.tax.exchangeRates[0]: is between USD and CHF, and the tax of a seller in AT is in EUR',
    },
    {
      why: 'a rate of exchange that is there the other way round',
      of: {
        tax: '{ exchangeRates: [{ date: 2026-10-30, from: USD, to: EUR, rate: 1, source: A }, { date: 2026-10-30, from: EUR, to: USD, rate: 1, source: A }] }',
      },
      says: 'seller.tax.exchangeRates[1]: a rate of that day',
    },
    {
      why: 'a rate of exchange of zero',
      of: { tax: '{ exchangeRates: [{ date: 2026-10-30, from: USD, to: EUR, rate: 0, source: A }] }' },
      says: 'seller.tax.exchangeRates[0].rate: expected a decimal above 0',
    },
    {
      why: 'an exemption without a reason',
      of: { customer: 'tax: { category: E }' },
      says: 'customers[0].tax.reason: is missing: why no tax is charged',
    },
    {
      why: 'a zero rate with a reason',
      of: { customer: 'tax: { category: Z, reason: law }' },
      says: 'customers[0].tax.reason: a rate of zero has no reason',
    },
    {
      why: 'a category with a rate',
      of: { customer: 'tax: { category: S, reason: law }' },
      says: 'customers[0].tax.category: expected one of Z, E, AE, K, G, O',
    },
    {
      why: 'a code that is none of VATEX',
      of: { customer: 'tax: { category: E, reason: law, code: E }' },
      says: 'customers[0].tax.code: expected a code of the VATEX list',
    },
    {
      why: 'a reverse charge to a consumer',
      of: { customer: 'tax: { category: AE, reason: law }' },
      says: 'customers[0].tax.category: AE is for businesses, and the customer has no VAT id',
    },
    {
      why: 'a supply to another member state with a VAT id at home',
      of: { customer: 'vatId: ATU12345675\n    tax: { category: K, reason: law }' },
      says: "customers[0].tax.category: K is a supply to another member state, and the VAT id is of the seller's own",
    },
    {
      why: 'an exemption by a seller who charges nobody',
      of: { vatId: '', customer: 'tax: { category: E, reason: law }' },
      says: 'customers[0].tax.category: the seller has no VAT id',
    },
    {
      why: 'a rate of a price that nobody states',
      of: { tax: `{ rates: [{ country: AT, name: reduced, ${RATE} }] }`, price: ', tax: { rate: reducd }' },
      says: 'plans[0].prices[0].tax.rate: the seller\'s tax.rates have no "reducd"; did you mean "reduced"?; state it there: tax: { rates: [{ name: reducd, country: AT',
    },
    {
      why: 'a price with a rate and a category',
      of: { price: ', tax: { rate: standard, category: Z }' },
      says: 'plans[0].prices[0].tax.rate: expected a rate, or the category',
    },
    {
      why: 'a price with a reason for nothing',
      of: { price: ', tax: { rate: standard, reason: law }' },
      says: 'plans[0].prices[0].tax.reason: goes with a category',
    },
    {
      why: 'a price by a category of customers',
      of: { price: ', tax: { category: AE, reason: law }' },
      says: 'plans[0].prices[0].tax.category: expected one of Z, E',
    },
    { why: 'a kind that is none', of: { price: ', kind: good' }, says: 'plans[0].prices[0].kind: expected one of goods, service' },
    {
      why: 'a minimum of prices that are taxed differently',
      of: { plan: 'minimumSpend: 5, ', price: ', kind: goods' },
      says: 'plans[0].minimumSpend: the prices of plan "basic" are taxed differently',
    },
    {
      why: 'a commitment of prices that are taxed differently',
      of: { plan: 'commitment: { amount: 5, periods: 12 }, ', price: ', kind: goods' },
      says: 'plans[0].commitment: the prices of plan "basic" are taxed differently',
    },
  ])('$why', ({ of, says }) => {
    expect(faultsOf(of)).toContain(says);
    expect(faultsOf(of)).toContain('one thing is wrong');
  });
});

describe('a catalog is taken', () => {
  it.each([
    { why: 'without a word of tax', of: {} },
    { why: 'of a small business with a tax number', of: { vatId: '', seller: 'taxNumber: 12/345', tax: '{ smallBusiness: true }' } },
    {
      why: 'with rates by name, country and day',
      of: {
        tax: `{ rates: [{ country: AT, name: reduced, ${RATE} }, { country: FR, ${RATE} }, { country: FR, from: 2027-01-01, ${RATE} }] }`,
        price: ', tax: { rate: reduced }',
      },
    },
    {
      why: 'with a proof of the VAT id',
      of: {
        customer:
          'vatId: FR40303265045\n    vatIdCheck: { vatId: FR40303265045, date: 2026-10-01, consultationNumber: WAPIAAAAYzY1Nk4F, name: Adler }',
      },
    },
    {
      why: 'with an exempt customer and an exempt price',
      of: {
        customer: 'tax: { category: E, reason: { de: Botschaft, en: Embassy }, code: VATEX-EU-151 }',
        price: ', kind: goods, tax: { category: E, reason: School, code: VATEX-EU-132-1I }',
      },
    },
    { why: 'with a minimum where all prices are goods', of: { plan: 'minimumSpend: 5, ', price: ', kind: service' } },
  ])('$why', ({ of }) => {
    expect(faultsOf(of)).toBe('');
  });

  it('with VAT ids that were there before the check, until they change', () => {
    const { seller, customers, ...rest } = parseCatalog(catalogOf({ customer: 'vatId: FR40303265045' }), 'c.yml');
    const [{ customer, subscriptions }] = customers as [(typeof customers)[number]];
    const old = { ...rest, seller: { ...seller, vatId: 'ATU1' }, customers: [{ customer: { ...customer, vatId: 'FR1' }, subscriptions }] };
    expect(catalogFaults(old, old)).toEqual([]);
    expect(catalogFaults(old, { ...old, seller, customers }).map(({ path }) => path.join('.'))).toEqual(
      ['customers.0.vatId', 'seller.vatId'].sort().reverse(),
    );
  });
});
