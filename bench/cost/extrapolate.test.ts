import { expect, it } from '@jest/globals';
import { extrapolated } from './extrapolate.ts';

const sample = (customers: number, transitions: number, writes: number) => ({
  customers,
  counted: [{ machine: 'run', step: 'Step', counts: { standardTransitions: transitions, writeUnits: writes } }],
});

// 17 transitions a run and one for 25 customers; 30 writes a customer.
it('tells what a run costs once from what each customer costs', () => {
  const [found] = extrapolated(sample(100, 21, 3_000), sample(1_000, 57, 30_000), 1_000_000);
  expect(found?.counts).toEqual({ standardTransitions: 40_017, writeUnits: 30_000_000 });
});

it('refuses two runs of one size', () => {
  expect(() => extrapolated(sample(100, 1, 1), sample(100, 1, 1), 1_000)).toThrow('Two runs of different size are needed');
});
