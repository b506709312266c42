/** The story of a month in a browser: a run waits, a person looks, leaves one customer out, releases, and downloads an invoice. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { parseCatalog } from '../shared/catalog-file.ts';
import { addUser } from '../local/serve/users.ts';
import type { Role } from '../shared/signed-in.ts';
import { accessFaults, isTooWide, openBrowser } from './support/browser.ts';
import { fewCustomers, sampleFiles } from './support/sample-month.ts';
import { pageKinds } from './support/page-kinds.ts';
import { serving, type Served } from './support/serving.ts';
import { stepbill } from './support/stepbill.ts';
import { unzip } from './support/unzip.ts';
import { visiting } from './support/visiting.ts';

const NOW = '2026-11-02T05:00:00Z';
const RELEASER = 'cfo@nordlicht.example';
const BILLER = 'biller@nordlicht.example';
const RUN = '/sellers/nordlicht/runs/nordlicht-2026-10-1';
/** What of customers is in no payload: names and addresses. */
const PRIVATE = parseCatalog(fewCustomers, 'catalog.yml').customers.flatMap(({ customer: { name, email } }) => [name, email]);
const PASSWORD = 'correct horse battery';

describe('the console in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-browser-'));
  const data = join(folder, 'data');
  const shots = process.env['SCREENSHOTS'];
  let browser: Browser;
  let served: Served;
  let url = '';
  const strayed: string[] = [];

  beforeAll(async () => {
    const { events } = sampleFiles(folder);
    const catalog = join(folder, 'released.yml');
    writeFileSync(catalog, fewCustomers.replace('release: never', `release: { policy: always, by: [${RELEASER}, ops@nordlicht.example] }`));
    for (const [at, ...command] of [
      ['2026-10-10T08:00:00Z', 'import', catalog],
      ['2026-11-01T08:00:00Z', 'ingest', events],
      [NOW, 'run', '2026-10', '--as', 'schedule'],
    ] as const)
      await stepbill([...command, '--data', data, '--now', at]);
    for (const [email, role] of [
      [RELEASER, 'releaser'],
      [BILLER, 'biller'],
    ] satisfies [string, Role][])
      await addUser(data, { email, role, since: NOW }, PASSWORD);
    await serve();
    browser = await openBrowser();
  }, 120_000);

  async function serve(): Promise<void> {
    served = serving(data, NOW, '--no-schedule');
    url = String((await served.until('serving'))['url']);
  }

  afterAll(async () => {
    await browser?.close();
    await served?.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(() => expect(strayed).toEqual([]));

  async function signedIn(
    email: string,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<{ page: Page; context: BrowserContext }> {
    const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, ...options });
    // Nothing leaves the machine, and nothing that the policy of our pages forbids is in them. The viewer of PDFs is the browser's.
    await context.route(
      (asked) => /^(http|ws)s?:$/.test(asked.protocol) && asked.host !== new URL(url).host,
      (route) => {
        strayed.push(route.request().url());
        return route.abort();
      },
    );
    context.on('console', (message) => {
      if (/content security policy/i.test(message.text())) strayed.push(message.text());
    });
    context.on('weberror', (error) => strayed.push(String(error.error())));
    const page = await context.newPage();
    await page.goto(`${url}${RUN}`);
    await page.getByLabel('Mail address').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${url}${RUN}`);
    return { page, context };
  }

  async function shoot(page: Page, name: string): Promise<void> {
    if (shots === undefined) return;
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }

  /** Two documents that somebody put into the archive where those of the run belong. */
  const inTheWay = ['RE-2026-000005', 'RE-2026-000006'].map((number) => join(data, 'archive', 'nordlicht', '2026', `${number}.pdf`));

  /** Texts of mails whose subject has these words. */
  function mailsOf(words: string): string[] {
    const folder = join(data, 'outbox');
    return readdirSync(folder)
      .filter((name) => name.endsWith('.eml'))
      .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('=\r\n', '').replaceAll('\r\n', '\n'))
      .filter((text) => text.includes(words));
  }

  /** A run comes back with documents that could not be made: one is, once its cause is mended; the other becomes void. */
  async function repaired(page: Page): Promise<void> {
    await page.locator('h1').getByText('Waiting for repair').waitFor({ timeout: 60_000 });
    expect(mailsOf('waits for repair').length).toBeGreaterThan(0);
    expect(await accessFaults(page)).toEqual([]);
    await shoot(page, 'run-repair');
    await page.getByRole('link', { name: 'of the invoice workflow' }).click();
    await page.getByRole('link', { name: 'FilePdf 2 failed, failed' }).click();
    await page.getByText('FileConflictError').first().waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await shoot(page, 'run-graph-invoice');
    rmSync(inTheWay[0] ?? '');
    await page.goto(`${url}${RUN}`);
    await page.getByRole('button', { name: 'Make 2 documents again' }).click();
    await page.getByRole('button', { name: 'Make 1 document again' }).waitFor({ timeout: 60_000 });
    await page.getByText('Make void…').click();
    await page.getByLabel('RE-2026-000006').check();
    await page.getByLabel('Why, printed on the document').fill('The archive holds a document of somebody else.');
    await page.getByRole('button', { name: 'Make the ticked numbers void' }).click();
  }

  /** What every state of the run's graph got and gave, as its panel shows it. */
  async function payloadsOf(page: Page): Promise<string[]> {
    const links = await page.locator('svg.machine a').all();
    const states = await Promise.all(links.map(async (link) => (await link.getAttribute('href')) ?? ''));
    const payloads: string[] = [];
    for (const state of states.filter((href) => href.includes('?state='))) {
      const text = await (await page.request.get(`${url}${state}`)).text();
      payloads.push(...(text.match(/<pre[^>]*>[^<]*<\/pre>/g) ?? []));
    }
    expect(payloads.length).toBeGreaterThan(20);
    return payloads;
  }

  it('asks who somebody is, and refuses a wrong password', async () => {
    const page = await browser.newPage();
    await page.goto(url);
    await page.getByLabel('Mail address').fill(RELEASER);
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('do not belong together').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await shoot(page, 'sign-in');
    await page.close();
  });

  it('shows a biller the run, and not the way to release it', async () => {
    const { page, context } = await signedIn(BILLER);
    expect(await page.getByRole('button', { name: /^Release \d+ invoices$/ }).isDisabled()).toBe(true);
    await page.getByText('that takes the role of a releaser').waitFor();
    await context.close();
  });

  it.each([
    { width: 1600, colorScheme: 'light' as const },
    { width: 1100, colorScheme: 'light' as const },
    { width: 390, colorScheme: 'dark' as const },
  ])(
    'can be used by everybody at $width px, $colorScheme',
    async ({ width, colorScheme }) => {
      const { page, context } = await signedIn(RELEASER, { viewport: { width, height: 1000 }, colorScheme });
      const [draft = ''] = [await page.locator('a[href*="/drafts/"]').first().getAttribute('href')];
      for (const path of [
        RUN,
        `${RUN}?state=ReviewDrafts`,
        `${RUN}?state=CalculatePrice`,
        `${RUN}/aside`,
        `${RUN}/graph/invoice?state=FilePdf`,
        `${RUN}/graph/settlement`,
        '/sellers/nordlicht/graph/billing-run',
        '/sellers/nordlicht/runs',
        `${RUN}/drafts`,
        `${RUN}/drafts?largest=EUR`,
        draft ?? '',
        `${draft ?? ''}/lines/2`,
        '/sellers/nordlicht/invoices',
        '/sellers/nordlicht/invoices?amount=ten&from=2026-11-01',
        '/sellers/nordlicht/invoices/downloads',
        '/sellers/nordlicht/payments',
        '/sellers/nordlicht/payments?filter=overdue',
        '/sellers/nordlicht/payments/bank',
        '/sellers/nordlicht/payments/statements',
        '/sellers/nordlicht/payments/refunds',
        '/sellers/nordlicht/orders',
        '/sellers/nordlicht/stock',
        '/sellers/nordlicht/customers',
        '/sellers/nordlicht/customers/brinkmann',
        '/sellers/nordlicht/customers/brinkmann/preview',
        '/sellers/nordlicht/usage',
        '/sellers/nordlicht/audit',
        '/sellers/nordlicht/audit?day=2026-11-02',
        '/sellers',
        '/v1/docs',
        '/nowhere',
      ]) {
        await page.goto(`${url}${path}`);
        expect({ path, faults: await accessFaults(page), isTooWide: await isTooWide(page) }).toEqual({
          path,
          faults: [],
          isTooWide: false,
        });
        await shoot(page, `${path.split('/').slice(3).join('-').replace(/\W+/g, '-') || 'first'}-${width}-${colorScheme}`);
      }
      await context.close();
    },
    60_000,
  );

  it('follows a run that goes on, and leaves the focus where it is', async () => {
    const { page, context } = await signedIn(RELEASER);
    const graph = `${url}${RUN}/graph`;
    const { 'stepbill-state': state = '' } = (await page.request.get(graph)).headers();
    // The page as it is while the run is at work, and a graph that says more each time it is asked for.
    await context.route(`${url}${RUN}`, async (route) => {
      const answer = await route.fetch();
      const live = `<div data-live="${RUN}/graph" data-state="${state}">$1`;
      return route.fulfill({ response: answer, body: (await answer.text()).replace(/<div\s*>(\s*<svg)/, live) });
    });
    let asked = 0;
    await context.route(graph, async (route) => {
      const answer = await route.fetch();
      asked++;
      return route.fulfill({ response: answer, body: (await answer.text()).replaceAll('LoadCustomers', `LoadCustomers${asked}`) });
    });
    await page.goto(`${url}${RUN}`);
    const node = page.getByRole('link', { name: 'ReviewDrafts, done' });
    await node.focus();
    await page.getByText('LoadCustomers2').first().waitFor({ timeout: 15_000 });
    expect(await node.evaluate((it) => it === it.ownerDocument.activeElement)).toBe(true);
    await context.close();
  }, 60_000);

  it('can be walked by keyboard alone: to the content, into a line and down to its events, and past the document', async () => {
    const { page, context } = await signedIn(RELEASER);
    await page.goto(`${url}${RUN}/drafts`);
    const focused = (): Promise<string> => page.evaluate<string>('document.activeElement?.textContent?.trim() ?? ""');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('To the content');
    await page.keyboard.press('Enter');
    const until = async (isReached: (text: string) => boolean): Promise<void> => {
      for (let pressed = 0; pressed < 120; pressed++) {
        await page.keyboard.press('Tab');
        if (isReached(await focused())) return;
      }
      throw new Error('The keyboard does not get there.');
    };
    await until((text) => text === 'By customer');
    const first = ((await page.locator('td .name').first().textContent()) ?? '').trim();
    await until((text) => text === first);
    await page.keyboard.press('Enter');
    await page.locator('object.sheet').waitFor();
    const draft = page.url();
    await until((text) => text === 'Open');
    // Behind the document the page begins anew: nobody is held in it.
    await until((text) => text === 'To the content');
    const counted = (
      (await page.locator('details.line', { hasText: 'counted' }).first().locator('.name').first().textContent()) ?? ''
    ).trim();
    await until((text) => text.startsWith(counted));
    await page.keyboard.press('Enter');
    await until((text) => text === 'Events');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${draft}/lines/*`);
    await context.close();
  }, 60_000);

  it('lets a releaser look, leave one customer out, release, and download what was issued', async () => {
    const { page, context } = await signedIn(RELEASER);
    const before = Number(/\d+/.exec((await page.getByRole('button', { name: /^Release \d+ invoices$/ }).textContent()) ?? '')?.[0]);

    // A link of the graph leads to what the state got and gave, by keyboard as well.
    await page.getByRole('link', { name: 'ReviewDrafts, done' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'ReviewDrafts' }).waitFor();

    await page.goto(`${url}${RUN}/drafts`);
    const previewed = page.waitForResponse((answer) => answer.url().endsWith('/preview.pdf'));
    await page.locator('td .name').first().click();
    expect((await previewed).status()).toBe(200);
    // The browser has shown its document beside it. Down to the events of a line, before anything is released, and back.
    const draft = page.url();
    await page.locator('details.line', { hasText: 'counted' }).first().locator('summary').click();
    await page.locator('details[open]').getByRole('link', { name: 'Events' }).click();
    await page.getByText(/Events 1 to /).waitFor();
    await page.getByRole('link', { name: /^Draft of / }).click();
    await page.waitForURL(draft);
    const preview = await page.request.get(`${draft}/preview.pdf`);
    expect((await preview.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.getByLabel('Why').fill('Wrong plan, see ticket 12.');
    await page.getByRole('button', { name: /^Leave .+ out$/ }).click();
    await page.getByRole('button', { name: `Release ${before - 1} invoices` }).waitFor({ timeout: 20_000 });
    await page.getByText('Wrong plan, see ticket 12.').waitFor();
    // The mail about the new round leads to where one is.
    const [mail = ''] = mailsOf('(round 2)');
    expect(mail).toContain(`${url}${RUN}\n`);

    // A restart in between loses nothing: the session, the run and its review are where they were.
    await served.stop('SIGKILL');
    await serve();
    await page.goto(`${url}${RUN}`).catch(() => undefined);
    if (page.url().includes('sign-in')) throw new Error('The session was lost.');
    await page.getByLabel('Comment').fill('As last month.');
    mkdirSync(dirname(inTheWay[0] ?? ''), { recursive: true });
    inTheWay.forEach((path) => writeFileSync(path, 'not ours'));
    await page.getByRole('button', { name: `Release ${before - 1} invoices` }).click();
    await repaired(page);
    await page.locator('h1').getByText('Billed').waitFor({ timeout: 60_000 });

    for (const payload of await payloadsOf(page)) for (const text of PRIVATE) expect(payload).not.toContain(text);

    await page.goto(`${url}/sellers/nordlicht/invoices`);
    expect(await page.locator('tbody tr').count()).toBe(before - 1);
    const shown = page.waitForResponse((answer) => answer.url().endsWith('/view.pdf'));
    await page.locator('td .name').first().click();
    expect(await accessFaults(page)).toEqual([]);
    // The browser shows the document beside the invoice; its link leads to the same bytes.
    expect((await shown).status()).toBe(200);
    const number = page.url().split('/').at(-1) ?? '';
    expect(await (await page.request.get(`${page.url()}/view.pdf`)).body()).toEqual(inArchive(number));
    await page.locator('details.line summary').first().click();
    await shoot(page, 'invoice');
    expect(readFileSync(await downloaded(page, 'Download PDF'))).toEqual(inArchive(number));
    await context.close();
  }, 120_000);

  it('lets a releaser find an invoice, follow a line to its events, credit some of it, and take the month home', async () => {
    const { page, context } = await signedIn(RELEASER);
    const invoices = `${url}/sellers/nordlicht/invoices`;
    await page.goto(invoices);
    await page.getByLabel('Number, or part of it').fill('2026 / 2');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${invoices}/RE-2026-000002`);

    await page.locator('details.line', { hasText: 'counted' }).first().locator('summary').click();
    await page.locator('details[open]').getByRole('link', { name: 'Events' }).click();
    await page.getByText(/Events 1 to /).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await shoot(page, 'events');
    const events = readFileSync(await downloaded(page, 'Download events'), 'utf8')
      .trim()
      .split('\n');
    expect(JSON.parse(events[0] ?? '')).toMatchObject({ id: expect.any(String), time: expect.any(String) });

    await page.goto(`${invoices}/RE-2026-000002`);
    await page.getByRole('link', { name: 'Credit note…' }).click();
    expect(await accessFaults(page)).toEqual([]);
    await shoot(page, 'credit');
    await page.getByRole('radio', { name: /^An amount/ }).check();
    await page.getByLabel('Why').fill('Outage on 14 October');
    for (const amount of ['999,999.00', '1.00']) {
      await page.getByLabel('Amount net').fill(amount);
      await page.getByRole('button', { name: 'Look at the credit note' }).click();
      if (amount !== '1.00') await page.getByText(/At most [\d.,]+ EUR net is left on this invoice/).waitFor();
    }
    expect(await accessFaults(page)).toEqual([]);
    await shoot(page, 'credit-review');
    await page.getByRole('button', { name: /^Make the credit note over/ }).click();
    await page.locator('h1').getByText('Credit note').waitFor({ timeout: 20_000 });
    const note = page.url().split('/').at(-1) ?? '';
    await page.getByRole('link', { name: 'RE-2026-000002' }).first().click();
    await page.getByRole('link', { name: note }).first().waitFor();
    await shoot(page, 'credited');

    await page.goto(`${invoices}/downloads`);
    await page.getByLabel('Month of issue').fill('2026-11');
    await page.getByRole('button', { name: 'Make the file' }).click();
    await page.getByText('valid for five minutes').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await shoot(page, 'download');
    const names = unzip(await downloaded(page, 'Download documents-2026-11.zip'), join(folder, 'month'));
    expect(names).toContain(`${note}.pdf`);
    expect(readFileSync(join(folder, 'month', `${note}.pdf`))).toEqual(inArchive(note));
    const link = (await page.getByRole('link', { name: 'Download documents-2026-11.zip' }).getAttribute('href')) ?? '';
    expect((await page.request.get(`${url}${link.replace('.zip', '.pdf')}`)).status()).toBe(403);
    await context.close();
  }, 120_000);

  it('is read, and has documents downloaded, where no script runs', async () => {
    const { page, context } = await signedIn(BILLER, { javaScriptEnabled: false, viewport: { width: 390, height: 1000 } });
    await page.locator('h1').getByText('Billed').waitFor();
    await page.locator('.top summary').click();
    await page.locator('.top').getByRole('link', { name: 'Invoices' }).click();
    await page.getByRole('link', { name: 'RE-2026-000002', exact: true }).click();
    await page.locator('details.line summary').first().click();
    await page.locator('details.line[open] .steps').waitFor();
    expect(readFileSync(await downloaded(page, 'Download PDF'))).toEqual(inArchive('RE-2026-000002'));
    await context.close();
  }, 60_000);

  it('can be used by everybody in the dark, wide and narrow, on every kind of page that a link leads to', async () => {
    const visitor = visiting(url);
    await visitor.signIn(RELEASER, PASSWORD);
    const firsts = [...(await pageKinds(visitor, 1)).values()].map(([path = '']) => path);
    const pages = firsts.filter((path) => !/\.\w+(\?|$)|\/graph$/.test(path));
    expect(pages.length).toBeGreaterThan(30);
    const { page, context } = await signedIn(RELEASER, { colorScheme: 'dark' });
    const wrong = [];
    for (const path of pages) {
      await page.goto(`${url}${path}`);
      for (const width of [1600, 390]) {
        await page.setViewportSize({ width, height: 1000 });
        const [faults, tooWide] = [await accessFaults(page), await isTooWide(page)];
        if (faults.length > 0 || tooWide) wrong.push({ path, width, faults, tooWide });
      }
    }
    expect(wrong).toEqual([]);
    await context.close();
  }, 120_000);

  async function downloaded(page: Page, link: string): Promise<string> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link }).click()]);
    return download.path();
  }

  function inArchive(number: string): Buffer {
    const archive = join(data, 'archive');
    const found = readdirSync(archive, { recursive: true })
      .map(String)
      .find((name) => name.endsWith(`${number}.pdf`));
    return readFileSync(join(archive, found ?? ''));
  }
});
