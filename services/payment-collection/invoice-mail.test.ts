import { describe, expect, it } from '@jest/globals';

import { invoiceFor } from '../../test/support/runs.ts';
import { invoiceMail } from './invoice-mail.ts';

const PDF = new Uint8Array([37, 80, 68, 70]);
const FILES = { pdf: PDF, xml: undefined };
const SENT_ON = '2026-11-02T05:00:00Z';

/** The text with the spaces that keep words together as plain ones. */
const textOf = (changes: Parameters<typeof invoiceFor>[2]): string =>
  invoiceMail(invoiceFor('adler', 'RE-2026-000001', changes), FILES, SENT_ON).text.replaceAll('\u00a0', ' ');

describe('the mail of an invoice', () => {
  it('brings the document to the customer, under a key of its own', () => {
    expect(invoiceMail(invoiceFor('adler', 'RE-2026-000001'), FILES, SENT_ON)).toMatchObject({
      key: 'kranich/invoice/RE-2026-000001',
      from: 'billing@kranich.example',
      to: 'pay@adler.example',
      subject: 'Invoice RE-2026-000001 from Kranich Software GmbH',
      date: new Date('2026-11-02T05:00:00Z'),
      attachments: [{ name: 'RE-2026-000001.pdf', contentType: 'application/pdf', bytes: PDF }],
    });
  });

  it.each([
    { files: undefined, names: ['RE-2026-000001.pdf'] },
    { files: ['pdf', 'xrechnung'], names: ['RE-2026-000001.pdf', 'RE-2026-000001.xml'] },
    { files: ['xrechnung'], names: ['RE-2026-000001.xml'] },
  ] as const)('brings what the customer wants of it: $files', ({ files, names }) => {
    const made = invoiceFor('adler', 'RE-2026-000001');
    const invoice = { ...made, customer: { ...made.customer, ...(files ? { delivery: { files: [...files] } } : {}) } };
    const xml = files?.includes('xrechnung') ? new Uint8Array([60]) : undefined;
    expect(invoiceMail(invoice, { pdf: PDF, xml }, SENT_ON).attachments.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    { kind: undefined, language: 'en', says: 'our invoice RE-2026-000001 for €12.00 is here for you: https://x.example/i/t' },
    {
      kind: undefined,
      language: 'de',
      says: 'unsere Rechnung RE-2026-000001 über 12,00 € liegt hier für Sie bereit: https://x.example/i/t',
    },
    { kind: 'credit-note', language: 'fr', says: 'notre facture d’avoir RE-2026-000001 est à votre disposition ici, nous vous créditons 12,00 € : https://x.example/i/t' }, // prettier-ignore
  ] as const)('leads to the document instead of bringing it, where it has a link: $language', ({ kind, language, says }) => {
    const invoice = invoiceFor('adler', 'RE-2026-000001', { language, ...(kind && { kind }) });
    const mail = invoiceMail(invoice, { ...FILES, url: 'https://x.example/i/t' }, SENT_ON);
    expect(mail.attachments).toEqual([]);
    expect(mail.text.replaceAll('\u00a0', ' ')).toContain(`\n\n${says}\n\n`);
    expect(mail.text).not.toMatch(/attached|anbei|ci-joint/);
    expect(mail.html).toContain('href="https://x.example/i/t"');
  });

  it('says how much is to be paid, by when, and where to', () => {
    expect(textOf({})).toBe(
      [
        'Hello,',
        'please find attached our invoice RE-2026-000001 for €12.00.',
        'Please transfer the amount by 16 November 2026 to AT61 1904 3002 3457 3201 with the reference RE-2026-000001.',
        'Kind regards',
        'Kranich Software GmbH\n',
      ].join('\n\n'),
    );
  });

  it.each([
    { language: 'en', says: 'There is nothing to pay.', asks: 'transfer' },
    { language: 'de', says: 'Es ist nichts zu zahlen.', asks: 'überweisen' },
  ] as const)('asks for nothing where credits pay all: $language', ({ language, says, asks }) => {
    const text = textOf({ language, totals: { net: '10.00', tax: '2.00', gross: '12.00', prepaid: '12.00', payable: '0.00' } });
    expect(text).toContain(says);
    expect(text).not.toContain(asks);
  });

  it.each([
    { language: 'en', subject: 'Credit note RE-2026-000001 from', says: 'we credit you €12.00.', asks: 'Please transfer' },
    {
      language: 'de',
      subject: 'Rechnungskorrektur RE-2026-000001 von',
      says: 'Wir schreiben Ihnen 12,00 € gut.',
      asks: 'Bitte überweisen',
    },
    {
      language: 'fr',
      subject: 'Facture d’avoir RE-2026-000001 de',
      says: 'nous vous créditons 12,00 €.',
      asks: 'virer ce montant au plus tard',
    },
  ] as const)('of a credit note says what is credited, and asks for nothing: $language', ({ language, subject, says, asks }) => {
    const note = invoiceFor('adler', 'RE-2026-000001', { language, kind: 'credit-note' });
    expect(invoiceMail(note, FILES, SENT_ON).subject).toContain(subject);
    const text = textOf({ language, kind: 'credit-note' });
    expect(text).toContain(says);
    expect(text).not.toContain(asks);
  });

  it('is German for a German-speaking customer', () => {
    expect(invoiceMail(invoiceFor('adler', 'RE-2026-000001', { language: 'de' }), FILES, SENT_ON).subject).toBe(
      'Rechnung RE-2026-000001 von Kranich Software GmbH',
    );
    const text = textOf({ language: 'de', dueDate: '2026-03-01' });
    expect(text).toContain('über 12,00 €.');
    expect(text).toContain('bis zum 1. März 2026 auf das Konto AT61 1904 3002 3457 3201 mit dem Verwendungszweck RE-2026-000001.');
  });

  it.each([
    {
      language: 'en',
      says: 'We will debit the amount on 16 November 2026 from the account DE75 5121 0800 1245 1261 99 by SEPA direct debit, with mandate M-7 and creditor identifier DE98ZZZ09999999999.',
      asks: 'transfer',
    },
    { language: 'de', says: 'Wir ziehen den Betrag am 16. November 2026 per SEPA-Lastschrift vom Konto DE75', asks: 'überweisen' },
    { language: 'fr', says: 'Nous prélèverons ce montant le 16 novembre 2026 sur le compte DE75', asks: 'virer' },
  ] as const)('announces a direct debit, and asks for nothing: $language', ({ language, says, asks }) => {
    const text = textOf({ language, paymentMeans: { by: 'direct-debit', mandate: 'M-7', creditorId: 'DE98ZZZ09999999999', iban: 'DE75512108001245126199' } }); // prettier-ignore
    expect(text).toContain(says);
    expect(text).not.toContain(asks);
  });

  it('says which card is charged', () => {
    expect(textOf({ paymentMeans: { by: 'card', lastDigits: '4242' } })).toContain('We charge the amount to your card ending in 4242.');
  });

  it('has no decimals in a currency without minor units', () => {
    expect(textOf({ currency: 'JPY', totals: { net: '1000', tax: '200', gross: '1200', payable: '1200' }, language: 'de' })).toContain(
      'über 1.200 JPY.',
    );
  });
});
