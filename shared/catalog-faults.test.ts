import { describe, expect, it } from '@jest/globals';

import { catalogFaults } from './catalog-faults.ts';
import type { Catalog } from './catalog.store.ts';
import { customer, seller } from './catalog.ts';
import { meter } from './meter.ts';
import { planVersion } from './plan.ts';
import { subscription, type Subscription } from './subscription.ts';

const ADDRESS = { street: 'Feldweg 1', postalCode: '1000', city: 'Ort', country: 'AT' };
const plan = (id: string, meters: readonly string[], currency = 'EUR') =>
  planVersion.parse({
    id,
    name: id,
    currency,
    prices: meters.map((name) => ({ id: name, name, model: 'standard', meter: name, unitPrice: '1' })),
  });
const subscribed = (id: string, to: string, start: string, end?: string): Subscription =>
  subscription.parse({ id, plan: to, version: 1, start, ...(end === undefined ? {} : { end }) });
const person = (id: string) => customer.parse({ id, name: id, address: ADDRESS, zone: 'UTC', email: `a@${id}.example` });

function catalogOf(subscriptions: readonly Subscription[], changes: Partial<Catalog> = {}): Catalog {
  return {
    seller: seller.parse({
      id: 's',
      name: 'S',
      brand: 'S',
      address: ADDRESS,
      zone: 'UTC',
      email: 's@s.example',
      bank: { holder: 'S', bank: 'B', iban: 'AT611904300234573201', bic: 'DONAATWW' },
      numberSeries: { prefix: 'RE' },
    }),
    meters: ['a', 'b'].map((id) => meter.parse({ id, eventType: id, aggregation: 'count' })),
    plans: [plan('pa', ['a']), plan('pb', ['b']), plan('pab', ['a', 'b'])],
    customers: [{ customer: person('adler'), subscriptions }],
    ...changes,
  };
}

const faultsOf = (...subscriptions: readonly Subscription[]): string[] =>
  catalogFaults(catalogOf(subscriptions)).map(({ message }) => message);

describe('two subscriptions of a customer', () => {
  it.each([
    { why: 'one after the other', a: ['2026-01-01', '2026-06-01'], b: ['2026-06-01', undefined], overlaps: false },
    { why: 'one day together', a: ['2026-01-01', '2026-06-02'], b: ['2026-06-01', undefined], overlaps: true },
    { why: 'both without an end', a: ['2026-01-01', undefined], b: ['2027-01-01', undefined], overlaps: true },
    { why: 'the later one first in the file', a: ['2026-06-01', undefined], b: ['2026-01-01', '2026-06-01'], overlaps: false },
    { why: 'one inside the other', a: ['2026-01-01', '2027-01-01'], b: ['2026-03-01', '2026-04-01'], overlaps: true },
  ] as const)('$why, on one meter: refused is $overlaps', ({ a: [aStart, aEnd], b: [bStart, bEnd], overlaps }) => {
    expect(faultsOf(subscribed('x', 'pa', aStart, aEnd), subscribed('y', 'pab', bStart, bEnd))).toEqual(
      overlaps ? ['runs at the same time as subscription "x", and both price meter "a": its usage would be billed twice'] : [],
    );
  });

  it('may run together on different meters', () => {
    expect(faultsOf(subscribed('x', 'pa', '2026-01-01'), subscribed('y', 'pb', '2026-01-01'))).toEqual([]);
  });

  it('may not be in two currencies, also one after the other', () => {
    const catalog = catalogOf([subscribed('x', 'pa', '2026-01-01', '2026-02-01'), subscribed('y', 'usd', '2026-02-01')], {
      plans: [plan('pa', ['a']), plan('usd', ['a'], 'USD')],
    });
    expect(catalogFaults(catalog)).toEqual([
      {
        path: ['customers', 0, 'subscriptions'],
        message: 'the plans are in EUR and USD; the subscriptions of one customer need one currency',
      },
    ]);
  });
});

it('finds an id of a subscription that another customer has', () => {
  const customers = ['adler', 'milan'].map((id) => ({ customer: person(id), subscriptions: [subscribed('x', 'pa', '2026-01-01')] }));
  expect(catalogFaults(catalogOf([], { customers }))).toEqual([
    {
      path: ['customers', 1, 'subscriptions', 0, 'id'],
      message: 'subscription "x" is there already',
      beside: ['customers', 0, 'subscriptions', 0, 'id'],
      remedy: 'give this one an id of its own',
    },
  ]);
});

it('finds a customer that is there twice', () => {
  const customers = ['adler', 'adler'].map((id) => ({ customer: person(id), subscriptions: [] }));
  expect(catalogFaults(catalogOf([], { customers }))).toEqual([
    { path: ['customers', 1, 'id'], message: 'customer "adler" is there already', beside: ['customers', 0, 'id'] },
  ]);
});

it('takes an id of 64 characters and refuses a longer one', () => {
  expect(faultsOf(subscribed('x'.repeat(64), 'pa', '2026-01-01'))).toEqual([]);
  expect(faultsOf({ ...subscribed('x', 'pa', '2026-01-01'), id: 'x'.repeat(65) })).toEqual([expect.stringContaining('longer than 64')]);
});

