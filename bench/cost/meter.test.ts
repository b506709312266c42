import { describe, expect, it } from '@jest/globals';
import { Meter, type Spent } from './meter.ts';
import { Tally } from './tally.ts';

const STEP = { machine: 'run', step: 'Step' };
const OTHERWISE = { machine: 'run', step: 'Map' };

async function spentBy(work: (meter: Meter) => Promise<unknown>): Promise<Spent> {
  const meter = new Meter(new Tally(), () => OTHERWISE);
  let spent: Spent | undefined;
  await meter.during(
    STEP,
    () => work(meter),
    (it) => (spent = it),
  );
  return spent!;
}
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what a call waits for', () => {
  it('is the sum of requests that wait for each other', async () => {
    const { waits } = await spentBy(async (meter) => {
      await meter.waiting('table', soon);
      await meter.waiting('files', soon);
    });
    expect(waits).toBe(10 + 100);
  });

  it('is the longest of requests that are under way together', async () => {
    const { waits } = await spentBy((meter) => Promise.all([meter.waiting('files', soon), meter.waiting('table', soon)]));
    expect(waits).toBe(100);
  });

  it('counts what takes several requests in turn', async () => {
    expect((await spentBy((meter) => meter.waiting('table', soon, 3))).waits).toBe(30);
  });
});

describe('where something is counted', () => {
  it('is the step at work, whatever else goes on', async () => {
    const tally = new Tally();
    const meter = new Meter(tally, () => OTHERWISE);
    const call = meter.during(
      STEP,
      async () => {
        await soon();
        meter.add('readUnits', 1);
      },
      () => {},
    );
    meter.add('readUnits', 2);
    await call;
    expect(tally.all()).toEqual([
      { ...OTHERWISE, counts: { readUnits: 2 } },
      { ...STEP, counts: { readUnits: 1 } },
    ]);
  });
});
