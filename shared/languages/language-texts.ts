import type { TaxCategory } from '../document-terms.ts';
import type { AggregationName } from '../aggregation-name.ts';
import type { DunningTexts } from './dunning-texts.ts';
import type { PartKind } from '../part-kind.ts';
import type { OrderTexts } from './order-texts.ts';
import type { PageTexts } from './page-texts.ts';
import type { Movement } from '../receivables/statement.ts';

/** No-break space: inside dates, between a number and its unit or currency. */
export const NBSP = '\u00A0';

/** All that a language says in documents and mails: another language is another file like those beside this one. */
export interface LanguageTexts {
  readonly figures: FigureTexts;
  readonly document: Words;
  readonly charges: ChargeTexts;
  readonly mail: MailTexts;
  readonly dunning: DunningTexts;
  readonly orders: OrderTexts;
  readonly page: PageTexts;
  readonly taxReasons: TaxReasons;
}

/** How numbers and dates are written. */
export interface FigureTexts {
  readonly thousands: string;
  readonly decimal: string;
  /** Whether the currency stands behind an amount, and a space before a percent sign. */
  readonly isCurrencyBehind: boolean;
  /** Currencies that a sign names; others are written by their code. */
  readonly symbols: Readonly<Record<string, string>>;
  readonly day: (day: string) => string;
  readonly until: string;
  readonly months: readonly string[];
  readonly shortMonths: readonly string[];
}

/** What pricing calls its lines and discounts. */
export interface ChargeTexts {
  readonly correction: string;
  readonly minimumSpend: string;
  readonly commitment: string;
  readonly maximumReached: string;
  readonly planMaximumReached: string;
}

/** What a mail names, written as the document writes it. */
export interface NamedInMail {
  readonly number: string;
  readonly amount: string;
  readonly dueDate: string;
  readonly iban: string;
}

/** Why no tax is charged, as documents say it. */
export interface TaxReasons {
  readonly reverseCharge: string;
  readonly intraCommunity: string;
  readonly export: string;
  readonly exportElsewhere: string;
  readonly suppliedAbroad: string;
  readonly notRegistered: string;
  /** @param law that exempts a small business, as its country cites it */
  readonly smallBusiness: (law: string) => string;
  /** The law where its country's own citation is not known. */
  readonly smallBusinessLaw: string;
}

/** The mail that brings a document, paragraph by paragraph. */
export interface MailTexts {
  readonly subject: (number: string, seller: string) => string;
  readonly toPay: (named: NamedInMail) => string[];
  /** The account that is debited is `iban`. */
  readonly toDebit: (named: NamedInMail & { readonly mandate: string; readonly creditorId: string }) => string[];
  readonly toCharge: (named: NamedInMail & { readonly lastDigits: string }) => string[];
  readonly nothingToPay: (named: NamedInMail) => string[];
  /** Where the customer has to confirm a payment on the page of its provider. */
  readonly toConfirm: {
    readonly button: string;
    readonly subject: (number: string, seller: string) => string;
    readonly text: (named: { readonly number: string; readonly amount: string; readonly url: string }) => string[];
  };
  readonly creditNote: {
    readonly subject: (number: string, seller: string) => string;
    /** @param settlement what becomes of the money, as the document says it */
    readonly text: (named: NamedInMail, settlement: string) => string[];
  };
}

/** All words of a document. Figures come formatted. */
export interface Words {
  readonly title: string;
  readonly number: string;
  readonly date: string;
  readonly servicePeriod: string;
  readonly customerNumber: string;
  readonly yourOrder: string;
  readonly yourVatId: string;
  readonly ourVatId: string;
  readonly ourTaxNumber: string;
  /** Words before and between the amount and the due date. */
  readonly intro: {
    readonly before: (span: string) => string;
    readonly beforeShort: string;
    readonly between: string;
    readonly after: string;
  };
  readonly nothingToPay: string;
  readonly service: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly vat: string;
  readonly amountIn: (currency: string) => string;
  readonly upTo: (bound: string) => string;
  readonly above: (bound: string) => string;
  readonly baseFee: string;
  readonly usage: string;
  readonly packages: (size: string) => string;
  readonly partKinds: Readonly<Record<PartKind, string>>;
  readonly events: (count: string, isOne: boolean) => string;
  readonly prorated: (days: string, of: string, isOfOne: boolean) => string;
  readonly proratedBySecond: (seconds: string, of: string) => string;
  /** A correction: what the whole period comes to, and what was billed of it before. */
  readonly corrected: (rated: string, billed: string) => string;
  /** What was to be spent, and what was. */
  readonly missing: (due: string, spent: string) => string;
  readonly beforeDiscount: string;
  /** A discount by its name, with its percentage. */
  readonly discount: (name: string, percent: string) => string;
  readonly continued: (span: string) => string;
  readonly carriedForward: string;
  readonly broughtForward: (page: number) => string;
  readonly net: string;
  readonly tax: (category: TaxCategory, rate: string) => string;
  readonly onBasis: (basis: string) => string;
  /** Tax in the currency it is due in, and the rate it was converted at. */
  readonly accountingTax: (amount: string, basis: string) => string;
  readonly rounding: string;
  /** Total before what credits pay, and what they pay. */
  readonly gross: string;
  readonly prepaid: string;
  readonly total: string;
  /** The same where credits pay a part. */
  readonly rest: string;
  readonly payment: string;
  /** From the labels beside a payment to their values, mm. */
  readonly labelWidth: number;
  readonly beneficiary: string;
  readonly bank: string;
  readonly reference: string;
  readonly due: string;
  readonly scan: string;
  readonly codeAlt: string;
  readonly collected: CollectedWords;
  readonly page: (page: number, of: number) => string;
  readonly annex: AnnexWords;
  readonly draft: DraftWords;
  readonly void: VoidWords;
  readonly creditNote: CreditNoteWords;
  readonly statement: StatementWords;
}

