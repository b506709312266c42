/** Orders at once, and beside a month in the same number series, on the real state machines: no piece twice, no gap, no number twice. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { proofOf, proofReport } from '../local/commands/verify-report.ts';
import { verifySeller } from '../local/commands/verify-seller.ts';
import { requireOrder } from '../shared/orders/order.store.ts';
import { SELLER } from './support/catalog.ts';
import { recordsOf } from './support/embedded.ts';
import { turnsOf } from './support/interleaved.ts';
import { openOneProcess } from './support/one-process.ts';
import { openShopOf, ORDERED_AT } from './support/open-shop.ts';
import { arrange, fillShop } from './support/order-exits.ts';
import { ORDER_CATALOG } from './support/ordered-throughout.ts';
import { runScript } from './support/stepbill.ts';

const KILLED = fileURLToPath(new URL('./support/killed-orders.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'stepbill-beside-month-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([1, 20])(
  'of a hundred orders at once for ten pieces exactly ten are confirmed, with ten invoices in a row (seed %s)',
  async (seed) => {
    const shop = await openShopOf();
    try {
      const { workspace } = shop.home;
      const { invoke } = workspace;
      const turns = turnsOf(seed);
      Object.assign(workspace, { invoke: async (...call: Parameters<typeof invoke>) => (await turns(), invoke(...call)) });
      const ids = Array.from({ length: 100 }, (_, i) => `o-${i}`);
      const order = (id: string): object => ({ id, customer: 'adler', currency: 'EUR', lines: [{ item: 'mug', quantity: 1 }] });
      await Promise.all(ids.map((id) => shop.step('place-order', { order: order(id), by: 'shop', at: ORDERED_AT })));
      await shop.settled(ORDERED_AT);
      const orders = await Promise.all(ids.map((id) => shop.order(id)));
      const confirmed = orders.filter(({ state }) => state === 'confirmed');
      const numbers = confirmed.flatMap(({ number }) => number ?? []).sort();
      expect(numbers).toEqual(Array.from({ length: 10 }, (_, i) => `RE-2026-${String(i + 1).padStart(6, '0')}`));
      expect(orders.filter(({ ended }) => ended?.as === 'unavailable')).toHaveLength(90);
      expect(await shop.stock()).toBe('10 on hand, 10 kept');
    } finally {
      await shop.close();
    }
  },
  120_000,
);

/** Twelve customers who pay 40.00 a month beside those who order. */
const subscribers = Array.from(
  { length: 12 },
  (_, i) => `
  - { id: s-${i}, name: Sub ${i}, zone: Europe/Vienna, email: pay@s-${i}.example,
      address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: AT },
      subscriptions: [{ id: of-${i}, plan: flat, start: 2026-10-01 }] }`,
);
const CATALOG = ORDER_CATALOG.replace(
  'customers:',
  `plans:
  - { id: flat, name: Flat, currency: EUR, prices: [{ id: base, name: Base, model: flat, amount: "40" }] }
customers:${subscribers.join('')}`,
);
const ALL = Array.from({ length: 20 }, (_, i) => `RE-2026-${String(i + 1).padStart(6, '0')}`);
const prepared = join(folder, 'prepared');
beforeAll(async () => {
  const home = openOneProcess(prepared, '2026-11-02T08:00:00Z');
  await fillShop(home, folder, CATALOG);
  await home.close();
}, 60_000);

/** Which step of both is the last one that the process does; the first time none. */
it.each([undefined, 25, 50, 75, 100, 125])(
  'a month and eight orders take twenty numbers in a row, killed at step %s',
  async (at) => {
    const data = join(folder, `killed-${at}`);
    cpSync(prepared, data, { recursive: true });
    if (at !== undefined) {
      const { signal } = await runScript(KILLED, [data, 'beside a month', String(at), 'after']);
      expect(signal).toBe('SIGKILL');
    }
    const home = openOneProcess(data, ORDERED_AT);
    try {
      await arrange(home, 'beside a month', (_, work) => work()).acts(home);
      const proof = proofReport(proofOf([await verifySeller(SELLER)], []));
      // 12 × 48.00 and 8 × 18.00, which are 10.00 and 5.00 with 20 % of tax.
      expect(proof).toContain('RE-2026: whole. 20 documents from 1 to 20, each as it was issued; 720.00 EUR.');
      expect(proof.filter((line) => line.startsWith('  '))).toEqual([]);
      // Beside what verify says: what lies in the archive, and to whom each number belongs.
      expect(readdirSync(join(data, 'archive', SELLER, '2026')).sort()).toEqual(ALL.map((number) => `${number}.pdf`));
      const owners = recordsOf(join(data, 'table.db')).filter(
        ({ pk, sk }) => pk.startsWith(`${SELLER}|draft|`) && sk.startsWith('number|'),
      );
      expect(owners.map(({ body }) => (body as { number: string }).number).sort()).toEqual(ALL);
      const orders = await Promise.all(Array.from({ length: 8 }, async (_, i) => (await requireOrder(SELLER, `o-${i}`)).order));
      expect(new Set(orders.map(({ number }) => number)).size).toBe(8);
      expect(new Set(orders.map(({ state }) => state))).toEqual(new Set(['confirmed']));
    } finally {
      await home.close();
    }
  },
  180_000,
);
