import { describe, expect, it } from '@jest/globals';
import { adlerSection, SELLER_SECTION } from '../test/support/catalog.ts';
import { parseCatalog, CatalogError } from './catalog-file.ts';

const catalog = (subscription: string, plans = ''): string => `${SELLER_SECTION}meters:
  - { id: calls, eventType: api.call, aggregation: count }
plans:
  - { id: basic, name: B, currency: EUR, prices: [{ id: base, name: B, model: flat, amount: 10 }, { id: calls, name: C, model: standard, meter: calls, unitPrice: 0.10 }] }
  - { id: pro, name: P, currency: EUR, prices: [{ id: base, name: B, model: flat, amount: 20 }] }
  - { id: dollar, name: D, currency: USD, prices: [{ id: base, name: B, model: flat, amount: 20 }] }
  - { id: year, name: Y, currency: EUR, interval: year, prices: [{ id: base, name: B, model: flat, amount: 20 }] }
  - { id: second, name: S, currency: EUR, proration: second, prices: [{ id: base, name: B, model: flat, amount: 20 }] }
  - { id: committed, name: T, currency: EUR, commitment: { amount: 300.00, periods: 3 }, prices: [{ id: base, name: B, model: flat, amount: 20 }] }
${plans}
${adlerSection(subscription)}`;

function faultsOf(subscription: string, plans = ''): string[] {
  try {
    parseCatalog(catalog(subscription, plans), 'c');
    return [];
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return error.faults.map(({ path, message }) => `${path.replace('customers[0].subscriptions', '')}: ${message}`);
  }
}

describe('a subscription is refused', () => {
  it.each([
    { why: 'whose changes are not in order', it: 'changes: [{ on: 2026-12-01, quantity: 2 }, { on: 2026-11-01, quantity: 3 }]', fault: '[0].changes[1].on: changes come in order, after the start: 2026-11-01 is not after 2026-12-01' }, // prettier-ignore
    { why: 'with two changes on a day', it: 'changes: [{ on: 2026-12-01, quantity: 2 }, { on: 2026-12-01, plan: pro }]', fault: '[0].changes[1].on: changes come in order, after the start: 2026-12-01 is not after 2026-12-01' }, // prettier-ignore
    { why: 'that changes on its first day', it: 'changes: [{ on: 2026-10-01, quantity: 2 }]', fault: '[0].changes[0].on: changes come in order, after the start: 2026-10-01 is not after 2026-10-01' }, // prettier-ignore
    { why: 'that changes behind its end', it: 'end: 2026-11-01, changes: [{ on: 2026-11-01, quantity: 2 }]', fault: '[0].changes[0].on: a change on 2026-11-01 has no effect: the subscription ends on 2026-11-01' }, // prettier-ignore
    { why: 'with a change of nothing', it: 'changes: [{ on: 2026-11-01 }]', fault: '[0].changes[0].on: changes nothing; name a plan, a version, a quantity or overrides' }, // prettier-ignore
    { why: 'with a change to a plan that is none', it: 'changes: [{ on: 2026-11-01, plan: prro }]', fault: '[0].changes[0].plan: there is no plan "prro"; did you mean "pro"?' }, // prettier-ignore
    { why: 'with a change to a version that is none', it: 'changes: [{ on: 2026-11-01, version: 7 }]', fault: '[0].changes[0].version: plan "basic" has no version 7; there is 1' }, // prettier-ignore
    { why: 'with a change of currency', it: 'changes: [{ on: 2026-11-01, plan: dollar }]', fault: ': the plans are in EUR and USD; the subscriptions of one customer need one currency' }, // prettier-ignore
    { why: 'with a change to another interval', it: 'changes: [{ on: 2026-11-01, plan: year }]', fault: '[0].changes[0].plan: plan "basic" has the interval month and plan "year" year; end the subscription and begin a new one' }, // prettier-ignore
    { why: 'with a change to another commitment', it: 'changes: [{ on: 2026-11-01, plan: committed }]', fault: '[0].changes[0].plan: plan "basic" has the commitment none and plan "committed" 300 over 3 periods; end the subscription and begin a new one' }, // prettier-ignore
    { why: 'with a change to another proration', it: 'changes: [{ on: 2026-11-01, plan: second }]', fault: '[0].changes[0].plan: plan "basic" has the proration day and plan "second" second; end the subscription and begin a new one' }, // prettier-ignore
    { why: 'that changes at an instant where days are prorated', it: 'changes: [{ on: "2026-11-01T12:00:00Z", quantity: 2 }]', fault: '[0].changes[0].on: plan "basic" does not prorate by second, so this is a day such as 2026-10-31' }, // prettier-ignore
    { why: 'with a pause that ends before it begins', it: 'pauses: [{ from: 2026-11-02, until: 2026-11-02 }]', fault: '[0].pauses[0].until: until must be after from' }, // prettier-ignore
    { why: 'with pauses that overlap', it: 'pauses: [{ from: 2026-11-02 }, { from: 2026-12-02 }]', fault: '[0].pauses[1].from: pauses come in order: the one before has not ended on 2026-12-02' }, // prettier-ignore
    {
      why: 'with a trial that ends before it begins',
      it: 'trial: { until: 2026-10-01 }',
      fault: '[0].trial.until: until must be after start',
    },
    { why: 'with a trial of no days', it: 'trial: { days: 0 }', fault: '[0].trial.days: expected at least 1, not "0"' }, // prettier-ignore
    { why: 'with less than no seats', it: 'quantity: -1', fault: '[0].quantity: expected a decimal of at least 0' },
    { why: 'with an anchor month of a month', it: 'anchorMonth: 1', fault: '[0].anchorMonth: a month has no anchorMonth; only quarters and years begin in one' }, // prettier-ignore
    { why: 'with an override of no price', it: 'overrides: { bse: { amount: 1 } }', fault: '[0].overrides.bse: the plan has no price "bse"; did you mean "base"?' }, // prettier-ignore
    { why: 'with an override of what a price is', it: 'overrides: { base: { model: standard } }', fault: "[0].overrides.base.model: an override can't change the model of a price; it is another price then" }, // prettier-ignore
    { why: 'with an override that is no amount', it: 'changes: [{ on: 2026-11-01, overrides: { base: { amount: much } } }]', fault: '[0].changes[0].overrides.base.amount: expected a plain decimal such as 0.00095 (no exponent, no thousands separator)' }, // prettier-ignore
    { why: 'that follows what there is not', it: 'follows: never', fault: '[0].follows: expected one of renewal, at-once, not "never"' },
  ])('$why', ({ it: fields, fault }) => {
    expect(faultsOf(`{ id: s, plan: basic, start: 2026-10-01, ${fields} }`)).toContain(fault);
  });

  it('beside another on a meter that it comes to by a change, and only then', () => {
    const other = '{ id: t, plan: basic, start: 2026-12-01 }';
    const moving = (on: string) => `{ id: s, plan: pro, start: 2026-10-01, changes: [{ on: ${on}, plan: basic }] }, ${other}`;
    expect(faultsOf(moving('2027-01-01'))).toEqual([
      '[1]: runs at the same time as subscription "s", and both price meter "calls": its usage would be billed twice',
    ]);
    const leaving = `{ id: s, plan: basic, start: 2026-10-01, changes: [{ on: 2026-12-01, plan: pro }] }, ${other}`;
    expect(faultsOf(leaving)).toEqual([]);
  });
});

