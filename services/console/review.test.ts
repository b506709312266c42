import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { beginReview, keepRunReview, openRun } from '../../shared/billing-run.store.ts';
import { keepDraftOrders } from '../../shared/draft-order.store.ts';
import { keepList, runFolder } from '../../shared/list.store.ts';
import { keepReview } from '../../shared/review.store.ts';
import type { Anomaly } from '../../shared/review.ts';
import { browsing } from '../../test/support/browsing.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { askApi } from '../../test/support/people.ts';
import { sealedDraftOf } from '../../test/support/runs.ts';
import { handler } from './console.handler.ts';

const RUN = 'kranich-2026-10-1';
const PAGE = `/sellers/${SELLER}/runs/${RUN}`;
const AT = '2026-11-02T05:00:00Z';
const viewer = browsing(handler, { email: 'cfo@kranich.example', role: 'viewer' });

/** 30.00 after 10.00 of the customer at this place, in a currency. */
const compared = (i: number, currency = 'EUR') => ({
  ...{ customerId: `customer-${String(i).padStart(3, '0')}`, currency },
  ...{ net: '30.00', before: '10.00', difference: '20.00' },
});
const anomaly = (i: number): Anomaly => {
  const { customerId, ...figures } = compared(i);
  return { kind: 'three-times', customerId, figures, text: '3 times last month: 30.00 EUR after 10.00 EUR.' };
};

