import { describe, expect, it } from '@jest/globals';

import { partsOn, priceOf } from '../../test/support/rated.ts';
import { measuringOf } from './measuring.ts';

const COST_PLUS = { model: 'dynamic', amountProperty: 'cost', multiplier: '1.2' };

describe('a dynamic price', () => {
  it('asks for the sum of what the events say they cost', () => {
    expect(measuringOf(priceOf(COST_PLUS))).toEqual([{ meter: 'm', amountProperty: 'cost' }]);
  });

  // 0.402 × 1.2
  it('is that sum, times the multiplier, whatever the quantity', () => {
    expect(partsOn(COST_PLUS, { quantity: '20', amount: '0.402' })).toEqual([
      { kind: 'event-amounts', quantity: '20', unitPrice: '0', flatFee: '0.4824', amount: '0.4824' },
    ]);
  });

  it('keeps every digit of a product', () => {
    const fields = { ...COST_PLUS, multiplier: '1.000000000000000001' };
    expect(partsOn(fields, { quantity: '1', amount: '0.000000000000000001' })).toMatchObject([
      { amount: '0.000000000000000001000000000000000001' },
    ]);
  });

  it('of nothing is 0', () => {
    expect(partsOn(COST_PLUS, { quantity: '0' })).toMatchObject([{ amount: '0' }]);
  });
});
