/** Credit notes and downloads as somebody makes them in the console, by the state machines themselves: 40.00 a month, tax is 20 %. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importCatalog } from '../local/commands/import-catalog.ts';
import { listInvoices } from '../local/commands/list-invoices.ts';
import { linkedFile } from '../local/serve/file-links.ts';
import { handler } from '../services/console/console.handler.ts';
import { handler as draftCreditNote } from '../services/invoicing/draft-credit-note.handler.ts';
import { latestRun } from '../shared/billing-run.store.ts';
import { fixClock } from '../shared/clock.ts';
import { creditedOf } from '../shared/credited.store.ts';
import type { Role } from '../shared/signed-in.ts';
import { browsing, type Browsing, type Shown } from './support/browsing.ts';
import { adlerSection, SELLER, SELLER_SECTION } from './support/catalog.ts';
import { openOneProcess, type OneProcess } from './support/one-process.ts';
import { type Answered, askApi } from './support/people.ts';
import { unzip } from './support/unzip.ts';

const CATALOG = `${SELLER_SECTION}
plans:
  - { id: flat, name: Flat, currency: EUR, prices: [{ id: base, name: Base, model: flat, amount: "40" }] }
${adlerSection('{ id: s, plan: flat, start: 2026-10-01 }')}`;
const OCTOBER = 'RE-2026-000001';
const NOTE = 'RE-2026-000002';
const INVOICES = `/sellers/${SELLER}/invoices`;
const PAGE = `${INVOICES}/${OCTOBER}`;
const CFO = 'cfo@kranich.example';

let folder: string;
let data: string;
let home: OneProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepbill-console-credit-'));
  data = join(folder, 'data');
  home = openOneProcess(data, '2026-11-02T05:00:00Z');
  const catalog = join(folder, 'catalog.yml');
  writeFileSync(catalog, CATALOG);
  await importCatalog([catalog], 'ops');
  await home.run('2026-10', '2026-11-02T05:00:00Z');
});
afterEach(async () => {
  await home.close();
  rmSync(folder, { recursive: true, force: true });
});

const as = (role: Role): Browsing => browsing(handler, { email: CFO, role });
const numbers = async (): Promise<string[]> => (await listInvoices(SELLER)).map(({ number, payable }) => `${number} ${payable}`);
/** The fields that a page hides in its form. */
const hiddenIn = ({ text }: Shown): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
      .filter(([, name]) => name !== 'token')
      .map(([, name = '', value = '']) => [name, value.replaceAll('&quot;', '"')]),
  );
const AMOUNT = { what: 'amount', amount: '10.00', reason: 'Outage' };

async function looked(browser: Browsing, fields: Readonly<Record<string, string>>): Promise<Shown> {
  await browser.get(`${PAGE}/credit`);
  return browser.post(`${PAGE}/credit`, { act: 'look', ...fields });
}

