import type { InvoiceState } from '../receivables/balance.ts';

/** What is said of the page on which a customer finds a document: in mails that lead there, and on it. Figures come formatted. */
export interface PageTexts {
  readonly mail: {
    /** In place of what says that the document is attached. */
    readonly brings: (number: string, amount: string, url: string) => string;
    readonly bringsWithoutAmount: (number: string, url: string) => string;
    readonly bringsCredit: (number: string, amount: string, url: string) => string;
    readonly attached: string;
    readonly isHere: (url: string) => string;
    readonly payByCard: (url: string) => string;
    readonly open: string;
    readonly pay: string;
  };
  readonly state: Readonly<Record<Exclude<InvoiceState, 'open' | 'overdue'>, string>> & {
    readonly open: (dueDate: string) => string;
    readonly overdue: (dueDate: string) => string;
    readonly nothingOwed: string;
    readonly credit: string;
  };
  readonly received: string;
  readonly fees: string;
  readonly leftOpen: string;
  readonly openPdf: string;
  readonly openXml: string;
  readonly card: {
    readonly heading: string;
    readonly pay: (amount: string) => string;
    readonly leads: string;
    readonly goOn: string;
    readonly begun: string;
    readonly declined: string;
    readonly onItsWay: string;
    readonly unknown: string;
    /** @param moment up to which the goods of an order are kept */
    readonly keptUntil: (moment: string) => string;
    readonly leading: string;
    readonly ifNotLed: string;
  };
  readonly debit: (date: string, account: string) => string;
  readonly chargedToCard: (digits: string) => string;
  /** The page of the provider that moves no money. */
  readonly trial: {
    readonly title: string;
    readonly says: string;
    readonly decline: string;
    readonly declined: string;
    readonly back: string;
  };
  readonly nowhere: { readonly title: string; readonly says: string };
  readonly later: { readonly title: string; readonly says: string };
}
