/**
 * The annex of daily quantities from the catalog to the draft: what was billed day by day, on the snapshot it was billed on.
 * The catalog is in UTC and asks one meter of two prices.
 */
import './support/quiet-log.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { creditNoteOf } from '../services/invoicing/credit-note.ts';
import { handler as openRun } from '../services/billing-run/open-run.handler.ts';
import { handler as previewCharges } from '../services/pricing/preview-charges.handler.ts';
import { requireRun } from '../shared/billing-run.store.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import { keepCatalog } from '../shared/catalog.store.ts';
import { requireDraft } from '../shared/draft.store.ts';
import type { DraftContent } from '../shared/invoice.ts';
import { adlerSection, callsEvent, SELLER, SELLER_SECTION } from './support/catalog.ts';
import { openEmbedded, type Embedded } from './support/embedded.ts';
import { arrive, bill, open } from './support/months.ts';

const PLANS = `
meters:
  - { id: calls, eventType: api.calls, aggregation: sum, valueProperty: calls, unit: calls }
  - { id: peak, eventType: api.calls, aggregation: max, valueProperty: calls }
plans:
  - id: two
    name: Two
    currency: EUR
    prices:
      - { id: base, name: Base fee, model: flat, amount: 10.00 }
      - { id: calls, name: Calls, model: standard, meter: calls, unitPrice: 0.10 }
      - { id: thousands, name: Thousands, model: standard, meter: calls, unitPrice: 1, conversion: { divideBy: 1000, unit: k }, rounding: { to: up } }
      - { id: peak, name: Peak, model: standard, meter: peak, unitPrice: 0.01, window: day }
`;

async function importCatalog({ seller = '', customer = '' } = {}): Promise<void> {
  const subscription = '{ plan: two, start: 2026-10-01, anchorDay: 1 }';
  const text = `${SELLER_SECTION}${seller}${PLANS}${adlerSection(subscription, { more: customer })}`;
  await keepCatalog(parseCatalog(text, 'catalog.yml'));
}

const USED = [
  callsEvent('adler', '40', { id: 'a', time: '2026-10-01T00:00:00Z' }),
  callsEvent('adler', '2.5', { id: 'b', time: '2026-10-01T23:59:59Z' }),
  callsEvent('adler', '7', { id: 'c', time: '2026-10-31T23:59:59Z' }),
];

let world: Embedded;
beforeEach(() => {
  world = openEmbedded();
});
afterEach(() => world.close());

const draftIn = (runId: string): Promise<DraftContent> => requireDraft({ sellerId: SELLER, runId, customerId: 'adler', attempt: 1 });

/** Days with something, by their number in the month. */
const used = (days: readonly (string | null)[] = []): Record<number, string> =>
  Object.fromEntries(days.flatMap((quantity, i) => (quantity === null || quantity === '0' ? [] : [[i + 1, quantity]])));

describe('a customer with an annex', () => {
  beforeEach(async () => {
    await importCatalog({ customer: 'usageAnnex: true' });
    await arrive('2026-10-15', ...USED);
  });

  it('is told each day of each meter once, and how its quantity becomes that of a line', async () => {
    const { usageAnnex = [], lines } = await draftIn((await bill('2026-10', 'adler')).runId);
    expect(usageAnnex).toMatchObject([
      {
        subscription: 'adler.two',
        meter: 'calls',
        aggregation: 'sum',
        property: 'calls',
        unit: 'calls',
        period: { start: '2026-10-01T00:00:00Z', end: '2026-11-01T00:00:00Z', zone: 'UTC' },
        quantity: '49.5',
        events: 3,
        prices: [{ price: 'thousands', divideBy: '1000', isRounded: true }],
      },
      { meter: 'peak', aggregation: 'max', quantity: '40', prices: [{ price: 'peak', window: 'day' }] },
    ]);
    expect(usageAnnex.map(({ days }) => days.length)).toEqual([31, 31]);
    expect(usageAnnex.map(({ days }) => used(days))).toEqual([
      { 1: '42.5', 31: '7' },
      { 1: '40', 31: '7' },
    ]);
    expect(usageAnnex[0]!.fingerprint).toBe(lines[1]!.trace.fingerprint);
  });

  it('gets the days of the snapshot, whatever arrives before the draft', async () => {
    const run = await open('2026-10');
    await run.price('adler');
    await arrive('2026-11-02', callsEvent('adler', '1000', { id: 'late', time: '2026-10-10T12:00:00Z' }));
    await run.draft('adler');
    expect(used((await draftIn(run.runId)).usageAnnex?.[0]?.days)).toEqual({ 1: '42.5', 31: '7' });
  });

  it('has the days of the whole period with a correction, as they count then', async () => {
    await bill('2026-10', 'adler');
    await arrive('2026-11-10', callsEvent('adler', '1000', { id: 'late', time: '2026-10-10T12:00:00Z' }));
    const { lines, usageAnnex = [] } = await draftIn((await bill('2026-11', 'adler')).runId);
    expect(lines.map(({ description, quantity }) => `${description} ${quantity}`)).toContain('Calls, correction 1000');
    expect(usageAnnex.map(({ meter, quantity, days }) => ({ meter, quantity, days: used(days) }))).toEqual([
      { meter: 'calls', quantity: '1049.5', days: { 1: '42.5', 10: '1000', 31: '7' } },
      { meter: 'peak', quantity: '1000', days: { 1: '40', 10: '1000', 31: '7' } },
    ]);
  });

  it('has no entry for a month in which nothing was used', async () => {
    await bill('2026-10', 'adler');
    expect(await draftIn((await bill('2026-11', 'adler')).runId)).not.toHaveProperty('usageAnnex');
  });

  it('gets none with a credit note, which credits amounts and counts nothing', async () => {
    const draft = await draftIn((await bill('2026-10', 'adler')).runId);
    const invoice = { ...draft, number: 'RE-1', issueDate: '2026-11-02', dueDate: '2026-11-16' };
    expect(creditNoteOf(invoice, [], 'rest', 'Agreed').draft).not.toHaveProperty('usageAnnex');
  });

  it('sees the days so far in a preview', async () => {
    const { usageAnnex } = (await previewCharges({ sellerId: SELLER, customerId: 'adler', month: '2026-10' })) as Pick<
      DraftContent,
      'usageAnnex'
    >;
    expect(used(usageAnnex?.[0]?.days)).toEqual({ 1: '42.5', 31: '7' });
  });
});

