/** The door of customers: who has a link sees an invoice, and whoever has none sees nothing and costs a small read. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { browsing, type Shown } from '../../test/support/browsing.ts';
import { SELLER, SELLER_YAML } from '../../test/support/catalog.ts';
import { NOW, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { customerLink, endLinks } from '../../shared/customer-link.store.ts';
import { confirmErasure } from '../../shared/erasure.store.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { beginPayment, tellOutcome } from '../../shared/payments/payment.store.ts';
import type { Outcome } from '../../shared/payments/payment.ts';
import type { Table } from '../../shared/table.ts';
import { handler } from './customer-door.handler.ts';

const CARD = { paymentMeans: { by: 'card', lastDigits: '4242' } } as const;
const browser = browsing(handler, undefined);

let world: Embedded;
beforeEach(async () => {
  process.env['STEPBILL_CUSTOMER_URL'] = 'https://pay.kranich.example';
  world = openEmbedded();
  const yaml = `${SELLER_YAML}customers:
  - { id: adler, name: Adler GmbH, zone: Europe/Vienna, email: pay@adler.example,
      address: { street: Weg 1, postalCode: "1010", city: Wien, country: AT },
      payment: { method: card, provider: fake, customer: cus_1, paymentMethod: declines, lastDigits: "4242" } }
`;
  await keepCatalog(parseCatalog(yaml, 'catalog.yml'));
});
afterEach(() => {
  delete process.env['STEPBILL_CUSTOMER_URL'];
  world.close();
});

/** Where the link of an invoice leads. */
async function linkTo(changes: Partial<Invoice> = {}, payable = '12.00'): Promise<string> {
  const [number] = await issue({ payable, changes });
  return new URL((await customerLink(SELLER, number!))!).pathname;
}
/** The card of the invoice was asked, and this came of it. */
async function declined(
  outcome: Outcome = { state: 'declined', code: 'expired_card', message: 'Expired.' },
  provider: 'fake' | 'stripe' = 'fake',
): Promise<void> {
  const by = { method: 'card', provider, customer: 'cus_1', paymentMethod: 'declines' } as const;
  const begun = await beginPayment(SELLER, { number: 'RE-2026-000001', by, trigger: 'settlement', startedAt: NOW });
  await tellOutcome(SELLER, begun!.payment.id, outcome, { at: NOW });
}
/** What a page says, without its markup. */
const said = ({ text }: Shown): string => text.replace(/<[^>]*>/g, ' ').replace(/[\s\u00a0]+/g, ' ');

describe('who has a link', () => {
  it('sees what is owed, and how it is paid', async () => {
    const page = await browser.get(await linkTo());
    expect(page.status).toBe(200);
    expect(said(page)).toMatch(/Invoice RE-2026-000001 To be paid by 16 November 2026 .* Total due €12\.00/);
    expect(said(page)).toMatch(/Payment by bank transfer .* IBAN AT61 1904 3002 3457 3201 .* Reference RE-2026-000001/);
    expect(page.text).toContain('aria-label="GiroCode');
    expect(page.text).not.toContain('<form');
  });

  it.each([
    { language: 'de', says: /Rechnung RE-2026-000001 Zu zahlen bis 16\. November 2026/, file: 'PDF öffnen' },
    { language: 'fr', says: /Facture RE-2026-000001 À payer au plus tard le 16 novembre 2026/, file: 'Ouvrir le PDF' },
  ] as const)('sees it in its language: $language', async ({ language, says, file }) => {
    const page = await browser.get(await linkTo({ language }));
    expect(page.text).toContain(`<html lang="${language}">`);
    expect(said(page)).toMatch(says);
    expect(page.text).toContain(file);
  });

  it('is told that the card is charged, and may pay by card itself once it was declined', async () => {
    const own = await linkTo(CARD);
    expect(said(await browser.get(own))).toContain('We charge the amount to your card ending in 4242.');
    await declined();
    const page = await browser.get(own);
    expect(said(page)).toMatch(/Pay by card The last payment failed\. Pay €12\.00 by card/);
    expect(page.text).toContain(`<form method="post" action="${own}/pay">`);
    expect(said(page)).not.toContain('IBAN');
  });

  it.each([
    { state: 'pending', says: 'A payment is on its way.' },
    { state: 'unknown', says: 'We are finding out what became of the last payment.' },
  ] as const)('presses nothing while a payment is $state', async ({ state, says }) => {
    const own = await linkTo(CARD);
    await declined({ state });
    const page = await browser.get(own);
    expect(said(page)).toContain(says);
    expect(page.text).not.toMatch(/<form|IBAN/);
  });

  it('sees that it has paid', async () => {
    const own = await linkTo(CARD);
    await declined({ state: 'paid' });
    expect(said(await browser.get(own))).toMatch(/RE-2026-000001 Paid, thank you .* Paid so far €12\.00 Left to pay €0\.00/);
  });

  it('is led to the page of the provider by the address that the provider gave', async () => {
    const own = await linkTo(CARD);
    await declined({ state: 'action-required', url: 'https://pay.stripe.example/1?a=1&b="2"' }, 'stripe');
    const page = await browser.get(`${own}/card`);
    expect(page.text).toContain('content="0; url=https://pay.stripe.example/1?a=1&amp;b=&quot;2&quot;"');
    expect(said(await browser.get(own))).toContain('A payment is begun and not finished.');
  });

  it('is led to no address that no browser should follow', async () => {
    const own = await linkTo(CARD);
    await declined({ state: 'action-required', url: 'javascript:alert(1)' }, 'stripe');
    expect(await browser.get(`${own}/card`)).toMatchObject({ status: 303, headers: { location: own } });
  });

  it('is shown no document but its own, nothing that a script does, and its address to nobody', async () => {
    const page = await browser.get(await linkTo());
    expect(page.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(/^default-src 'none'(?!.*(script|connect|unsafe)).*frame-ancestors 'none'$/),
    });
    expect(page.text).not.toMatch(/<script|style=|https?:\/\//);
    expect(page.cookies).toEqual([]);
  });

  it('sees names as text, whatever they hold', async () => {
    const page = await browser.get(await linkTo({ seller: { ...(await sellerOf()), brand: '<img src=x onerror=alert(1)>' } }));
    expect(page.text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page.text).not.toContain('<img src=x');
  });
  const sellerOf = async (): Promise<Invoice['seller']> => (await import('../../test/support/runs.ts')).invoiceFor('adler', 'RE-1').seller;

  it('is told that a credit note is one, and asked for nothing', async () => {
    const page = await browser.get(await linkTo({ kind: 'credit-note' }));
    expect(said(page)).toMatch(/Credit note RE-2026-000001 Credited to you/);
    expect(page.text).not.toMatch(/IBAN|<form/);
  });
});