describe('a plan is refused', () => {
  const second = (fields: string) =>
    `  - { id: pro, version: 2, name: P, currency: EUR, ${fields} prices: [{ id: base, name: B, model: flat, amount: 30 }] }`;

  it('whose later version says no day, where subscriptions follow it', () => {
    expect(faultsOf('{ id: s, plan: pro, start: 2026-10-01, follows: renewal }', second(''))).toEqual([
      'plans[6].effectiveFrom: is missing: subscriptions follow plan "pro", so version 2 says from which day on it is in force',
    ]);
    expect(faultsOf('{ id: s, plan: pro, start: 2026-10-01, follows: renewal }', second('effectiveFrom: 2027-01-01,'))).toEqual([]);
    expect(faultsOf('{ id: s, plan: pro, start: 2026-10-01 }', second(''))).toEqual([]);
  });

  it('whose later version has other periods, where subscriptions follow it', () => {
    expect(
      faultsOf('{ id: s, plan: pro, start: 2026-10-01, follows: at-once }', second('effectiveFrom: 2027-01-01, interval: year,')),
    ).toContain('plans[6]: plan "pro" has the interval month and plan "pro" year; end the subscription and begin a new one');
  });

  it('whose minimum is above its maximum', () => {
    const plan = (least: string) =>
      `  - { id: x, name: X, currency: EUR, minimumSpend: ${least}, maximumSpend: 100, prices: [{ id: b, name: B, model: flat, amount: 1 }] }`;
    expect(faultsOf('', plan('100.01'))).toEqual(['plans[6].minimumSpend: the minimum is above the maximum']);
    expect(faultsOf('', plan('100'))).toEqual([]);
  });

  it('whose metered price is billed in advance', () => {
    const plan = '  - { id: x, name: X, currency: EUR, prices: [{ id: c, name: C, model: standard, meter: calls, unitPrice: 1, billed: advance }] }'; // prettier-ignore
    expect(faultsOf('', plan)).toEqual([
      'plans[6].prices[0].billed: usage is known only afterwards, so a metered price is billed in arrears',
    ]);
  });
});

describe('a version that a subscription does not name', () => {
  const versions = `  - { id: pro, version: 2, effectiveFrom: 2027-01-01, name: P, currency: EUR, prices: [{ id: base, name: B, model: flat, amount: 30 }] }`;
  const versionOf = (fields: string): number | undefined => {
    const { customers } = parseCatalog(catalog(`{ id: s, plan: pro, ${fields} }`, versions), 'c');
    return customers[0]?.subscriptions[0]?.version;
  };

  it.each([
    { why: 'is the latest in force on its first day', fields: 'start: 2026-12-31', version: 1 },
    { why: 'is the next from that day on', fields: 'start: 2027-01-01', version: 2 },
  ])('$why', ({ fields, version }) => {
    expect(versionOf(fields)).toBe(version);
  });

  it('of another plan is the one in force on the day of the change', () => {
    const to = (on: string) =>
      parseCatalog(catalog(`{ id: s, plan: basic, start: 2026-10-01, changes: [{ on: ${on}, plan: pro }] }`, versions), 'c').customers[0]?.subscriptions[0]?.changes; // prettier-ignore
    expect(to('2026-12-31')).toEqual([{ on: '2026-12-31', plan: 'pro', version: 1 }]);
    expect(to('2027-01-01')).toEqual([{ on: '2027-01-01', plan: 'pro', version: 2 }]);
  });
});
