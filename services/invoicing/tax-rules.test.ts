import { describe, expect, it } from '@jest/globals';

import { ruleFor, TAX_RULES, taxOutcome } from './tax-rules.ts';
import type { CustomerKind, SellerKind, TaxCase, TaxOutcome } from './tax-rules.ts';

const SELLERS: readonly SellerKind[] = ['unregistered', 'small', 'in the EU', 'elsewhere'];
const CUSTOMERS: readonly CustomerKind[] = ['domestic', 'EU business', 'EU consumer', 'outside the EU'];
const CASES: readonly TaxCase[] = SELLERS.flatMap((seller) =>
  CUSTOMERS.flatMap((customer) =>
    (['goods', 'service'] as const).flatMap((kind) =>
      ([undefined, 'oss', 'below-threshold'] as const).map((euConsumers) => ({ seller, customer, kind, euConsumers })),
    ),
  ),
);

/** By the articles of Directive 2006/112/EC and the sections of the German law that carry them out. */
const BY_LAW: readonly (Partial<TaxCase> & { law: string; then: TaxOutcome })[] = [
  { law: 'who has no VAT id shows no VAT (Art. 214, 226 (3))', seller: 'unregistered', customer: 'domestic', then: { category: 'O', reason: 'notRegistered' } },
  { law: 'a supply at home is taxed at home (Art. 96)', customer: 'domestic', then: { category: 'S', rateOf: 'seller' } },
  { law: 'goods at home are taxed at home (Art. 31, 32)', customer: 'domestic', kind: 'goods', then: { category: 'S', rateOf: 'seller' } },
  { law: 'small businesses are exempt at home (Art. 284, § 19 UStG)', seller: 'small', customer: 'domestic', then: { category: 'E', reason: 'smallBusiness' } },
  { law: 'services to a business are taxed where it is, by it (Art. 44, 196; § 13b UStG)', customer: 'EU business', then: { category: 'AE', reason: 'reverseCharge' } },
  { law: 'as are those of a small business', seller: 'small', customer: 'EU business', then: { category: 'AE', reason: 'reverseCharge' } },
  { law: 'goods to a business in another member state are exempt (Art. 138 (1); § 6a UStG)', customer: 'EU business', kind: 'goods', then: { category: 'K', reason: 'intraCommunity' } },
  { law: 'but not those of a small business (Art. 139 (1))', seller: 'small', customer: 'EU business', kind: 'goods', then: { category: 'E', reason: 'smallBusiness' } },
  { law: 'services to a consumer are taxed where it is (Art. 58)', customer: 'EU consumer', euConsumers: 'oss', then: { category: 'S', rateOf: 'customer' } },
  { law: 'as are goods that are sent to one (Art. 33)', customer: 'EU consumer', kind: 'goods', euConsumers: 'oss', then: { category: 'S', rateOf: 'customer' } },
  { law: 'but for sellers below the threshold (Art. 59c)', customer: 'EU consumer', euConsumers: 'below-threshold', then: { category: 'S', rateOf: 'seller' } },
  { law: 'where a small business is exempt', seller: 'small', customer: 'EU consumer', euConsumers: 'below-threshold', then: { category: 'E', reason: 'smallBusiness' } },
  { law: 'and which of both holds is for the seller to say', customer: 'EU consumer', then: { category: 'undecided' } },
  { law: 'services to who is outside the EU are taxed there (Art. 44, 58, 59)', customer: 'outside the EU', then: { category: 'O', reason: 'suppliedAbroad' } },
  { law: 'goods that leave the EU are exempt (Art. 146; § 6 UStG)', customer: 'outside the EU', kind: 'goods', then: { category: 'G', reason: 'export' } },
  { law: 'those of a small business by its own exemption', seller: 'small', customer: 'outside the EU', kind: 'goods', then: { category: 'E', reason: 'smallBusiness' } },
  { law: 'a seller outside the EU taxes at home', seller: 'elsewhere', customer: 'domestic', then: { category: 'S', rateOf: 'seller' } },
  { law: 'and its goods leave it untaxed', seller: 'elsewhere', customer: 'EU business', kind: 'goods', then: { category: 'G', reason: 'exportElsewhere' } },
  { law: 'and its services to a business in the EU are supplied there (Art. 44)', seller: 'elsewhere', customer: 'EU business', then: { category: 'O', reason: 'suppliedAbroad' } },
]; // prettier-ignore

describe('the table of tax', () => {
  it.each(BY_LAW)('$law', ({ law: _, then, ...of }) => {
    expect(taxOutcome({ seller: 'in the EU', customer: 'domestic', kind: 'service', ...of })).toEqual(then);
  });

  it('has a row for every case, and no row that decides none', () => {
    const deciding = new Set(CASES.map((of) => TAX_RULES.indexOf(ruleFor(of))));
    expect(CASES).toHaveLength(96);
    expect([...deciding].sort((a, b) => a - b)).toEqual(TAX_RULES.map((_, i) => i));
  });

  it('has each of its rows shown by law above', () => {
    const shown = new Set(
      BY_LAW.map(({ law: _, then: __, ...of }) => ruleFor({ seller: 'in the EU', customer: 'domestic', kind: 'service', ...of })),
    );
    expect(TAX_RULES.filter((rule) => !shown.has(rule))).toEqual([]);
  });

  it('charges tax of a category with a rate alone, and says why where there is none', () => {
    for (const { then } of TAX_RULES) expect('rateOf' in then).toBe(then.category === 'S');
    for (const { then } of TAX_RULES) expect('reason' in then).toBe(then.category !== 'S' && then.category !== 'undecided');
  });
});