describe('a link that leads nowhere', () => {
  it('is answered 404 with a sentence, and nothing but the key of the seller is read for it', async () => {
    const own = await linkTo();
    const reads = counting();
    const wrong = await browser.get(`${own.slice(0, 10)}x${own.slice(11)}`);
    expect(wrong.status).toBe(404);
    expect(said(wrong)).toContain('This link leads nowhere');
    expect(reads).toEqual([`${SELLER}|links`]);
  });

  it.each(['', '/pdf', '/xml', '/logo', '/card'])('does so at all of its addresses: %s', async (rest) => {
    await linkTo();
    const own = `/i/${'x'.repeat(32)}${Buffer.from('1|kranich|RE-2026-000001').toString('base64url')}`;
    expect((await browser.get(own + rest)).status).toBe(404);
    expect((await browser.post(`${own}/pay`, {})).status).toBe(404);
    expect((await browser.post(`${own}/card`, { card: 'pays' })).status).toBe(404);
  });

  it.each([
    { why: 'bytes that are no text', token: '%E0%A4%A' },
    { why: 'a NUL', token: '%00' },
    { why: 'a way out', token: '..%2F..%2Fsellers' },
    { why: 'markup', token: '%3Cscript%3Ealert(1)%3C%2Fscript%3E' },
    { why: 'a hundred thousand characters', token: 'A'.repeat(100_000) },
    { why: 'a seller whose key is another record', token: 'x'.repeat(32) + Buffer.from('1|kranich|runs|x').toString('base64url') },
    { why: 'no seller of ours', token: 'x'.repeat(32) + Buffer.from('1|nobody|RE-1').toString('base64url') },
  ])('is one of $why', async ({ token }) => {
    for (const path of [`/i/${token}`, `/i/${token}/card?declined=<b>`]) {
      const answer = await browser.get(path);
      expect(answer.status).toBe(404);
      expect(answer.text).not.toMatch(/alert|<b>/);
    }
    expect((await browser.post(`/i/${token}/pay`, {})).status).toBe(404);
  });

  it('is told in the language of the browser', async () => {
    const answer = await browser.post('/i/nothing', {}, { 'accept-language': 'de-AT,de;q=0.9,en;q=0.8' });
    expect(answer.text).toContain('<html lang="de">');
    expect(answer.text).toContain('Dieser Link führt nirgendwohin');
  });

  it('is every one that was made before a person ended them', async () => {
    const own = await linkTo();
    await endLinks(SELLER, { by: 'cfo@kranich.example', at: NOW, action: 'links-ended', reason: 'x' });
    expect((await browser.get(own)).status).toBe(404);
  });

  it('is that of a customer who was erased', async () => {
    const own = await linkTo();
    const scope = { closedBefore: '2026-01-01T00:00:00Z', through: '2025-12-31', oldest: '2025-12-31', hasContacts: true };
    await confirmErasure(SELLER, 'adler', scope, { by: 'ops@kranich.example', at: NOW, counts: {} });
    expect((await browser.get(own)).status).toBe(404);
    expect((await browser.get(`${own}/pdf`)).status).toBe(404);
  });

  /** The partitions that are read from here on. */
  function counting(): string[] {
    const reads: string[] = [];
    world.connectWith((table: Table) => ({
      ...table,
      get: (key) => (reads.push(key.pk), table.get(key)),
      query: (query) => (reads.push(query.pk), table.query(query)),
      write: (changes) => table.write(changes),
      append: (records) => table.append(records),
    }));
    return reads;
  }
});

it('hands on its own styles, and no other file of the console', async () => {
  expect(await browser.get('/i/assets/0/customer.css')).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/css; charset=utf-8' },
  });
  expect((await browser.get('/i/assets/0/console.js')).status).toBe(404);
});
