import type { CreditWanted } from '../../shared/credit-note.ts';
import { creditNoteOf } from '../../services/invoicing/credit-note.ts';
import { turnedDraft } from '../../services/invoicing/turned-draft.ts';
import { documentTotals } from '../../services/invoicing/totals.ts';
import type { CustomerParty, DraftContent, Invoice, TaxSubtotal } from '../../shared/invoice.ts';
import type { VoidDocument } from '../../shared/void-document.ts';
import { logoOf } from '../../shared/logo.ts';
import { JPEG, png } from '../support/images.ts';
import { annexed, type SampleUsage } from '../support/sample-annex.ts';
import { voidFor } from '../support/runs.ts';
import { BRINKMANN, NORDLICHT, sampleDraft, sampleInvoice, type SampleLine, twelveLines } from '../support/sample-invoice.ts';

/** Documents of each kind that we make: languages, currencies, categories of tax, and lines of every shape. */

export interface NamedInvoice {
  readonly name: string;
  readonly invoice: Invoice;
}

export const SELLER: Invoice['seller'] = { ...NORDLICHT, electronicAddress: { scheme: '9930', id: 'DE318204771' } };
export const PUBLIC_BODY: CustomerParty = {
  ...BRINKMANN,
  buyerReference: '04011000-12345-34',
  electronicAddress: { scheme: '0204', id: '04011000-12345-34' },
};
export const IN_FRANCE: CustomerParty = {
  ...PUBLIC_BODY,
  name: 'Moreau et Fils SARL',
  address: { street: '12 rue de la Paix', postalCode: '75002', city: 'Paris', country: 'FR' },
  vatId: 'FR83404833048',
  electronicAddress: { scheme: '9957', id: 'FR83404833048' },
};
const { vatId: _, ...WITHOUT_VAT_ID } = PUBLIC_BODY;
export const IN_SWITZERLAND: CustomerParty = {
  ...WITHOUT_VAT_ID,
  name: 'Keller AG',
  address: { street: 'Bahnhofstrasse 3', postalCode: '8001', city: 'Zürich', country: 'CH' },
};

const LINE: SampleLine = { description: 'API calls', unit: 'call', parts: [{ quantity: '12345', unitPrice: '0.0018' }] };
export const MONTHLY: SampleLine = { description: 'Platform', unit: 'month', parts: [{ quantity: '1', unitPrice: '890' }] };
const TIERS: SampleLine = {
  description: 'Outbound traffic',
  unit: 'GB',
  parts: [
    { quantity: '10000', unitPrice: '0.052', upTo: '10000' },
    { quantity: '2406', unitPrice: '0.036', flatFee: '5' },
  ],
};
const CREDITED: SampleLine = { ...LINE, parts: [{ quantity: '-1204', unitPrice: '0.00095' }] };
const NOTHING: SampleLine = { ...LINE, parts: [{ quantity: '0', unitPrice: '0.0018' }] };

type Changes = Partial<Invoice> & { readonly treatments?: readonly Pick<TaxSubtotal, 'category' | 'rate' | 'reason' | 'reasonCode'>[] };

/** An invoice whose breakdown and totals are made as those of a draft are. */
export function invoiceOf(lines: readonly SampleLine[], { treatments = [], ...changes }: Changes = {}): Invoice {
  const period = { first: '2026-10-01', last: '2026-11-30' };
  const sample = sampleInvoice(lines, { seller: SELLER, customer: PUBLIC_BODY, period, ...changes });
  const [only] = treatments;
  const taxed = only ? sample.lines.map((line) => ({ ...line, taxCategory: only.category, taxRate: only.rate })) : sample.lines;
  return { ...sample, lines: taxed, ...documentTotals({ lines: taxed }, treatments, sample.currency) };
}

/** With a part of its total paid beforehand, or rounded. */
function payable(invoice: Invoice, totals: { readonly prepaid?: string; readonly rounding?: string }): Invoice {
  return { ...invoice, ...documentTotals({ ...invoice, ...totals }, invoice.tax, invoice.currency) };
}

function untaxed(category: TaxSubtotal['category'], reason: string, reasonCode: string, changes: Changes = {}): Invoice {
  return invoiceOf([LINE, MONTHLY], { ...changes, treatments: [{ category, rate: '0', reason, reasonCode }] });
}

const first = (invoice: Invoice, changes: Partial<Invoice['lines'][number]>): Invoice['lines'] =>
  invoice.lines.map((line, index) => (index === 0 ? { ...line, ...changes } : line));

