import { describe, expect, it } from '@jest/globals';

import { decimal, quantityText } from '../../shared/money.ts';
import { tier } from '../../shared/price-tiers.ts';
import { graduatedProratedParts } from './graduated-prorated.ts';
import { amountOf } from './parts.ts';

// Five seats at 10 each and 100 in all, those above at 5 and 50 in all.
const SEATS = [tier.parse({ upTo: '5', unitPrice: '10', flatFee: '100' }), tier.parse({ unitPrice: '5', flatFee: '50' })];

function costOf(...changes: readonly (readonly [units: string, prorated: string])[]): string {
  const read = changes.map(([units, prorated]) => ({ units: decimal(units), prorated: decimal(prorated) }));
  return quantityText(amountOf(graduatedProratedParts(read, SEATS)));
}

describe('seats by days in tiers', () => {
  it.each([
    { why: 'nobody', changes: [], expected: '0' },
    { why: 'fees are not by days: 0.5 × 10 + 100', changes: [['1', '0.5']], expected: '105' },
    { why: 'the fifth is in the first tier', changes: [['5', '2.5']], expected: '125' },
    // 5 of 6 in the first: 2.5 × 10 + 100, 0.5 × 5 + 50.
    { why: 'one change over the bound is split by its units', changes: [['6', '3']], expected: '177.5' },
    // The seat that goes leaves the second tier: 5 × 10 + 100, (1 − 0.5) × 5 + 50.
    {
      why: 'who leaves leaves the top tier first',
      changes: [
        ['6', '6'],
        ['-1', '-0.5'],
      ],
      expected: '202.5',
    },
    {
      why: 'a tier that was entered keeps its fee',
      changes: [
        ['6', '6'],
        ['-6', '-6'],
      ],
      expected: '150',
    },
    {
      why: 'never below 0',
      changes: [
        ['1', '1'],
        ['-50', '-50'],
      ],
      expected: '0',
    },
  ] as const)('$why: $expected', ({ changes, expected }) => {
    expect(costOf(...changes)).toBe(expected);
  });

  it('have parts that sum to what was prorated, also where a change is split unevenly', () => {
    const parts = graduatedProratedParts([{ units: decimal('7'), prorated: decimal('1') }], SEATS);
    expect(parts.map(({ quantity }) => quantity)).toEqual(['0.714285714285714286', '0.285714285714285714']);
  });
});
