/** What somebody looks up and mends in a browser: a customer and its usage, the catalog and its change, the quarantine. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { decimal, sum } from '../shared/money.ts';
import { dateIn, toUtc } from '../shared/period.ts';
import { accessFaults, isTooWide, openBrowser } from './support/browser.ts';
import { fewCustomers, sampleFiles } from './support/sample-month.ts';
import { serving, type Served } from './support/serving.ts';
import { stepbill } from './support/stepbill.ts';

const NOW = '2026-11-02T05:00:00Z';
const ADMIN = 'admin@nordlicht.example';
const SELLER = '/sellers/nordlicht';
/** A customer that no catalog names, a comma where a point belongs, and an id that came with another value. */
const WRONG = [
  { id: 'w1', customer: 'hafen-44', type: 'api.calls', time: '2026-11-01T10:00:00Z', properties: { calls: '14' } },
  { id: 'w2', customer: 'brinkmann', type: 'api.calls', time: '2026-11-01T10:00:00Z', properties: { calls: '1,5' } },
  { id: 'w3', customer: 'brinkmann', type: 'api.calls', time: '2026-11-01T10:00:00Z', properties: { calls: '12' } },
  { id: 'w3', customer: 'brinkmann', type: 'api.calls', time: '2026-11-01T10:00:00Z', properties: { calls: '125' } },
];
const NEWCOMER = `
  - id: hafen-44
    name: Hafen 44 GmbH
    address: { street: Kai 44, postalCode: '20457', city: Hamburg, country: DE }
    zone: Europe/Berlin
    email: rechnung@hafen-44.example
    subscriptions: [{ plan: starter, start: 2026-10-01 }]
`;

