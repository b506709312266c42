import { expect, it } from '@jest/globals';
import type { Deployed } from './deployed.ts';
import { withDurations } from './durations.ts';

const DEPLOYED: Deployed = {
  machines: [],
  steps: [
    { machine: 'run', step: 'Open', function: 'run/open' },
    { machine: 'run', step: 'Price', function: 'run/price', map: 'Prepare' },
    { machine: 'invoice', step: 'Render', function: 'pdf/render' },
  ],
  express: [
    { machine: 'run', map: 'Prepare', atOnce: undefined, waitsFor: ['invoice'] },
    { machine: 'invoice', atOnce: 1, waitsFor: [] },
  ],
};
const MEMORY = new Map([
  ['run/open', 1_024],
  ['run/price', 1_024],
  ['pdf/render', 2_048],
]);
const COUNTED = [
  { machine: 'run', step: 'Open', counts: { lambdaRequests: 1, lambdaGbSeconds: 1 } },
  { machine: 'run', step: 'Prepare', counts: { expressRequests: 4 } },
  { machine: 'run', step: 'Price', counts: { lambdaRequests: 100, lambdaGbSeconds: 20 } },
  { machine: 'invoice', step: '(workflow)', counts: { expressRequests: 100 } },
  { machine: 'invoice', step: 'Render', counts: { lambdaRequests: 100, lambdaGbSeconds: 60 } },
];
const options = {
  customers: 100,
  atOnce: { batches: 50, inBatch: 10, batchSize: 25 },
  coldStart: (name: string) => (name === 'pdf/render' ? 0.5 : 0.25),
};
const measured = (step: string) => withDurations(COUNTED, DEPLOYED, MEMORY, options).find((it) => it.step === step)?.counts;

// 60 GB-seconds of 2 GB are 30 s, and 100 times up to 0.1 s of rounding; of 64 MB.
it('lets an Express execution take as long as its functions and its rounding', () => {
  expect(measured('(workflow)')?.expressGbSeconds).toBeCloseTo((30 + 10) / 16, 9);
});

// 20 s of its own and 30 s of the invoices, ten customers side by side, and 4 × 0.1 s; of 64 MB.
it('works on the customers of a batch side by side, and waits for their workflows', () => {
  expect(measured('Prepare')?.expressGbSeconds).toBeCloseTo((50 / 10 + 0.4) / 16, 9);
});

// A hundred customers are four batches of which ten customers each are worked on at once.
it('starts a function cold for each customer at once, and one of the run once', () => {
  expect(measured('Open')?.coldGbSeconds).toBe(0.25);
  expect(measured('Price')?.coldGbSeconds).toBe(40 * 0.25);
  expect(measured('Render')?.coldGbSeconds).toBe(40 * 0.5);
});
