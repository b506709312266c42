import { describe, expect, it } from '@jest/globals';

import { partsOn, priceOf } from '../../test/support/rated.ts';
import type { Cell } from './measuring.ts';
import { measuringOf } from './measuring.ts';

const BY_REGION = {
  model: 'matrix',
  by: ['region', 'size'],
  rows: [
    { values: ['eu', 'small'], unitPrice: '0.10' },
    { values: ['eu', 'large'], unitPrice: '0.30' },
  ],
  default: '0.50',
};
const cell = (values: string[], quantity: string): Cell => ({ values, quantity, events: 1 });

describe('a matrix price', () => {
  it('asks for a quantity of each combination of values', () => {
    expect(measuringOf(priceOf(BY_REGION))).toEqual([{ meter: 'm', by: ['region', 'size'] }]);
  });

  // 10 × 0.10, 2 × 0.30, and 4 × 0.50 of what no row names.
  it('takes the row of the values, in their order, and else the default', () => {
    const cells = [cell(['eu', 'small'], '10'), cell(['eu', 'large'], '2'), cell(['small', 'eu'], '4')];
    expect(partsOn(BY_REGION, { quantity: '16', cells })).toEqual([
      { values: ['eu', 'small'], quantity: '10', unitPrice: '0.10', flatFee: '0', amount: '1' },
      { values: ['eu', 'large'], quantity: '2', unitPrice: '0.30', flatFee: '0', amount: '0.6' },
      { values: ['small', 'eu'], quantity: '4', unitPrice: '0.50', flatFee: '0', amount: '2' },
    ]);
  });

  it('adds up the hours of the same values', () => {
    const cells = ['00', '01'].map((hour) => ({ window: `2026-10-01T${hour}:00:00Z`, ...cell(['eu', 'small'], '5') }));
    expect(partsOn({ ...BY_REGION, window: 'hour' }, { quantity: '10', cells })).toMatchObject([{ quantity: '10', amount: '1' }]);
  });

  it('may be of a quantity that was taken back', () => {
    expect(partsOn(BY_REGION, { quantity: '-3', cells: [cell(['us', 'small'], '-3')] })).toMatchObject([{ amount: '-1.5' }]);
  });

  it('of nothing has no part', () => {
    expect(partsOn(BY_REGION, { quantity: '0', cells: [] })).toEqual([]);
  });
});
