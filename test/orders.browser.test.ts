/** A shop in a browser: every page of it for everybody, in the dark, narrow, empty, and without script. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { addUser } from '../local/serve/users.ts';
import { accessFaults, isTooWide, openBrowser } from './support/browser.ts';
import { SELLER } from './support/catalog.ts';
import { ORDER_CATALOG } from './support/ordered-throughout.ts';
import { serving, type Served } from './support/serving.ts';
import { stepbill } from './support/stepbill.ts';

const NOW = '2026-11-02T09:00:00Z';
const CLERK = 'clerk@kranich.example';
const PASSWORD = 'correct horse battery';
const BASE = `/sellers/${SELLER}`;

describe('a shop in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-shop-'));
  const data = join(folder, 'data');
  const shots = process.env['SCREENSHOTS'];
  let browser: Browser;
  let served: Served;
  let url = '';

  const type = (...args: readonly string[]) => stepbill([...args, '--data', data, '--now', NOW]);
  async function place(id: string, customer: string, quantity: number): Promise<void> {
    const file = join(folder, `${id}.json`);
    writeFileSync(file, JSON.stringify({ id, customer, currency: 'EUR', lines: [{ item: 'mug', quantity }] }));
    await type('order', file);
  }

  beforeAll(async () => {
    const catalog = join(folder, 'shop.yml');
    writeFileSync(catalog, ORDER_CATALOG);
    await type('import', catalog);
    await type('stock', 'receive', 'mug', '20', '--id', 'delivery-1');
    await place('waits', 'habicht', 2);
    await place('confirmed', 'bussard', 1);
    await place('declined', 'habicht', 99);
    await addUser(data, { email: CLERK, role: 'biller', since: NOW }, PASSWORD);
    served = serving(data, NOW, '--no-schedule');
    url = String((await served.until('serving'))['url']);
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await served?.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function signedIn(options: Parameters<Browser['newContext']>[0]): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(`${url}${BASE}/orders`);
    await page.getByLabel('Mail address').fill(CLERK);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${url}${BASE}/orders`);
    return page;
  }

  it.each([
    { width: 1600, colorScheme: 'light' as const },
    { width: 390, colorScheme: 'dark' as const },
  ])(
    'can be used by everybody at $width px, $colorScheme',
    async ({ width, colorScheme }) => {
      const page = await signedIn({ viewport: { width, height: 1000 }, colorScheme });
      for (const path of [
        '/orders',
        '/orders?customer=nobody',
        '/orders/waits',
        '/orders/waits?version=1&state=AwaitPayment',
        '/orders/confirmed',
        '/orders/declined',
        '/stock',
        '/stock/mug',
        '/stock/cup',
        '/graph/order',
      ]) {
        await page.goto(`${url}${BASE}${path}`);
        // What is folded is looked at as well.
        await page.evaluate(`document.querySelectorAll('details.part').forEach((it) => (it.open = true))`);
        expect({ path, faults: await accessFaults(page), isTooWide: await isTooWide(page) }).toEqual({
          path,
          faults: [],
          isTooWide: false,
        });
        if (shots === undefined) continue;
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: join(shots, `shop${path.replace(/\W+/g, '-')}-${width}.png`), fullPage: true });
      }
      await page.context().close();
    },
    60_000,
  );

  it('is shipped, counted and cancelled where no script runs', async () => {
    const page = await signedIn({ javaScriptEnabled: false, viewport: { width: 390, height: 1000 } });
    await page.getByRole('link', { name: 'confirmed', exact: true }).click();
    await page.getByRole('button', { name: 'The goods were sent' }).click();
    await page.getByText('The goods were sent: they are on hand no more.').waitFor();
    await page.locator('h1').getByText('Shipped').waitFor();

    await page.goto(`${url}${BASE}/stock/mug`);
    await page.getByText('They were counted…').click();
    await page.getByLabel('Pieces on hand').fill('1');
    await page.locator('#id-count').fill('count-1');
    await page.getByRole('button', { name: 'Write down the count' }).click();
    // What was typed is there still, beside what is wrong with it.
    await page.getByRole('alert').getByText('2 of "mug" are kept for orders, and 1 were counted').waitFor();
    await page.getByLabel('Pieces on hand').fill('18');
    await page.getByRole('button', { name: 'Write down the count' }).click();
    await page.getByText('It is written down: 18 pieces on hand.').waitFor();

    await page.goto(`${url}${BASE}/orders/waits`);
    await page.getByText('Cancel the order…').click();
    await page.getByLabel('Why').fill('Ordered twice');
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await page.locator('h1').getByText('Cancelled').waitFor();
    await page.getByText('“Ordered twice”').waitFor();
    await page.context().close();
  }, 60_000);
});
