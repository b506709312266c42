/** A customer and its links in the product's own door: mails, the page, a payment that lets an order go on, and what ends a link. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { embeddedPorts } from '../local/embedded-ports.ts';
import { verifyLedger } from '../local/commands/verify-ledger.ts';
import { paymentsOf } from '../shared/payments/payment.store.ts';
import { connect } from '../shared/ports.ts';
import { SELLER } from './support/catalog.ts';
import { mailTo, openLinkedShop, typedAt } from './support/linked-shop.ts';
import { serving, type Served } from './support/serving.ts';

describe('a customer with a link', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-door-'));
  const data = join(folder, 'data');
  let served: Served;
  let origin = '';
  const links: Record<'invoice' | 'order', string> = { invoice: '', order: '' };

  const typed = (now: string, ...args: string[]): Promise<string> => typedAt(data, now, ...args);
  beforeAll(async () => {
    await openLinkedShop(folder);
    served = serving(data, '2026-11-02T06:00:00Z', '--no-schedule');
    origin = String((await served.until('serving'))['url']);
  }, 120_000);
  afterAll(async () => {
    await served?.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (path: string): Promise<Response> => fetch(origin + path, { redirect: 'manual' });
  const post = (path: string, body = ''): Promise<Response> =>
    fetch(origin + path, { method: 'POST', redirect: 'manual', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  const said = async (path: string): Promise<string> =>
    (await (await get(path)).text()).replace(/<[^>]*>/g, ' ').replace(/[\s\u00a0]+/g, ' ');
  async function until(what: () => Promise<boolean>): Promise<void> {
    while (!(await what())) await setTimeout(200);
  }
  const orderState = async (): Promise<string> =>
    (JSON.parse(await typed('2026-11-02T07:00:00Z', 'orders', 'show', 'o-1', '--json')) as { state: string }).state;

  it('gets a mail without the document, whose link leads to it', async () => {
    const { attachments, link } = await mailTo(data, 'pay@adler.example');
    expect(attachments).toBe(0);
    links.invoice = link;
    expect(await said(links.invoice)).toMatch(/Rechnung RE-2026-000001 Zu zahlen bis 16\. November 2026/);
    const pdf = await get(`${links.invoice}/pdf`);
    expect(pdf.status).toBe(303);
    const file = await get(pdf.headers.get('location')!);
    const filed = readFileSync(join(data, 'archive', SELLER, '2026', 'RE-2026-000001.pdf'));
    expect(Buffer.from(await file.arrayBuffer()).equals(filed)).toBe(true);
  });

  it('is told of a payment that failed with a link to pay again, once, and its order goes on when it has', async () => {
    expect(await orderState()).toBe('invoiced');
    const { text, link } = await mailTo(data, 'pay@falke.example');
    expect(text).toMatch(/The payment of your order o-1 failed[^]*You can pay by card here: https/);
    links.order = link;
    expect(await said(links.order)).toMatch(/Pay €12\.00 by card .* We keep the goods for you until 4 November 2026/);

    const pressed = await Promise.all([1, 2, 3, 4].map(() => post(`${links.order}/pay`)));
    expect(pressed.map(({ status, headers }) => [status, headers.get('location')])).toEqual(
      [1, 2, 3, 4].map(() => [303, `${links.order}/card`]),
    );
    expect((await post(`${links.order}/card`, 'card=declines')).headers.get('location')).toBe(`${links.order}/card?declined`);
    expect(await said(`${links.order}/card?declined`)).toContain('The card was declined. Try again.');
    expect(await orderState()).toBe('invoiced');

    const paid = await Promise.all([1, 2, 3].map(() => post(`${links.order}/card`, 'card=pays')));
    expect(new Set(paid.map(({ status }) => status))).toEqual(new Set([303]));
    expect(await said(links.order)).toContain('Paid, thank you');
    await until(async () => (await orderState()) === 'confirmed');
    expect(await said(`${links.order}/card`)).not.toContain('Trial payment');
  }, 60_000);

  it('has nothing of what another would see, however the link is changed', async () => {
    for (const changed of [
      `${links.order.slice(0, -1)}A`,
      links.order.replace('/i/', '/i/A'),
      links.order.slice(0, -4),
      '/i/x',
      '/i/x/pdf',
    ])
      expect((await get(changed)).status).toBe(404);
    expect((await get(`${links.order}/../console`)).status).not.toBe(200);
  });

  it('finds it ended once it is erased, and once a person has ended all', async () => {
    await typed('2027-03-02T06:00:00Z', 'erase', 'adler', '--yes', '--as', 'privacy@kranich.example');
    expect((await get(links.invoice)).status).toBe(404);
    expect((await get(links.order)).status).toBe(200);
    await typed('2026-11-02T08:00:00Z', 'mail', 'end-links', '--reason', 'A mailbox was broken into', '--as', 'cfo@kranich.example');
    expect((await get(links.order)).status).toBe(404);
    expect((await post(`${links.order}/pay`)).status).toBe(404);
    const anew = await typed('2026-11-02T08:01:00Z', 'mail', 'link', 'RE-2026-000002');
    expect((await get(new URL(anew.trim()).pathname)).status).toBe(200);
  }, 60_000);

  it('was charged once, and the ledger adds up', async () => {
    await served.stop('SIGINT');
    const ports = embeddedPorts(data);
    connect(ports);
    try {
      const payments = await paymentsOf(SELLER, 'RE-2026-000002');
      expect(payments.map(({ outcome }) => outcome?.state)).toEqual(['declined', 'paid']);
      expect((await verifyLedger(SELLER)).problems).toEqual([]);
    } finally {
      connect(undefined);
      ports.close();
    }
  });
});
