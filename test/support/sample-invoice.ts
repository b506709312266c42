import type { ChargePart, DraftContent, Invoice, InvoiceLine, TaxSubtotal } from '../../shared/invoice.ts';
import { amountText, decimal, quantityText, roundToMinor, sum } from '../../shared/money.ts';
import { monthIn } from '../../shared/period.ts';

/** Invoices of invented companies, for tests and benchmarks; sums and tax are worked out from the lines. */

export interface SampleLine {
  readonly group?: string;
  readonly description?: string;
  readonly unit?: string;
  /** Steps of the price: quantity, unit price, inclusive upper bound, flat fee. */
  readonly parts: readonly (Pick<ChargePart, 'quantity' | 'unitPrice'> & Partial<ChargePart>)[];
  readonly taxRate?: string;
  readonly events?: number;
  readonly month?: string;
}

export const NORDLICHT: Invoice['seller'] = {
  id: 'nordlicht',
  name: 'Nordlicht Systems GmbH',
  brand: 'Nordlicht',
  address: { street: 'Speicherstadt 14', postalCode: '20457', city: 'Hamburg', country: 'DE' },
  phone: '+49 40 5550 1840',
  email: 'billing@nordlicht.example',
  vatId: 'DE318204771',
  registration: ['Sitz Hamburg', 'Amtsgericht Hamburg, HRB 148 220'],
  management: ['Geschäftsführung', 'Namen der', 'Geschäftsführung'],
  bank: { holder: 'Nordlicht Systems GmbH', bank: 'Hamburger Sparkasse', iban: 'DE21200505501015871844', bic: 'HASPDEHHXXX' },
  accent: '#1F4B8F',
};

export const BRINKMANN: Invoice['customer'] = {
  id: 'K-10482',
  name: 'Brinkmann & Söhne Logistik GmbH',
  attention: ['Kreditorenbuchhaltung', 'Abteilung Rechnungen'],
  address: { street: 'Überseeallee 121', postalCode: '20457', city: 'Hamburg', country: 'DE' },
  email: 'rechnung@brinkmann.example',
  vatId: 'DE811204550',
  purchaseOrder: '4500 118 220',
};

/** An invoice of `lines`; `changes` replace whole fields. */
export function sampleInvoice(lines: readonly SampleLine[], changes: Partial<Invoice> = {}): Invoice {
  const currency = changes.currency ?? 'EUR';
  const invoiceLines = lines.map((line) => invoiceLine(line, currency));
  const tax = changes.tax ?? taxOf(invoiceLines, currency);
  const net = sum(invoiceLines.map((line) => decimal(line.net)));
  const taxTotal = sum(tax.map((subtotal) => decimal(subtotal.tax)));
  const gross = amountText(net.plus(taxTotal), currency);
  return {
    schema: 1,
    kind: 'invoice',
    language: 'de',
    currency,
    seller: NORDLICHT,
    customer: BRINKMANN,
    period: { first: '2026-10-01', last: '2026-10-31' },
    lines: invoiceLines,
    tax,
    totals: { net: amountText(net, currency), tax: amountText(taxTotal, currency), gross, payable: gross },
    paymentTermDays: 14,
    number: 'RE-2026-004217',
    issueDate: '2026-11-02',
    dueDate: '2026-11-16',
    ...changes,
  };
}

/** The draft of the same invoice, which has no number and no dates yet. */
export function sampleDraft(lines: readonly SampleLine[], changes: Partial<DraftContent> = {}): DraftContent {
  const { number, issueDate, dueDate, ...draft } = sampleInvoice(lines, changes);
  return draft;
}

