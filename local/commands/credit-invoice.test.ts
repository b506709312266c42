import { describe, expect, it } from '@jest/globals';
import { creditOf } from './credit-invoice.ts';

describe('what is to be credited, as it is typed', () => {
  it.each([
    { typed: { all: true }, wanted: 'rest' },
    { typed: { amount: '12.50' }, wanted: { amount: '12.50' } },
    { typed: { line: ['3'] }, wanted: { lines: [{ line: 3 }] } },
    {
      typed: { line: ['3=50.00', '4=29/30'] },
      wanted: {
        lines: [
          { line: 3, amount: '50.00' },
          { line: 4, share: { parts: 29, of: 30 } },
        ],
      },
    },
  ])('$typed', ({ typed, wanted }) => {
    expect(creditOf(typed)).toEqual(wanted);
  });

  it.each([
    { typed: {}, told: 'Say what is to be credited by one of --all, --amount and --line.' },
    { typed: { all: true, amount: '1' }, told: 'Say what is to be credited by one of --all, --amount and --line.' },
    { typed: { line: ['x'] }, told: '--line x: write 3, 3=50.00 or 3=29/30.' },
    { typed: { amount: '0' }, told: 'expected a decimal above 0' },
  ])('is refused: $typed', ({ typed, told }) => {
    expect(() => creditOf(typed)).toThrow(told);
  });
});