describe('the days', () => {
  it('are part of what is released: the same lines with and without them have another hash', async () => {
    await importCatalog();
    await arrive('2026-10-15', ...USED);
    const without = await (await dry('without')).hashes();
    await importCatalog({ customer: 'usageAnnex: true' });
    expect((await (await dry('with')).hashes())['adler']).not.toBe(without['adler']);
  });

  it('change no quantity, amount or claim of a period that was billed without them', async () => {
    await importCatalog();
    await arrive('2026-10-15', ...USED);
    await bill('2026-10', 'adler');
    await importCatalog({ customer: 'usageAnnex: true' });
    // Looked at again, and found to be what it was.
    await arrive('2026-11-10', USED[0]!);
    const { lines } = await draftIn((await bill('2026-11', 'adler')).runId);
    expect(lines.map(({ description }) => description)).toEqual(['Base fee']);
  });

  async function dry(execution: string) {
    const run = await open('2026-10', { isDryRun: true, execution });
    await run.prepare('adler');
    return run;
  }
});

describe('who gets one', () => {
  const RUN = { sellerId: SELLER, month: '2026-10', execution: 'october', openedAt: '2026-11-02T05:00:00Z', input: {} };

  it.each([
    { seller: '', customer: '', isMarked: false },
    { seller: '  usageAnnex: true\n', customer: '', isMarked: true },
    { seller: '  usageAnnex: false\n', customer: '', isMarked: false },
  ])('the run notes what the seller says: "$seller"', async ({ seller, customer, isMarked }) => {
    await importCatalog({ seller, customer });
    await openRun(RUN);
    expect('usageAnnex' in (await requireRun(SELLER, 'kranich-2026-10-1'))).toBe(isMarked);
  });

  it.each([
    { seller: true, customer: '', isAnnexed: true },
    { seller: true, customer: 'usageAnnex: false', isAnnexed: false },
    { seller: false, customer: 'usageAnnex: true', isAnnexed: true },
    { seller: false, customer: '', isAnnexed: false },
  ])('seller $seller, customer "$customer": $isAnnexed, in a bill and in a preview', async ({ seller, customer, isAnnexed }) => {
    await importCatalog({ seller: seller ? '  usageAnnex: true\n' : '', customer });
    await arrive('2026-10-15', ...USED);
    const { runId } = (await openRun(RUN)) as { runId: string };
    const run = await open('2026-10', { execution: RUN.execution });
    expect(run.runId).toBe(runId);
    await run.prepare('adler');
    expect('usageAnnex' in (await draftIn(runId))).toBe(isAnnexed);
    expect('usageAnnex' in (await previewCharges({ sellerId: SELLER, customerId: 'adler', month: '2026-10' }))).toBe(isAnnexed);
    const stored = JSON.stringify(world.records().filter(({ pk }) => pk.includes('|draft|')));
    expect(/"days":|usageAnnex/.test(stored)).toBe(isAnnexed);
  });
});
