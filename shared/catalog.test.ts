import { describe, expect, it } from '@jest/globals';

import { bankAccount } from './bank/bank-account.ts';
import { customer, id, inLanguage, localized, seller } from './catalog.ts';
import { meter } from './meter.ts';
import { planVersion } from './plan.ts';
import { price } from './price.ts';
import { subscription } from './subscription.ts';

const PRICE = { id: 'calls', name: 'Calls', model: 'graduated', meter: 'calls' };
const BANK = { holder: 'Kranich', bank: 'Donaubank', iban: 'AT61 1904 3002 3457 3201', bic: 'DONAATWW' };
const ADDRESS = { street: 'Lindengasse 4', postalCode: '1070', city: 'Wien', country: 'AT' };
const SELLER = {
  id: 'kranich',
  name: 'Kranich',
  brand: 'Kranich',
  address: ADDRESS,
  zone: 'Europe/Vienna',
  email: 'a@kranich.example',
  bank: BANK,
  numberSeries: { prefix: 'RE' },
};

const isRight = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean => schema.safeParse(value).success;

describe('an id', () => {
  it.each(['a', '0', 'K-10482', 'a.b_c-D', 'x'.repeat(64)])('may be %s', (text) => expect(isRight(id, text)).toBe(true));
  it.each(['', '-a', '.a', '_a', 'a b', 'a|b', 'a/b', 'ä', 'a\n', 'x'.repeat(65)])('is not %j', (text) =>
    expect(isRight(id, text)).toBe(false),
  );

  it('of a seller has at most 50 characters, so that the id of its run has at most 64', () => {
    expect(isRight(seller, { ...SELLER, id: 'x'.repeat(50) })).toBe(true);
    expect(isRight(seller, { ...SELLER, id: 'x'.repeat(51) })).toBe(false);
    expect(isRight(id, `${'x'.repeat(50)}-2026-10-99999`)).toBe(true);
  });
});

describe('tiers', () => {
  it.each([
    { why: 'one that is open', tiers: [{ unitPrice: '1' }], right: true },
    { why: 'bounds that rise', tiers: [{ upTo: '0.1' }, { upTo: '1' }, { upTo: '10' }, {}], right: true },
    { why: 'bounds that rise as numbers, not as text', tiers: [{ upTo: '9' }, { upTo: '10' }, {}], right: true },
    { why: 'none', tiers: [], right: false },
    { why: 'a last one with a bound', tiers: [{ upTo: '10' }], right: false },
    { why: 'an open one in the middle', tiers: [{ upTo: '10' }, {}, { upTo: '20' }, {}], right: false },
    { why: 'the same bound twice', tiers: [{ upTo: '10' }, { upTo: '10.0' }, {}], right: false },
    { why: 'a bound that falls', tiers: [{ upTo: '10' }, { upTo: '9' }, {}], right: false },
    { why: 'a bound below 0', tiers: [{ upTo: '-1' }, {}], right: false },
    { why: 'where it begins as well as where it ends', tiers: [{ from: '0', upTo: '1' }, {}], right: false },
  ])('with $why: $right', ({ tiers, right }) => {
    expect(isRight(price, { ...PRICE, tiers })).toBe(right);
  });

  it('cost nothing where nothing is said, and charge the flat fee on zero usage', () => {
    expect(price.parse({ ...PRICE, tiers: [{}] })).toMatchObject({ tiers: [{ unitPrice: '0', flatFee: '0' }], flatOnZeroUsage: true });
    expect(price.parse({ ...PRICE, tiers: [{}], flatOnZeroUsage: 'false' })).toMatchObject({ flatOnZeroUsage: false });
    expect(isRight(price, { ...PRICE, tiers: [{}], flatOnZeroUsage: 'no' })).toBe(false);
  });
});

it.each([
  { why: 'sums a property', it: { aggregation: 'sum', valueProperty: 'calls' }, right: true },
  { why: 'counts', it: { aggregation: 'count' }, right: true },
  { why: 'sums nothing', it: { aggregation: 'sum' }, right: false },
  { why: 'counts a property', it: { aggregation: 'count', valueProperty: 'calls' }, right: false },
  { why: 'takes the highest', it: { aggregation: 'highest', valueProperty: 'calls' }, right: false },
])('a meter that $why: $right', ({ it: changes, right }) => {
  expect(isRight(meter, { id: 'calls', eventType: 'api.calls', ...changes })).toBe(right);
});

it.each([
  { why: 'ends the day after it starts', it: { end: '2026-10-02' }, right: true },
  { why: 'ends the day it starts', it: { end: '2026-10-01' }, right: false },
  { why: 'ends before it starts', it: { end: '2026-09-30' }, right: false },
  { why: 'begins its periods on the 31st', it: { anchorDay: '31' }, right: true },
  { why: 'begins its periods on the 32nd', it: { anchorDay: '32' }, right: false },
  { why: 'begins its periods on day 0', it: { anchorDay: 0 }, right: false },
  { why: 'starts on 29 February of no leap year', it: { start: '2026-02-29' }, right: false },
])('a subscription that $why: $right', ({ it: changes, right }) => {
  expect(isRight(subscription, { id: 'a.b', plan: 'b', version: 1, start: '2026-10-01', ...changes })).toBe(right);
});

