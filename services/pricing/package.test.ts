import { describe, expect, it } from '@jest/globals';

import { amountOn, partsOn } from '../../test/support/rated.ts';

/** Ten units for 100, whole packages only. */
const TENS = { model: 'package', size: '10', packagePrice: '100' };

describe('a package price', () => {
  it.each([
    { why: 'nothing used', quantity: '0', expected: '0' },
    { why: 'the first unit', quantity: '1', expected: '100' },
    { why: 'a full package', quantity: '10', expected: '100' },
    { why: 'a trace of the next', quantity: '10.000000000000000001', expected: '200' },
    { why: '11 is begun', quantity: '11', expected: '200' },
  ])('of $quantity is $expected: $why', ({ quantity, expected }) => {
    expect(amountOn(TENS, quantity)).toBe(expected);
  });

  it.each([
    { quantity: '10', expected: '0' },
    { quantity: '20', expected: '100' },
    { quantity: '121', expected: '1200' },
  ])('of $quantity with 10 included is $expected: free units go before the packages', ({ quantity, expected }) => {
    expect(amountOn({ ...TENS, included: '10' }, quantity)).toBe(expected);
  });

  it('says how many packages hold how many units', () => {
    expect(partsOn({ ...TENS, included: '10' }, { quantity: '121' })).toEqual([
      { kind: 'free', quantity: '10', unitPrice: '0', flatFee: '0', amount: '0' },
      { packageSize: '10', units: '111', quantity: '12', unitPrice: '100', flatFee: '0', amount: '1200' },
    ]);
  });

  it('of packages of a fraction counts exactly: 0.3 in packages of 0.1 are 3', () => {
    expect(partsOn({ ...TENS, size: '0.1' }, { quantity: '0.3' })).toMatchObject([{ quantity: '3', units: '0.3' }]);
  });

  it('of a quantity below 0 is refused', () => {
    expect(() => amountOn(TENS, '-1')).toThrow(expect.objectContaining({ name: 'NotPriceableError' }));
  });
});

describe('packages in tiers', () => {
  // Ten packages of 100 at 1, then packages of 1000 at 2.
  const tiers = [
    { upTo: '1000', size: '100', packagePrice: '1' },
    { size: '1000', packagePrice: '2', flatFee: '7' },
  ];

  it.each([
    { why: 'nothing used', quantity: '0', expected: '0' },
    { why: 'the last package of a tier', quantity: '1000', expected: '10' },
    { why: 'one unit above begins a package of the next, and its fee', quantity: '1001', expected: '19' },
    // 10 × 1, and 4325 units in 5 packages at 2, with the fee of 7.
    { why: 'each tier its own packages', quantity: '5325', expected: '27' },
  ])('graduated, of $quantity is $expected: $why', ({ quantity, expected }) => {
    expect(amountOn({ model: 'graduated-package', tiers }, quantity)).toBe(expected);
  });

  it.each([
    { why: 'nothing used', quantity: '0', expected: '0' },
    { why: 'the last package of a tier', quantity: '1000', expected: '10' },
    // 2 packages of 1000 at 2, with the fee of 7.
    { why: 'one unit above puts all into packages of the next', quantity: '1001', expected: '11' },
  ])('by volume, of $quantity is $expected: $why', ({ quantity, expected }) => {
    expect(amountOn({ model: 'volume-package', tiers }, quantity)).toBe(expected);
  });

  it.each(['graduated-package', 'volume-package'])('%s has no fee for nothing where the catalog says so', (model) => {
    const withFee = [{ size: '10', packagePrice: '1', flatFee: '5' }];
    expect(amountOn({ model, tiers: withFee }, '0')).toBe('5');
    expect(amountOn({ model, tiers: withFee, flatOnZeroUsage: false }, '0')).toBe('0');
  });
});
