import { expect, it } from '@jest/globals';

import { nearest } from './nearest.ts';

it.each([
  { why: 'one letter off', name: 'currancy', known: ['currency', 'customers'], expected: '; did you mean "currency"?' },
  { why: 'another case', name: 'VATID', known: ['vatId', 'zone'], expected: '; did you mean "vatId"?' },
  { why: 'a short name two letters off', name: 'zne', known: ['zone', 'name'], expected: '; did you mean "zone"?' },
  {
    why: 'a long name a third off',
    name: 'payment-terms-in',
    known: ['payment-term-days'],
    expected: '; did you mean "payment-term-days"?',
  },
  { why: 'nothing like it', name: 'colour', known: ['api-calls', 'storage'], expected: '; there is "api-calls", "storage"' },
  { why: 'nothing known', name: 'calls', known: [], expected: '' },
])('$why: $name', ({ name, known, expected }) => {
  expect(nearest(name, known)).toBe(expected);
});

it('lists up to twelve names that are there, and no more', () => {
  const names = Array.from({ length: 13 }, (_, i) => `meter-number-${i}`);
  expect(nearest('x', names.slice(0, 12))).toContain('"meter-number-11"');
  expect(nearest('x', names)).toBe('');
});
