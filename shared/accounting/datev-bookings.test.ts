import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sampleInvoice, type SampleLine } from '../../test/support/sample-invoice.ts';
import type { Invoice } from '../invoice.ts';
import { decimal, sum } from '../money.ts';
import { bookingsOf, type Booked } from './datev-bookings.ts';
import { datevSettings } from './datev-settings.ts';

const SETTINGS = datevSettings.parse({
  consultant: '29098',
  client: '55003',
  debtorAccount: '10000',
  revenueAccounts: [
    { category: 'S', rate: '19', price: 'calls', account: '8410' },
    { category: 'S', rate: '19', account: '8400', taxKey: '3' },
    { category: 'S', rate: '7.00', account: '8300' },
    { category: 'AE', account: '8336' },
  ],
});

const line = (amount: string, taxRate = '19'): SampleLine => ({ parts: [{ quantity: '1', unitPrice: amount }], taxRate });

/** An invoice over 10.01 for the base fee and 33.30 for calls: 43.31, 19 % of it 8.23. */
function twoAccounts(changes: Partial<Invoice> = {}): Invoice {
  const invoice = sampleInvoice([line('10.01'), line('33.30')]);
  const [base, calls] = invoice.lines;
  return { ...invoice, lines: [base!, { ...calls!, trace: { ...calls!.trace, price: 'calls' } }], ...changes };
}

function booked(content: Invoice, settings = SETTINGS, debtorAccount?: string): Booked {
  const { number, issueDate } = content;
  return bookingsOf(
    { number, issueDate, runId: 'r', archiveKey: `a/${number}.pdf`, hash: 'ab'.repeat(32), content },
    settings,
    debtorAccount,
  );
}

const entries = ({ bookings }: Booked): string[] =>
  bookings.map(({ side, debtorAccount, revenueAccount, amount }) => `${side} ${debtorAccount} ${revenueAccount} ${amount}`);

describe('bookings of an invoice', () => {
  it('are one for each category and rate, gross', () => {
    // 100.00 and 19.00; 50.00 and 3.50; 20.00 without tax.
    const found = booked(sampleInvoice([line('100'), line('50', '7'), line('20', '0')]));
    expect(entries(found)).toEqual(['S 10000 8400 119.00', 'S 10000 8300 53.50', 'S 10000 8336 20.00']);
    expect(found.bookings.map(({ taxKey }) => taxKey)).toEqual(['3', undefined, undefined]);
  });

  it('share the tax of a rate among its accounts to the cent', () => {
    // Tax up to the first account: 8.23 × 10.01 / 43.31 = 1.902…, so 1.90; the other has the rest, 6.33.
    expect(entries(booked(twoAccounts()))).toEqual(['S 10000 8400 11.91', 'S 10000 8410 39.63']);
  });

  it('take what is taken off the whole document from the account of the category', () => {
    // 43.31 less 3.31 is 40.00; 19 % of it 7.60. Base fee: 10.01 − 3.31 = 6.70, tax up to it 7.60 × 6.70 / 40.00 = 1.273.
    const content = twoAccounts({ tax: [{ category: 'S', rate: '19', basis: '40.00', tax: '7.60' }] });
    expect(entries(booked(content))).toEqual(['S 10000 8400 7.97', 'S 10000 8410 39.63']);
  });

  it('are one for an account that several rules name', () => {
    const [calls, base] = SETTINGS.revenueAccounts;
    const settings = { ...SETTINGS, revenueAccounts: [{ ...calls!, account: '8400', taxKey: '3' }, base!] };
    expect(entries(booked(twoAccounts(), settings))).toEqual(['S 10000 8400 51.54']);
  });

  it('stand against each other where lines come to nothing together', () => {
    const lines = [line('10'), line('-10')];
    const { lines: [base, calls], ...invoice } = sampleInvoice(lines); // prettier-ignore
    const content = { ...invoice, lines: [base!, { ...calls!, trace: { ...calls!.trace, price: 'calls' } }] };
    expect(entries(booked(content))).toEqual(['S 10000 8400 10.00', 'H 10000 8410 10.00']);
  });

  it('turn round where an account comes to less than nothing', () => {
    // 33.30 − 50.00 = −16.70: tax −3.17, gross −19.87.
    const found = booked(sampleInvoice([line('33.30'), line('-50'), line('20', '7')]));
    expect(entries(found)).toEqual(['H 10000 8400 19.87', 'S 10000 8300 21.40']);
  });

  it('leave out what comes to nothing, which the format can not say', () => {
    expect(entries(booked(sampleInvoice([line('0'), line('20', '7')])))).toEqual(['S 10000 8300 21.40']);
  });

  it('take what an amount is rounded by to an account of its own', () => {
    // 43.31 and 8.23 are 51.54; to 0.05 that is 51.55, and 51.50 for 51.52.
    const content = twoAccounts();
    const rounded = (by: string): Invoice => ({ ...content, totals: { ...content.totals, rounding: by } });
    const settings = { ...SETTINGS, roundingAccount: '2150' };
    expect(entries(booked(rounded('0.01'), settings))).toEqual(['S 10000 8400 11.91', 'S 10000 8410 39.63', 'S 10000 2150 0.01']);
    expect(entries(booked(rounded('-0.02'), settings)).at(-1)).toBe('H 10000 2150 0.02');
    expect(booked(rounded('0.01'))).toMatchObject({ bookings: [], missing: [expect.stringContaining('a roundingAccount')] });
  });

  it('are the same whatever was prepaid', () => {
    const { totals } = twoAccounts();
    expect(entries(booked(twoAccounts({ totals: { ...totals, prepaid: '51.54', payable: '0.00' } })))).toEqual(
      entries(booked(twoAccounts())),
    );
  });

  it('go to the account of the customer, if it has one', () => {
    expect(entries(booked(twoAccounts(), SETTINGS, '10234'))).toEqual(['S 10234 8400 11.91', 'S 10234 8410 39.63']);
  });

  it('name the VAT id of a customer abroad who owes the tax', () => {
    const { customer } = sampleInvoice([]);
    const abroad = { ...customer, vatId: 'FR40303265045', address: { ...customer.address, country: 'FR' } };
    const of = (content: Invoice): (string | undefined)[] => booked(content).bookings.map(({ vatId }) => vatId);
    expect(of(sampleInvoice([line('20', '0')], { customer: abroad }))).toEqual(['FR40303265045']);
    expect(of(sampleInvoice([line('20', '0')]))).toEqual([undefined]);
    expect(of(sampleInvoice([line('20')], { customer: abroad }))).toEqual([undefined]);
  });
});

