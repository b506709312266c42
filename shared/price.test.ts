import { describe, expect, it } from '@jest/globals';

import { metersOf, price } from './price.ts';

const NAMED = { id: 'p', name: 'Price' };
const ON_METER = { ...NAMED, meter: 'm' };
const STANDARD = { ...ON_METER, model: 'standard', unitPrice: '0.02' };
const OPEN = { unitPrice: '1' };
const CAPACITY = { ...NAMED, model: 'capacity' };
const PERCENTAGE = { ...ON_METER, model: 'percentage', rate: '1' };
const MATRIX = { ...ON_METER, model: 'matrix', by: ['region', 'size'], rows: [{ values: ['eu', 's'], unitPrice: '1' }], default: '2' };

function faultsOf(of: object): { path: string; message: string }[] {
  const { error } = price.safeParse(of);
  return (error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message }));
}

describe('a price is refused', () => {
  it.each([
    {
      why: 'tiers that do not rise',
      of: { ...ON_METER, model: 'volume', tiers: [{ upTo: '5' }, { upTo: '5' }, OPEN] },
      path: 'tiers.1.upTo',
      message: 'must rise',
    },
    {
      why: 'a last tier with a bound',
      of: { ...ON_METER, model: 'volume', tiers: [{ upTo: '5' }] },
      path: 'tiers.0.upTo',
      message: 'no upTo',
    },
    { why: 'no tier', of: { ...ON_METER, model: 'graduated', tiers: [] }, path: 'tiers', message: 'Too small' },
    {
      why: 'a tier of packages without bound before the last',
      of: {
        ...ON_METER,
        model: 'graduated-package',
        tiers: [
          { size: '1', packagePrice: '1' },
          { size: '1', packagePrice: '1' },
        ],
      },
      path: 'tiers.0.upTo',
      message: 'needs upTo',
    },
    { why: 'a rate above 100 %', of: { ...PERCENTAGE, rate: '100.1' }, path: 'rate', message: 'at most 100' },
    {
      why: 'a rate above 100 % in a tier',
      of: { ...ON_METER, model: 'graduated-percentage', tiers: [{ rate: '101' }] },
      path: 'tiers.0.rate',
      message: 'at most 100',
    },
    { why: 'a rate below 0', of: { ...PERCENTAGE, rate: '-1' }, path: 'rate', message: 'at least 0' },
    { why: 'a rate whose hundredth has 19 digits', of: { ...PERCENTAGE, rate: '0.00000000000000001' }, path: 'rate', message: '16 digits' },
    {
      why: 'a minimum of an event above its maximum',
      of: { ...PERCENTAGE, minimumPerEvent: '2', maximumPerEvent: '1' },
      path: 'minimumPerEvent',
      message: 'above the maximum',
    },
    { why: 'packages of nothing', of: { ...ON_METER, model: 'package', size: '0.0', packagePrice: '1' }, path: 'size', message: 'above 0' },
    { why: 'a matrix without a default', of: { ...MATRIX, default: undefined }, path: 'default', message: 'expected string' },
    {
      why: 'a row of other length',
      of: { ...MATRIX, rows: [{ values: ['eu'], unitPrice: '1' }] },
      path: 'rows.0.values',
      message: 'expected 2 values',
    },
    {
      why: 'a row that is there twice',
      of: { ...MATRIX, rows: [...MATRIX.rows, ...MATRIX.rows] },
      path: 'rows.1.values',
      message: 'row 1 has the same',
    },
    { why: 'a matrix by four properties', of: { ...MATRIX, by: ['a', 'b', 'c', 'd'] }, path: 'by', message: 'Too big' },
    { why: 'a capacity of one tier', of: { ...CAPACITY, tiers: [{ amount: '1' }] }, path: 'tiers', message: 'at least two' },
    {
      why: 'a capacity that ends',
      of: {
        ...CAPACITY,
        tiers: [
          { limits: { m: '1' }, amount: '1' },
          { limits: { m: '2' }, amount: '2' },
        ],
      },
      path: 'tiers.1.limits',
      message: 'no limits',
    },
    {
      why: 'a capacity without limits before its last',
      of: { ...CAPACITY, tiers: [{ amount: '1' }, { amount: '2' }] },
      path: 'tiers.0.limits',
      message: 'limits some meter',
    },
    {
      why: 'a limit that falls',
      of: { ...CAPACITY, tiers: [{ limits: { m: '3' }, amount: '1' }, { limits: { m: '2' }, amount: '2' }, { amount: '3' }] },
      path: 'tiers.1.limits.m',
      message: '2 comes after 3',
    },
    {
      why: 'a limit that the tier before did not have',
      of: { ...CAPACITY, tiers: [{ limits: { m: '3' }, amount: '1' }, { limits: { n: '2' }, amount: '2' }, { amount: '3' }] },
      path: 'tiers.1.limits.n',
      message: 'does not limit "n"',
    },
    {
      why: 'two conversions',
      of: { ...STANDARD, conversion: { divideBy: '2', multiplyBy: '2' } },
      path: 'conversion',
      message: 'multiplyBy or divideBy',
    },
    { why: 'a division by nothing', of: { ...STANDARD, conversion: { divideBy: '0' } }, path: 'conversion.divideBy', message: 'above 0' },
    { why: 'a rounding of another kind', of: { ...STANDARD, rounding: { to: 'even' } }, path: 'rounding.to', message: 'Invalid option' },
    {
      why: 'a minimum above the maximum',
      of: { ...STANDARD, minimumSpend: '2', maximumSpend: '1' },
      path: 'minimumSpend',
      message: 'above the maximum',
    },
    { why: 'a window of a week', of: { ...STANDARD, window: 'week' }, path: 'window', message: 'Invalid option' },
    { why: 'a field of another model', of: { ...STANDARD, tiers: [OPEN] }, path: '', message: 'tiers' },
  ])('for $why: $path', ({ of, path, message }) => {
    expect(faultsOf(of)).toContainEqual({ path, message: expect.stringContaining(message) });
  });
});

describe('a price', () => {
  it('may be 100 % and no more', () => {
    expect(faultsOf({ ...PERCENTAGE, rate: '100.0' })).toEqual([]);
  });

  it('may have a minimum that is its maximum', () => {
    expect(faultsOf({ ...STANDARD, minimumSpend: '2', maximumSpend: '2.00' })).toEqual([]);
  });

  it.each([
    { of: { ...NAMED, model: 'flat', amount: '1' }, meters: [] },
    { of: STANDARD, meters: ['m'] },
    { of: { ...CAPACITY, tiers: [{ limits: { n: '1', m: '1' }, amount: '1' }, { amount: '2' }] }, meters: ['m', 'n'] },
  ])('asks $meters', ({ of, meters }) => {
    expect(metersOf(price.parse(of))).toEqual(meters);
  });
});
