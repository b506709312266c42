import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { concurrencyFor, enoughCustomers, worthAtOnce } from './concurrency.ts';

it.each([
  { wanted: 1, most: 500, batches: 1, inBatch: 1 },
  { wanted: 9, most: 500, batches: 1, inBatch: 9 },
  { wanted: 10, most: 500, batches: 1, inBatch: 10 },
  { wanted: 19, most: 500, batches: 1, inBatch: 10 },
  { wanted: 500, most: 500, batches: 50, inBatch: 10 },
  { wanted: 10_000, most: 20, batches: 2, inBatch: 10 },
  { wanted: 500, most: 4, batches: 1, inBatch: 4 },
  { wanted: 500, most: 0, batches: 1, inBatch: 1 },
])('of $wanted wanted and $most allowed: $batches batches of $inBatch', ({ wanted, most, batches, inBatch }) => {
  expect(concurrencyFor(wanted, most)).toEqual({ batches, inBatch });
});

it('is never more than wanted or allowed, and never nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (wanted, most) => {
      const { batches, inBatch } = concurrencyFor(wanted, most);
      expect(batches * inBatch).toBeLessThanOrEqual(Math.min(wanted, most));
      expect(batches * inBatch).toBeGreaterThanOrEqual(1);
      expect(inBatch).toBeLessThanOrEqual(40);
    }),
  );
});

it.each([
  { customers: 0, each: 100, atOnce: 1 },
  { customers: 100, each: 100, atOnce: 1 },
  { customers: 101, each: 100, atOnce: 2 },
  { customers: 10_000, each: 100, atOnce: 100 },
  { customers: 200, each: 1, atOnce: 200 },
])('$customers customers are worth $atOnce at once, where a cold start is worth $each', ({ customers, each, atOnce }) => {
  expect(worthAtOnce(customers, each)).toBe(atOnce);
});

it('counts no more customers than it takes to know', () => {
  expect(worthAtOnce(enoughCustomers(500, 100), 100)).toBe(500);
  expect(worthAtOnce(enoughCustomers(500, 100) - 100, 100)).toBe(499);
});