function invoiceLine(line: SampleLine, currency: string): InvoiceLine {
  const parts: ChargePart[] = line.parts.map(({ quantity, unitPrice, flatFee = '0', ...labels }) => ({
    ...labels,
    quantity,
    unitPrice,
    flatFee,
    amount: quantityText(decimal(quantity).times(decimal(unitPrice)).plus(decimal(flatFee))),
  }));
  return {
    group: line.group ?? 'Verbrauch',
    period: monthIn(line.month ?? '2026-10', 'Europe/Berlin'),
    description: line.description ?? 'API-Aufrufe',
    quantity: quantityText(sum(parts.map((part) => decimal(part.units ?? part.quantity)))),
    ...(line.unit === undefined ? {} : { unit: line.unit }),
    parts,
    net: amountText(roundToMinor(sum(parts.map((part) => decimal(part.amount))), currency), currency),
    trace: {
      subscription: 'sub-1',
      plan: 'business',
      planVersion: 1,
      price: 'price-1',
      ...(line.events === undefined ? {} : { meter: 'api.calls', events: line.events }),
    },
    taxCategory: line.taxRate === '0' ? 'AE' : 'S',
    taxRate: line.taxRate ?? '19',
  };
}

function taxOf(lines: readonly InvoiceLine[], currency: string): TaxSubtotal[] {
  const rates = [...new Set(lines.map((line) => line.taxRate))];
  return rates.map((rate) => {
    const basis = sum(lines.filter((line) => line.taxRate === rate).map((line) => decimal(line.net)));
    const tax = roundToMinor(basis.times(decimal(rate)).dividedBy(100), currency);
    return {
      category: rate === '0' ? 'AE' : 'S',
      rate,
      basis: amountText(basis, currency),
      tax: amountText(tax, currency),
      ...(rate === '0' ? { reason: 'Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).', reasonCode: 'VATEX-EU-AE' } : {}),
    };
  });
}

const SINGLE = (quantity: string, unitPrice: string): SampleLine['parts'] => [{ quantity, unitPrice }];

/** Twelve lines in two groups, two of them in tiers, with two rates of VAT. */
export function twelveLines(): SampleLine[] {
  const fixed = { group: 'Abonnement', month: '2026-11' };
  return [
    { ...fixed, description: 'Plattform Business, 3 Regionen', unit: 'Monat', parts: SINGLE('1', '890') },
    { ...fixed, description: 'Arbeitsplätze', unit: 'Plätze', parts: SINGLE('42', '18.5') },
    { ...fixed, description: 'Bereitschaft 24/7, Reaktion in 30 Minuten', unit: 'Monat', parts: SINGLE('1', '350') },
    { ...fixed, description: 'Einrichtung Single Sign-on, einmalig', unit: 'Stück', parts: SINGLE('1', '240') },
    { ...fixed, description: 'Handbuch Betrieb, gedruckt, 4. Auflage', unit: 'Stück', parts: SINGLE('6', '29'), taxRate: '7' },
    {
      description: 'API-Aufrufe',
      events: 4812930,
      parts: [
        { quantity: '100000', unitPrice: '0', upTo: '100000' },
        { quantity: '900000', unitPrice: '0.0018', upTo: '1000000' },
        { quantity: '3812930', unitPrice: '0.00095' },
      ],
    },
    { description: 'Objektspeicher, Tagesmittel', unit: 'GB', parts: SINGLE('1840.25', '0.021') },
    {
      description: 'Ausgehender Datenverkehr',
      unit: 'GB',
      parts: [
        { quantity: '10000', unitPrice: '0.052', upTo: '10000' },
        { quantity: '2406', unitPrice: '0.036' },
      ],
    },
    { description: 'Nachrichten, zugestellt', parts: SINGLE('218400', '0.0012') },
    { description: 'Rechenzeit, Standard', unit: 'h', parts: SINGLE('731.5', '0.148') },
    { description: 'API-Aufrufe August, nachgemeldet am 4.\u00A0Oktober', parts: SINGLE('1204', '0.00095') },
    { description: 'Rahmenvertrag, 5\u00A0% auf den Verbrauch', parts: SINGLE('1', '-312.89') },
  ];
}
