import { customerMail } from '../../shared/customer-mail.ts';
import { formatsOf } from '../../shared/formats.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { Message } from '../../shared/mail.ts';

/**
 * The mail that asks a customer to confirm a payment on the page of the provider, once a payment.
 *
 * @param at instant for the Date header, the same however often the step is repeated
 */
export function authenticationMail(
  invoice: Invoice,
  payment: { readonly id: string; readonly amount: string },
  url: string,
  at: string,
): Message {
  const { number, seller, customer, language, currency } = invoice;
  const { mail, document: words } = LANGUAGES[language];
  const texts = mail.toConfirm;
  const amount = formatsOf({ language, currency, country: customer.address.country }).money(payment.amount);
  return customerMail({
    key: `confirm/${payment.id}`,
    language,
    seller,
    customer,
    subject: texts.subject(number, seller.name),
    title: words.title,
    number,
    paragraphs: texts.text({ number, amount, url }),
    facts: [],
    total: [words.collected.amount, amount],
    link: { url, label: texts.button },
    at,
    attachments: [],
  });
}
