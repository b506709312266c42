import type { Language } from '../../shared/catalog.ts';
import type { PartKind, TaxCategory } from '../../shared/invoice.ts';
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
  readonly beneficiary: string;
  readonly bank: string;
  readonly reference: string;
  readonly due: string;
  readonly scan: string;
  readonly codeAlt: string;
  readonly page: (page: number, of: number) => string;
  readonly draft: DraftWords;
  readonly void: VoidWords;
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
    packages: (size) => `Pakete zu ${size}`,
    partKinds: {
      free: 'frei',
      'event-amounts': 'Beträge der Vorgänge',
      'fixed-per-event': 'Festbetrag je Vorgang',
      'minimum-per-event': 'Mindestbetrag je Vorgang',
      'maximum-per-event': 'Höchstbetrag je Vorgang',
      overage: 'über der Zusage',
      'minimum-spend': 'bis zum Mindestbetrag',
    },
    events: (count, isOne) => `${count}${NBSP}${isOne ? 'Ereignis' : 'Ereignisse'}`,
    prorated: (days, of, isOfOne) => `${days} von ${of}${NBSP}${isOfOne ? 'Tag' : 'Tagen'}`,
    proratedBySecond: (seconds, of) => `${seconds} von ${of}${NBSP}Sekunden`,
    corrected: (rated, billed) => `insgesamt ${rated}, bisher berechnet ${billed}`,
    missing: (due, spent) => `mindestens ${due}, verbraucht ${spent}`,
    beforeDiscount: 'Vor Rabatt',
    discount: (name, percent) => `${name}, ${percent}`,
    continued: (span) => `${span}, Fortsetzung`,
    carriedForward: 'Übertrag',
    broughtForward: (page) => `Übertrag von Seite${NBSP}${page}`,
    net: 'Summe netto',
    tax: (category, rate) => (category === 'O' ? 'Ohne USt.' : `USt. ${rate}`),
    onBasis: (basis) => `auf ${basis}`,
    accountingTax: (amount, basis) => `Umsatzsteuer in Landeswährung: ${amount} (${basis})`,
    rounding: 'Rundung',
    gross: 'Summe brutto',
    prepaid: 'Aus Guthaben bezahlt',
    total: 'Rechnungsbetrag',
    rest: 'Noch zu zahlen',
    payment: 'Zahlung per Überweisung',
    beneficiary: 'Empfänger',
    bank: 'Bank',
    reference: 'Verwendungszweck',
    due: 'Fällig am',
    scan: 'Mit der Banking-App scannen',
    codeAlt: 'GiroCode: QR-Code mit den Angaben der Überweisung',
    page: (page, of) => `Seite ${page} von ${of}`,
    draft: {
      mark: 'Entwurf · DRAFT',
      aside: 'keine Rechnung',
      nameFor: (customerId) => `Entwurf · DRAFT für ${customerId}`,
      warning: 'Keine Rechnung, nichts zu zahlen',
      number: 'wird bei Ausstellung vergeben',
      intro: {
        before: (span) => `Für die Zeit ${span.includes(' bis ') ? 'vom' : 'am'} ${span} würden wir `,
        beforeShort: 'Wir würden ',
        after: ' berechnen.',
      },
      nothingToPay: 'Es wäre nichts zu zahlen.',
      total: 'Summe des Entwurfs',
      rest: 'Wäre noch zu zahlen',
      heading: 'Dies ist keine Rechnung',
      notice:
        'Der Entwurf dient nur der Durchsicht. Er berechtigt nicht zum Vorsteuerabzug, und es ist nichts zu zahlen. ' +
        'Nummer, Datum und Fälligkeit stehen erst auf der Rechnung.',
    },
    void: {
      title: 'Ungültig (VOID)',
      noInvoice: 'Unter dieser Nummer wurde keine Rechnung ausgestellt.',
      nothingOwed: 'Es ist nichts zu zahlen.',
      allocatedOn: 'Nummer vergeben am',
      reason: 'Grund',
      approvedBy: 'Genehmigt von',
      decidedAt: 'Entschieden am',
      instant: (date, time) => `${date}, ${time}${NBSP}Uhr (UTC)`,
      remainsTaken: 'Die Nummer wird für kein anderes Dokument verwendet; so bleibt die Nummernreihe ohne Lücke.',
    },
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
    packages: (size) => `packages of ${size}`,
    partKinds: {
      free: 'free',
      'event-amounts': 'amounts of the events',
      'fixed-per-event': 'fixed amount per event',
      'minimum-per-event': 'minimum per event',
      'maximum-per-event': 'maximum per event',
      overage: 'above the commitment',
      'minimum-spend': 'up to the minimum',
    },
    events: (count, isOne) => `${count}${NBSP}${isOne ? 'event' : 'events'}`,
    prorated: (days, of, isOfOne) => `${days} of ${of}${NBSP}${isOfOne ? 'day' : 'days'}`,
    proratedBySecond: (seconds, of) => `${seconds} of ${of}${NBSP}seconds`,
    corrected: (rated, billed) => `${rated} in all, ${billed} charged before`,
    missing: (due, spent) => `at least ${due}, used ${spent}`,
    beforeDiscount: 'Before discount',
    discount: (name, percent) => `${name}, ${percent}`,
    continued: (span) => `${span}, continued`,
    carriedForward: 'Carried forward',
    broughtForward: (page) => `Brought forward from page${NBSP}${page}`,
    net: 'Net total',
    tax: (category, rate) => (category === 'O' ? 'No VAT' : `VAT ${rate}`),
    onBasis: (basis) => `on ${basis}`,
    accountingTax: (amount, basis) => `VAT in the currency of the seller’s country: ${amount} (${basis})`,
    rounding: 'Rounding',
    gross: 'Gross total',
    prepaid: 'Paid from credit',
    total: 'Total due',
    rest: 'Left to pay',
    payment: 'Payment by bank transfer',
    beneficiary: 'Payee',
    bank: 'Bank',
    reference: 'Reference',
    due: 'Due on',
    scan: 'Scan with your banking app',
    codeAlt: 'GiroCode: QR code with the details of the transfer',
    page: (page, of) => `Page ${page} of ${of}`,
    draft: {
      mark: 'DRAFT',
      aside: 'not an invoice',
      nameFor: (customerId) => `DRAFT for ${customerId}`,
      warning: 'Not an invoice, nothing to pay',
      number: 'given when issued',
      intro: { before: (span) => `For ${span} we would charge `, beforeShort: 'We would charge ', after: '.' },
      nothingToPay: 'There would be nothing to pay.',
      total: 'Draft total',
      rest: 'Would be left to pay',
      heading: 'This is not an invoice',
      notice:
        'The draft is for review only. It does not entitle anyone to deduct input tax, and nothing is to be paid. ' +
        'Number, date and due date come with the invoice.',
    },
    void: {
      title: 'VOID',
      noInvoice: 'No invoice was issued under this number.',
      nothingOwed: 'Nothing is owed.',
      allocatedOn: 'Number allocated on',
      reason: 'Reason',
      approvedBy: 'Approved by',
      decidedAt: 'Decided on',
      instant: (date, time) => `${date}, ${time}${NBSP}UTC`,
      remainsTaken: 'The number is used for no other document, so that the series has no gap.',
    },
  },
};
