import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepFact, keepInvoice, markIssued } from '../../shared/invoice.store.ts';
import { bindNumber, takeNumberBlocks } from '../../shared/number.store.ts';
import { quarantine, quarantinedEvents } from '../../shared/quarantine.store.ts';
import type { Role } from '../../shared/signed-in.ts';
import { linkedFile } from '../../local/serve/file-links.ts';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { importCustomers, NUMBERING, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { closeMonthOf, invoiceFor, keepIssued, keepVoided } from '../../test/support/runs.ts';
import { handler } from './console.handler.ts';

const INVOICES = `/sellers/${SELLER}/invoices`;
const as = (role: Role): Browsing => browsing(handler, { email: 'cfo@kranich.example', role });
const numbersIn = (text: string): string[] =>
  [...text.matchAll(/class="name" href="[^"]+\/(RE-2026-\d+)"/g)].map(([, number = '']) => number);
/** The fifth of them: 100.00 and 20 % of it. */
const TEN_TIMES = { totals: { net: '100.00', tax: '20.00', gross: '120.00', payable: '120.00' } };
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
      if (position !== 2) await keepIssued(invoiceFor(customerId, number(position), position === 5 ? TEN_TIMES : {}));
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

  describe('found', () => {
    const found = async (query: string): Promise<string[]> => numbersIn((await as('viewer').get(`${INVOICES}?${query}`)).text);
    beforeEach(async () => {
      await issue(5);
      await keepFact(SELLER, number(3), 'sent', { schema: 1, messageId: 'm', to: 'pay@adler.example', sentAt: '2026-11-02T06:00:00Z' });
    });

    it.each([number(4), 're 2026 / 4', '2026-4', '000004'])('by its number, typed as %s, are shown at once', async (typed) => {
      const { status, headers } = await as('viewer').get(`${INVOICES}?search=${encodeURIComponent(typed)}`);
      expect({ status, location: headers['location'] }).toEqual({ status: 303, location: `${INVOICES}/${number(4)}` });
    });

    it('by part of a number are listed', async () => {
      expect(await found('search=RE-2026-00000')).toEqual([5, 4, 3, 2, 1].map(number));
      expect(await found('search=2026')).toEqual([5, 4, 3, 2, 1].map(number));
    });

    it('by a customer, its name or part of it', async () => {
      expect(await found('search=adler')).toEqual([5, 3, 1].map(number));
      expect(await found('search=ADL%C3%89R%20work')).toEqual([5, 4, 3, 2, 1].map(number));
      expect(await found('search=nobody')).toEqual([]);
    });

    it('by how they stand', async () => {
      expect(await found('state=void')).toEqual([number(2)]);
      expect(await found('state=open')).toEqual([number(3)]);
      expect(await found('search=adler&state=issued')).toEqual([5, 1].map(number));
      expect(await found('state=credit-note')).toEqual([]);
      expect((await as('viewer').get(`${INVOICES}?state=lost`)).status).toBe(400);
    });

    it('by what is to be paid, exactly or from and to', async () => {
      expect(await found('amount=12.00')).toEqual([4, 3, 2, 1].map(number));
      expect(await found('amount=120')).toEqual([number(5)]);
      expect(await found('amount=12.01')).toEqual([]);
      expect(await found('amount=11.99%20%E2%80%93%20120.00')).toEqual([5, 4, 3, 2, 1].map(number));
      expect(await found('amount=from%2013')).toEqual([number(5)]);
    });

    it('by days of issue, both included', async () => {
      expect(await found('from=2026-11-02&until=2026-11-02')).toEqual([5, 4, 3, 2, 1].map(number));
      expect(await found('from=2026-11-03')).toEqual([]);
      expect(await found('until=2026-11-01')).toEqual([]);
    });

    it.each([
      { query: 'amount=ten', field: 'amount', told: 'Write an amount such as 9,947.92' },
      { query: 'from=2026-02-30', field: 'from', told: 'There is no day 2026-02-30.' },
      { query: 'from=2026-03-02&until=2026-03-01', field: 'until', told: 'lies before the first one' },
    ])('by nothing that can not be read, which is said beside its field: $query', async ({ query, field, told }) => {
      const { status, text } = await as('viewer').get(`${INVOICES}?${query}`);
      expect(status).toBe(400);
      expect(text).toMatch(new RegExp(`aria-describedby="${field}-wrong"[^]*id="${field}-wrong">[^<]*${told}`));
    });
  });

  it('looks through a few hundred at a time for what no list finds, and says how far it came', async () => {
    await issue(310);
    const viewer = as('viewer');
    const { text } = await viewer.get(`${INVOICES}?state=void`);
    expect(numbersIn(text)).toEqual([]);
    expect(text).toContain(`Searched down to ${number(11)} of 2 Nov 2026.`);
    const next = /<a href="([^"]+after=[^"]+)">Search on/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    expect(numbersIn((await viewer.get(next ?? '')).text)).toEqual([number(2)]);
  });

  it('shows an invoice with how its lines came about, and what was done to it', async () => {
    await issue(3);
    const { text } = await as('viewer').get(`${INVOICES}/${number(3)}`);
    for (const words of ['40 events counted', 'Priced by plan basic v1', '0.25', 'VAT 20% on 10.00', '12.00 EUR', `Numbered ${number(3)}`])
      expect(text).toContain(words);
  });

  it('links to the document as it lies in the archive, and hands on what it says', async () => {
    await issue(3);
    const { status, headers } = await as('viewer').get(`${INVOICES}/${number(3)}/document.pdf`);
    expect(status).toBe(303);
    expect(linkedFile(world.folder, new URL(headers['location'] ?? '', 'http://127.0.0.1'), new Date('2026-11-02T05:04:59Z'))).toEqual({
      store: 'archive',
      key: `${SELLER}/2026/${number(3)}.pdf`,
    });
    expect(JSON.parse((await as('viewer').get(`${INVOICES}/${number(3)}/invoice.json`)).text)).toMatchObject({ number: number(3) });
    expect((await as('viewer').get(`${INVOICES}/${number(3)}/invoice.xml`)).text).toContain('<rsm:CrossIndustryInvoice');
  });

  it('shows the document beside the invoice, as it lies in the archive, and in no page but its own', async () => {
    await issue(3);
    const { text, headers: page } = await as('viewer').get(`${INVOICES}/${number(3)}`);
    const [, data = ''] = /<object[^>]* data="([^"#]+)#/.exec(text) ?? [];
    expect(data).toBe(`${INVOICES}/${number(3)}/view.pdf`);
    for (const directive of ["object-src 'self'", "frame-src 'self'", "frame-ancestors 'none'"])
      expect(page['content-security-policy']).toContain(directive);
    const { headers, bytes } = await as('viewer').get(data);
    expect(bytes).toEqual(Buffer.from((await world.ports.archive.get(`${SELLER}/2026/${number(3)}.pdf`)) ?? []));
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${number(3)}.pdf"`,
      'content-security-policy': "frame-ancestors 'self'",
      'x-content-type-options': 'nosniff',
    });
    // The VOID document of a number is shown as well; what has none has no picture.
    expect((await as('viewer').get(`${INVOICES}/${number(2)}`)).text).toContain(`${INVOICES}/${number(2)}/view.pdf`);
    await keepInvoice(invoiceFor('adler', number(9)));
    expect((await as('viewer').get(`${INVOICES}/${number(9)}`)).text).not.toContain('<object');
  });

  it('has a document downloaded that is larger than what a function may answer', async () => {
    await keepInvoice(invoiceFor('adler', number(1)));
    const archiveKey = `${SELLER}/2026/${number(1)}.pdf`;
    await world.ports.archive.put(archiveKey, new Uint8Array(4_000_001), 'application/pdf');
    await markIssued(SELLER, number(1), { schema: 1, archiveKey, hash: 'ab'.repeat(32) });
    const { status, headers } = await as('viewer').get(`${INVOICES}/${number(1)}/view.pdf`);
    expect({ status, location: headers['location'] }).toEqual({ status: 303, location: expect.stringContaining('/files/') });
  });

  it.each(['..%2F..%2Fusers.json', '%2e%2e', 'RE-2026-000009', 'RE-2026-000003%00', "RE-2026-000003'--"])(
    'hands on nothing of the number %s',
    async (named) => {
      await issue(3);
      for (const file of ['', '/document.pdf', '/view.pdf', '/invoice.xml', '/invoice.json'])
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
