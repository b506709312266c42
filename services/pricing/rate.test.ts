import { describe, expect, it } from '@jest/globals';

import { quantityText } from '../../shared/money.ts';
import { monthIn } from '../../shared/period.ts';
import { amountOn, partsOn, WHOLE_MONTH } from '../../test/support/rated.ts';
import type { Cell } from './measuring.ts';
import { amountOf } from './parts.ts';

const PER_UNIT = { model: 'standard', unitPrice: '10' };

describe('a quantity before it is priced', () => {
  it.each([
    // 1400 / 1000 = 1.4, rounded up to 2.
    {
      why: 'divided, then rounded up',
      fields: { conversion: { divideBy: '1000' }, rounding: { to: 'up' } },
      quantity: '1400',
      expected: '20',
    },
    { why: 'divided and not rounded', fields: { conversion: { divideBy: '1000' } }, quantity: '1400', expected: '14' },
    { why: 'multiplied', fields: { conversion: { multiplyBy: '0.5' } }, quantity: '3', expected: '15' },
    { why: 'a third, to 18 digits', fields: { conversion: { divideBy: '3' } }, quantity: '1', expected: '3.33333333333333333' },
    {
      why: 'three thirds are one: the quotient is rounded once',
      fields: { conversion: { divideBy: '3' }, rounding: { to: 'up' } },
      quantity: '3',
      expected: '10',
    },
    { why: 'down to hundredths', fields: { rounding: { to: 'down', digits: 2 } }, quantity: '1.239', expected: '12.3' },
    { why: 'half away from zero', fields: { rounding: { to: 'half' } }, quantity: '2.5', expected: '30' },
    { why: 'to whole hundreds', fields: { rounding: { to: 'half', digits: -2 } }, quantity: '150', expected: '2000' },
    { why: 'less what is included', fields: { included: '2' }, quantity: '5', expected: '30' },
    { why: 'all included', fields: { included: '5' }, quantity: '5', expected: '0' },
    { why: 'what was taken back has nothing to include', fields: { included: '5' }, quantity: '-1', expected: '-10' },
    // 1400 → 2, less 0.5.
    {
      why: 'converted, rounded, then less what is included',
      fields: { conversion: { divideBy: '1000' }, rounding: { to: 'up' }, included: '0.5' },
      quantity: '1400',
      expected: '15',
    },
  ])('is $why', ({ fields, quantity, expected }) => {
    expect(amountOn({ ...PER_UNIT, ...fields }, quantity)).toBe(expected);
  });

  it('is in the tier of what is left', () => {
    const tiers = [{ upTo: '10', unitPrice: '1' }, { unitPrice: '2' }];
    expect(amountOn({ model: 'graduated', tiers, included: '5' }, '16')).toBe('12');
  });
});

/** Ten units at 1, then 2 each. */
const TIERED = { model: 'graduated', tiers: [{ upTo: '10', unitPrice: '1' }, { unitPrice: '2' }], window: 'hour' };

function hours(...quantities: readonly string[]): Cell[] {
  return quantities.map((quantity, i) => ({ window: `2026-10-01T${String(i).padStart(2, '0')}:00:00Z`, quantity, events: 1 }));
}

describe('a price of windows', () => {
  // 3; 10 + 2 × 2. Of 15 in one it would be 20.
  it('is applied to each by itself, and has a part for each tier', () => {
    expect(partsOn(TIERED, { quantity: '15', cells: hours('3', '12') })).toEqual([
      { upTo: '10', quantity: '13', unitPrice: '1', flatFee: '0', amount: '13' },
      { quantity: '2', unitPrice: '2', flatFee: '0', amount: '4' },
    ]);
  });

  it('has as many parts for a month of hours as for one', () => {
    const cells = Array.from({ length: 744 }, (_, i) => ({ window: `hour ${i}`, quantity: '12', events: 1 }));
    expect(partsOn(TIERED, { quantity: '8928', cells })).toMatchObject([
      { quantity: '7440', amount: '7440' },
      { quantity: '1488', amount: '2976' },
    ]);
  });

  it('has packages and what is included in each', () => {
    const fields = { model: 'package', size: '10', packagePrice: '1', included: '5', window: 'day' };
    // 6 − 5 and 16 − 5 are 1 and 2 packages.
    expect(partsOn(fields, { quantity: '22', cells: hours('6', '16') })).toMatchObject([
      { kind: 'free', quantity: '10' },
      { units: '12', quantity: '3', amount: '3' },
    ]);
  });

  it('without an event has no part', () => {
    expect(partsOn(TIERED, { quantity: '0', cells: [] })).toEqual([]);
  });
});

