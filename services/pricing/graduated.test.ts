import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Tier } from '../../shared/price-tiers.ts';
import { decimal, quantityText, sum, whole } from '../../shared/money.ts';
import { graduatedParts } from './graduated.ts';

const tier = (upTo: string | undefined, unitPrice: string, flatFee = '0'): Tier => ({
  ...(upTo === undefined ? {} : { upTo }),
  unitPrice,
  flatFee,
});
const amountOf = (quantity: string, tiers: readonly Tier[], flatOnZeroUsage = true): string =>
  quantityText(sum(graduatedParts(decimal(quantity), tiers, flatOnZeroUsage).map(({ amount }) => decimal(amount))));

// 0–100 calls at 0.10, 101–1000 at 0.05, then 0.01.
const API_CALLS = [tier('100', '0.10'), tier('1000', '0.05'), tier(undefined, '0.01')];

describe('graduated tiers', () => {
  it.each([
    { why: 'nothing used', quantity: '0', expected: '0' },
    { why: 'one call', quantity: '1', expected: '0.1' },
    { why: 'last unit of a tier', quantity: '100', expected: '10' },
    { why: 'a fraction behind it, which is the next tier’s', quantity: '100.5', expected: '10.025' },
    { why: 'first unit of the next', quantity: '101', expected: '10.05' },
    { why: 'last unit of the second', quantity: '1000', expected: '55' },
    { why: 'first unit of the open one', quantity: '1001', expected: '55.01' },
    { why: 'far into it', quantity: '1000000', expected: '10045' },
    { why: 'a fraction of the first', quantity: '0.001', expected: '0.0001' },
  ])('$why: $quantity calls cost $expected', ({ quantity, expected }) => {
    expect(amountOf(quantity, API_CALLS)).toBe(expected);
  });

  it('show the part of each tier that was entered, and of no other', () => {
    expect(graduatedParts(decimal('150'), API_CALLS, true)).toEqual([
      { upTo: '100', quantity: '100', unitPrice: '0.10', flatFee: '0', amount: '10' },
      { upTo: '1000', quantity: '50', unitPrice: '0.05', flatFee: '0', amount: '2.5' },
    ]);
    expect(graduatedParts(decimal('100'), API_CALLS, true)).toHaveLength(1);
  });

  it('charge a single open tier by the unit', () => {
    expect(amountOf('7', [tier(undefined, '2')])).toBe('14');
  });

  it('refuse a quantity below 0', () => {
    expect(() => graduatedParts(decimal('-0.000000000000000001'), API_CALLS, true)).toThrow(RangeError);
  });
});

describe('flat fees of tiers', () => {
  // 10 for up to 5 units, 20 more for up to 10, then 1 a unit and 30 more.
  const FEES = [tier('5', '0', '10'), tier('10', '0', '20'), tier(undefined, '1', '30')];

  it.each([
    { why: 'on zero usage, if the price says so', quantity: '0', flatOnZeroUsage: true, expected: '10' },
    { why: 'not on zero usage, if it says so', quantity: '0', flatOnZeroUsage: false, expected: '0' },
    { why: 'once the first is entered', quantity: '0.1', flatOnZeroUsage: false, expected: '10' },
    { why: 'once, not a unit', quantity: '5', flatOnZeroUsage: true, expected: '10' },
    { why: 'the next one as soon as it is entered', quantity: '5.000000000000000001', flatOnZeroUsage: true, expected: '30' },
    { why: 'all but the last at its bound', quantity: '10', flatOnZeroUsage: true, expected: '30' },
    { why: 'all, and 2 units', quantity: '12', flatOnZeroUsage: true, expected: '62' },
  ])('are due $why: $quantity units cost $expected', ({ quantity, flatOnZeroUsage, expected }) => {
    expect(amountOf(quantity, FEES, flatOnZeroUsage)).toBe(expected);
  });

  it.each([true, false])('of a first tier up to 0 do not end the price before it began (fee on zero usage: %s)', (flatOnZeroUsage) => {
    const tiers = [tier('0', '0', '0'), tier(undefined, '1')];
    expect(amountOf('5', tiers, flatOnZeroUsage)).toBe('5');
  });
});

describe('a graduated price', () => {
  const tiersOf = fc
    .record({
      bounds: fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 0, maxLength: 5 }),
      prices: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 12, maxLength: 12 }),
    })
    .map(({ bounds, prices }) => {
      const rising = [...bounds].sort((a, b) => a - b);
      return [...rising, undefined].map((bound, i) => tier(bound?.toString(), String(prices[i] ?? 0), String(prices[i + 6] ?? 0)));
    });
  const quantity = fc.integer({ min: 0, max: 150_000 }).map((hundredths) => (hundredths / 100).toFixed(2));

  it('never falls as usage grows', () => {
    fc.assert(
      fc.property(tiersOf, quantity, quantity, (tiers, a, b) => {
        const [fewer, more] = Number(a) <= Number(b) ? [a, b] : [b, a];
        expect(decimal(amountOf(fewer, tiers)).lte(decimal(amountOf(more, tiers)))).toBe(true);
      }),
    );
  });

  it('charges every unit in exactly one tier', () => {
    fc.assert(
      fc.property(tiersOf, quantity, fc.boolean(), (tiers, used, flatOnZeroUsage) => {
        const parts = graduatedParts(decimal(used), tiers, flatOnZeroUsage);
        expect(sum(parts.map((part) => decimal(part.quantity))).eq(decimal(used))).toBe(true);
      }),
    );
  });

  it('costs the same as unit after unit, each at the price of its tier', () => {
    fc.assert(
      fc.property(tiersOf, fc.integer({ min: 1, max: 300 }), (tiers, units) => {
        let expected = 0;
        for (let unit = 1; unit <= units; unit++) {
          const position = tiers.findIndex(({ upTo }) => upTo === undefined || unit <= Number(upTo));
          const isFirstOfTier = unit === 1 || tiers.findIndex(({ upTo }) => upTo === undefined || unit - 1 <= Number(upTo)) !== position;
          expected += Number(tiers[position]?.unitPrice) + (isFirstOfTier ? Number(tiers[position]?.flatFee) : 0);
        }
        expect(amountOf(whole(units).toFixed(), tiers)).toBe(String(expected));
      }),
      { numRuns: 50 },
    );
  });
});
