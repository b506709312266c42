import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';

import { SELLER } from '../../test/support/catalog.ts';
import { failingOnce, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { invoiceFor, keepIssued, keepRendered, keepVoided } from '../../test/support/runs.ts';
import { customerLink } from '../../shared/customer-link.store.ts';
import { keepInvoice, markIssued, requireFact } from '../../shared/invoice.store.ts';
import { archive } from '../../shared/ports.ts';
import { handler } from './send-invoice.handler.ts';

const NUMBER = 'RE-2026-000001';
const INPUT = { sellerId: SELLER, number: NUMBER, enteredAt: '2026-11-02T05:00:00Z' };

describe('SendInvoice', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  const mails = (): string[] => Object.keys(world.picture().mails);
  const sent = (): Promise<unknown> => requireFact(SELLER, NUMBER, 'sent');

  it('sends the document to the customer and records to whom and when', async () => {
    await keepIssued(invoiceFor('adler', NUMBER));
    expect(await handler(INPUT)).toBeNull();
    expect(mails()).toEqual([expect.stringMatching(/^kranich-invoice-RE-2026-000001-[0-9a-f]{12}\.eml$/)]);
    expect(await sent()).toMatchObject({ to: 'pay@adler.example', sentAt: '2026-11-02T05:00:00Z' });
  });

  it('sends nothing the second time, and changes nothing', async () => {
    await keepIssued(invoiceFor('adler', NUMBER));
    await handler(INPUT);
    const before = world.picture();
    await handler(INPUT);
    await handler({ ...INPUT, enteredAt: '2026-11-03T05:00:00Z' });
    expect(world.picture()).toEqual(before);
  });

  it('leaves one mail and one record of it when it runs twice at once', async () => {
    await keepIssued(invoiceFor('adler', NUMBER));
    await Promise.all([retried(() => handler(INPUT)), retried(() => handler(INPUT))]);
    expect(mails()).toHaveLength(1);
    expect(world.records().filter(({ sk }) => sk === 'sent')).toMatchObject([{ version: 1 }]);
  });

  it.each([
    { nth: 1, write: 'its claim', failure: 'before the write' },
    { nth: 1, write: 'its claim', failure: 'after the write' },
    { nth: 2, write: 'its fate', failure: 'before the write' },
    { nth: 2, write: 'its fate', failure: 'after the write' },
    { nth: 3, write: 'the fact', failure: 'before the write' },
    { nth: 3, write: 'the fact', failure: 'after the write' },
  ] as const)('leaves one mail when the connection breaks at $write, $failure, and the step runs again', async ({ nth, failure }) => {
    await keepIssued(invoiceFor('adler', NUMBER));
    world.connectWith((table) => failingOnce(table, failure, nth));
    await expect(handler(INPUT)).rejects.toMatchObject({ name: 'TransientError' });
    await handler(INPUT);
    expect(mails()).toHaveLength(1);
    expect(await sent()).toMatchObject({ to: 'pay@adler.example' });
  });

  it('files the electronic invoice that the customer gets, and sends what was filed', async () => {
    const made = invoiceFor('adler', NUMBER);
    await keepIssued({ ...made, customer: { ...made.customer, buyerReference: 'KST 4711', delivery: { files: ['xrechnung'] } } });
    const key = `${SELLER}/2026/${NUMBER}.xml`;
    await archive().put(key, Buffer.from('<as-an-earlier-version-wrote-it/>'), 'application/xml');
    await handler(INPUT);
    const [name] = mails();
    const sentMail = readFileSync(join(world.folder, 'outbox', name!), 'latin1');
    expect(sentMail).toContain(Buffer.from('<as-an-earlier-version-wrote-it/>').toString('base64'));
    expect(sentMail).not.toContain('application/pdf');
  });

  it('refuses an electronic invoice that would be none: InvalidInputError naming what is missing', async () => {
    const made = invoiceFor('adler', NUMBER);
    await keepIssued({ ...made, customer: { ...made.customer, delivery: { files: ['xrechnung'] } } });
    await expect(handler(INPUT)).rejects.toMatchObject({ name: 'InvalidInputError', message: expect.stringContaining('Leitweg-ID') });
    expect(mails()).toEqual([]);
  });

  describe('to a customer who gets links', () => {
    const made = invoiceFor('adler', NUMBER);
    const byLink = { ...made, customer: { ...made.customer, delivery: { by: 'link' as const } } };
    afterEach(() => void delete process.env['STEPBILL_CUSTOMER_URL']);
    async function mail(): Promise<{ text: string; attachments: number }> {
      const [name, ...others] = mails();
      expect(others).toEqual([]);
      const { text = '', attachments } = await PostalMime.parse(readFileSync(join(world.folder, 'outbox', name!)));
      return { text, attachments: attachments.length };
    }

    it.each([1, 2, 3, 4].flatMap((nth) => (['before the write', 'after the write'] as const).map((failure) => ({ nth, failure }))))(
      'sends one, with the link that stays, when the connection breaks at write $nth, $failure',
      async ({ nth, failure }) => {
        process.env['STEPBILL_CUSTOMER_URL'] = 'https://pay.kranich.example';
        await keepIssued(byLink);
        world.connectWith((table) => failingOnce(table, failure, nth));
        await retried(() => handler(INPUT));
        const { text, attachments } = await mail();
        expect(attachments).toBe(0);
        expect(text).toContain(`is here for you: ${await customerLink(SELLER, NUMBER)}`);
      },
    );

    it('attaches the document where nobody said where a link would lead', async () => {
      await keepIssued(byLink);
      await handler(INPUT);
      expect(await mail()).toMatchObject({ attachments: 1, text: expect.stringContaining('please find attached') });
    });
  });

  it('sends no VOID document', async () => {
    await keepVoided('adler', NUMBER);
    const before = world.picture();
    expect(await handler(INPUT)).toBeNull();
    expect(world.picture()).toEqual(before);
  });

  it('refuses an invoice that is not issued: NotFoundError, and sends nothing', async () => {
    await keepRendered(invoiceFor('adler', NUMBER));
    await expect(handler(INPUT)).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(mails()).toEqual([]);
  });

  it('refuses a document that the archive does not hold: NotFoundError, and sends nothing', async () => {
    await keepInvoice(invoiceFor('adler', NUMBER));
    await markIssued(SELLER, NUMBER, { schema: 1, archiveKey: 'kranich/2026/lost.pdf', hash: 'ab' });
    await expect(handler(INPUT)).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(mails()).toEqual([]);
  });

  it('refuses a moment that is none: InvalidInputError', async () => {
    await expect(handler({ ...INPUT, enteredAt: 'now' })).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});
