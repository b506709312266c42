import { customerMail } from '../../shared/customer-mail.ts';
import { hasPdf } from '../../shared/delivery.ts';
import { formatsOf, ibanText } from '../../shared/formats.ts';
import type { Invoice } from '../../shared/invoice.ts';
import { LANGUAGES } from '../../shared/languages/languages.ts';
import type { Attachment, Message } from '../../shared/mail.ts';
import { decimal } from '../../shared/money.ts';

/** An invoice as it lies in the archive, and the page that leads to it, where the customer gets that instead. */
export interface InvoiceFiles {
  readonly url?: string | undefined;
  readonly pdf: Uint8Array;
  /** The electronic invoice that is a file of its own, where the customer gets one. */
  readonly xml: Uint8Array | undefined;
}

/**
 * The mail that brings an invoice or a credit note, in the customer's language, with what the customer gets of it attached, or a link to it.
 *
 * @param sentOn instant for the Date header, the same however often the step is repeated
 */
export function invoiceMail(invoice: Invoice, { pdf, xml, url }: InvoiceFiles, sentOn: string): Message {
  const { number, seller, customer, language } = invoice;
  const { mail: texts, document: words, page } = LANGUAGES[language];
  const isCredit = invoice.kind === 'credit-note';
  const { paragraphs, ...said } = saidOf(invoice);
  return customerMail({
    ...said,
    paragraphs: url === undefined ? paragraphs : withLink(invoice, paragraphs, url),
    key: `invoice/${number}`,
    language,
    seller,
    customer,
    subject: (isCredit ? texts.creditNote : texts).subject(number, seller.name),
    title: (isCredit ? words.creditNote : words).title,
    number,
    at: sentOn,
    ...(url === undefined ? {} : { link: { url, label: page.mail.open } }),
    attachments: url !== undefined ? [] : attachmentsOf(invoice, { pdf, xml }),
  });
}

function attachmentsOf({ number, customer }: Invoice, { pdf, xml }: InvoiceFiles): Attachment[] {
  return [
    ...(hasPdf(customer.delivery) ? [{ name: `${number}.pdf`, contentType: 'application/pdf', bytes: pdf }] : []),
    ...(xml ? [{ name: `${number}.xml`, contentType: 'application/xml', bytes: xml }] : []),
  ];
}

/** The second paragraph, behind the salutation, says in every language what is attached: here it says where it is instead. */
function withLink({ number, language, currency, customer, totals, kind }: Invoice, paragraphs: readonly string[], url: string): string[] {
  const { mail } = LANGUAGES[language].page;
  const amount = formatsOf({ language, currency, country: customer.address.country }).money(totals.payable);
  const brings = decimal(totals.payable).isZero()
    ? mail.bringsWithoutAmount(number, url)
    : (kind === 'credit-note' ? mail.bringsCredit : mail.brings)(number, amount, url);
  return [...paragraphs.slice(0, 1), brings, ...paragraphs.slice(2)];
}

type Said = Pick<Parameters<typeof customerMail>[0], 'paragraphs' | 'facts' | 'total'>;

/** What becomes of the money: a transfer is asked for, anything else is said. */
function saidOf({ number, seller, customer, language, currency, totals, dueDate, kind, paymentMeans: means }: Invoice): Said {
  const formats = formatsOf({ language, currency, country: customer.address.country });
  const named = { number, amount: formats.money(totals.payable), dueDate: formats.date(dueDate), iban: ibanText(seller.bank.iban) };
  const { mail: texts, document: words } = LANGUAGES[language];
  if (kind === 'credit-note') {
    const { settlement, total } = words.creditNote;
    return { paragraphs: texts.creditNote.text(named, settlement), facts: [], total: [total, named.amount] };
  }
  if (decimal(totals.payable).isZero()) return { paragraphs: texts.nothingToPay(named), facts: [] };

  const total = [totals.prepaid === undefined ? words.total : words.rest, named.amount] as const;
  const { debit, card } = words.collected;
  if (means?.by === 'direct-debit') {
    const account = ibanText(means.iban);
    return {
      paragraphs: texts.toDebit({ ...named, ...means, iban: account }),
      facts: [
        [debit.on, named.dueDate],
        [debit.account, account],
        [debit.mandate, means.mandate],
        [debit.creditor, means.creditorId],
      ],
      total,
    };
  }
  if (means?.by === 'card') {
    return { paragraphs: texts.toCharge({ ...named, ...means }), facts: [[card.card, card.endingIn(means.lastDigits)]], total };
  }
  return { paragraphs: texts.toPay(named), facts: [[words.due, named.dueDate], ['IBAN', named.iban], [words.reference, number]], total }; // prettier-ignore
}
