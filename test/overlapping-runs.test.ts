/** Runs of different months that are open at once, and dry runs: no period is billed twice, whichever step comes first. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ClaimTakenError } from '../shared/errors.ts';
import { callsEvent, importCustomers } from './support/catalog.ts';
import { openEmbedded, under, type Embedded } from './support/embedded.ts';
import { arrive, bill, claimed, linesOf, open, type Month } from './support/months.ts';

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler', plan: 'plain', start: '2026-09-01' });
  // 0.10 a call.
  await arrive('2026-09-15', callsEvent('adler', '10', { id: 'september', time: '2026-09-15T12:00:00Z' }));
  await arrive('2026-10-15', callsEvent('adler', '200', { id: 'october', time: '2026-10-15T12:00:00Z' }));
  await arrive('2026-11-15', callsEvent('adler', '3000', { id: 'november', time: '2026-11-15T12:00:00Z' }));
});
afterEach(() => world.close());

const sent = async (...runs: readonly Month[]): Promise<string[]> =>
  (await linesOf('adler', ...runs)).map(({ period, quantity, net }) => `${period.start.slice(0, 10)} ${quantity} ${net}`).sort();

/** Every order of two lists that keeps the order within each. */
function interleavings<Entry>(a: readonly Entry[], b: readonly Entry[]): Entry[][] {
  const [firstA, ...restA] = a;
  const [firstB, ...restB] = b;
  if (firstA === undefined || firstB === undefined) return [[...a, ...b]];
  return [...interleavings(restA, b).map((rest) => [firstA, ...rest]), ...interleavings(a, restB).map((rest) => [firstB, ...rest])];
}

const STEPS = ['price', 'draft', 'seal'] as const;
const ORDERS = interleavings(
  STEPS.map((step) => `october ${step}`),
  STEPS.map((step) => `november ${step}`),
);

describe('two runs at once, and usage of September that came late', () => {
  it.each(ORDERS.map((order) => ({ order, name: order.join(', ') })))('bill each period once: $name', async ({ order }) => {
    const september = await bill('2026-09', 'adler');
    await arrive('2026-10-20', callsEvent('adler', '7', { id: 'late', time: '2026-09-20T00:00:00Z' }));
    const runs: Record<string, Month> = { october: await open('2026-10'), november: await open('2026-11') };
    for (const entry of order) {
      const [name = '', step] = entry.split(' ');
      const run = runs[name] as Month;
      if (step === 'seal') await run.seal();
      else if (step === 'price') await run.price('adler');
      else await draftOrRepair(run);
    }
    const december = await bill('2026-12', 'adler');
    expect(await sent(september, ...Object.values(runs), december)).toEqual([
      '2026-08-31 10 1.00',
      '2026-08-31 7 0.70',
      '2026-09-30 200 20.00',
      '2026-10-31 3000 300.00',
    ]);
  });

  /** What a state machine and then a person do: set aside a customer whose claims are gone, and prepare it again. */
  async function draftOrRepair(run: Month): Promise<void> {
    try {
      await run.draft('adler');
    } catch (error) {
      if (!(error instanceof ClaimTakenError)) throw error;
      await run.setAside('adler');
      expect(await run.prepare('adler')).toEqual([]);
    }
  }

  it('leave what came late to one to a later run, though the other was opened since', async () => {
    const october = await open('2026-10');
    await october.prepare('adler');
    await arrive('2026-11-10', callsEvent('adler', '7', { id: 'late', time: '2026-10-20T00:00:00Z' }));
    const november = await open('2026-11');
    await november.prepare('adler');
    for (const run of [october, november]) await run.seal();
    const december = await bill('2026-12', 'adler');
    expect(await sent(december)).toEqual(['2026-09-30 7 0.70']);
  });

  it('bill each period once when they are prepared at the same moment', async () => {
    const runs = [await open('2026-10'), await open('2026-11')];
    await Promise.allSettled(runs.map((run) => run.prepare('adler')));
    for (const run of runs) await run.seal();
    const december = await bill('2026-12', 'adler');
    expect(await sent(...runs, december)).toEqual(['2026-08-31 10 1.00', '2026-09-30 200 20.00', '2026-10-31 3000 300.00']);
  });
});

describe('a dry run', () => {
  const dry = async (month: string, at: string): Promise<Month> => {
    const run = await open(month, { openedAt: at, isDryRun: true });
    expect(await run.prepare('adler')).toEqual([]);
    return run;
  };

  it('comes to the drafts of the run that follows, corrections among them, and claims nothing', async () => {
    await bill('2026-09', 'adler');
    await arrive('2026-10-20', callsEvent('adler', '7', { id: 'late', time: '2026-09-20T00:00:00Z' }));
    const before = await claimed('adler.plain');
    const preview = await dry('2026-10', '2026-11-01T20:00:00Z');
    expect(await claimed('adler.plain')).toEqual(before);
    const october = await open('2026-10');
    await october.prepare('adler');
    expect(Object.keys(await preview.hashes())).toEqual(['adler']);
    expect(await preview.hashes()).toEqual(await october.hashes());
    await october.seal();
    expect(await sent(october)).toEqual(['2026-08-31 7 0.70', '2026-09-30 200 20.00']);
  });

  it('does not see what unsealed runs have claimed, and leaves it to them', async () => {
    const october = await open('2026-10');
    await october.prepare('adler');
    const taken = under(world.records(), 'kranich|claims|');
    const preview = await dry('2026-10', '2026-11-03T05:00:00Z');
    expect(await preview.hashes()).toEqual(await october.hashes());
    expect(under(world.records(), 'kranich|claims|')).toEqual(taken);
    await october.seal();
    expect((await linesOf('adler', october)).map(({ net }) => net)).toEqual(['1.00', '20.00']);
  });

  it('sees what sealed runs have billed, and is in no run’s way', async () => {
    await bill('2026-09', 'adler');
    const preview = await dry('2026-10', '2026-11-01T20:00:00Z');
    const october = await bill('2026-10', 'adler');
    expect(await sent(october)).toEqual(['2026-09-30 200 20.00']);
    const again = await dry('2026-10', '2026-11-04T05:00:00Z');
    expect(await again.hashes()).toEqual({});
    expect(await preview.hashes()).toEqual(await october.hashes());
  });
});
