import { describe, expect, it } from '@jest/globals';

import { customer, seller } from '../../shared/catalog.ts';
import type { Charges } from '../../shared/charges.store.ts';
import { draftContent, invoice, type ChargeLine } from '../../shared/invoice.ts';
import { monthIn, type Period } from '../../shared/period.ts';
import { draftHash, draftHead, draftOf, invoiceOf } from './draft.ts';

const ADDRESS = { street: 'Weg 1', postalCode: '1', city: 'Ort', country: 'AT' };
const SELLER = seller.parse({
  id: 'kranich',
  name: 'Kranich',
  brand: 'Kranich',
  address: ADDRESS,
  zone: 'Europe/Vienna',
  email: 's@s.example',
  vatId: 'ATU12345678',
  bank: { holder: 'S', bank: 'B', iban: 'AT611904300234573201', bic: 'DONAATWW' },
  tax: { standardRate: '20', source: 'law' },
  numberSeries: { prefix: 'RE' },
  paymentTermDays: 30,
});
const CUSTOMER = customer.parse({
  id: 'adler',
  name: 'Adler',
  address: ADDRESS,
  zone: 'Europe/Vienna',
  email: 'c@c.example',
  language: 'de',
  purchaseOrder: 'PO 7',
});
const OCTOBER = monthIn('2026-10', 'Europe/Vienna');

function lineOf(net: string, period: Period = OCTOBER): ChargeLine {
  return {
    group: 'Basic',
    period,
    description: 'Calls',
    quantity: '1',
    parts: [{ quantity: '1', unitPrice: net, flatFee: '0', amount: net }],
    net,
    trace: { subscription: 's', plan: 'p', planVersion: 1, price: 'calls' },
  };
}
const chargesOf = (...lines: readonly ChargeLine[]): Charges => ({
  schema: 1,
  currency: 'EUR',
  lines: [...lines],
  periods: [],
  snapshotKey: 'key',
});
const draft = (...lines: readonly ChargeLine[]) => draftOf(SELLER, CUSTOMER, chargesOf(...lines)) ?? draftContent.parse({});

describe('a draft', () => {
  it('says everything the document says but its number and dates', () => {
    const made = draft(lineOf('100.00'));
    expect(draftContent.parse(made)).toEqual(made);
    expect(made).toMatchObject({
      language: 'de',
      currency: 'EUR',
      seller: { id: 'kranich', vatId: 'ATU12345678' },
      customer: { id: 'adler', purchaseOrder: 'PO 7' },
      period: { first: '2026-10-01', last: '2026-10-31' },
      totals: { net: '100.00', tax: '20.00', gross: '120.00', payable: '120.00' },
      paymentTermDays: 30,
    });
  });

  it('carries of the parties what is printed, and no settings', () => {
    expect(Object.keys(draft(lineOf('1.00')).seller)).not.toEqual(expect.arrayContaining(['numberSeries']));
    expect(Object.keys(draft(lineOf('1.00')).customer)).not.toEqual(expect.arrayContaining(['zone']));
  });

  it('spans from the first day of the first service period to the last day of the last', () => {
    expect(
      draft(lineOf('1.00', monthIn('2026-10', 'UTC')), lineOf('1.00', monthIn('2026-08', 'UTC')), lineOf('1.00', monthIn('2026-09', 'UTC')))
        .period,
    ).toEqual({ first: '2026-08-01', last: '2026-10-31' });
  });

  it.each([
    { why: 'there is no line', lines: [] },
    { why: 'every line is zero', lines: [lineOf('0.00'), lineOf('0.00')] },
  ])('is none where $why', ({ lines }) => {
    expect(draftOf(SELLER, CUSTOMER, chargesOf(...lines))).toBeUndefined();
  });

  it('is one where lines cancel each other out', () => {
    expect(draft(lineOf('5.00'), lineOf('-5.00')).totals.payable).toBe('0.00');
  });

  it('may come to less than 0', () => {
    expect(draft(lineOf('5.00'), lineOf('-5.01')).totals.payable).toBe('-0.01');
  });
});

describe('the tax of a draft', () => {
  const tax = { exchangeRates: [{ date: '2026-10-30', from: 'EUR', to: 'USD', rate: '1.25', source: 'ECB' }] };

  it('is that of each line, and its breakdown by rate', () => {
    const reduced = seller.parse({ ...SELLER, tax: { rates: [{ country: 'AT', name: 'reduced', rate: '10', source: 'law' }] } });
    const lines = [lineOf('100.00'), { ...lineOf('50.00'), supply: { rate: 'reduced' } }];
    expect(draftOf(reduced, CUSTOMER, chargesOf(...lines))).toMatchObject({
      lines: [{ taxRate: '20' }, { taxRate: '10', supply: { rate: 'reduced' } }],
      tax: [
        { rate: '20', basis: '100.00', tax: '20.00' },
        { rate: '10', basis: '50.00', tax: '5.00' },
      ],
      totals: { net: '150.00', tax: '25.00', gross: '175.00' },
    });
  });

  it('in a foreign currency is also stated in the seller’s, where the seller states rates', () => {
    const charges = { ...chargesOf(lineOf('100.00')), currency: 'USD' };
    const made = draftOf(seller.parse({ ...SELLER, tax }), CUSTOMER, charges);
    // 20.00 USD / 1.25
    expect(made?.accountingTax).toEqual({ currency: 'EUR', tax: '16.00', inverseRate: '1.25', date: '2026-10-30', source: 'ECB' });
    expect(draftContent.parse(made)).toEqual(made);
    expect(draftOf(SELLER, CUSTOMER, charges)).not.toHaveProperty('accountingTax');
  });

  it('keeps the proof of the customer’s VAT id as it was', () => {
    const vatIdCheck = { vatId: 'FR40303265045', date: '2026-10-01', consultationNumber: 'WAPIAAAAYzY1Nk4F', name: 'ADLER' };
    const french = customer.parse({ ...CUSTOMER, address: { ...ADDRESS, country: 'FR' }, vatId: 'FR40303265045', vatIdCheck });
    expect(draftOf(SELLER, french, chargesOf(lineOf('1.00')))?.customer).toMatchObject({ vatIdCheck });
    expect(draft(lineOf('1.00')).customer).not.toHaveProperty('vatIdCheck');
  });
});

