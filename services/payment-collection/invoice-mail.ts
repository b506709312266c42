import type { Invoice } from '../../shared/invoice.ts';
import type { Message } from '../../shared/mail.ts';

const WORDS = {
  de: {
    subject: (invoice: Invoice) => `Rechnung ${invoice.number} von ${invoice.seller.name}`,
    body: (invoice: Invoice) => [
      'Guten Tag,',
      `anbei erhalten Sie unsere Rechnung ${invoice.number} über ${invoice.totals.payable.replace('.', ',')} ${invoice.currency}.`,
      `Bitte überweisen Sie den Betrag bis zum ${germanDate(invoice.dueDate)} auf das Konto ${invoice.seller.bank.iban} mit dem Verwendungszweck ${invoice.number}.`,
      'Freundliche Grüße',
    ],
  },
  en: {
    subject: (invoice: Invoice) => `Invoice ${invoice.number} from ${invoice.seller.name}`,
    body: (invoice: Invoice) => [
      'Hello,',
      `please find attached our invoice ${invoice.number} over ${invoice.currency} ${invoice.totals.payable}.`,
      `Please transfer the amount by ${invoice.dueDate} to ${invoice.seller.bank.iban} with the reference ${invoice.number}.`,
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
  const words = WORDS[invoice.language];
  return {
    key: `${invoice.seller.id}/invoice/${invoice.number}`,
    from: invoice.seller.email,
    to: invoice.customer.email,
    subject: words.subject(invoice),
    text: [...words.body(invoice), invoice.seller.name].join('\n\n') + '\n',
    date: new Date(sentOn),
    attachments: [{ name: `${invoice.number}.pdf`, contentType: 'application/pdf', bytes: pdf }],
  };
}

function germanDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${Number(day)}.${Number(month)}.${year}`;
}
