import { describe, expect, it } from '@jest/globals';
import { discountsYaml } from '../test/support/discounts.ts';
import { CatalogError, parseCatalog } from './catalog-file.ts';
import { changedCredits } from './discount-faults.ts';

/** Path and message of each fault of a catalog with these coupons, and a customer whose plan is in euro. */
function faultsOf(written: Parameters<typeof discountsYaml>[0]): string[] {
  try {
    parseCatalog(discountsYaml(written), 'catalog.yml');
    return [];
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return error.faults.map(({ path, message }) => `${path}: ${message}`);
  }
}
const ofCoupon = (fields: string): string[] => faultsOf({ coupons: `- { id: c, name: C, ${fields} }` });

describe('a coupon is refused', () => {
  it.each([
    ['percent: 100.01', 'coupons[0].percent: expected at most 100: nothing is left to take off after that'],
    ['percent: 0', 'coupons[0].percent: expected a decimal above 0'],
    ['percent: -5', 'coupons[0].percent: expected a decimal above 0'],
    ['amount: -5, currency: EUR', 'coupons[0].amount: expected a decimal above 0'],
    ['bills: 3', 'coupons[0].percent: a coupon takes either a percentage or an amount: give percent or amount'],
    ['percent: 5, amount: 5, currency: EUR', 'coupons[0].percent: a coupon takes either a percentage or an amount: give percent or amount'],
    ['amount: 5', 'coupons[0].currency: an amount needs its currency, such as EUR'],
    ['percent: 5, atMost: 5', 'coupons[0].currency: an amount needs its currency, such as EUR'],
    ['percent: 5, currency: EUR', 'coupons[0].currency: a percentage without atMost has no currency'],
    ['amount: 5.001, currency: EUR', 'coupons[0].amount: EUR has 2 digits behind the point; 5.001 has more'],
    ['percent: 5, from: 2026-10-01, until: 2026-10-01', 'coupons[0].until: until must be after from'],
    ['percent: 5, bills: 0', 'coupons[0].bills: expected at least 1, not "0"'],
    ['percent: 5, plans: [plian]', 'coupons[0].plans[0]: there is no plan "plian"; did you mean "plain"?'],
    ['percent: 5, meters: [calls, mesages]', 'coupons[0].meters[1]: there is no meter "mesages"; did you mean "messages"?'],
    ['percent: 5, prices: [bse]', 'coupons[0].prices[0]: there is no price "bse"; did you mean "base"?'],
  ])('for %s', (fields, fault) => {
    expect(ofCoupon(fields)).toEqual([fault]);
  });

  it.each(['percent: 100', 'amount: 0.01, currency: EUR', 'percent: 5, atMost: 5, currency: EUR, bills: 2', 'percent: 5, prices: [base]'])(
    'and taken with %s',
    (fields) => {
      expect(ofCoupon(fields)).toEqual([]);
    },
  );

  it('if it is there twice', () => {
    expect(faultsOf({ coupons: '- { id: c, name: C, percent: 5 }\n  - { id: c, name: D, percent: 6 }' })).toEqual([
      expect.stringContaining('coupons[1].id: coupon "c" is there already, at catalog.yml:'),
    ]);
  });
});

describe('a customer is refused', () => {
  const ten = '- { id: ten, name: Ten, percent: 10 }\n  - { id: usd, name: Usd, amount: 1, currency: USD }';
  it.each([
    ['coupons: [{ coupon: tne }]', 'customers[0].coupons[0].coupon: there is no coupon "tne"; did you mean "ten"?'],
    ['coupons: [{ coupon: usd }]', 'customers[0].coupons[0].coupon: coupon "usd" is in USD, and the customer\'s plans are in EUR'],
    ['coupons: [{ coupon: ten, from: 2026-02-01, until: 2026-01-01 }]', 'customers[0].coupons[0].until: until must be after from'],
    [
      'credits: [{ id: a, amount: 5, currency: USD }]',
      'customers[0].credits[0].currency: credit "a" is in USD, and the customer\'s plans are in EUR',
    ],
    ['credits: [{ id: a, amount: 0, currency: EUR }]', 'customers[0].credits[0].amount: expected a decimal above 0'],
    [
      'credits: [{ id: a, amount: 1.005, currency: EUR }]',
      'customers[0].credits[0].amount: EUR has 2 digits behind the point; 1.005 has more',
    ],
  ])('for %s', (customer, fault) => {
    expect(faultsOf({ coupons: ten, customer })).toEqual([fault]);
  });

  it('if it has a coupon or a credit twice', () => {
    expect(faultsOf({ coupons: ten, customer: 'coupons: [{ coupon: ten }, { coupon: ten, until: 2026-01-01 }]' })[0]).toContain(
      'customers[0].coupons[1].coupon: coupon "ten" is there already',
    );
    const twice = 'credits: [{ id: a, amount: 5, currency: EUR }, { id: a, amount: 6, currency: EUR }]';
    expect(faultsOf({ customer: twice })[0]).toContain('customers[0].credits[1].id: credit "a" is there already');
  });

  it('if a credit that was given is written otherwise', () => {
    const of = (credit: string) => parseCatalog(discountsYaml({ customer: `credits: [{ id: a, currency: EUR, ${credit} }]` }), 'c.yml');
    const before = of('amount: 5, granted: 2026-10-01, voided: 2026-10-05');
    expect(changedCredits(of('amount: 5'), before)).toEqual([]);
    const message = 'credit "a" was given otherwise and never changes; void it and give the next an id of its own';
    for (const other of ['amount: 6', 'amount: 5, priority: 1', 'amount: 5, expires: 2027-01-01', 'amount: 5, granted: 2026-10-02'])
      expect(changedCredits(of(other), before)).toEqual([{ path: ['customers', 0, 'credits', 0], message }]);
  });

  it('but not for naming a coupon that is wrong by itself', () => {
    const faults = faultsOf({ coupons: '- { id: ten, name: Ten, percent: 101 }', customer: 'coupons: [{ coupon: ten }]' });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['coupons[0].percent']);
  });
});
