import { expect, it } from '@jest/globals';

import { nearest, nearestZone } from './nearest.ts';

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

it('lists up to 24 names that are there, and no more', () => {
  const names = Array.from({ length: 25 }, (_, i) => `meter-number-${i}`);
  expect(nearest('x', names.slice(0, 24))).toContain('"meter-number-23"');
  expect(nearest('x', names)).toBe('');
});

it.each([
  { why: 'a letter missing', name: 'Europe/Berln', expected: '; did you mean "Europe/Berlin"?' },
  { why: 'another case', name: 'europe/berlin', expected: '; did you mean "Europe/Berlin"?' },
  { why: 'the city alone', name: 'Tokyo', expected: '; did you mean "Asia/Tokyo"?' },
  { why: 'a space in it', name: 'New York', expected: '; did you mean "America/New_York"?' },
  { why: 'the wrong continent', name: 'Africa/Lisbon', expected: '; did you mean "Europe/Lisbon"?' },
  { why: 'UTC in small letters', name: 'utc', expected: '; did you mean "UTC"?' },
  { why: 'a city in another language, which is more like another city', name: 'Europe/Wien', expected: '' },
  { why: 'an abbreviation', name: 'CEST', expected: '' },
  { why: 'nothing', name: '', expected: '' },
])('a zone, $why: $name', ({ name, expected }) => {
  expect(nearestZone(name)).toBe(expected);
});
