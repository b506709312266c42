import { expect, it } from '@jest/globals';
import { billOf, formulaPart, perUnits, totalOf } from './bill.ts';
import { archiveCharges, leftBehind, WORK } from './charges.ts';

const counted = (counts: object) => [{ machine: 'run', step: 'Step', counts }];

// Arithmetic by hand on the list prices.
it.each([
  { why: 'transitions', counts: { standardTransitions: 1_000_000 }, usd: '25' },
  { why: 'Express requests', counts: { expressRequests: 2_000_000 }, usd: '2' },
  { why: 'an hour of a function of 1 GB', counts: { lambdaGbSeconds: 3_600 }, usd: '0.04800024' },
  { why: 'a million writes and eight million reads', counts: { writeUnits: 1_000_000, readUnits: 8_000_000 }, usd: '1.625' },
  { why: 'a thousand files put and read', counts: { putRequests: 1_000, getRequests: 1_000 }, usd: '0.0054' },
  { why: 'a GB of log, kept for twelve months', counts: { logBytes: 1_073_741_824 }, usd: '0.86' },
])('$why cost $usd dollars', ({ counts, usd }) => {
  expect(totalOf(billOf(counted(counts), WORK)).toFixed()).toBe(usd);
});

// 1 GB × 0.023 × 96 months.
it('charges the archive for every month of its years', () => {
  expect(totalOf(billOf(counted({ archiveBytes: 1_073_741_824 }), archiveCharges(8))).toFixed()).toBe('2.208');
});

// 1 GB × (0.25 + 0.20) × 12 months.
it('charges the table with its recovery', () => {
  expect(totalOf(billOf(counted({ tableBytes: 1_073_741_824 }), leftBehind(1))).toFixed()).toBe('5.4');
});

it('tells what rests on a formula', () => {
  const bill = billOf(counted({ lambdaRequests: 1_000_000, lambdaGbSeconds: 1_000_000 }), WORK);
  expect(formulaPart(bill).toFixed()).toBe('13.3334');
  expect(totalOf(bill).toFixed()).toBe('13.5334');
});

it('leaves out what was not used', () => {
  expect(billOf(counted({}), WORK)).toEqual([]);
});

it('takes an amount for so many units', () => {
  const bill = billOf(counted({ expressRequests: 500 }), WORK);
  expect(perUnits(totalOf(bill), 250, 1_000).toFixed()).toBe('0.002');
  expect(perUnits(totalOf(bill), 0, 1_000).toFixed()).toBe('0');
});
