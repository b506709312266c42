import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { flatParts } from './flat.ts';

describe('a flat fee', () => {
  it.each([
    { why: 'the whole period', fee: '49.00', days: 31, of: 31, expected: '49' },
    { why: 'half of it', fee: '100', days: 15, of: 30, expected: '50' },
    { why: 'a third, kept to 18 digits', fee: '100', days: 10, of: 30, expected: '33.333333333333333333' },
    { why: 'two thirds, half away from zero at the 18th', fee: '100', days: 20, of: 30, expected: '66.666666666666666667' },
    { why: 'one day of 31', fee: '31', days: 1, of: 31, expected: '1' },
    { why: 'nothing a month', fee: '0', days: 7, of: 31, expected: '0' },
    { why: 'a fee that is taken off', fee: '-30.00', days: 10, of: 30, expected: '-10' },
  ])('$why: $days of $of days of $fee are $expected', ({ fee, days, of, expected }) => {
    expect(flatParts(fee, { days, of })).toEqual([{ quantity: '1', unitPrice: fee, flatFee: '0', amount: expected }]);
  });

  it('never falls as days are added, and never exceeds the whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 31 }),
        (cents, a, b) => {
          const fee = (cents / 100).toFixed(2);
          const [fewer, more] = [Math.min(a, b), Math.max(a, b)];
          const amount = (days: number): number => Number(flatParts(fee, { days, of: 31 })[0]?.amount);
          expect(amount(fewer)).toBeLessThanOrEqual(amount(more));
          expect(amount(31)).toBe(Number(fee));
        },
      ),
    );
  });
});