describe('a review', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    const opened = { openedAt: AT, execution: 'bill-2026-10', startedBy: 'schedule', isDryRun: false };
    await openRun({ sellerId: SELLER, month: '2026-10', ...opened });
    await beginReview(SELLER, RUN, 1);
    const folder = runFolder(SELLER, RUN);
    const contentHash = 'ab'.repeat(32);
    const money = (net: string) => ({ net, payable: net });
    const key = await keepReview(folder, {
      ...{ customers: 900, drafts: 897, nothingDue: 3, contentHash, round: 1, releaseReasons: [], setAside: [] },
      lastMonth: { month: '2026-09', runs: ['kranich-2026-09-1'], customers: 880 },
      totals: [
        { currency: 'EUR', ...money('1284311.42'), before: money('1231907.18'), difference: money('52404.24') },
        { currency: 'JPY', ...money('1204118') },
      ],
      anomalies: Array.from({ length: 100 }, (_, i) => anomaly(i)),
      anomalyCounts: { 'three-times': 140 },
      differences: ['EUR', 'CHF', 'JPY', 'USD'].flatMap((currency) =>
        Array.from({ length: 10 }, (_, i) => ({ ...compared(i, currency), outcome: 'draft' as const })),
      ),
    });
    const list = await keepList(`${folder}/drafts.jsonl`, []);
    await keepRunReview(SELLER, RUN, 1, { contentHash, key, list, isReleaseNeeded: true }, AT);
  });
  afterEach(() => world.close());

  it('has a row a currency, with last month and the change, never added up', async () => {
    const { text } = await viewer.get(PAGE);
    const figures = [...text.matchAll(/<td class="figure" data-label="(Net|September|Change)">([^<]*)<\/td>/g)].map(
      ([, , figure]) => figure,
    );
    expect(figures.slice(0, 6)).toEqual(['1,284,311.42', '1,231,907.18', '+52,404.24', '1,204,118', '–', 'new']);
  });

  it('shows what to look at first, and leads to the rest a page at a time', async () => {
    const { text } = await viewer.get(PAGE);
    expect(text.match(/3 times last month/g)).toHaveLength(15);
    expect(text).toContain(`href="${PAGE}/anomalies">All 140 things</a>`);
    const first = (await viewer.get(`${PAGE}/anomalies`)).text;
    expect(first.match(/3 times last month/g)).toHaveLength(50);
    expect(first).toContain('140 things that one would not expect; the first 100 of them are named.');
    const [, after = ''] = /anomalies\?after=([^"]+)"/.exec(first) ?? [];
    const second = (await viewer.get(`${PAGE}/anomalies?after=${after}`)).text;
    expect(second).toContain('customer-050');
    expect(second).not.toContain('?after=');
  });

  it('shows the largest differences of each currency, and stays light', async () => {
    const { text } = await viewer.get(PAGE);
    const [, differences = ''] = text.split('Largest differences to September');
    expect(differences.match(/drafts\/customer-\d+"/g)).toHaveLength(20);
    expect(differences.match(/30.00 CHF/g)).toHaveLength(5);
    for (const page of [PAGE, `${PAGE}/anomalies`, `${PAGE}?state=ReviewDrafts`])
      expect(Buffer.byteLength((await viewer.get(page)).text)).toBeLessThan(50 * 1024);
  });

  it.each(['?after=%7B', '?after=eyJmcm9tIjotMX0'])('refuses a page of the list that is none of ours: %s', async (query) => {
    expect((await viewer.get(`${PAGE}/anomalies${query}`)).status).toBe(400);
  });
});

describe('drafts that were reviewed', () => {
  let world: Embedded;
  beforeEach(() => void (world = openEmbedded()));
  afterEach(() => world.close());

  /** A reviewed run of so many drafts over 1.00, 2.00, 3.00 … net in the order of customers; every seventh is in CHF. */
  async function reviewed(count: number, keepOrders = keepDraftOrders): Promise<void> {
    await importCustomers({ id: 'customer-00001' });
    await openRun({ sellerId: SELLER, month: '2026-10', openedAt: AT, execution: 'x', startedBy: 'schedule', isDryRun: false });
    await beginReview(SELLER, RUN, 1);
    const drafts = Array.from({ length: count }, (_, i) => {
      const [net, payable] = [`${i + 1}.00`, `${i + 1}.20`];
      return sealedDraftOf(`customer-${String(i + 1).padStart(5, '0')}`, i, { net, payable, currency: i % 7 === 6 ? 'CHF' : 'EUR' });
    });
    const list = await keepList(`${runFolder(SELLER, RUN)}/drafts.jsonl`, drafts);
    await keepOrders(list, drafts);
    await keepRunReview(SELLER, RUN, 1, { contentHash: 'ab'.repeat(32), key: 'none', list, isReleaseNeeded: true }, AT);
  }

  /** Amounts net of every page from this one on, as they stand there, and how many rows the pages have. */
  async function amounts(query: string): Promise<{ nets: string[]; rows: number[] }> {
    const [nets, rows]: [string[], number[]] = [[], []];
    for (let path: string | undefined = `${PAGE}/drafts${query}`; path !== undefined;) {
      const { text } = await viewer.get(path);
      const own = [...text.matchAll(/data-label="Net">([^<]+)</g)].map(([, net = '']) => net);
      nets.push(...own);
      rows.push(own.length);
      expect(Buffer.byteLength(text)).toBeLessThan(50 * 1024);
      path = /<a href="([^"]+)">More drafts/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    return { nets, rows };
  }
  const money = (amount: number, currency: string): string => `${amount.toLocaleString('en-US')}.00 ${currency}`;

  it.each([
    { why: 'a few', count: 80, rows: [50, 19] },
    { why: 'many, of which each order has files of its own', count: 1_101, rows: [...Array<number>(18).fill(50), 44] },
    { why: 'many whose orders an earlier version did not keep', count: 1_101, rows: [...Array<number>(18).fill(50), 44], none: true },
  ])('are shown the largest of a currency first, each once: $why', async ({ count, rows, none }) => {
    await reviewed(count, none ? () => Promise.resolve() : keepDraftOrders);
    const inEuro = Array.from({ length: count }, (_, i) => count - i).filter((amount) => amount % 7 !== 0);
    const shown = await amounts('?largest=EUR');
    expect(shown).toEqual({ nets: inEuro.map((amount) => money(amount, 'EUR')), rows });
    expect((await amounts('?largest=CHF')).nets[0]).toBe(money(count - (count % 7), 'CHF'));
  });

  it.each(['', '?largest=USD'])('are shown by customer otherwise, also where no draft is in the currency asked for: %j', async (query) => {
    await reviewed(1_101);
    const all = Array.from({ length: 1_101 }, (_, i) => money(i + 1, (i + 1) % 7 === 0 ? 'CHF' : 'EUR'));
    expect((await amounts(query)).nets).toEqual(all);
  });

  it('say which order they are in, and where in it one is', async () => {
    await reviewed(80);
    const { text } = await viewer.get(`${PAGE}/drafts?largest=EUR`);
    expect(text).toMatch(/drafts\?largest=EUR"\s+aria-current="page"\s*>Largest in EUR \(69\)/);
    expect(text).toContain('>Largest in CHF (11)</a>');
    expect(text).toMatch(/1 to 50 of 69\s/);
    expect((await viewer.get(`${PAGE}/drafts?after=eyJmcm9tIjotMX0`)).status).toBe(400);
  });

  it('have the same order over the API', async () => {
    await reviewed(80);
    const address = `/v1/sellers/${SELLER}/runs/${RUN}/drafts?largest=EUR&limit=2`;
    const asked = { email: 'cfo@kranich.example', role: 'viewer' } as const;
    const first = (await askApi(asked, 'GET', address)).body as { drafts: { net: string }[]; next: string };
    const second = (await askApi(asked, 'GET', `${address}&after=${first.next}`)).body as typeof first;
    // 77.00 is in CHF.
    expect([...first.drafts, ...second.drafts].map(({ net }) => net)).toEqual(['80.00', '79.00', '78.00', '76.00']);
  });
});
