import { type Formats, ibanText, longDate, vatIdText } from '../../shared/formats.ts';
import type { LetterContent, WrittenLetter } from '../../shared/dunning/letter-content.ts';
import type { CustomerParty, DraftContent, Invoice, SellerParty } from '../../shared/invoice.ts';
import { decimal } from '../../shared/money.ts';
import type { DateSpan } from '../../shared/period.ts';
import type { StatementOfAccount } from '../../shared/receivables/statement.ts';
import type { VoidDocument } from '../../shared/void-document.ts';
import { widthOf } from './inter-font.ts';
import type { Letter, MetaRow, Piece } from './letter.ts';
import { EDGE } from './sheet.ts';
import { STYLE } from './type-styles.ts';
import type { Words } from '../../shared/languages/language-texts.ts';

/** What the letter of an invoice says: its number, its dates, and where to pay. */
export function invoiceLetter(invoice: Invoice, formats: Formats, words: Words): Letter {
  if (invoice.kind === 'credit-note') return creditNoteLetter(invoice, formats, words);
  const { language, seller, customer, number, issueDate, dueDate, period, totals } = invoice;
  const { before, beforeShort, between, after } = words.intro;
  const rest = [...strong(formats.money(totals.payable)), ...plain(between), ...strong(formats.date(dueDate)), ...plain(after)];
  return {
    language,
    seller,
    addressee: customer,
    title: words.title,
    aside: number,
    name: `${words.title} ${number}`,
    meta: [
      { label: words.number, value: number, style: STYLE.smallMedium },
      { label: words.date, value: formats.date(issueDate) },
      ...serviceAndParties(period, seller, customer, formats, words),
    ],
    intro: isPayable(invoice) ? fittingSentence(before(formats.span(period)), beforeShort, rest) : plain(words.nothingToPay),
    footer: [companyLines(seller), seller.management, bankLines(seller)],
    createdAt: startOf(issueDate),
  };
}

/**
 * What the letter of a credit note says: which invoice it corrects, and what is credited. Where there are several, they
 * are listed below the table, since the head has no room for them.
 *
 * @see docs/sources.md#credit-notes
 */
function creditNoteLetter(creditNote: Invoice, formats: Formats, words: Words): Letter {
  const { language, seller, customer, number, issueDate, period, totals, precedingInvoices = [] } = creditNote;
  const [only, ...others] = precedingInvoices;
  const { title, corrects: label, correctsDate, intro, several } = words.creditNote;
  const corrected = only && others.length === 0 ? only : undefined;
  return {
    language,
    seller,
    addressee: customer,
    title,
    aside: number,
    name: `${title} ${number}`,
    meta: [
      { label: words.number, value: number, style: STYLE.smallMedium },
      { label: words.date, value: formats.date(issueDate) },
      ...(corrected
        ? [
            { label, value: corrected.number },
            { label: correctsDate, value: formats.date(corrected.issueDate) },
          ]
        : []),
      ...serviceAndParties(period, seller, customer, formats, words),
    ],
    intro: [
      ...plain(corrected ? intro.before(corrected.number) : several.intro),
      ...strong(formats.money(totals.payable)),
      ...plain(intro.after),
    ],
    footer: [companyLines(seller), seller.management, bankLines(seller)],
    createdAt: startOf(issueDate),
  };
}

/**
 * What the letter of a draft says: that it is one, at head and foot of every page. It has no number and no dates
 * yet, and names no account, so that nobody pays it.
 *
 * @see docs/sources.md#unduly-shown-tax
 */
export function draftLetter(draft: DraftContent, formats: Formats, words: Words): Letter {
  const { language, seller, customer, period, totals } = draft;
  const { mark, aside, nameFor, warning, number, intro, nothingToPay } = words.draft;
  const amount = strong(formats.money(totals.payable));
  return {
    language,
    seller,
    addressee: customer,
    title: mark,
    aside,
    name: nameFor(customer.id),
    meta: [{ label: words.number, value: number, style: STYLE.smallGrey }, ...serviceAndParties(period, seller, customer, formats, words)],
    intro: introOf(),
    footer: [companyLines(seller), seller.management],
    // The one day a draft has that does not depend on when it was made.
    createdAt: startOf(period.last),
    band: { mark, warning },
  };

  function introOf(): Piece[] {
    const credited = words.creditNote.draft;
    if (draft.kind === 'credit-note') return [...plain(credited.before), ...amount, ...plain(credited.after)];
    if (!isPayable(draft)) return plain(nothingToPay);
    return fittingSentence(intro.before(formats.span(period)), intro.beforeShort, [...amount, ...plain(intro.after)]);
  }
}

