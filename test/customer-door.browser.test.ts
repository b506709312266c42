/** The pages of a customer in a browser: read by everybody, in both themes and on narrow screens, and pressed as a person does. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessFaults, isTooWide, openBrowser } from './support/browser.ts';
import { mailTo, openLinkedShop } from './support/linked-shop.ts';
import { serving, type Served } from './support/serving.ts';

const LOOKS = [
  { colorScheme: 'light', width: 1100 },
  { colorScheme: 'dark', width: 1100 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const;

describe('the pages of a customer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-door-'));
  const shots = process.env['SCREENSHOTS'];
  let browser: Browser;
  let served: Served;
  let invoice = '';
  let order = '';
  beforeAll(async () => {
    const data = await openLinkedShop(folder);
    served = serving(data, '2026-11-02T06:00:00Z', '--no-schedule');
    const origin = String((await served.until('serving'))['url']);
    invoice = origin + (await mailTo(data, 'pay@adler.example')).link;
    order = origin + (await mailTo(data, 'pay@falke.example')).link;
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await served?.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function keptFor(page: Page, name: string): Promise<void> {
    if (shots === undefined) return;
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }
  const fine = async (page: Page, name: string): Promise<void> => {
    await keptFor(page, name);
    expect({ name, faults: await accessFaults(page), isTooWide: await isTooWide(page) }).toEqual({ name, faults: [], isTooWide: false });
  };

  it('are for everybody, on every screen, and say nothing to the console of the browser', async () => {
    for (const { colorScheme, width } of LOOKS) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      const said: string[] = [];
      // Browsers ask every host for a picture of it.
      page.on('console', (message) => message.location().url.endsWith('/favicon.ico') || said.push(message.text()));
      for (const [name, url] of Object.entries({ transfer: invoice, order })) {
        await page.goto(url);
        await fine(page, `door-${name}-${colorScheme}-${width}`);
      }
      expect(said).toEqual([]);
      await page.goto(`${invoice}x`);
      await fine(page, `door-nowhere-${colorScheme}-${width}`);
      await context.close();
    }
  }, 60_000);

  it('lead from the button to the payment and back, without a script and without a cookie', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 800 }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(order);
    await page.click('text=Pay €12.00 by card');
    expect(await page.textContent('h1')).toContain('Trial payment');
    await page.click('text=Have the card declined');
    expect(await page.textContent('[role=alert]')).toBe('The card was declined. Try again.');
    await keptFor(page, 'door-trial-light-390');
    await page.goto(order);
    await page.click('text=Go on with the payment');
    await page.click('text=Pay €12.00 by card');
    expect(page.url()).toBe(order);
    expect(await page.textContent('.state')).toContain('Paid, thank you');
    await keptFor(page, 'door-paid-light-390');
    expect(await context.cookies()).toEqual([]);
    await context.close();
  }, 30_000);
});
