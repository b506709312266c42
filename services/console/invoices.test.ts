import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepFact } from '../../shared/invoice.store.ts';
import { bindNumber, takeNumberBlocks } from '../../shared/number.store.ts';
import { quarantine, quarantinedEvents } from '../../shared/quarantine.store.ts';
import type { Role } from '../../shared/signed-in.ts';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { importCustomers, NUMBERING, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { closeMonthOf, invoiceFor, keepIssued, keepVoided } from '../../test/support/runs.ts';
import { handler } from './console.handler.ts';

const INVOICES = `/sellers/${SELLER}/invoices`;
const as = (role: Role): Browsing => browsing(handler, { email: 'cfo@kranich.example', role });
const numbersIn = (text: string): string[] =>
  [...text.matchAll(/class="name" href="[^"]+\/(RE-2026-\d+)"/g)].map(([, number = '']) => number);
const number = (position: number): string => `RE-2026-${String(position).padStart(6, '0')}`;

describe('the console', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard' });
  });
  afterEach(() => world.close());

  /** Numbers from 1, each bound to a draft of one of the customers in turn, and issued. */
  async function issue(count: number): Promise<void> {
    const run = await closeMonthOf('2026-10', ['adler', 'bussard']);
    const [block] = await takeNumberBlocks(NUMBERING, run.id, { RE: count }, '2026-11-02');
    for (let position = 1; position <= count; position++) {
      const customerId = position % 2 === 1 ? 'adler' : 'bussard';
      await bindNumber(SELLER, block!, position, { runId: run.id, customerId, attempt: position, hash: 'ab'.repeat(32) });
      if (position !== 2) await keepIssued(invoiceFor(customerId, number(position)));
    }
    await keepVoided('bussard', number(2));
  }

  it('lists invoices from the latest number down, fifty a page, each once', async () => {
    await issue(107);
    const viewer = as('viewer');
    const seen: string[] = [];
    for (let path: string | undefined = INVOICES; path !== undefined;) {
      const { text } = await viewer.get(path);
      seen.push(...numbersIn(text));
      expect(numbersIn(text).length).toBeLessThanOrEqual(50);
      expect(Buffer.byteLength(text)).toBeLessThan(50 * 1024);
      path = /<a href="([^"]+after=[^"]+)">Earlier/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toEqual(Array.from({ length: 107 }, (_, i) => number(107 - i)));
  });

  it('finds an invoice by its number, those of a customer, and those of a state', async () => {
    await issue(5);
    await keepFact(SELLER, number(3), 'sent', { schema: 1, messageId: 'm', to: 'pay@adler.example', sentAt: '2026-11-02T06:00:00Z' });
    const viewer = as('viewer');
    expect(await viewer.get(`${INVOICES}?search=${number(4)}`)).toMatchObject({
      status: 303,
      headers: { location: `${INVOICES}/${number(4)}` },
    });
    const found = async (query: string): Promise<string[]> => numbersIn((await viewer.get(`${INVOICES}?${query}`)).text);
    expect(await found('search=adler')).toEqual([5, 3, 1].map(number));
    expect(await found('state=void')).toEqual([number(2)]);
    expect(await found('state=sent')).toEqual([number(3)]);
    expect(await found('search=adler&state=issued')).toEqual([5, 1].map(number));
    expect(await found('search=nobody')).toEqual([]);
  });

  it('shows an invoice with how its lines came about, and what was done to it', async () => {
    await issue(3);
    const { text } = await as('viewer').get(`${INVOICES}/${number(3)}`);
    for (const words of ['40 events counted', 'Priced by plan basic v1', '0.25', 'VAT 20% on 10.00', '12.00 EUR', `Numbered ${number(3)}`])
      expect(text).toContain(words);
  });

  it('hands on the document as it lies in the archive, as a file to be kept', async () => {
    await issue(3);
    const { status, headers, bytes } = await as('viewer').get(`${INVOICES}/${number(3)}/document.pdf`);
    expect(status).toBe(200);
    expect(bytes).toEqual(Buffer.from((await world.ports.archive.get(`${SELLER}/2026/${number(3)}.pdf`))!));
    expect(headers).toMatchObject({ 'content-disposition': `attachment; filename="${number(3)}.pdf"`, 'cache-control': 'no-store' });
    expect(JSON.parse((await as('viewer').get(`${INVOICES}/${number(3)}/invoice.json`)).text)).toMatchObject({ number: number(3) });
    expect((await as('viewer').get(`${INVOICES}/${number(3)}/invoice.xml`)).text).toContain('<rsm:CrossIndustryInvoice');
  });

  it.each(['..%2F..%2Fusers.json', '%2e%2e', 'RE-2026-000009', 'RE-2026-000003%00', "RE-2026-000003'--"])(
    'hands on nothing of the number %s',
    async (named) => {
      await issue(3);
      for (const file of ['', '/document.pdf', '/invoice.xml', '/invoice.json'])
        expect((await as('admin').get(`${INVOICES}/${named}${file}`)).status).toBe(404);
    },
  );

  it('shows a customer with its invoices, its subscription and what it comes to next', async () => {
    await issue(3);
    const viewer = as('viewer');
    expect((await viewer.get(`/sellers/${SELLER}/customers`)).text).toContain('Bussard Works');
    const { text } = await viewer.get(`/sellers/${SELLER}/customers/adler`);
    expect(numbersIn(text)).toEqual([3, 1].map(number));
    expect(text).toContain('Basic v1');
    // 10.00 each for October, which no run has claimed here, and November; 20 % tax.
    expect((await viewer.get(`/sellers/${SELLER}/customers/adler/preview`)).text).toContain('24.00 EUR');
    expect((await viewer.get(`/sellers/${SELLER}/customers/storch`)).status).toBe(404);
  });

  describe('in quarantine', () => {
    const EVENT = { id: 'e1', customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', properties: { calls: '1' } };
    const USAGE = `/sellers/${SELLER}/usage`;
    const ids = async (): Promise<string[]> =>
      (await Array.fromAsync(quarantinedEvents(SELLER))).filter(({ dismissed }) => !dismissed).map(({ id }) => id);
    beforeEach(async () => {
      const reason = { code: 'unknown-customer', message: 'Customer "<b>adler</b>" is not in the catalog.' } as const;
      await quarantine(SELLER, [{ text: JSON.stringify(EVENT), reason }], '2026-10-15T13:00:00Z');
    });

    it('shows the reason first, and the event as it came, as text', async () => {
      const { text } = await as('viewer').get(USAGE);
      expect(text).toContain('Unknown customer');
      expect(text).toContain('&lt;b&gt;adler');
      expect(text).not.toContain('<b>adler');
      expect(text).not.toContain('name="act"');
    });

    it('has a biller replay what can be counted by now', async () => {
      const biller = as('biller');
      await biller.get(USAGE);
      const [id = ''] = await ids();
      expect(await biller.post(USAGE, { id, act: 'replay' })).toMatchObject({ status: 303 });
      expect(await ids()).toEqual([]);
    });

    it('has a biller dismiss, with a reason, and nobody else', async () => {
      const [id = ''] = await ids();
      const viewer = as('viewer');
      await viewer.get(USAGE);
      expect((await viewer.post(USAGE, { id, act: 'dismiss', reason: 'A test' })).status).toBe(403);
      const biller = as('biller');
      await biller.get(USAGE);
      expect((await biller.post(USAGE, { id, act: 'dismiss' })).status).toBe(400);
      expect((await biller.post(USAGE, { act: 'dismiss', reason: 'A test' })).status).toBe(400);
      expect(await ids()).toEqual([id]);
      expect((await biller.post(USAGE, { id, act: 'dismiss', reason: 'A test' })).status).toBe(303);
      expect((await biller.get(USAGE)).text).toContain('“A test”');
      expect(await ids()).toEqual([]);
    });
  });
});
