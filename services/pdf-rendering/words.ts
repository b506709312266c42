import type { Language } from '../../shared/catalog.ts';
import type { TaxCategory } from '../../shared/invoice.ts';
import { NBSP } from '../../shared/formats.ts';

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
  readonly events: (count: string, isOne: boolean) => string;
  readonly prorated: (days: string, of: string, isOfOne: boolean) => string;
  /** A correction: what the whole period comes to, and what was billed of it before. */
  readonly corrected: (rated: string, billed: string) => string;
  readonly continued: (span: string) => string;
  readonly carriedForward: string;
  readonly broughtForward: (page: number) => string;
  readonly net: string;
  readonly tax: (category: TaxCategory, rate: string) => string;
  readonly onBasis: (basis: string) => string;
  readonly rounding: string;
  readonly total: string;
  readonly payment: string;
  readonly beneficiary: string;
  readonly bank: string;
  readonly reference: string;
  readonly due: string;
  readonly scan: string;
  readonly codeAlt: string;
  readonly page: (page: number, of: number) => string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  de: {
    title: 'Rechnung',
    number: 'Nummer',
    date: 'Datum',
    servicePeriod: 'Leistungszeitraum',
    customerNumber: 'Kundennummer',
    yourOrder: 'Ihre Bestellung',
    yourVatId: 'Ihre USt-IdNr.',
    ourVatId: 'Unsere USt-IdNr.',
    ourTaxNumber: 'Unsere Steuernummer',
    intro: {
      before: (span) => `Für die Zeit ${span.includes(' bis ') ? 'vom' : 'am'} ${span} berechnen wir `,
      beforeShort: 'Wir berechnen ',
      between: ', fällig am ',
      after: '.',
    },
    nothingToPay: 'Es ist nichts zu zahlen.',
    service: 'Leistung',
    quantity: 'Menge',
    unitPrice: 'Einzelpreis',
    vat: 'USt.',
    amountIn: (currency) => `Betrag ${currency}`,
    upTo: (bound) => `bis ${bound}`,
    above: (bound) => `über ${bound}`,
    baseFee: 'Grundbetrag',
    usage: 'Verbrauch',
    events: (count, isOne) => `${count}${NBSP}${isOne ? 'Ereignis' : 'Ereignisse'}`,
    prorated: (days, of, isOfOne) => `${days} von ${of}${NBSP}${isOfOne ? 'Tag' : 'Tagen'}`,
    corrected: (rated, billed) => `insgesamt ${rated}, bisher berechnet ${billed}`,
    continued: (span) => `${span}, Fortsetzung`,
    carriedForward: 'Übertrag',
    broughtForward: (page) => `Übertrag von Seite${NBSP}${page}`,
    net: 'Summe netto',
    tax: (category, rate) => (category === 'O' ? 'Ohne USt.' : `USt. ${rate}`),
    onBasis: (basis) => `auf ${basis}`,
    rounding: 'Rundung',
    total: 'Rechnungsbetrag',
    payment: 'Zahlung per Überweisung',
    beneficiary: 'Empfänger',
    bank: 'Bank',
    reference: 'Verwendungszweck',
    due: 'Fällig am',
    scan: 'Mit der Banking-App scannen',
    codeAlt: 'GiroCode: QR-Code mit den Angaben der Überweisung',
    page: (page, of) => `Seite ${page} von ${of}`,
  },
  en: {
    title: 'Invoice',
    number: 'Number',
    date: 'Date',
    servicePeriod: 'Service period',
    customerNumber: 'Customer number',
    yourOrder: 'Your order',
    yourVatId: 'Your VAT ID',
    ourVatId: 'Our VAT ID',
    ourTaxNumber: 'Our tax number',
    intro: {
      before: (span) => `For ${span} we charge `,
      beforeShort: 'We charge ',
      between: ', due on ',
      after: '.',
    },
    nothingToPay: 'There is nothing to pay.',
    service: 'Service',
    quantity: 'Quantity',
    unitPrice: 'Unit price',
    vat: 'VAT',
    amountIn: (currency) => `Amount ${currency}`,
    upTo: (bound) => `up to ${bound}`,
    above: (bound) => `above ${bound}`,
    baseFee: 'Base fee',
    usage: 'Usage',
    events: (count, isOne) => `${count}${NBSP}${isOne ? 'event' : 'events'}`,
    prorated: (days, of, isOfOne) => `${days} of ${of}${NBSP}${isOfOne ? 'day' : 'days'}`,
    corrected: (rated, billed) => `${rated} in all, ${billed} charged before`,
    continued: (span) => `${span}, continued`,
    carriedForward: 'Carried forward',
    broughtForward: (page) => `Brought forward from page${NBSP}${page}`,
    net: 'Net total',
    tax: (category, rate) => (category === 'O' ? 'No VAT' : `VAT ${rate}`),
    onBasis: (basis) => `on ${basis}`,
    rounding: 'Rounding',
    total: 'Total due',
    payment: 'Payment by bank transfer',
    beneficiary: 'Payee',
    bank: 'Bank',
    reference: 'Reference',
    due: 'Due on',
    scan: 'Scan with your banking app',
    codeAlt: 'GiroCode: QR code with the details of the transfer',
    page: (page, of) => `Page ${page} of ${of}`,
  },
};