describe('an IBAN', () => {
  it.each(['AT611904300234573201', 'DE89 3704 0044 0532 0130 00', 'GB29 NWBK 6016 1331 9268 19', 'NO93 8601 1117 947'])(
    'is %s, an example of its registry',
    (iban) => {
      expect(bankAccount.parse({ ...BANK, iban }).iban).toBe(iban.replaceAll(' ', ''));
    },
  );

  it.each(['AT611904300234573202', 'AT161904300234573201', 'at611904300234573201', 'AT61', ''])('is not %j', (iban) => {
    expect(isRight(bankAccount, { ...BANK, iban })).toBe(false);
  });
});

it('writes whole numbers of a file, which come as text, as numbers', () => {
  expect(seller.parse({ ...SELLER, paymentTermDays: '30', numberSeries: { prefix: 'RE', digits: '8' } })).toMatchObject({
    paymentTermDays: 30,
    numberSeries: [{ digits: 8 }],
  });
  expect(isRight(seller, { ...SELLER, paymentTermDays: '14.5' })).toBe(false);
  expect(isRight(seller, { ...SELLER, paymentTermDays: '-1' })).toBe(false);
});

it('falls back to 14 days, 6 digits, English, and days that begin on the 1st', () => {
  expect(seller.parse(SELLER)).toMatchObject({ paymentTermDays: 14, numberSeries: [{ digits: 6 }], customersAtOnce: 500 });
  expect(seller.parse(SELLER).release).toEqual({ policy: 'never', by: [] });
  expect(customer.parse({ id: 'a', name: 'A', address: ADDRESS, zone: 'UTC', email: 'a@a.example' }).language).toBe('en');
  expect(subscription.parse({ id: 'a', plan: 'b', version: 1, start: '2026-10-01' }).anchorDay).toBe(1);
});

describe('a policy of release', () => {
  const BY = ['cfo@kranich.example'];
  it.each([
    { why: 'never, in short', release: 'never', isOne: true },
    { why: 'always, by someone', release: { policy: 'always', by: BY }, isOne: true },
    { why: 'over a limit', release: { policy: 'over', over: { EUR: '10000' }, by: BY }, isOne: true },
    { why: 'on anomalies', release: { policy: 'anomalies', by: BY }, isOne: true },
    { why: 'another word', release: 'sometimes', isOne: false },
    { why: 'always, by nobody: the run would wait for ever', release: 'always', isOne: false },
    { why: 'over nothing', release: { policy: 'over', by: BY }, isOne: false },
    { why: 'a limit that is never looked at', release: { policy: 'always', over: { EUR: '10000' }, by: BY }, isOne: false },
    { why: 'a limit below zero', release: { policy: 'over', over: { EUR: '-1' }, by: BY }, isOne: false },
    { why: 'a releaser who can not be mailed', release: { policy: 'always', by: ['the cfo'] }, isOne: false },
  ])('$why: $isOne', ({ release, isOne }) => {
    expect(isRight(seller, { ...SELLER, release })).toBe(isOne);
  });
});

describe('a schedule', () => {
  it.each([
    { why: 'a day and a time', schedule: { day: '5', time: '07:30' }, parsed: { day: 5, time: '07:30' } },
    { why: 'a day alone', schedule: { day: 28 }, parsed: { day: 28, time: '06:00' } },
    { why: 'a time alone', schedule: { time: '00:00' }, parsed: { day: 2, time: '00:00' } },
    { why: 'off', schedule: 'off', parsed: 'off' },
    { why: 'nothing, as before there was one', schedule: undefined, parsed: undefined },
  ])('may say $why', ({ schedule, parsed }) => {
    expect(seller.parse({ ...SELLER, schedule }).schedule).toEqual(parsed);
  });

  it.each([
    { why: 'the 1st, when the month is not over everywhere', schedule: { day: 1 } },
    { why: 'a day that February lacks', schedule: { day: 29 } },
    { why: 'a time that no clock shows', schedule: { time: '24:00' } },
    { why: 'a time in short', schedule: { time: '6:00' } },
    { why: 'another word', schedule: 'on' },
    { why: 'a field that is none', schedule: { hour: 6 } },
  ])('refuses $why', ({ schedule }) => {
    expect(isRight(seller, { ...SELLER, schedule })).toBe(false);
  });
});

it('refuses a currency that ISO 4217 does not list', () => {
  const plan = { id: 'p', name: 'P', prices: [{ id: 'b', name: 'B', model: 'flat', amount: '1' }] };
  expect(isRight(planVersion, { ...plan, currency: 'EUR' })).toBe(true);
  expect(isRight(planVersion, { ...plan, currency: 'EUX' })).toBe(false);
});

it('says a text in the language that is wanted', () => {
  expect(inLanguage(localized.parse('Calls'), 'de')).toBe('Calls');
  expect(inLanguage(localized.parse({ de: 'Aufrufe', en: 'Calls' }), 'de')).toBe('Aufrufe');
  expect(inLanguage(localized.parse({ de: 'Aufrufe', en: 'Calls' }), 'en')).toBe('Calls');
  expect(isRight(localized, { it: 'Chiamate' })).toBe(false);
});
