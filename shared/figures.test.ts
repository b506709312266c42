import { describe, expect, it } from '@jest/globals';

import { amountFigure, moneyFigure, quantityFigure, signed } from './figures.ts';

describe('a figure', () => {
  it('has its thousands apart, the digits of its currency, and a minus as wide as a plus', () => {
    expect(amountFigure('1234567.8', 'EUR')).toBe('1,234,567.80');
    expect(amountFigure('-1234', 'JPY')).toBe('\u22121,234');
    expect(moneyFigure('0.125', 'KWD')).toBe('0.125 KWD');
    expect(quantityFigure('1500000.2500')).toBe('1,500,000.25');
  });

  it.each([
    { difference: '1000.00', expected: '+1,000.00' },
    { difference: '-1000.00', expected: '\u22121,000.00' },
    { difference: '0.00', expected: '0.00' },
  ])('as a difference always has its sign: $expected', ({ difference, expected }) => {
    expect(signed(difference, (text) => amountFigure(text, 'EUR'))).toBe(expected);
  });
});