describe('a credit note in the console', () => {
  it('is looked at, made once however often it is sent, and named on both pages', async () => {
    const cfo = as('releaser');
    const review = await looked(cfo, AMOUNT);
    // 10.00 and 20 % of it.
    expect(review.text).toContain('Make the credit note over 12.00 EUR');
    const notes = `/v1/sellers/${SELLER}/invoices/${OCTOBER}/credit-notes`;
    const previewed = { body: { wanted: { amount: '10.00' }, reason: 'Outage' } };
    expect((await askApi({ email: CFO, role: 'releaser' }, 'POST', `${notes}/preview`, previewed)).body).toMatchObject({
      ...{ kind: 'credit-note', totals: { net: '10.00', tax: '2.00', gross: '12.00' } },
    });
    expect((await askApi({ email: CFO, role: 'biller' }, 'POST', `${notes}/preview`, previewed)).status).toBe(403);
    expect(await numbers()).toEqual([`${OCTOBER} 48.00`]);
    const fields = hiddenIn(review);
    const [one, other] = await Promise.all([cfo.post(`${PAGE}/credit`, fields), cfo.post(`${PAGE}/credit`, fields)]);
    expect([one.status, other.status, (await cfo.post(`${PAGE}/credit`, fields)).status]).toEqual([303, 303, 303]);
    expect(one.headers['location']).toBe(`${INVOICES}/${NOTE}`);
    expect(await numbers()).toEqual([`${OCTOBER} 48.00`, `${NOTE} 12.00`]);
    expect((await creditedOf(SELLER, OCTOBER)).notes).toMatchObject([{ by: CFO, reason: 'Outage', wanted: { amount: '10.00' } }]);
    const { text } = await cfo.get(PAGE);
    for (const words of [`href="${INVOICES}/${NOTE}"`, `Credited by ${CFO}`, '“Outage”', '−12.00', '36.00']) expect(text).toContain(words);
    const note = (await cfo.get(`${INVOICES}/${NOTE}`)).text;
    for (const words of ['Credit note', `Made by ${CFO}`, `href="${PAGE}"`]) expect(note).toContain(words);
  }, 60_000);

  it.each([
    { fields: { what: 'amount', amount: '40.01', reason: 'x' }, field: 'amount', told: 'At most 40.00 EUR net is left on this invoice.' },
    {
      fields: { what: 'lines', line: '1', 'line-1': '40.01', reason: 'x' },
      field: 'line-1',
      told: 'At most 40.00 EUR net is left on line 1.',
    },
    { fields: { what: 'rest' }, field: 'reason', told: 'Say why' },
  ])('is refused in its field: $told', async ({ fields, field, told }) => {
    const { status, text } = await looked(as('releaser'), fields as unknown as Record<string, string>);
    expect(status).toBe(409);
    expect(text).toMatch(new RegExp(`id="${field}-wrong"[^>]*>${told}`));
  });

  it('is refused when another one came in between', async () => {
    const [one, other] = [as('releaser'), as('releaser')];
    const [first, second] = [hiddenIn(await looked(one, AMOUNT)), hiddenIn(await looked(other, { ...AMOUNT, reason: 'Goodwill' }))];
    expect((await one.post(`${PAGE}/credit`, first)).status).toBe(303);
    const { status, text } = await other.post(`${PAGE}/credit`, second);
    expect({ status, isTold: text.includes('was made since this page was shown') }).toEqual({ status: 409, isTold: true });
    expect(await numbers()).toEqual([`${OCTOBER} 48.00`, `${NOTE} 12.00`]);
  }, 60_000);

  it('takes the role of a releaser', async () => {
    for (const role of ['viewer', 'biller'] as const) {
      const browser = as(role);
      expect((await browser.get(PAGE)).text).not.toContain('Credit note…');
      expect((await browser.get(`${PAGE}/credit`)).status).toBe(403);
      expect((await browser.post(`${PAGE}/credit`, AMOUNT)).status).toBe(403);
      expect((await browser.post(`${PAGE}/rebill`, {})).status).toBe(403);
    }
  });

  it('cancels the invoice, and bills the customer again', async () => {
    // The moment at which requests come in here.
    fixClock(new Date('2026-11-03T05:00:00Z'));
    const cfo = as('releaser');
    const review = await looked(cfo, { what: 'cancel', rebill: 'on', reason: 'Wrong price' });
    expect(review.text).toContain('a further run of October 2026');
    expect((await cfo.post(`${PAGE}/credit`, hiddenIn(review))).headers['location']).toBe(PAGE);
    const runner = await home.workspace.runner();
    await runner.settle();
    expect(await latestRun(SELLER, '2026-10')).toMatchObject({ sequence: 2, startedBy: CFO });
    expect(await numbers()).toEqual([`${OCTOBER} 48.00`, `${NOTE} 48.00`, 'RE-2026-000003 48.00']);
    expect((await cfo.get(PAGE)).text).toContain('Billed again by run');
  }, 60_000);
});

describe('what is unfinished about a credit note', () => {
  /** The form of a button on the invoice's page, as it stands there. */
  async function press(browser: Browsing, words: string): Promise<Shown> {
    const { text } = await browser.get(PAGE);
    const [, action = ''] = new RegExp(`action="([^"]+)">(?:(?!</form>)[^])*>${words}</button>`).exec(text) ?? [];
    return browser.post(action, {});
  }

  it('is gone on with from the page of its invoice, to one document however often the button is pressed', async () => {
    const cut = { creditNote: `credit-1-${OCTOBER}`, wanted: { amount: '10.00' }, reason: 'Outage', by: CFO, at: '2026-11-02T06:00:00Z' };
    await draftCreditNote({ sellerId: SELLER, number: OCTOBER, ...cut });
    for (const role of ['viewer', 'biller'] as const) {
      const { text } = await as(role).get(PAGE);
      expect({ isTold: text.includes('is being made, or was cut off'), button: text.includes('Go on with it') }).toEqual({
        isTold: true,
        button: false,
      });
    }
    const cfo = as('releaser');
    expect(await press(cfo, 'Go on with it')).toMatchObject({ status: 303, headers: { location: `${INVOICES}/${NOTE}` } });
    expect(await cfo.post(`${PAGE}/credit/finish`, {})).toMatchObject({ status: 303, headers: { location: PAGE } });
    expect(await numbers()).toEqual([`${OCTOBER} 48.00`, `${NOTE} 12.00`]);
    expect((await cfo.get(PAGE)).text).not.toContain('Go on with it');
  }, 60_000);

  it('of a cancelled invoice is billed again from its page, by a run for its customer alone', async () => {
    fixClock(new Date('2026-11-03T05:00:00Z'));
    const cfo = as('releaser');
    await cfo.post(`${PAGE}/credit`, hiddenIn(await looked(cfo, { what: 'cancel', reason: 'Wrong price' })));
    expect(await latestRun(SELLER, '2026-10')).toMatchObject({ sequence: 1 });
    expect((await as('biller').get(PAGE)).text).not.toContain('Bill again');
    expect(await press(cfo, 'Bill again')).toMatchObject({ status: 303, headers: { location: PAGE } });
    await (await home.workspace.runner()).settle();
    expect(await latestRun(SELLER, '2026-10')).toMatchObject({ sequence: 2, startedBy: CFO, onlyCustomers: ['adler'] });
    expect(await numbers()).toEqual([`${OCTOBER} 48.00`, `${NOTE} 48.00`, 'RE-2026-000003 48.00']);
    expect((await cfo.get(PAGE)).text).not.toContain('>Bill again<');
  }, 60_000);
});

