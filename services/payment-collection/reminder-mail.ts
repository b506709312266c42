import { customerMail } from '../../shared/customer-mail.ts';
import { isByLink } from '../../shared/delivery.ts';
import { letterContent } from '../../shared/dunning/letter-content.ts';
import type { LetterFacts } from '../../shared/dunning/letter-content.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { Message } from '../../shared/mail.ts';

/** What goes along with the mail: the invoice, and the letter where it is a document of its own. */
export interface LetterFiles {
  readonly invoice: Uint8Array;
  readonly letter: Uint8Array | undefined;
  /** Page of the invoice, for who pays by card there or gets links. */
  readonly url: string | undefined;
}

/**
 * The mail that goes after an invoice, in the customer's language, with the letter and the invoice attached. A reminder has a
 * link to the invoice instead, where its customer gets links.
 */
export function reminderMail(invoice: Invoice, { letter, url, ...files }: LetterFiles, facts: LetterFacts): Message {
  const { number, seller, customer, language } = invoice;
  const { case: n, step } = facts;
  const { dunning, document: words, page } = LANGUAGES[language];
  const isLinked = url !== undefined && !letter && isByLink(customer.delivery);
  const isCard = invoice.paymentMeans?.by === 'card';
  const whereItIs = isLinked ? page.mail.isHere(url) : page.mail.attached;
  const { title, iban, asked, before, after, sums } = letterContent(invoice, facts, whereItIs);
  const lines = [...sums, [dunning.sums.asked, asked] as const].map(([label, amount]) => dunning.sum(label, amount));
  const closing = url !== undefined && !isLinked ? [...after.slice(0, -1), page.mail.payByCard(url), ...after.slice(-1)] : after;
  const pdf = (name: string, bytes: Uint8Array) => ({ name: `${name}.pdf`, contentType: 'application/pdf', bytes });
  return customerMail({
    key: `dunning/${number}/${n}/${step.step}`,
    language,
    seller,
    customer,
    subject: dunning.subject(title, number, seller.name),
    title,
    number,
    paragraphs: [...before, ...(sums.length > 1 ? [lines.join('\n')] : []), ...closing],
    facts: [
      ['IBAN', iban],
      [words.reference, number],
    ],
    total: [words.rest, asked],
    at: step.at,
    ...(url === undefined ? {} : { link: { url, label: isCard ? page.mail.pay : page.mail.open } }),
    attachments: [...(letter ? [pdf(`${number}-${n}-${step.step}`, letter)] : []), ...(isLinked ? [] : [pdf(number, files.invoice)])],
  });
}