it('comes to the gross of the document, however its lines are spread', () => {
  const cents = fc.integer({ min: -9999, max: 99999 }).map((it) => (it / 100).toFixed(2));
  const lines = fc.array(fc.record({ amount: cents, rate: fc.constantFrom('19', '7', '0'), isCalls: fc.boolean() }), { minLength: 1 });
  fc.assert(
    fc.property(lines, (all) => {
      const invoice = sampleInvoice(all.map(({ amount, rate }) => line(amount, rate)));
      const spread = invoice.lines.map((it, i) => (all[i]!.isCalls ? { ...it, trace: { ...it.trace, price: 'calls' } } : it));
      const { bookings } = booked({ ...invoice, lines: spread });
      const total = sum(bookings.map(({ side, amount }) => (side === 'S' ? decimal(amount) : decimal(amount).neg())));
      expect(total.toFixed(2)).toBe(decimal(invoice.totals.gross).toFixed(2));
    }),
  );
});

it('books a credit note the other way round, and says what it corrects', () => {
  const precedingInvoices = [{ number: 'RE-2026-000007', issueDate: '2026-10-02' }];
  const found = booked(twoAccounts({ kind: 'credit-note', precedingInvoices }));
  expect(entries(found)).toEqual(['H 10000 8400 11.91', 'H 10000 8410 39.63']);
  expect(found.bookings[0]?.text).toBe('Korrektur zu RE-2026-000007, Brinkmann & Söhne Logistik GmbH');
  const several = booked(twoAccounts({ kind: 'credit-note', precedingInvoices: [...precedingInvoices, ...precedingInvoices] }));
  expect(several.bookings[0]?.text).toBe('Korrektur zu RE-2026-000007 u. a., Brinkmann & Söhne Logistik GmbH');
});

describe('what can not be booked', () => {
  it('is told with every account that is missing', () => {
    const { debtorAccount: _, ...settings } = { ...SETTINGS, revenueAccounts: SETTINGS.revenueAccounts.slice(0, 1) };
    expect(booked(twoAccounts(), settings)).toEqual({
      bookings: [],
      missing: [
        'a revenue account for category S at 19 %, of plan "business", price "price-1"',
        'a debtorAccount, of customer "K-10482" or for all',
      ],
    });
  });

  it('is told of a debtor account that is longer than those of the books', () => {
    expect(booked(twoAccounts(), SETTINGS, '102345').missing).toEqual([
      'a debtorAccount of customer "K-10482" with at most 5 digits; 102345 has more',
    ]);
  });

  it('is a document in another currency', () => {
    const found = booked(sampleInvoice([line('20')], { currency: 'CHF' }));
    expect(found).toEqual({ bookings: [], missing: [], refused: 'it is in CHF, and the books are in EUR' });
  });
});
