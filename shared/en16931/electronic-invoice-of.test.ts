import { describe, expect, it } from '@jest/globals';

import { sampleInvoice } from '../../test/support/sample-invoice.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { electronicInvoiceOf } from './electronic-invoice-of.ts';

const of = (changes: Partial<Invoice> = {}) =>
  electronicInvoiceOf(sampleInvoice([{ parts: [{ quantity: '10', unitPrice: '5' }], description: 'API-Aufrufe' }], changes));
const sample = sampleInvoice([{ parts: [{ quantity: '10', unitPrice: '5' }] }]);
const [LINE] = sample.lines as [InvoiceLine];

/** The document, taxed in this category at nothing. */
const inCategory = (category: 'O' | 'K' | 'AE') =>
  of({
    lines: [{ ...LINE, taxCategory: category, taxRate: '0' }],
    tax: [{ category, rate: '0', basis: '50.00', tax: '0.00', reason: 'Why' }],
  });

describe('parties', () => {
  it('name their VAT ids, and the seller its register entry where the catalog has one', () => {
    const { seller, buyer } = of({ seller: { ...sample.seller, legalRegistration: { id: 'HRB 148220', scheme: '0002' } } });
    expect([seller.vatId, buyer.vatId]).toEqual(['DE318204771', 'DE811204550']);
    expect(seller.legalRegistration).toEqual({ id: 'HRB 148220', scheme: '0002' });
    expect(seller.identifier).toBeUndefined();
  });

  // BR-O-02 to BR-O-04, BR-CO-26.
  it('name no VAT id where nothing is subject to VAT; the seller is told by its id', () => {
    const { seller, buyer, lines, tax } = inCategory('O');
    expect([seller.vatId, buyer.vatId, seller.taxNumber, seller.identifier]).toEqual([undefined, undefined, 'DE318204771', 'nordlicht']);
    expect([lines[0]?.tax.rate, tax[0]?.rate]).toEqual([undefined, '0']);
  });

  it('are reached by mail, unless the catalog has another address', () => {
    expect(of().buyer.electronicAddress).toEqual({ scheme: 'EM', id: 'rechnung@brinkmann.example' });
    const electronicAddress = { scheme: '0204', id: '04011000-12345-34' };
    expect(of({ customer: { ...sample.customer, electronicAddress } }).buyer.electronicAddress).toEqual(electronicAddress);
  });

  it('are asked under what the catalog names, or the name and phone of the seller', () => {
    expect(of().seller.contact).toEqual({
      name: 'Nordlicht Systems GmbH',
      phone: '+49 40 5550 1840',
      email: 'billing@nordlicht.example',
    });
    const contact = { name: 'Buchhaltung', phone: '+49 40 5550 1842' };
    expect(of({ seller: { ...sample.seller, contact } }).seller.contact).toEqual({ ...contact, email: 'billing@nordlicht.example' });
  });
});

// BR-IC-12
it('says where goods are delivered within the Community, and nowhere else', () => {
  expect(inCategory('K').deliverTo).toEqual(sample.customer.address);
  expect(inCategory('AE').deliverTo).toBeUndefined();
});

describe('payment', () => {
  it.each([
    { why: 'euro to a SEPA account', changes: {}, code: '58' },
    { why: 'another currency', changes: { currency: 'USD' }, code: '30' },
    {
      why: 'an account elsewhere',
      changes: { seller: { ...sample.seller, bank: { ...sample.seller.bank, iban: 'AE070331234567890123456' } } },
      code: '30',
    },
  ])('is a transfer to the seller: $why, $code', ({ changes, code }) => {
    expect(of(changes).payment).toMatchObject({ code, reference: 'RE-2026-004217', account: { bic: 'HASPDEHHXXX' } });
  });

  it('is a direct debit or a card where the invoice says so, and then names no account of the seller', () => {
    const debit = { by: 'direct-debit' as const, mandate: 'M-1', creditorId: 'DE98ZZZ09999999999', iban: 'DE89370400440532013000' };
    expect(of({ paymentMeans: debit }).payment).toEqual({ code: '59', reference: 'RE-2026-004217', directDebit: debit });
    const card = { by: 'card' as const, lastDigits: '4242' };
    expect(of({ paymentMeans: card }).payment).toEqual({ code: '54', reference: 'RE-2026-004217', card });
  });
});

describe('what is taken off a line', () => {
  const taken = (...amounts: readonly { amount: string; percent?: string }[]) => {
    const discounts = amounts.map((it) => ({ kind: 'coupon' as const, description: 'Coupon', ...it }));
    const net = String(50 - amounts.reduce((total, { amount }) => total + Number(amount), 0));
    return of({ lines: [{ ...LINE, discounts, net: `${net}.00` }] }).lines[0]?.allowances;
  };

  it('is a percentage of what the allowances before it left', () => {
    expect(taken({ amount: '10.00' }, { amount: '4.00', percent: '10' })).toMatchObject([
      { amount: '10.00', reason: 'Coupon' },
      { amount: '4.00', percent: '10', base: '40' },
    ]);
  });

  // PEPPOL-EN16931-R040
  it('is an amount alone where it is no percentage of that', () => {
    expect(taken({ amount: '6.00', percent: '10' })).toEqual([{ isCharge: false, amount: '6.00', reason: 'Coupon' }]);
  });
});

describe('a note', () => {
  const noteOf = (changes: Partial<InvoiceLine>) => of({ lines: [{ ...LINE, ...changes }] }).lines[0]?.note;
  const tiers = [
    { quantity: '100', unitPrice: '0.1', flatFee: '2', amount: '12', upTo: '100' },
    { quantity: '900', unitPrice: '0.05', flatFee: '0', amount: '45' },
  ];

  it('has the steps that one price does not explain', () => {
    expect(noteOf({ parts: tiers })).toBe('100 × 0.1 + 2 + 900 × 0.05');
    expect(noteOf({ trace: { ...LINE.trace, proration: { days: 16, of: 31 } } })).toBe('10 × 5 × 16 ÷ 31');
    expect(noteOf({ parts: tiers, trace: { ...LINE.trace, proration: { seconds: 3600, of: 86_400 } } })).toBe(
      '(100 × 0.1 + 2 + 900 × 0.05) × 3600 ÷ 86400',
    );
  });

  it('is absent where the price says it all', () => {
    expect(noteOf({})).toBeUndefined();
  });
});

it('says the days of each line, in the zone of its period', () => {
  const period = { start: '2026-09-30T22:00:00Z', end: '2026-10-15T22:00:00Z', zone: 'Europe/Berlin' };
  expect(of({ lines: [{ ...LINE, period }] }).lines[0]?.period).toEqual({ first: '2026-10-01', last: '2026-10-15' });
});
