import { formatsOf, ibanText } from '../../shared/formats.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { Invoice } from '../../shared/invoice.ts';
import type { Message } from '../../shared/mail.ts';
import { decimal } from '../../shared/money.ts';

/**
 * The mail that brings an invoice or a credit note, in the customer's language, with the document attached.
 *
 * @param sentOn instant for the Date header, the same however often the step is repeated
 */
export function invoiceMail(invoice: Invoice, pdf: Uint8Array, sentOn: string): Message {
  const { number, seller, customer, language, currency, totals } = invoice;
  const formats = formatsOf({ language, currency, country: customer.address.country });
  const named = { number, amount: formats.money(totals.payable), dueDate: formats.date(invoice.dueDate), iban: ibanText(seller.bank.iban) };
  const means = invoice.paymentMeans;
  const { mail: texts, document: words } = LANGUAGES[language];
  const paragraphs = (): string[] => {
    if (invoice.kind === 'credit-note') return texts.creditNote.text(named, words.creditNote.settlement);
    if (decimal(totals.payable).isZero()) return texts.nothingToPay(named);
    if (means?.by === 'direct-debit') return texts.toDebit({ ...named, ...means, iban: ibanText(means.iban) });
    return means?.by === 'card' ? texts.toCharge({ ...named, ...means }) : texts.toPay(named);
  };
  return {
    key: `${seller.id}/invoice/${number}`,
    from: seller.email,
    to: customer.email,
    subject: (invoice.kind === 'credit-note' ? texts.creditNote : texts).subject(number, seller.name),
    text: [...paragraphs(), seller.name].join('\n\n') + '\n',
    date: new Date(sentOn),
    attachments: [{ name: `${number}.pdf`, contentType: 'application/pdf', bytes: pdf }],
  };
}