describe('a download of the console', () => {
  /** Where the link on a page leads, on the disk. */
  function fileOn({ text }: Shown): string {
    return linkedTo(/href="(\/files\/[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '');
  }
  function linkedTo(href: string): string {
    const found = linkedFile(data, new URL(href, 'http://127.0.0.1'), new Date('2026-11-02T05:01:00Z'));
    if ('refused' in found) throw new Error(found.refused);
    return join(data, found.store, found.key);
  }

  it('of a month is the zip that the command writes, with each document as it lies in the archive', async () => {
    const viewer = as('viewer');
    await viewer.get(`${INVOICES}/downloads`);
    const file = fileOn(await viewer.post(`${INVOICES}/downloads`, { month: '2026-11', what: 'documents' }));
    expect(file).toMatch(/documents-2026-11\.zip$/);
    const out = join(folder, 'out');
    expect(unzip(file, out)).toEqual([`${OCTOBER}.pdf`, 'manifests/kranich-2026-10-1.json', 'documents.json']);
    expect(readFileSync(join(out, `${OCTOBER}.pdf`))).toEqual(readFileSync(join(data, `archive/${SELLER}/2026/${OCTOBER}.pdf`)));
  });

  it('of what is ticked is a table of it', async () => {
    const viewer = as('viewer');
    await viewer.get(INVOICES);
    const text = readFileSync(fileOn(await viewer.post(`${INVOICES}/downloads`, { number: OCTOBER, what: 'invoices' })), 'utf8');
    expect(text.trim().split('\r\n')).toHaveLength(2);
    expect(text).toContain(OCTOBER);
  });

  it('over the API is the same file, by a link that needs no token', async () => {
    const viewer = as('viewer');
    await viewer.get(`${INVOICES}/downloads`);
    const file = fileOn(await viewer.post(`${INVOICES}/downloads`, { month: '2026-11', what: 'lines' }));
    const asked = (body: object): Promise<Answered> =>
      askApi({ email: CFO, role: 'viewer' }, 'POST', `/v1/sellers/${SELLER}/downloads`, { body });
    const { body } = await asked({ month: '2026-11', what: 'lines' });
    expect(body).toMatchObject({ name: 'lines-2026-11.csv', documents: 1, leftOut: [], parts: 1 });
    expect(linkedTo((body as { url: string }).url)).toBe(file);
    expect((await asked({ numbers: [OCTOBER], what: 'documents' })).body).toMatchObject({ name: 'documents-selection.zip', documents: 1 });
    for (const [wanted, status] of [
      [{ month: '2026-10', what: 'lines' }, 404],
      [{ month: '2026-11', what: 'lines', part: 2 }, 404],
      [{ month: '2026-11', what: 'bookings' }, 409],
      [{ numbers: ['RE-2026-000009'], what: 'lines' }, 404],
      [{ what: 'lines' }, 400],
      [{ month: '2026-11', numbers: [OCTOBER], what: 'lines' }, 400],
    ] as const)
      expect({ wanted, status: (await asked(wanted)).status }).toEqual({ wanted, status });
  });

  it.each([
    { fields: { month: '2026-10', what: 'documents' }, status: 200, told: 'Nothing was issued in 2026-10.' },
    { fields: { month: '../..', what: 'documents' }, status: 400, told: 'Write a month such as 2026-10.' },
    { fields: { month: '2026-11', what: 'bookings' }, status: 409, told: 'does not say how seller' },
    { fields: { number: 'RE-2026-000009', what: 'documents' }, status: 404, told: 'has given out no number' },
    { fields: { what: 'documents' }, status: 400, told: 'No invoice is ticked.' },
    { fields: { month: '2026-11', what: 'secrets' }, status: 400, told: 'A file is one of' },
  ])('is refused with a sentence: $told', async ({ fields, status, told }) => {
    const viewer = as('viewer');
    await viewer.get(INVOICES);
    const shown = await viewer.post(`${INVOICES}/downloads`, fields as unknown as Record<string, string>);
    expect({ status: shown.status, isTold: shown.text.includes(told) }).toEqual({ status, isTold: true });
  });
});
