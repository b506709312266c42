import { formatsOf, ibanText } from '../../shared/formats.ts';
import type { Invoice } from '../../shared/invoice.ts';
import type { Message } from '../../shared/mail.ts';
import { decimal } from '../../shared/money.ts';

/** What a mail names, written as the document writes it. */
interface Named {
  readonly number: string;
  readonly amount: string;
  readonly dueDate: string;
  readonly iban: string;
}

const WORDS = {
  de: {
    subject: 'Rechnung',
    from: 'von',
    body: ({ number, amount, dueDate, iban }: Named) => [
      'Guten Tag,',
      `anbei erhalten Sie unsere Rechnung ${number} über ${amount}.`,
      `Bitte überweisen Sie den Betrag bis zum ${dueDate} auf das Konto ${iban} mit dem Verwendungszweck ${number}.`,
      'Freundliche Grüße',
    ],
    nothingToPay: ({ number }: Named) => [
      'Guten Tag,',
      `anbei erhalten Sie unsere Rechnung ${number}.`,
      'Es ist nichts zu zahlen.',
      'Freundliche Grüße',
    ],
  },
  en: {
    subject: 'Invoice',
    from: 'from',
    body: ({ number, amount, dueDate, iban }: Named) => [
      'Hello,',
      `please find attached our invoice ${number} for ${amount}.`,
      `Please transfer the amount by ${dueDate} to ${iban} with the reference ${number}.`,
      'Kind regards',
    ],
    nothingToPay: ({ number }: Named) => [
      'Hello,',
      `please find attached our invoice ${number}.`,
      'There is nothing to pay.',
      'Kind regards',
    ],
  },
} as const;

/**
 * The mail that brings an invoice, in the customer's language, with the document attached.
 *
 * @param sentOn instant for the Date header, the same however often the step is repeated
 */
export function invoiceMail(invoice: Invoice, pdf: Uint8Array, sentOn: string): Message {
  const { number, seller, customer, language, currency, totals } = invoice;
  const words = WORDS[language];
  const formats = formatsOf({ language, currency, country: customer.address.country });
  const named = { number, amount: formats.money(totals.payable), dueDate: formats.date(invoice.dueDate), iban: ibanText(seller.bank.iban) };
  return {
    key: `${seller.id}/invoice/${number}`,
    from: seller.email,
    to: customer.email,
    subject: `${words.subject} ${number} ${words.from} ${seller.name}`,
    text: [...(decimal(totals.payable).isZero() ? words.nothingToPay : words.body)(named), seller.name].join('\n\n') + '\n',
    date: new Date(sentOn),
    attachments: [{ name: `${number}.pdf`, contentType: 'application/pdf', bytes: pdf }],
  };
}