const discounted = ((): Invoice => {
  // 12,345 × 0.0018 = 22.221, rounded 22.22; less 10 % of that, 2.22.
  const lines = first(invoiceOf([LINE, MONTHLY]), {
    discounts: [{ kind: 'coupon', coupon: 'welcome', description: 'Welcome, 10 %', percent: '10', amount: '2.22' }],
    net: '20.00',
  });
  const taxed = { taxCategory: 'S', taxRate: '19' } as const;
  const changes = {
    lines,
    allowances: [{ ...taxed, description: 'Framework agreement', amount: '50.00', reasonCode: '95' }],
    charges: [{ ...taxed, description: 'Express set-up', amount: '12.50', reasonCode: 'FC' }],
  };
  return payable({ ...invoiceOf([LINE, MONTHLY]), ...changes }, {});
})();

function creditNote(wanted: CreditWanted): Invoice {
  const of = invoiceOf(twelveLines());
  const { draft } = creditNoteOf(of, [], wanted, 'Ausfall am 14. Oktober & später');
  return { ...draft, number: 'GK-2026-000031', issueDate: '2026-11-09', dueDate: '2026-11-23' };
}

/** A month of two meters, and 220 days of a third, which go on over pages. */
const DAYS: readonly SampleUsage[] = [
  { line: 5, aggregation: 'count', quantity: '31', events: 31, days: Array.from({ length: 31 }, () => '1') },
  {
    line: 6,
    aggregation: 'max',
    property: 'gigabytes',
    quantity: '1840.25',
    events: 2,
    days: ['1840.25', ...Array.from({ length: 30 }, () => null)],
  },
  {
    ...{ line: 7, aggregation: 'sum', property: 'bytes', quantity: '220', events: 220, unit: 'B' },
    period: { start: '2026-03-31T22:00:00Z', end: '2026-11-06T23:00:00Z', zone: 'Europe/Berlin' },
    days: Array.from({ length: 220 }, () => '1'),
  },
];
/** What a run came to below zero: tiers and a discount that are taken back, and a month beside them that is billed. */
const creditedByRun = ((): Invoice => {
  const back: SampleLine = { ...TIERS, parts: TIERS.parts.map((part) => ({ ...part, quantity: `-${part.quantity}`, flatFee: part.flatFee ? '-5' : '0' })) }; // prettier-ignore
  const drafted = invoiceOf([back, CREDITED, LINE]);
  // −10,000 × 0.052 − 2,406 × 0.036 − 5 = −611.616; 10 % of it is given back.
  const lines = first(drafted, {
    discounts: [{ kind: 'coupon', coupon: 'agreed', description: 'Rahmenvertrag, 10 %', percent: '10', amount: '-61.16' }],
    net: '-550.46',
  });
  const corrected = ['RE-2026-004100', 'RE-2026-004188'].map((number) => ({ number, issueDate: '2026-10-02' }));
  const { number: _, issueDate: __, dueDate: ___, ...draft } = payable({ ...drafted, lines }, {});
  return { ...turnedDraft(draft, corrected), number: 'GK-2026-000032', issueDate: '2026-11-09', dueDate: '2026-11-23' };
})();

