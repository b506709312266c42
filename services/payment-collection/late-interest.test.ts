import { expect, it } from '@jest/globals';
import { lateInterestOf } from './late-interest.ts';

const EUR_1190 = { payable: '1190.00', currency: 'EUR', movements: [] };
const july = { from: '2026-07-01', percentPerYear: '10.27', source: '§ 288 BGB' };
const rates = { rates: [july], daysOfYear: 365 as const };

it('counts each day after the due date up to the day of the letter', () => {
  // 1190.00 × 10.27 % × 21 / 365 = 7.0313…; 2 to 22 August are 21 days.
  expect(lateInterestOf(rates, EUR_1190, { first: '2026-08-02', last: '2026-08-22' })).toBe('7.03');
});

it('takes a day that is first and last as one day', () => {
  // 1190.00 × 10.27 % / 365 = 0.33483…
  expect(lateInterestOf(rates, EUR_1190, { first: '2026-08-02', last: '2026-08-02' })).toBe('0.33');
});

it('takes a year of 360 days where the seller says so', () => {
  // 1190.00 × 10.27 % × 21 / 360 = 7.1290…
  expect(lateInterestOf({ ...rates, daysOfYear: 360 }, EUR_1190, { first: '2026-08-02', last: '2026-08-22' })).toBe('7.13');
});

it('bears no interest on what was paid, from the day it came', () => {
  // 1000.00: 10 days of 1000.00 and 11 of 400.00 are 14,400 days of 1.00: × 10 % / 365 = 3.9452…
  const movements = [{ day: '2026-08-12', amount: '600.00' }];
  const ten = { rates: [{ ...july, percentPerYear: '10' }], daysOfYear: 365 as const };
  expect(lateInterestOf(ten, { payable: '1000.00', currency: 'EUR', movements }, { first: '2026-08-02', last: '2026-08-22' })).toBe('3.95');
});

it('bears interest again on what went back', () => {
  // 1000.00 but for 12 to 17 August, when nothing was open: 10 + 5 days: 15,000 × 10 % / 365 = 4.1095…
  const movements = [
    { day: '2026-08-18', amount: '-1000.00' },
    { day: '2026-08-12', amount: '1000.00' },
  ];
  const ten = { rates: [{ ...july, percentPerYear: '10' }], daysOfYear: 365 as const };
  expect(lateInterestOf(ten, { payable: '1000.00', currency: 'EUR', movements }, { first: '2026-08-02', last: '2026-08-22' })).toBe('4.11');
});

it('takes the rate of each day, and none before the first', () => {
  // 365.00: 30 days of December at 10 % are 3.00, 10 of January at 20 % 2.00; before December nothing.
  const two = {
    rates: [
      { from: '2026-12-02', percentPerYear: '10', source: 'a' },
      { from: '2027-01-01', percentPerYear: '20', source: 'b' },
    ],
    daysOfYear: 365 as const,
  };
  const of = { payable: '365.00', currency: 'EUR', movements: [] };
  expect(lateInterestOf(two, of, { first: '2026-11-01', last: '2027-01-10' })).toBe('5.00');
  expect(lateInterestOf(two, of, { first: '2026-11-01', last: '2026-12-01' })).toBe('0.00');
});

it('rounds once, half away from zero, to the digits of the currency', () => {
  // 36,500 yen × 5 % × 1 / 365 = 5.00; × 0.5 % = 0.5, which is 1.
  const half = { rates: [{ ...july, percentPerYear: '0.5' }], daysOfYear: 365 as const };
  expect(lateInterestOf(half, { payable: '36500', currency: 'JPY', movements: [] }, { first: '2026-08-02', last: '2026-08-02' })).toBe('1');
});

it('is nothing where nothing is open, or no day is over', () => {
  const movements = [{ day: '2026-08-01', amount: '1190.00' }];
  expect(lateInterestOf(rates, { ...EUR_1190, movements }, { first: '2026-08-02', last: '2026-08-22' })).toBe('0.00');
  expect(lateInterestOf(rates, EUR_1190, { first: '2026-08-23', last: '2026-08-22' })).toBe('0.00');
});
