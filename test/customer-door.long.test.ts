/** A customer and its links in the product's own door: mails, the page, a payment that lets an order go on, and what ends a link. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { embeddedPorts } from '../local/embedded-ports.ts';
import { verifyLedger } from '../local/commands/verify-ledger.ts';
import { paymentsOf } from '../shared/payments/payment.store.ts';
import { connect } from '../shared/ports.ts';
import { SELLER, SELLER_SECTION, SELLER_YAML } from './support/catalog.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { serving, type Served } from './support/serving.ts';

const CUSTOMER_URL = 'https://pay.kranich.example';
const customer = (id: string, more: string): string => `
  - { id: ${id}, name: ${id} Works, zone: Europe/Vienna, email: pay@${id}.example, ${more},
      address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: AT } }`;
const CATALOG = `${SELLER_YAML.replace(SELLER_SECTION, `${SELLER_SECTION}  privacy: { keepUsageMonths: 1, keepContactsMonths: 1 }\n  orders: { reserveHours: 48 }\n`)}
items: [{ id: mug, name: { de: Becher, en: Mug }, prices: { EUR: 10.00 } }]
customers:${customer('adler', 'language: de, delivery: { by: link }, subscriptions: [{ plan: basic, start: 2026-10-01, end: 2026-11-01 }]')}${customer('falke', 'payment: { method: card, provider: fake, customer: cus_1, paymentMethod: declines, lastDigits: "4242" }')}
`;

describe('a customer with a link', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-door-'));
  const data = join(folder, 'data');
  let served: Served;
  let origin = '';
  const links: Record<'invoice' | 'order', string> = { invoice: '', order: '' };

  const typed = async (now: string, ...args: string[]): Promise<string> => {
    const ended = await commandInTurn([...args, '--data', data, '--now', now], { STEPBILL_CUSTOMER_URL: CUSTOMER_URL });
    if (ended.code !== 0) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
    return ended.stdout;
  };
  beforeAll(async () => {
    process.env['STEPBILL_CUSTOMER_URL'] = CUSTOMER_URL;
    writeFileSync(join(folder, 'shop.yml'), CATALOG);
    writeFileSync(join(folder, 'order.yml'), 'id: o-1\ncustomer: falke\ncurrency: EUR\nlines: [{ item: mug, quantity: 1 }]\n');
    await typed('2026-09-30T08:00:00Z', 'import', join(folder, 'shop.yml'));
    await typed('2026-11-01T08:00:00Z', 'stock', 'receive', 'mug', '10', '--id', 'delivery-1');
    await typed('2026-11-02T05:00:00Z', 'run', '2026-10', '--as', 'schedule');
    await typed('2026-11-02T05:30:00Z', 'order', join(folder, 'order.yml'), '--as', 'shop');
    served = serving(data, '2026-11-02T06:00:00Z', '--no-schedule');
    origin = String((await served.until('serving'))['url']);
  }, 120_000);
  afterAll(async () => {
    delete process.env['STEPBILL_CUSTOMER_URL'];
    await served?.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function mailTo(address: string): Promise<{ text: string; attachments: number }[]> {
    const files = readdirSync(join(data, 'outbox')).filter((name) => name.endsWith('.eml')).sort(); // prettier-ignore
    const mails = await Promise.all(files.map((name) => PostalMime.parse(readFileSync(join(data, 'outbox', name)))));
    return mails
      .filter(({ to }) => to?.some((it) => it.address === address))
      .map(({ text = '', attachments }) => ({ text, attachments: attachments.length }));
  }
  const linkIn = (text: string): string => new RegExp(`${CUSTOMER_URL}(/i/[\\w-]+)`).exec(text)![1]!;
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
    const [mail, ...others] = await mailTo('pay@adler.example');
    expect([mail!.attachments, others]).toEqual([0, []]);
    links.invoice = linkIn(mail!.text);
    expect(await said(links.invoice)).toMatch(/Rechnung RE-2026-000001 Zu zahlen bis 16\. November 2026/);
    const pdf = await get(`${links.invoice}/pdf`);
    expect(pdf.status).toBe(303);
    const file = await get(pdf.headers.get('location')!);
    const filed = readFileSync(join(data, 'archive', SELLER, '2026', 'RE-2026-000001.pdf'));
    expect(Buffer.from(await file.arrayBuffer()).equals(filed)).toBe(true);
  });

  it('is told of a payment that failed with a link to pay again, once, and its order goes on when it has', async () => {
    expect(await orderState()).toBe('invoiced');
    const [mail, ...others] = await mailTo('pay@falke.example');
    expect(others).toEqual([]);
    expect(mail!.text).toMatch(/The payment of your order o-1 failed[^]*You can pay by card here: https/);
    links.order = linkIn(mail!.text);
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