describe('the hash of a draft', () => {
  it('is the same whatever order a store returned the keys in', () => {
    const made = draft(lineOf('1.00'));
    expect(draftHash(Object.fromEntries(Object.entries(made).reverse()) as typeof made)).toBe(draftHash(made));
  });

  it('is another with another amount, party or fingerprint', () => {
    const made = draft(lineOf('1.00'));
    const [line = lineOf('1.00')] = made.lines;
    const others = [
      draft(lineOf('1.01')),
      { ...made, customer: { ...made.customer, name: 'Milan' } },
      { ...made, paymentTermDays: 14 },
      { ...made, lines: [{ ...line, taxCategory: 'S' as const, taxRate: '20', trace: { ...line.trace, fingerprint: 'other' } }] },
    ];
    expect(new Set([made, ...others].map(draftHash)).size).toBe(5);
  });
});

it('is seen at a glance in its head', () => {
  const step = { sellerId: 'kranich', runId: 'r', customerId: 'adler', attempt: 2 };
  const made = draft(lineOf('100.00'));
  expect(draftHead(step, 'RE', made)).toEqual({
    schema: 1,
    customerId: 'adler',
    attempt: 2,
    outcome: 'draft',
    hash: draftHash(made),
    series: 'RE',
    currency: 'EUR',
    net: '100.00',
    payable: '120.00',
    plans: [{ plan: 'p', version: 1, net: '100.00' }],
    meters: [],
    hasNegativeLine: false,
  });
  expect(draftHead(step, 'RE', draft(lineOf('100.00'), lineOf('-1.00')))).toMatchObject({
    net: '99.00',
    plans: [{ plan: 'p', version: 1, net: '99.00' }],
    hasNegativeLine: true,
  });
  expect(draftHead(step, 'RE', undefined)).toEqual({ schema: 1, customerId: 'adler', attempt: 2, outcome: 'nothing-due' });
});

describe('an invoice', () => {
  it('is the draft with number, issue date and due date', () => {
    const made = draft(lineOf('100.00'));
    const issued = invoiceOf(made, { hash: draftHash(made), number: 'RE-2026-000001', issueDate: '2028-01-31' });
    expect(invoice.parse(issued)).toEqual({ ...made, number: 'RE-2026-000001', issueDate: '2028-01-31', dueDate: '2028-03-01' });
  });

  it('of another draft than the sealed one is refused: RecordConflictError', () => {
    const made = draft(lineOf('100.00'));
    expect(() => invoiceOf(made, { hash: draftHash(draft(lineOf('99.99'))), number: 'RE-2026-000001', issueDate: '2026-11-02' })).toThrow(
      expect.objectContaining({ name: 'RecordConflictError' }),
    );
  });
});

describe('how a draft is paid', () => {
  const IBAN = 'DE75512108001245126199';
  const creditor = { ...SELLER, payments: { directDebit: { creditorId: 'DE98ZZZ09999999999', noticeDays: 5, bankDays: 2 } } };
  const payment = (mandate = {}) => customer.parse({ ...CUSTOMER, payment: { method: 'direct-debit', mandate: { reference: 'M-7', signedOn: '2026-01-02', iban: IBAN, ...mandate } } }); // prettier-ignore
  const debit = { by: 'direct-debit', mandate: 'M-7', creditorId: 'DE98ZZZ09999999999', iban: IBAN };
  const charges = chargesOf(lineOf('100.00'));

  it.each([
    { why: 'by transfer, and says nothing of it', from: SELLER, of: CUSTOMER, means: undefined, days: 30 },
    { why: 'by debit, on the term of the seller', from: creditor, of: payment(), means: debit, days: 30 },
    { why: 'by debit, after the notice at least', from: { ...creditor, paymentTermDays: 0 }, of: payment(), means: debit, days: 5 },
    { why: 'by transfer under a revoked mandate', from: creditor, of: payment({ revokedOn: '2026-10-05' }), means: undefined, days: 30 },
  ])('$why', ({ from, of, means, days }) => {
    expect(draftOf(from, of, charges)).toMatchObject({ paymentTermDays: days });
    expect(draftOf(from, of, charges)!.paymentMeans).toEqual(means);
  });

  it('by transfer in other currencies than the euro', () => {
    expect(draftOf(creditor, payment(), { ...charges, currency: 'USD' })!.paymentMeans).toBeUndefined();
  });

  // 14 days after 30 October 2026 is a Friday, 15 days a Saturday.
  it.each([
    { days: 14, due: '2026-11-13' },
    { days: 15, due: '2026-11-16' },
  ])('by debit is due on a day on which banks work: $due', ({ days, due }) => {
    const made = draftOf({ ...creditor, paymentTermDays: days }, payment(), charges)!;
    const dated = invoiceOf(made, { hash: draftHash(made), number: 'RE-1', issueDate: '2026-10-30' });
    expect(dated.dueDate).toBe(due);
  });
});
