import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { concurrencyFor } from './concurrency.ts';

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
