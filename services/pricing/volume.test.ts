import { describe, expect, it } from '@jest/globals';

import { decimal } from '../../shared/money.ts';
import { amountOn, partsOn } from '../../test/support/rated.ts';
import { volumeParts } from './volume.ts';

// Up to 5 for 100 in all, up to 10 for 150, up to 15 at 10 each, above at 5 each.
const CLIFF = {
  model: 'volume',
  tiers: [{ upTo: '5', flatFee: '100' }, { upTo: '10', flatFee: '150' }, { upTo: '15', unitPrice: '10' }, { unitPrice: '5' }],
};

describe('a volume price', () => {
  it.each([
    { why: 'nothing used, with the fee of the first tier', quantity: '0', expected: '100' },
    { why: 'the last unit of a tier', quantity: '5', expected: '100' },
    { why: 'a fraction above the bound, which is in the upper tier', quantity: '5.000000000000000001', expected: '150' },
    { why: 'all units at the price of their tier: 15 × 10', quantity: '15', expected: '150' },
    { why: 'the cliff: 16 × 5', quantity: '16', expected: '80' },
    { why: 'every digit: 10^18 × 5', quantity: '1000000000000000000.000000000001', expected: '5000000000000000000.000000000005' },
  ])('of $quantity is $expected: $why', ({ quantity, expected }) => {
    expect(amountOn(CLIFF, quantity)).toBe(expected);
  });

  it('has no fee for nothing where the catalog says so', () => {
    expect(amountOn({ ...CLIFF, flatOnZeroUsage: false }, '0')).toBe('0');
  });

  it('is one part, of the tier that decides', () => {
    expect(partsOn(CLIFF, { quantity: '15' })).toEqual([{ upTo: '15', quantity: '15', unitPrice: '10', flatFee: '0', amount: '150' }]);
  });

  it('of a quantity below 0 is refused, with what was measured', () => {
    expect(() => amountOn(CLIFF, '-1')).toThrow(
      expect.objectContaining({ name: 'NotPriceableError', message: expect.stringMatching(/"p" is volume.*measured -1/) }),
    );
  });

  it('needs an open last tier for what is above all bounds', () => {
    const closed = [{ upTo: '15', unitPrice: '10', flatFee: '0' }];
    expect(volumeParts(decimal('15'), closed, true)).toMatchObject([{ amount: '150' }]);
    expect(() => volumeParts(decimal('15.1'), closed, true)).toThrow('No tier holds 15.1; the last one must have no bound.');
  });
});
