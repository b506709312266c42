import { describe, expect, it } from '@jest/globals';

import { priceOf, WHOLE_MONTH } from '../../test/support/rated.ts';
import { measuringOf, type Cell, type Measured } from './measuring.ts';
import { ratedParts } from './rate.ts';

/** Seats and storage, whichever is larger decides. */
const SIZES = {
  model: 'capacity',
  tiers: [{ limits: { seats: '10', storage: '100' }, amount: '20' }, { limits: { seats: '50' }, amount: '80' }, { amount: '300' }],
};

function partsOf(fields: object, peaks: Partial<Record<string, string>>, cells: Record<string, Cell[]> = {}) {
  const price = priceOf({ ...SIZES, ...fields });
  const measured = measuringOf(price).map((asked): Measured => {
    const own = cells[asked.meter];
    return { ...asked, quantity: peaks[asked.meter] ?? '0', events: 1, fingerprint: '', ...(own ? { cells: own } : {}) };
  });
  return ratedParts(price, measured, WHOLE_MONTH);
}

describe('a capacity', () => {
  it('asks every meter that any tier limits', () => {
    expect(measuringOf(priceOf(SIZES)).map(({ meter }) => meter)).toEqual(['seats', 'storage']);
  });

  it.each([
    { why: 'nothing is in the first tier', peaks: {}, expected: '20' },
    { why: 'both at their limits', peaks: { seats: '10', storage: '100' }, expected: '20' },
    { why: 'one above its limit', peaks: { seats: '10.5', storage: '1' }, expected: '80' },
    { why: 'the other above its limit, which the next tier does not have', peaks: { seats: '1', storage: '9000' }, expected: '80' },
    { why: 'above all', peaks: { seats: '51' }, expected: '300' },
  ])('is the first tier that holds all peaks: $why', ({ peaks, expected }) => {
    expect(partsOf({}, peaks)).toEqual([{ quantity: '1', unitPrice: expected, flatFee: '0', amount: expected }]);
  });

  it('is not due for nothing where the catalog says so', () => {
    expect(partsOf({ isDueUnused: false }, {})).toEqual([]);
    expect(partsOf({ isDueUnused: false }, { storage: '1' })).toHaveLength(1);
  });

  it('of hours takes the tier of each, and counts them', () => {
    const at = (hour: string, quantity: string): Cell => ({ window: `2026-10-01T${hour}:00:00Z`, quantity, events: 1 });
    const cells = { seats: [at('00', '5'), at('01', '20'), at('02', '6')], storage: [at('02', '101')] };
    // Hours 1 and 2 are of the second tier: 20 seats, and 101 of storage.
    expect(partsOf({ window: 'hour' }, {}, cells)).toMatchObject([
      { quantity: '1', unitPrice: '20' },
      { quantity: '2', unitPrice: '80', amount: '160' },
    ]);
  });
});