describe('what is looked up in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-look-'));
  const data = join(folder, 'data');
  let browser: Browser;
  let served: Served;
  let page: Page;
  let url = '';
  let events = '';

  beforeAll(async () => {
    const files = sampleFiles(folder);
    events = files.events;
    const wrong = join(folder, 'wrong.ndjson');
    writeFileSync(wrong, WRONG.map((it) => `${JSON.stringify(it)}\n`).join(''));
    for (const [at, ...command] of [
      ['2026-10-10T08:00:00Z', 'import', files.catalog],
      ['2026-11-01T08:00:00Z', 'ingest', events],
      ['2026-11-01T12:00:00Z', 'ingest', wrong],
    ] as const)
      await stepbill([...command, '--data', data, '--now', at]);
    served = serving(data, NOW, '--no-schedule', '--insecure-dev', '--as', ADMIN);
    url = String((await served.until('serving'))['url']);
    browser = await openBrowser();
    page = await browser.newPage();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await served?.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    { width: 1600, colorScheme: 'dark' as const },
    { width: 1280, colorScheme: 'light' as const },
    { width: 390, colorScheme: 'light' as const },
  ])(
    'can be used by everybody at $width px, $colorScheme',
    async ({ width, colorScheme }) => {
      const looking = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme });
      await looking.goto(`${url}${SELLER}/usage`);
      const entry = (await looking.locator('a[href*="/quarantine/"]').first().getAttribute('href')) ?? '';
      for (const path of [
        `${SELLER}/customers?search=sohne`,
        `${SELLER}/customers/brinkmann?month=2026-10`,
        `${SELLER}/customers/brinkmann/usage?day=2026-10-15`,
        `${SELLER}/catalog`,
        `${SELLER}/catalog?count=subscribers`,
        `${SELLER}/catalog/meters`,
        `${SELLER}/catalog/coupons`,
        `${SELLER}/catalog/tax`,
        `${SELLER}/catalog/seller`,
        `${SELLER}/catalog/plans/starter/1`,
        `${SELLER}/catalog/change`,
        `${SELLER}/usage`,
        `${SELLER}/usage/day?day=2026-10-15`,
        entry,
      ]) {
        await looking.goto(`${url}${path}`);
        await looking.evaluate("document.querySelectorAll('main details').forEach((it) => (it.open = true))");
        expect({ path, faults: await accessFaults(looking), isTooWide: await isTooWide(looking) }).toEqual({
          path,
          faults: [],
          isTooWide: false,
        });
      }
      await looking.close();
    },
    90_000,
  );

  it('finds a customer by its name, and has its usage by day as it was sent', async () => {
    await page.goto(`${url}${SELLER}/customers`);
    await page.getByLabel('Name or id').fill('sohne logistik');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Brinkmann & Söhne Logistik GmbH' }).click();
    await page.getByRole('link', { name: 'October 2026' }).click();
    await page.getByText('The figures as a table').click();
    const rows = await page.locator('details table tbody tr').all();
    const shown = await Promise.all(rows.map(async (row) => (await row.locator('td').allTextContents()).map((it) => it.trim())));

    const sent = sentEvents(readFileSync(events, 'utf8')).filter((it) => it.customer === 'brinkmann' && it.type === 'api.calls');
    const takenBack = new Set(sent.map(({ reverses }) => reverses));
    // The first of an id counts, unless it was taken back.
    const first = [...new Map(sent.toReversed().map((it) => [it.id, it])).values()];
    const own = first.filter(({ id, reverses }) => reverses === undefined && !takenBack.has(id));
    expect(shown).toHaveLength(31);
    for (const [day = '', quantity, , count] of shown) {
      const ofDay = own.filter(({ time }) => Number(dateIn(toUtc(time), 'Europe/Berlin').slice(8)) === Number.parseInt(day, 10));
      expect({ day, count, quantity }).toEqual({
        day,
        count: String(ofDay.length),
        quantity: Number(sum(ofDay.map(({ properties }) => decimal(String(properties['calls'])))).toFixed()).toLocaleString('en-US'),
      });
    }
  }, 60_000);

  it('says what is wrong with a catalog, and imports a right one when it was seen', async () => {
    await page.goto(`${url}${SELLER}/catalog`);
    await page.getByRole('link', { name: 'Change the catalog…' }).click();
    const grown = `${fewCustomers.trimEnd()}${NEWCOMER}`;
    const upload = async (text: string): Promise<void> => {
      await page.getByLabel('Catalog file').setInputFiles({ name: 'catalog.yml', mimeType: 'text/yaml', buffer: Buffer.from(text) });
      await page.getByRole('button', { name: 'Check' }).click();
    };
    await upload(grown.replace('plan: starter, start: 2026-10-01 }]', 'plan: startre, start: 2026-10-01 }]'));
    await page.getByText('1 thing is wrong').waitFor();
    await page.getByText('did you mean "starter"?').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await upload(grown);
    await page.getByText('1 customer: hafen-44').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Import these changes' }).click();
    await page.getByText('Imported. It is in the audit log').waitFor();
    await page.goto(`${url}${SELLER}/audit`);
    await page.locator('td', { hasText: ADMIN }).first().waitFor();
  }, 60_000);

  it('replays what can be counted by now, and dismisses what can’t, each with a comment', async () => {
    await page.goto(`${url}${SELLER}/usage?customer=hafen-44`);
    await page.getByRole('link', { name: 'Replay: Unknown customer of hafen-44' }).click();
    await page.getByLabel('Comment').fill('The customer was imported.');
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('1 event is counted now.').waitFor();
    await page.goto(`${url}${SELLER}/customers/hafen-44/usage?day=2026-11-01`);
    await page.getByText('calls: 14').waitFor();

    await page.goto(`${url}${SELLER}/usage?reason=conflict&customer=brinkmann`);
    await page.getByRole('link', { name: /^Compare/ }).click();
    await page.getByText('What is stored under its id, and counts').waitFor();
    await page.goto(`${url}${SELLER}/usage?customer=brinkmann`);
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.getByLabel('Comment on what is chosen').fill('Sent by a test of theirs.');
    await page.getByRole('button', { name: 'Dismiss what is chosen' }).click();
    await page.getByText('Dismissed. They stay below').waitFor();
    expect(await page.getByText('“Sent by a test of theirs.”').count()).toBe(2);
  }, 60_000);
});

interface Sent {
  readonly id: string;
  readonly customer: string;
  readonly type: string;
  readonly time: string;
  /** Id of the event it takes back. */
  readonly reverses?: string;
  readonly properties: Readonly<Record<string, string | number>>;
}

/** Events of a file, but for lines that are none. */
function sentEvents(text: string): Sent[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Sent];
    } catch {
      return [];
    }
  });
}
