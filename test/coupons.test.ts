/** How much of a coupon is left, whatever becomes of runs: what counts is what sealed bills took. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { handler as calculatePrice } from '../services/pricing/calculate-price.handler.ts';
import { ClaimTakenError } from '../shared/errors.ts';
import { callsEvent, SELLER } from './support/catalog.ts';
import { draftIn, importDiscounts, useEachMonth } from './support/discounts.ts';
import { failingOnce, openEmbedded, retried, under, type Embedded } from './support/embedded.ts';
import { arrive, bill, open, type Month } from './support/months.ts';

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  // 10.00 each.
  await useEachMonth('2026-09', '2026-10', '2026-11', '2026-12');
});
afterEach(() => world.close());

const HALF_TWICE = '- { id: half, name: Half off, percent: 50, bills: 2 }';
const TWELVE_IN_ALL = '- { id: twelve, name: Twelve, amount: 8, currency: EUR, atMost: 12 }';
const given = (coupons: string, id: string) => importDiscounts({ coupons, customer: `coupons: [{ coupon: ${id} }]` });
const netIn = async (run: Month): Promise<string | undefined> => (await draftIn(run))?.totals.net;

describe('a coupon for two bills', () => {
  beforeEach(() => given(HALF_TWICE, 'half'));

  it('is taken off two and no more', async () => {
    const nets = [];
    for (const month of ['2026-09', '2026-10', '2026-11']) nets.push(await netIn(await bill(month, 'adler')));
    expect(nets).toEqual(['5.00', '5.00', '10.00']);
  });

  it('has the bills of rejected runs, ended attempts and dry runs left', async () => {
    const rejected = await open('2026-09');
    await rejected.prepare('adler');
    await rejected.reject();
    const dry = await open('2026-09', { isDryRun: true });
    await dry.prepare('adler');
    expect(await netIn(dry)).toBe('5.00');
    const again = await open('2026-09', { openedAt: '2026-10-02T06:00:00Z' });
    await again.prepare('adler');
    await again.setAside('adler');
    await again.prepare('adler');
    await again.seal();
    await again.close();
    expect(await netIn(again)).toBe('5.00');
    expect(await netIn(await bill('2026-10', 'adler'))).toBe('5.00');
    expect(await netIn(await bill('2026-11', 'adler'))).toBe('10.00');
  });

  it('has the bill of a VOID left, which is billed again with it', async () => {
    const september = await bill('2026-09', 'adler');
    await september.makeVoid('adler');
    const october = await bill('2026-10', 'adler');
    // Two months on one bill: half of 20.00.
    expect(await netIn(october)).toBe('10.00');
    expect(await netIn(await bill('2026-11', 'adler'))).toBe('5.00');
    expect(await netIn(await bill('2026-12', 'adler'))).toBe('10.00');
  });

  it('is not used by a bill that it takes nothing off', async () => {
    await bill('2026-08', 'adler');
    expect(under(world.records(), `${SELLER}|coupons|`)).toEqual([]);
  });

  it('in a dry run comes to the hash of the run that follows', async () => {
    await bill('2026-09', 'adler');
    const dry = await open('2026-10', { isDryRun: true });
    await dry.prepare('adler');
    const october = await open('2026-10');
    await october.prepare('adler');
    expect(Object.keys(await dry.hashes())).toEqual(['adler']);
    expect(await dry.hashes()).toEqual(await october.hashes());
  });

  it.each(['before the write', 'after the write'] as const)('is used once if the connection breaks %s of the draft', async (failure) => {
    const september = await open('2026-09');
    await september.price('adler');
    world.connectWith((table) => failingOnce(table, failure));
    await retried(() => september.draft('adler'));
    await september.seal();
    await september.close();
    expect(under(world.records(), `${SELLER}|coupons|`).map(({ sk, version }) => [sk, version])).toEqual([
      ['head', 1],
      [`reserved|${september.runId}|1`, 1],
    ]);
    expect(await netIn(await bill('2026-10', 'adler'))).toBe('5.00');
    expect(await netIn(await bill('2026-11', 'adler'))).toBe('10.00');
  });
});

describe('a coupon of an amount in all', () => {
  it('takes what is left of it, and no more', async () => {
    await given(TWELVE_IN_ALL, 'twelve');
    const nets = [];
    for (const month of ['2026-09', '2026-10', '2026-11']) nets.push(await netIn(await bill(month, 'adler')));
    // 8, then 4 of 12.
    expect(nets).toEqual(['2.00', '6.00', '10.00']);
  });

  it('gives back what a correction found too much, and takes it off a later bill', async () => {
    await given(TWELVE_IN_ALL, 'twelve');
    await bill('2026-09', 'adler');
    // 100 calls less 70: 3.00, of which the coupon keeps 3.00 and gives back 5.00.
    await arrive('2026-10-20', callsEvent('adler', '-70', { id: 'less', time: '2026-09-20T12:00:00Z' }));
    const october = await bill('2026-10', 'adler');
    const lines = (await draftIn(october))?.lines.map(({ net, discounts = [] }) => [net, ...discounts.map(({ amount }) => amount)]);
    // 0 − 2.00, and 10.00 less the 4.00 that were left when it was priced.
    expect(lines).toEqual([
      ['-2.00', '-5.00'],
      ['6.00', '4.00'],
    ]);
    // 12 − 8 + 5 − 4 = 5.
    expect(await netIn(await bill('2026-11', 'adler'))).toBe('5.00');
    expect(await netIn(await bill('2026-12', 'adler'))).toBe('10.00');
  });
});

describe('a period that is billed late', () => {
  it('is rated again with the percentage it was billed with, though the customer has it no more', async () => {
    await given('- { id: half, name: Half off, percent: 50 }', 'half');
    await bill('2026-09', 'adler');
    await importDiscounts({ coupons: '- { id: half, name: Half off, percent: 20 }' });
    await arrive('2026-10-20', callsEvent('adler', '40', { id: 'late', time: '2026-09-20T12:00:00Z' }));
    // 4.00 more, half of it; October without coupon.
    expect((await draftIn(await bill('2026-10', 'adler')))?.lines.map(({ net }) => net)).toEqual(['2.00', '10.00']);
  });
});

describe('two runs at once', () => {
  it('never take one coupon twice: who comes second prices again', async () => {
    await given('- { id: once, name: Once, percent: 100, bills: 1 }', 'once');
    const [september, october] = [await open('2026-09'), await open('2026-10')];
    // October leaves September to whoever drafts it first.
    await september.price('adler');
    await september.draft('adler');
    await october.price('adler');
    await october.draft('adler');
    expect(await netIn(september)).toBe('0.00');
    expect(await netIn(october)).toBe('10.00');
    await september.reject();
    await october.seal();
    await october.close();
    expect(await netIn(await bill('2026-11', 'adler'))).toBe('0.00');
  });

  it('set the customer aside whose coupon was used since it was priced', async () => {
    await given('- { id: once, name: Once, percent: 100, bills: 1 }', 'once');
    const september = await open('2026-09');
    await september.price('adler');
    await september.draft('adler');
    const october = await open('2026-10');
    await september.setAside('adler');
    await september.price('adler');
    // Priced with the coupon; then the other run drafts with it first.
    await october.price('adler');
    await september.draft('adler');
    await expect(october.draft('adler')).rejects.toThrow(ClaimTakenError);
    await october.setAside('adler');
    expect(await october.prepare('adler')).toEqual([]);
    expect([await netIn(september), await netIn(october)]).toEqual(['0.00', '10.00']);
  });

  it('price with what was offered at the first look, however often the step runs', async () => {
    await given(HALF_TWICE, 'half');
    const september = await open('2026-09');
    const step = { sellerId: SELLER, runId: september.runId, customerId: 'adler', attempt: 1 };
    world.connectWith((table) => failingOnce(table, 'before the write', 2));
    await retried(() => calculatePrice(step));
    await importDiscounts({ coupons: '- { id: half, name: Half off, percent: 20, bills: 2 }' });
    await Promise.all([calculatePrice(step), calculatePrice(step)]);
    await september.draft('adler');
    expect(await netIn(september)).toBe('5.00');
  });
});