/** A customer's statement of account. */
export interface StatementWords {
  readonly title: string;
  readonly intro: (span: string, day: string) => string;
  readonly date: string;
  readonly what: string;
  readonly amountIn: (currency: string) => string;
  readonly balance: string;
  readonly opening: string;
  readonly closing: string;
  readonly kinds: Readonly<Record<Movement['kind'], string>>;
  /** Behind what takes back an earlier one. */
  readonly reversal: string;
  readonly open: (day: string) => string;
  readonly due: string;
  readonly overdue: string;
  readonly openIn: (currency: string) => string;
  readonly nothingOpen: string;
}

/** Where an invoice is collected, instead of where to transfer it. */
interface CollectedWords {
  readonly labelWidth: number;
  readonly amount: string;
  /** A direct debit is announced: by which mandate, from which account, how much and when. */
  readonly debit: {
    readonly heading: string;
    readonly account: string;
    readonly mandate: string;
    readonly creditor: string;
    readonly on: string;
  };
  readonly card: { readonly heading: string; readonly card: string; readonly endingIn: (digits: string) => string };
}

/** The annex of daily quantities. */
export interface AnnexWords {
  readonly title: string;
  /** Under a line of the invoice. */
  readonly reference: string;
  readonly intro: (zones: string) => string;
  readonly meter: (meter: string) => string;
  readonly day: string;
  readonly quantityIn: (unit: string) => string;
  /** What is measured but for a count, of which property; of a percentile, which one. */
  readonly aggregations: Readonly<Record<Exclude<AggregationName, 'count'>, (property: string, percent: string) => string>>;
  /** What the days have to do with the quantity of the period. */
  readonly together: Readonly<Record<AggregationName, (quantity: string) => string>>;
  /** A quantity that is rounded before it is priced. */
  readonly rounded: (quantity: string) => string;
  readonly windows: Readonly<Record<'hour' | 'day', string>>;
  readonly corrected: string;
  readonly fingerprint: (hash: string) => string;
}

/** What a credit note says instead. */
interface CreditNoteWords {
  /** Never the word for self-billing. */
  readonly title: string;
  readonly corrects: string;
  readonly correctsDate: string;
  /** Words around the number of the invoice and the amount. */
  readonly intro: { readonly before: (number: string) => string; readonly after: string };
  /** Which line of the invoice a line credits. */
  readonly line: (line: number) => string;
  readonly total: string;
  readonly reason: (reason: string) => string;
  /** Where it corrects several invoices: the first words, and the list of them with their dates below the table. */
  readonly several: {
    readonly intro: string;
    readonly list: (invoices: string) => string;
    readonly dated: (number: string, date: string) => string;
  };
  /** The reason of one that a run makes. */
  readonly ratedAgain: string;
  /** Words around the amount in its draft. */
  readonly draft: { readonly before: string; readonly after: string };
  /** What becomes of the money. */
  readonly settlement: string;
}

/** What a draft says instead. */
interface DraftWords {
  /** Title, and mark of every page: holds the word "draft" in every language, so that whoever finds a page knows. */
  readonly mark: string;
  readonly aside: string;
  /** Title of the file and of the pages after the first. */
  readonly nameFor: (customerId: string) => string;
  readonly warning: string;
  /** Stands where the number will. */
  readonly number: string;
  readonly intro: { readonly before: (span: string) => string; readonly beforeShort: string; readonly after: string };
  readonly nothingToPay: string;
  readonly total: string;
  readonly rest: string;
  readonly heading: string;
  readonly notice: string;
}

/** What the document of a number without an invoice says. */
interface VoidWords {
  readonly title: string;
  readonly noInvoice: string;
  readonly nothingOwed: string;
  readonly allocatedOn: string;
  readonly reason: string;
  readonly approvedBy: string;
  readonly decidedAt: string;
  readonly instant: (date: string, time: string) => string;
  readonly remainsTaken: string;
}