describe('a minimum', () => {
  const MINIMUM = { ...PER_UNIT, minimumSpend: '100' };
  const totalOf = (parts: ReturnType<typeof partsOn>): string => quantityText(amountOf(parts));

  it('adds what is missing, as a part of its own', () => {
    expect(partsOn(MINIMUM, { quantity: '7' })).toEqual([
      { quantity: '7', unitPrice: '10', flatFee: '0', amount: '70' },
      { kind: 'minimum-spend', quantity: '0', unitPrice: '0', flatFee: '30', amount: '30' },
    ]);
  });

  it.each([
    { why: 'is reached', quantity: '10', expected: '100' },
    { why: 'is passed', quantity: '10.1', expected: '101' },
    { why: 'is due for nothing', quantity: '0', expected: '100' },
  ])('$why: $expected', ({ quantity, expected }) => {
    expect(totalOf(partsOn(MINIMUM, { quantity }))).toBe(expected);
  });

  it('is due by days of the whole period: 100 × 15 / 31', () => {
    const part = partsOn(MINIMUM, { quantity: '0' }, [], { ...WHOLE_MONTH, partDays: 15 });
    expect(totalOf(part)).toBe('48.387096774193548387');
  });
});

describe('a commitment', () => {
  const committed = (terms: object): object => ({ ...PER_UNIT, window: 'hour', commitment: { amount: '50', trueUp: false, ...terms } });
  const cost = (terms: object, ...quantities: readonly string[]): string =>
    quantityText(amountOf(partsOn(committed(terms), { quantity: '0', cells: hours(...quantities) })));

  it.each([
    { why: 'costs what was used where it is not trued up', terms: {}, quantities: ['3'], expected: '30' },
    { why: 'makes what is above it dearer: 50 + 20 × 1.5', terms: { overageFactor: '1.5' }, quantities: ['7'], expected: '80' },
    { why: 'makes what is above it cheaper: 50 + 20 × 0.5', terms: { overageFactor: '0.5' }, quantities: ['7'], expected: '60' },
    { why: 'at its amount costs just that', terms: { overageFactor: '2' }, quantities: ['5'], expected: '50' },
    { why: 'is of each window: 30, and 50 + 20 × 2', terms: { overageFactor: '2' }, quantities: ['3', '7'], expected: '120' },
    // Two hours of use, and 742 of 744 without: 50 + 90 + 742 × 50.
    {
      why: 'that is trued up is due in hours without use',
      terms: { overageFactor: '2', trueUp: true },
      quantities: ['3', '7'],
      expected: '37240',
    },
  ])('$why', ({ terms, quantities, expected }) => {
    expect(cost(terms, ...quantities)).toBe(expected);
  });

  it('of a month with a change of clocks has 745 hours', () => {
    const october = monthIn('2026-10', 'Europe/Berlin');
    const period = { whole: october, part: october, partDays: 31, wholeDays: 31 };
    expect(quantityText(amountOf(partsOn(committed({ trueUp: true }), { cells: [] }, [], period)))).toBe('37250');
  });

  it('of a price without windows is one of the period', () => {
    const { window: _, ...fields } = committed({ trueUp: true }) as { window: string };
    expect(amountOn(fields, '3')).toBe('50');
  });
});
