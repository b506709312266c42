import { customerMail } from '../../shared/customer-mail.ts';
import { isByLink } from '../../shared/delivery.ts';
import type { DoneStep } from '../../shared/dunning/dunning-case.ts';
import type { Letter } from '../../shared/dunning/letter.ts';
import { formatsOf, ibanText } from '../../shared/formats.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { Message } from '../../shared/mail.ts';
import type { InvoiceFiles } from './invoice-mail.ts';

/** What a letter says beside what its step has charged. */
export interface LetterFacts {
  readonly case: number;
  readonly step: DoneStep & { readonly letter: Letter; readonly asked: string; readonly payBy: string };
  /** Fees and interest of the case so far, with those of this letter; "0.00" where there are none. */
  readonly charged: { readonly fees: string; readonly interest: string };
}

/**
 * The mail that goes after an invoice, in the customer's language, with the invoice attached or a link to it.
 *
 * @param url page of the invoice, for who pays by card there or gets links
 */
export function reminderMail(
  invoice: Invoice,
  { pdf, url }: Pick<InvoiceFiles, 'pdf' | 'url'>,
  { case: n, step, charged }: LetterFacts,
): Message {
  const { number, seller, customer, language, currency, totals } = invoice;
  const formats = formatsOf({ language, currency, country: customer.address.country });
  const { dunning, document: words, page } = LANGUAGES[language];
  const isLinked = url !== undefined && isByLink(customer.delivery);
  const isCard = invoice.paymentMeans?.by === 'card';
  const title = dunning.title[step.letter](step.level ?? 1);
  const orNothing = (amount: string): string | undefined => (/[1-9]/.test(amount) ? formats.money(amount) : undefined);
  const named = {
    number,
    issueDate: formats.date(invoice.issueDate),
    dueDate: formats.date(invoice.dueDate),
    payable: formats.money(totals.payable),
    open: formats.money(step.open),
    fees: orNothing(charged.fees),
    interest: orNothing(charged.interest),
    asked: formats.money(step.asked),
    payBy: formats.date(step.payBy),
    iban: ibanText(seller.bank.iban),
    whereItIs: isLinked ? page.mail.isHere(url) : page.mail.attached,
  };
  const text = dunning.text(step.letter, named);
  return customerMail({
    key: `dunning/${number}/${n}/${step.step}`,
    language,
    seller,
    customer,
    subject: dunning.subject(title, number, seller.name),
    title,
    number,
    paragraphs: url !== undefined && !isLinked ? [...text.slice(0, -1), page.mail.payByCard(url), ...text.slice(-1)] : text,
    facts: [
      ['IBAN', named.iban],
      [words.reference, number],
    ],
    total: [words.rest, named.asked],
    at: step.at,
    ...(url === undefined ? {} : { link: { url, label: isCard ? page.mail.pay : page.mail.open } }),
    attachments: isLinked ? [] : [{ name: `${number}.pdf`, contentType: 'application/pdf', bytes: pdf }],
  });
}
