import { describe, expect, it } from '@jest/globals';

import { decimal } from '../../shared/money.ts';
import { maximumSpendDiscount, minimumSpendDue } from './spend.ts';

describe('what a maximum takes off', () => {
  it.each([
    { why: 'nothing below it', net: '99.99', billed: '0', expected: '0' },
    { why: 'nothing at it', net: '100', billed: '0', expected: '0' },
    { why: 'what is above', net: '100.01', billed: '0', expected: '0.01' },
    { why: 'what is above with what was billed before', net: '50', billed: '70', expected: '20' },
    { why: 'all, where it was reached before', net: '50', billed: '120', expected: '50' },
  ])('is $why: $net after $billed', ({ net, billed, expected }) => {
    expect(maximumSpendDiscount('100', decimal(net), decimal(billed)).toFixed()).toBe(expected);
  });
});

describe('what a minimum adds', () => {
  it.each([
    { why: 'the difference', spent: '70', days: 31, expected: '30' },
    { why: 'nothing above it', spent: '100.01', days: 31, expected: '0' },
    // 100 × 15.5 / 31
    { why: 'by days of the whole period', spent: '20', days: 15.5 * 2, of: 62, expected: '30' },
  ])('is $why', ({ spent, days, of = 31, expected }) => {
    expect(minimumSpendDue('100', decimal(spent), { days, of }).toFixed()).toBe(expected);
  });
});
