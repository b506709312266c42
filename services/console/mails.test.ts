import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { invoiceFor } from '../../test/support/runs.ts';
import { fixClock } from '../../shared/clock.ts';
import { customerMail } from '../../shared/customer-mail.ts';
import type { Message } from '../../shared/mail.ts';
import { connect, mail } from '../../shared/ports.ts';
import type { Role } from '../../shared/signed-in.ts';
import { handler } from './console.handler.ts';

const MAILS = `/sellers/${SELLER}/mails`;
const ADDRESS = 'pay@adler.example';
const as = (role: Role = 'biller'): Browsing => browsing(handler, { email: `${role}@kranich.example`, role });

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
});
afterEach(() => world.close());

function mailOf(number: string): Message {
  const { seller, customer, language } = invoiceFor('adler', number);
  const xml = { name: `${number}.xml`, contentType: 'application/xml', bytes: Buffer.from(`<invoice n="${number}"/>`) };
  const said = { title: 'Rechnung', number, paragraphs: ['Guten Tag,', 'über 12 € <script>alert(1)</script>', 'Grüße'], facts: [] };
  return customerMail({ ...said, key: `invoice/${number}`, subject: `Rechnung für März ${number}`, seller, customer, language, at: '2026-11-02T05:00:00Z', attachments: [xml] }); // prettier-ignore
}

/** Sends it at a minute of 3 November. */
async function sentAt(minute: string, number: string): Promise<void> {
  fixClock(new Date(`2026-11-03T08:${minute}:00Z`));
  await mail().send(mailOf(number));
}

describe('the outbox', () => {
  it('lists mails in the order of time, the latest first, and says when there are none', async () => {
    expect((await as('viewer').get(MAILS)).text).toContain('No mail yet');
    await sentAt('10', 'RE-2026-000002');
    await sentAt('20', 'RE-2026-000001');
    const { text } = await as('viewer').get(MAILS);
    expect(text.match(/Rechnung für März RE-2026-00000\d/g)).toEqual([
      'Rechnung für März RE-2026-000001',
      'Rechnung für März RE-2026-000002',
    ]);
    expect(text).toContain(ADDRESS);
  });

  it('opens a mail: headers, text, and what is attached', async () => {
    await sentAt('10', 'RE-2026-000001');
    const key = encodeURIComponent('invoice/RE-2026-000001');
    const { text } = await as('viewer').get(`${MAILS}/one?key=${key}`);
    expect(text).toContain('<dd>Rechnung für März RE-2026-000001</dd>');
    expect(text).toContain('über 12 € &lt;script&gt;');
    expect(text).toContain(`<iframe class="letter" sandbox`);
    const xml = await as('viewer').get(`${MAILS}/attachment.bin?key=${key}&n=0`);
    expect([xml.status, xml.text]).toEqual([200, '<invoice n="RE-2026-000001"/>']);
    expect(xml.headers['content-disposition']).toBe('attachment; filename="RE-2026-000001.xml"');
    expect((await as('viewer').get(`${MAILS}/attachment.bin?key=${key}&n=1`)).status).toBe(404);
  });

  it('shows the page of a mail where it can run, load and send nothing', async () => {
    await sentAt('10', 'RE-2026-000001');
    const { text, headers } = await as('viewer').get(`${MAILS}/page.html?key=${encodeURIComponent('invoice/RE-2026-000001')}`);
    expect(text).toContain('<!doctype html>');
    expect(headers['content-security-policy']).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'");
  });

  it.each(['invoice/RE-2026-000009', '', '../table.db'])('has no mail under %j', async (key) => {
    expect((await as('viewer').get(`${MAILS}/one?key=${encodeURIComponent(key)}`)).status).toBe(404);
  });

  it('is not there where mails have left', async () => {
    connect({ ...world.ports, outbox: undefined });
    expect((await as('viewer').get(MAILS)).text).toContain('have left by SES');
  });
});

describe('an address', () => {
  it('is marked with a reason, shows what is held back, and is cleared', async () => {
    const person = as();
    await person.get(MAILS);
    expect((await person.post(MAILS, { decision: 'mark', address: ADDRESS, reason: 'They moved' })).status).toBe(303);
    expect((await person.get(MAILS)).text).toContain(`Nothing is sent to ${ADDRESS}`);
    expect((await person.post(MAILS, { decision: 'clear', address: ADDRESS, reason: 'A new box' })).status).toBe(303);
    expect((await person.get(MAILS)).text).not.toContain('Nothing is sent to pay');
  });

  it.each([
    { fields: { decision: 'mark', address: 'nobody', reason: 'x' }, says: 'Name one mail address.' },
    { fields: { decision: 'mark', address: ADDRESS, reason: '' }, says: 'Say why' },
  ])('is not marked without $says', async ({ fields, says }) => {
    const person = as();
    await person.get(MAILS);
    expect(await person.post(MAILS, fields)).toMatchObject({ status: 400, text: expect.stringContaining(says) });
  });

  it('is for a biller to decide on', async () => {
    const person = as('viewer');
    expect((await person.get(MAILS)).text).not.toContain('Mark the address');
    expect((await person.post(MAILS, { decision: 'mark', address: ADDRESS, reason: 'x' })).status).toBe(403);
  });
});