describe('what earlier imports said', () => {
  const kept = { meters: [], plans: [plan('old', ['a'])] };

  it('need not be said again by who refers to it', () => {
    expect(catalogFaults(catalogOf([subscribed('x', 'old', '2026-01-01')]))).toHaveLength(1);
    expect(catalogFaults(catalogOf([subscribed('x', 'old', '2026-01-01')]), kept)).toEqual([]);
  });

  it('counts where usage would be billed twice', () => {
    const both = [subscribed('x', 'old', '2026-01-01'), subscribed('y', 'pa', '2026-01-01')];
    expect(catalogFaults(catalogOf(both), kept)).toMatchObject([{ message: expect.stringContaining('billed twice') }]);
  });

  it('is the prices of a version for good: the next one is named', () => {
    const changed = { ...plan('old', ['a']), name: 'Other' };
    expect(catalogFaults(catalogOf([], { plans: [changed] }), kept)).toEqual([
      { path: ['plans', 0], message: 'plan "old" version 1 is in use and never changes; give the new prices as version 2' },
    ]);
    expect(catalogFaults(catalogOf([], { plans: [plan('old', ['a']), { ...changed, version: 2 }] }), kept)).toEqual([]);
  });
});

it('does not blame who refers to an entry that is wrong by itself', () => {
  const unread = { seller: false, meters: ['c'], plans: ['pc'], coupons: [], items: [] };
  const catalog = catalogOf([subscribed('x', 'pc', '2026-01-01')], { plans: [plan('p', ['c'])] });
  expect(catalogFaults(catalog, undefined, unread)).toEqual([]);
  expect(catalogFaults(catalog)).toHaveLength(2);
});

describe('the amounts of a plan', () => {
  const flat = (amount: string, more: object = {}) => ({ id: 'base', name: 'B', model: 'flat', amount, ...more });
  const calls = (more: object) => ({ id: 'a', name: 'A', model: 'standard', meter: 'a', unitPrice: '0.00095', ...more });
  const priced = (prices: readonly object[], more: object = {}) =>
    planVersion.parse({ id: 'p', name: 'P', currency: 'EUR', prices, ...more });
  const told = (...plans: readonly ReturnType<typeof priced>[]): string[] =>
    catalogFaults(catalogOf([], { plans })).map(({ path, message }) => `${path.join('.')}: ${message}`);

  it.each([
    { why: 'of two digits in EUR', plan: priced([flat('49.90'), calls({ minimumSpend: '1.50' })], { minimumSpend: '10.01' }) },
    { why: 'with zeros behind them', plan: priced([flat('49.9000')]) },
    { why: 'of three digits in KWD', plan: priced([flat('1.001')], { currency: 'KWD' }) },
    { why: 'of whole JPY', plan: priced([flat('500.0')], { currency: 'JPY' }) },
  ])('$why may stand on an invoice', ({ plan: it_ }) => {
    expect(told(it_)).toEqual([]);
  });

  it.each([
    { why: 'a fee', plan: priced([flat('49.905')]), fault: 'plans.0.prices.0.amount: an amount in EUR has at most 2 digits behind the point, not 49.905' }, // prettier-ignore
    { why: 'yen', plan: priced([flat('0.5')], { currency: 'JPY' }), fault: 'plans.0.prices.0.amount: an amount in JPY has no digits behind the point, not 0.5' }, // prettier-ignore
    { why: 'the minimum of a price', plan: priced([calls({ minimumSpend: '0.001' })]), fault: 'plans.0.prices.0.minimumSpend: an amount in EUR has at most 2 digits behind the point, not 0.001' }, // prettier-ignore
    { why: 'the maximum of a price', plan: priced([calls({ maximumSpend: '0.001' })]), fault: 'plans.0.prices.0.maximumSpend: an amount in EUR has at most 2 digits behind the point, not 0.001' }, // prettier-ignore
    { why: 'the minimum of a plan', plan: priced([flat('1')], { minimumSpend: '9.999' }), fault: 'plans.0.minimumSpend: an amount in EUR has at most 2 digits behind the point, not 9.999' }, // prettier-ignore
    { why: 'the maximum of a plan', plan: priced([flat('1')], { maximumSpend: '9.999' }), fault: 'plans.0.maximumSpend: an amount in EUR has at most 2 digits behind the point, not 9.999' }, // prettier-ignore
  ])('are refused where they have more digits than the currency: $why', ({ plan: it_, fault }) => {
    expect(told(it_)).toEqual([fault]);
  });

  it('are left alone in a version that is kept as it is written', () => {
    const old = priced([flat('0.125')]);
    expect(catalogFaults(catalogOf([], { plans: [old] }), { meters: [], plans: [old] })).toEqual([]);
  });

  it('are refused in what a customer is charged otherwise, where that is what says so', () => {
    const subscriptions = [subscription.parse({ id: 'x', plan: 'p', version: 1, start: '2026-01-01', overrides: { base: { amount: '0.125' }, a: { unitPrice: '0.00001' } } })]; // prettier-ignore
    const faults = catalogFaults(catalogOf(subscriptions, { plans: [priced([flat('1'), calls({})])] }));
    expect(faults).toEqual([
      {
        path: ['customers', 0, 'subscriptions', 0, 'overrides', 'base', 'amount'],
        message: 'an amount in EUR has at most 2 digits behind the point, not 0.125',
      },
    ]);
  });

  it('are the commitment and no price under its name', () => {
    const committed = { commitment: { amount: '300.001', periods: 3 } };
    expect(told(priced([flat('1', { id: 'commitment' })]))).toEqual([]);
    expect(told(priced([flat('1', { id: 'commitment' })], committed))).toEqual([
      'plans.0.prices.0.id: "commitment" names the line of a plan\'s commitment; give the price another id',
      'plans.0.commitment.amount: an amount in EUR has at most 2 digits behind the point, not 300.001',
    ]);
  });

  it('are the minimum and no price under its name', () => {
    expect(told(priced([flat('1', { id: 'minimum-spend' })]))).toEqual([
      'plans.0.prices.0.id: "minimum-spend" names the line of a plan\'s minimum; give the price another id',
    ]);
  });
});
