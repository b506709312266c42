import type { DraftContent, Invoice } from '../../shared/invoice.ts';
import type { VoidDocument } from '../../shared/void-document.ts';
import { voidFor } from '../support/runs.ts';
import { NORDLICHT, sampleDraft, sampleInvoice, type SampleLine, twelveLines } from '../support/sample-invoice.ts';

/** Documents of each kind that we make: languages, currencies, categories of tax, and lines of every shape. */

const LINE: SampleLine = { description: 'API calls', unit: 'call', parts: [{ quantity: '12345', unitPrice: '0.0018' }] };

export const INVOICES: readonly { readonly name: string; readonly invoice: Invoice }[] = [
  { name: 'twelve lines of two rates, in German', invoice: sampleInvoice(twelveLines()) },
  { name: 'the same in English', invoice: sampleInvoice(twelveLines(), { language: 'en' }) },
  { name: 'an invoice in dollars', invoice: sampleInvoice([LINE], { currency: 'USD', language: 'en' }) },
  {
    name: 'an invoice in yen',
    invoice: sampleInvoice([{ parts: [{ quantity: '12345', unitPrice: '1.8' }] }], { currency: 'JPY', language: 'en' }),
  },
  { name: 'an invoice in dinars', invoice: sampleInvoice([LINE], { currency: 'KWD', language: 'en' }) },
  { name: 'an invoice in francs', invoice: sampleInvoice([LINE], { currency: 'CHF' }) },
  { name: 'an invoice without VAT', invoice: sampleInvoice([{ ...LINE, taxRate: '0' }]) },
  { name: 'a correction of less', invoice: sampleInvoice([LINE, { ...LINE, parts: [{ quantity: '-1204', unitPrice: '0.00095' }] }]) },
  { name: 'lines of nothing', invoice: sampleInvoice([{ ...LINE, parts: [{ quantity: '0', unitPrice: '0.0018' }] }]) },
  { name: 'two hundred lines', invoice: sampleInvoice(Array.from({ length: 200 }, () => LINE)) },
];

export const DRAFTS: readonly { readonly name: string; readonly draft: DraftContent }[] = [
  { name: 'a draft in German', draft: sampleDraft(twelveLines()) },
  { name: 'a draft in English', draft: sampleDraft(twelveLines(), { language: 'en' }) },
];

export const VOIDS: readonly { readonly name: string; readonly decided: VoidDocument }[] = [
  { name: 'a void number, in German', decided: voidFor('K-10482', 'RE-2026-004217', { seller: NORDLICHT, language: 'de' }) },
  { name: 'a void number, in English', decided: voidFor('K-10482', 'RE-2026-004217', { seller: NORDLICHT, language: 'en' }) },
];