export const INVOICES: readonly NamedInvoice[] = [
  { name: 'twelve lines of two rates, in German', invoice: invoiceOf(twelveLines()) },
  { name: 'the same in English', invoice: invoiceOf(twelveLines(), { language: 'en' }) },
  { name: 'the same in French', invoice: invoiceOf(twelveLines(), { language: 'fr' }) },
  { name: 'tiers with a fee', invoice: invoiceOf([TIERS]) },
  {
    name: 'daily quantities in an annex',
    invoice: annexed(invoiceOf(twelveLines(), { period: { first: '2026-04-01', last: '2026-11-30' } }), DAYS),
  },
  { name: 'an invoice in dollars', invoice: invoiceOf([LINE], { currency: 'USD', language: 'en' }) },
  {
    name: 'an invoice in yen',
    invoice: invoiceOf([{ ...LINE, parts: [{ quantity: '12345', unitPrice: '1.8' }] }], { currency: 'JPY', language: 'en' }),
  },
  {
    name: 'an invoice in francs, with the tax in euros',
    invoice: invoiceOf([LINE, MONTHLY], { currency: 'CHF', accountingTax: { currency: 'EUR', tax: '184.56', rate: '1.0647' } }),
  },
  { name: 'zero rated (Z)', invoice: invoiceOf([LINE], { treatments: [{ category: 'Z', rate: '0' }] }) },
  { name: 'exempt (E)', invoice: untaxed('E', 'Steuerfrei nach § 4 Nr. 21 UStG', 'VATEX-EU-132') },
  { name: 'reverse charge (AE)', invoice: untaxed('AE', 'Reverse charge', 'VATEX-EU-AE', { customer: IN_FRANCE, language: 'en' }) },
  {
    name: 'an intra-community supply (K)',
    invoice: untaxed('K', 'Intra-Community supply', 'VATEX-EU-IC', { customer: IN_FRANCE, language: 'en' }),
  },
  { name: 'an export (G)', invoice: untaxed('G', 'Export outside the EU', 'VATEX-EU-G', { customer: IN_SWITZERLAND, language: 'en' }) },
  {
    name: 'not subject to VAT (O)',
    invoice: untaxed('O', 'Not subject to VAT', 'VATEX-EU-O', { customer: IN_SWITZERLAND, language: 'en' }),
  },
  { name: 'discounts and a charge, on a line and on the document', invoice: discounted },
  { name: 'credit that is spent', invoice: payable(invoiceOf([MONTHLY]), { prepaid: '100' }) },
  { name: 'credit that pays all', invoice: payable(invoiceOf([MONTHLY]), { prepaid: '1059.10' }) },
  { name: 'a payable amount that is rounded', invoice: payable(invoiceOf([LINE], { currency: 'CHF' }), { rounding: '0.01' }) },
  { name: 'late usage that was billed too high', invoice: invoiceOf([MONTHLY, CREDITED]) },
  { name: 'less than nothing', invoice: invoiceOf([CREDITED]) },
  { name: 'lines of nothing', invoice: invoiceOf([NOTHING]) },
  { name: 'two hundred lines', invoice: invoiceOf(Array.from({ length: 200 }, () => LINE)) },
  {
    name: 'a direct debit',
    invoice: invoiceOf([MONTHLY], {
      paymentMeans: { by: 'direct-debit', mandate: 'M-10482-1', creditorId: 'DE98ZZZ09999999999', iban: 'DE75512108001245126199' },
    }),
  },
  { name: 'a card', invoice: invoiceOf([MONTHLY], { paymentMeans: { by: 'card', lastDigits: '4242', holder: 'Brinkmann' } }) },
  {
    name: 'a corrected invoice',
    invoice: invoiceOf([MONTHLY, CREDITED], {
      kind: 'correction',
      precedingInvoices: [{ number: 'RE-2026-004100', issueDate: '2026-10-02' }],
    }),
  },
  {
    name: 'a credit note of all of an invoice',
    invoice: creditNote('rest'),
  },
  {
    // 29/30 of a line: its tax is that of the unrounded net.
    name: 'a credit note of a share, and of an amount',
    invoice: creditNote({
      lines: [
        { line: 1, share: { parts: 29, of: 30 } },
        { line: 2, amount: '10.01' },
      ],
    }),
  },
  { name: 'a credit note of what a run came to below zero', invoice: creditedByRun },
  {
    name: 'texts of many scripts, with what XML would read as its own',
    invoice: invoiceOf([{ ...MONTHLY, description: 'Ünïcode <b>&amp; "Ελληνικά" Кириллица', group: 'A & B' }]),
  },
];

/** EN 16931 has no more than two digits behind the point (BR-DEC-09 and others): no electronic invoice of these is valid. */
export const PAPER_INVOICES: readonly NamedInvoice[] = [
  { name: 'an invoice in dinars', invoice: invoiceOf([LINE], { currency: 'KWD', language: 'en' }) },
];

/** An opaque image of each kind that may be a logo. */
export const LOGOS: readonly (NamedInvoice & { readonly image: Uint8Array })[] = [
  { name: 'a logo as PNG', image: png() },
  { name: 'a grey logo as PNG', image: png({ colourType: 0 }) },
  { name: 'a logo of few colours as PNG', image: png({ colourType: 3, extra: [['PLTE', Buffer.from([...Array(768).keys()])]] }) },
  { name: 'a logo as JPEG', image: JPEG },
].map(({ name, image }) => ({ name, image, invoice: invoiceOf([LINE, MONTHLY], { seller: { ...SELLER, logo: logoOf(image) } }) }));

export const DRAFTS: readonly { readonly name: string; readonly draft: DraftContent }[] = [
  { name: 'a draft in German', draft: sampleDraft(twelveLines()) },
  { name: 'a draft in French', draft: sampleDraft(twelveLines(), { language: 'fr' }) },
  { name: 'a draft in English', draft: sampleDraft(twelveLines(), { language: 'en' }) },
];

export const VOIDS: readonly { readonly name: string; readonly decided: VoidDocument }[] = [
  { name: 'a void number, in German', decided: voidFor('K-10482', 'RE-2026-004217', { seller: NORDLICHT, language: 'de' }) },
  { name: 'a void number, in French', decided: voidFor('K-10482', 'RE-2026-004217', { seller: NORDLICHT, language: 'fr' }) },
  { name: 'a void number, in English', decided: voidFor('K-10482', 'RE-2026-004217', { seller: NORDLICHT, language: 'en' }) },
];
