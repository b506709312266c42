import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decimal, quantityText } from '../../shared/money.ts';
import { amountOn, partsOn } from '../../test/support/rated.ts';
import { amountOf, mergedParts, partsLess, unitsOf } from './parts.ts';

/** What rises with its quantity, and is never rated part by part: each cumulative. */
const CUMULATIVE = [
  { model: 'standard', unitPrice: '0.07' },
  {
    model: 'graduated',
    tiers: [
      { upTo: '10', unitPrice: '3', flatFee: '5' },
      { upTo: '50', unitPrice: '0' },
      { unitPrice: '0.01', flatFee: '2' },
    ],
  },
  { model: 'package', size: '7', packagePrice: '2', included: '3' },
  {
    model: 'graduated-package',
    tiers: [
      { upTo: '20', size: '5', packagePrice: '4' },
      { size: '8', packagePrice: '1', flatFee: '3' },
    ],
  },
  { model: 'graduated-percentage', tiers: [{ upTo: '30', rate: '2', flatFee: '1' }, { rate: '0.5' }] },
];
const quantity = fc.integer({ min: 0, max: 100_000 }).map((thousandths) => quantityText(decimal(String(thousandths)).div(1000)));
const anyPrice = fc.constantFrom(...CUMULATIVE);

describe('a price that rises', () => {
  it('never costs less for more', () => {
    fc.assert(
      fc.property(anyPrice, quantity, quantity, (price, a, b) => {
        const [less, more] = decimal(a).lt(decimal(b)) ? [a, b] : [b, a];
        expect(decimal(amountOn(price, more)).gte(decimal(amountOn(price, less)))).toBe(true);
      }),
    );
  });

  it('comes to the same in one piece and in several: each rated as all up to it, less what was billed', () => {
    fc.assert(
      fc.property(anyPrice, fc.array(quantity, { minLength: 1, maxLength: 5 }), (price, quantities) => {
        const upTo = quantities.map((it) => decimal(it)).sort((a, b) => a.comparedTo(b));
        let billed = partsLess([], []);
        for (const all of upTo) billed = [...billed, ...partsLess(partsOn(price, { quantity: quantityText(all) }), billed)];
        const inOne = partsOn(price, { quantity: quantityText(upTo.at(-1)!) });
        expect(quantityText(amountOf(billed))).toBe(quantityText(amountOf(inOne)));
        expect(quantityText(unitsOf(billed))).toBe(quantityText(unitsOf(inOne)));
      }),
    );
  });
});

describe('parts', () => {
  const tierPart = { upTo: '10', quantity: '4', unitPrice: '1', flatFee: '2', amount: '6' };

  it('of the same step are one', () => {
    expect(mergedParts([tierPart, { ...tierPart, unitPrice: '1.0' }])).toEqual([
      { ...tierPart, quantity: '8', flatFee: '4', amount: '12' },
    ]);
  });

  it.each([{ kind: 'free' as const }, { upTo: '20' }, { values: ['eu'] }, { packageSize: '5' }, { unitPrice: '2' }])(
    'that differ in %j stay two',
    (other) => {
      expect(mergedParts([tierPart, { ...tierPart, ...other }])).toHaveLength(2);
    },
  );

  it('come free first, then by tier, then what is over a commitment, and last what a minimum adds', () => {
    const steps = [
      { kind: 'minimum-spend' as const },
      { kind: 'overage' as const },
      { kind: 'event-amounts' as const },
      { upTo: '20' },
      { upTo: '3' },
      { kind: 'free' as const },
    ];
    const { upTo: _, ...openPart } = tierPart;
    const merged = mergedParts(steps.map((it) => ({ ...openPart, ...it })));
    expect(merged.map(({ kind, upTo }) => kind ?? upTo)).toEqual(['free', '3', '20', 'event-amounts', 'overage', 'minimum-spend']);
  });

  it('of packages are one with the units in them', () => {
    const packed = { ...tierPart, packageSize: '5', units: '17' };
    expect(mergedParts([packed, packed])).toEqual([{ ...packed, quantity: '8', units: '34', flatFee: '4', amount: '12' }]);
  });

  it('less others are those that changed', () => {
    const [same, other] = [tierPart, { ...tierPart, upTo: '20' }];
    expect(partsLess([same, other], [same])).toEqual([other]);
  });

  it('less the same, however many, are one', () => {
    const several = [tierPart, { ...tierPart, upTo: '20' }];
    expect(partsLess(several, several)).toEqual([{ ...tierPart, quantity: '0', flatFee: '0', amount: '0' }]);
  });

  it('less the same are one that comes to nothing', () => {
    expect(partsLess([tierPart], [tierPart])).toEqual([{ ...tierPart, quantity: '0', flatFee: '0', amount: '0' }]);
  });

  // 16 units at 5 after 15 at 10: the old line is taken back.
  it('that were billed at another price are taken back', () => {
    const volume = { model: 'volume', tiers: [{ upTo: '15', unitPrice: '10' }, { unitPrice: '5' }] };
    expect(partsLess(partsOn(volume, { quantity: '16' }), partsOn(volume, { quantity: '15' }))).toMatchObject([
      { upTo: '15', quantity: '-15', amount: '-150' },
      { quantity: '16', amount: '80' },
    ]);
  });
});
