import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { schemaFaults } from '../../test/support/cii-schema.ts';
import { sampleInvoice, twelveLines } from '../../test/support/sample-invoice.ts';
import type { Invoice } from '../invoice.ts';
import { ciiOf } from './cii.ts';

const sample = sampleInvoice(twelveLines());
const given = {
  description: 'Contract',
  reasonCode: '95',
  percent: '10',
  base: '100.00',
  amount: '10.00',
  taxCategory: 'S',
  taxRate: '19',
} as const;
const debit = { by: 'direct-debit', mandate: 'M-1', creditorId: 'DE98ZZZ09999999999', iban: 'DE89370400440532013000' } as const;
const [line] = sample.lines;
const [part] = line?.parts ?? [];
if (!line || !part) throw new Error('The sample has no line.');

const VARIANTS: readonly { why: string; changes: Partial<Invoice> }[] = [
  { why: 'twelve lines at two rates', changes: {} },
  {
    why: 'allowances and charges of the document',
    changes: {
      allowances: [given],
      charges: [given],
      totals: { ...sample.totals, lineNet: '1.00', allowances: '10.00', charges: '10.00', rounding: '0.01', prepaid: '5.00' },
    },
  },
  {
    why: 'allowances and charges of a line, and a gross price',
    changes: {
      lines: [
        {
          ...line,
          discounts: [{ ...given, kind: 'coupon' }],
          charges: [given],
          parts: [{ ...part, baseQuantity: '1', grossPrice: '900', priceDiscount: '10' }],
        },
      ],
    },
  },
  { why: 'a direct debit', changes: { paymentMeans: debit, paymentTerms: 'Debited on the due date' } },
  { why: 'a card', changes: { paymentMeans: { by: 'card', lastDigits: '4242', holder: 'A. B.' } } },
  { why: 'tax in another currency', changes: { accountingTax: { currency: 'SEK', tax: '1.00' } } },
  {
    why: 'a correction of two invoices',
    changes: {
      kind: 'correction',
      precedingInvoices: [
        { number: 'A-1', issueDate: '2026-09-02' },
        { number: 'A-2', issueDate: '2026-10-02' },
      ],
    },
  },
  { why: 'a credit note', changes: { kind: 'credit-note' } },
  {
    why: 'goods within the Community',
    changes: { tax: [{ category: 'K', rate: '0', basis: '1.00', tax: '0.00', reason: 'Why', reasonCode: 'VATEX-EU-IC' }] },
  },
  {
    why: 'nothing subject to VAT',
    changes: { tax: [{ category: 'O', rate: '0', basis: '1.00', tax: '0.00', reason: 'Why', reasonCode: 'VATEX-EU-O' }] },
  },
  {
    why: 'all that the catalog can say',
    changes: {
      seller: {
        ...sample.seller,
        taxNumber: '27/123/45678',
        legalRegistration: { id: 'HRB 1', scheme: '0002' },
        contact: { name: 'Accounts' },
      },
      customer: {
        ...sample.customer,
        buyerReference: 'R',
        contract: 'C',
        legalRegistration: { id: 'HRB 2' },
        address: { ...sample.customer.address, additional: 'Floor 2', region: 'HH' },
      },
    },
  },
];

describe('the schema of Factur-X, profile EN 16931', () => {
  it.each(VARIANTS)('has nothing against $why', ({ changes }) => {
    expect(schemaFaults(ciiOf({ ...sample, ...changes }))).toEqual([]);
  });

  it('has nothing against whatever a person types', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const typed = { ...sample, lines: [{ ...line, description: `D${text}` }], customer: { ...sample.customer, name: `N${text}` } };
        expect(schemaFaults(ciiOf(typed))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('finds what is out of its order or its list', () => {
    const xml = ciiOf(sample);
    expect(schemaFaults(xml.replace('<ram:TypeCode>380</ram:TypeCode>', ''))).toHaveLength(1);
    expect(schemaFaults(xml.replaceAll('>false<', '>perhaps<').replaceAll('format="102"', 'form="102"')).length).toBeGreaterThan(0);
    const total = /<ram:GrandTotalAmount>[^<]*<\/ram:GrandTotalAmount>/.exec(xml)?.[0] ?? '';
    expect(schemaFaults(xml.replace(total, '').replace('<ram:LineTotalAmount>', `${total}<ram:LineTotalAmount>`)).length).toBeGreaterThan(
      0,
    );
  });
});