/** What the letter of a VOID document says: a record for the books, to nobody, that names the customer by id alone. */
export function voidLetter(document: VoidDocument, words: Words): Letter {
  const { language, seller, number, issueDate, customerId, decidedAt } = document;
  const { title, noInvoice, nothingOwed } = words.void;
  return {
    language,
    seller,
    title,
    aside: number,
    name: `${title} ${number}`,
    meta: [
      { label: words.number, value: number, style: STYLE.smallMedium },
      { label: words.date, value: longDate(issueDate, language) },
      { label: words.customerNumber, value: customerId },
      ...sellerIds(seller, words),
    ],
    intro: [...plain(`${noInvoice} `), ...strong(nothingOwed)],
    footer: [companyLines(seller), seller.management],
    createdAt: decidedAt,
  };
}

/** What the letter of a statement of account says: over which days, and when it was looked at. */
export function statementLetter({ seller, customer, language, from, to, day }: StatementOfAccount, formats: Formats, words: Words): Letter {
  const { title, intro } = words.statement;
  const span = formats.span({ first: from, last: to });
  return {
    language,
    seller,
    addressee: customer,
    title,
    aside: customer.id,
    name: `${title} ${customer.id}`,
    meta: [
      { label: words.date, value: formats.date(day) },
      { label: words.customerNumber, value: customer.id },
      ...sellerIds(seller, words),
    ],
    intro: plain(intro(span, formats.date(day))),
    footer: [companyLines(seller), seller.management, bankLines(seller)],
    createdAt: startOf(day),
  };
}

/** What the letter of a dunning letter says around its text: of which invoice, and from when it is. The salutation is its intro. */
export function dunningLetter(
  { language, seller, customer, number, issueDate, dueDate }: Invoice,
  { said, step }: { readonly said: LetterContent; readonly step: WrittenLetter },
  formats: Formats,
  words: Words,
): Letter {
  return {
    language,
    seller,
    addressee: customer,
    title: said.title,
    aside: number,
    name: `${said.title} ${number}`,
    meta: [
      { label: words.date, value: formats.date(step.day), style: STYLE.smallMedium },
      { label: words.title, value: number },
      { label: words.creditNote.correctsDate, value: formats.date(issueDate) },
      { label: words.due, value: formats.date(dueDate) },
      { label: words.customerNumber, value: customer.id },
      ...optional(words.yourOrder, customer.purchaseOrder),
      ...sellerIds(seller, words),
    ],
    intro: plain(said.before[0] ?? ''),
    footer: [companyLines(seller), seller.management, bankLines(seller)],
    createdAt: startOf(step.day),
  };
}

function isPayable({ totals }: DraftContent): boolean {
  return decimal(totals.payable).gt(0);
}

function serviceAndParties(period: DateSpan, seller: SellerParty, customer: CustomerParty, formats: Formats, words: Words): MetaRow[] {
  return [
    { label: words.servicePeriod, value: formats.shortSpan(period) },
    { label: words.customerNumber, value: customer.id },
    ...optional(words.yourOrder, customer.purchaseOrder),
    ...optional(words.yourVatId, customer.vatId && vatIdText(customer.vatId)),
    ...sellerIds(seller, words),
  ];
}

function sellerIds({ vatId, taxNumber }: SellerParty, words: Words): MetaRow[] {
  return vatId === undefined ? optional(words.ourTaxNumber, taxNumber) : optional(words.ourVatId, vatIdText(vatId));
}

function optional(label: string, value: string | undefined): MetaRow[] {
  return value === undefined ? [] : [{ label, value }];
}

function companyLines({ name, registration }: SellerParty): string[] {
  return [name, ...registration];
}

function bankLines({ bank: { bank, iban, bic } }: SellerParty): string[] {
  return [bank, ibanText(iban), `BIC ${bic}`];
}

/** The sentence with its long beginning, or the short one where a line has no room for it. */
function fittingSentence(long: string, short: string, rest: readonly Piece[]): Piece[] {
  const sentence = [...plain(long), ...rest];
  const width = sentence.reduce((sum, { text, style }) => sum + widthOf(text, style), 0);
  return width <= EDGE.right - EDGE.left ? sentence : [...plain(short), ...rest];
}

const plain = (text: string): Piece[] => [{ text, style: STYLE.body }];
const strong = (text: string): Piece[] => [{ text, style: STYLE.bodyStrong }];

function startOf(date: string): string {
  return `${date}T00:00:00Z`;
}
