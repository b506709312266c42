import { describe, expect, it } from '@jest/globals';

import { decimal } from '../money.ts';
import type { OpenItem } from '../receivables/open-item.ts';
import type { BankTransaction } from './bank-transaction.ts';
import { matched, type Evidence } from './match.ts';
import { proposalsFor } from './proposals.ts';

const item = (number: string, open: string, changes: Partial<OpenItem> = {}): OpenItem => ({
  number,
  customerId: 'adler',
  customer: 'Adler Works GmbH',
  issueDate: '2026-11-02',
  dueDate: '2026-11-16',
  currency: 'EUR',
  payable: open,
  open,
  received: '0.00',
  credited: '0.00',
  writtenOff: '0.00',
  charged: '0.00',
  uncollectible: '0.00',
  refunded: '0.00',
  state: 'open',
  daysOverdue: 0,
  ...changes,
});

const transaction = (amount: string, changes: Partial<BankTransaction> = {}): BankTransaction => ({
  schema: 1,
  id: 'a1',
  statement: 'f1',
  account: 'AT611904300234573201',
  bookedOn: '2026-11-09',
  amount,
  currency: 'EUR',
  counterparty: { name: 'ADLER WORKS' },
  text: '',
  ...changes,
});

const ONE = item('RE-1', '12.00');
const TWO = item('RE-2', '30.00');
const BUSSARD = item('RE-3', '12.00', { customerId: 'bussard', customer: 'Bussard AG' });

function matchOf(amount: string, known: Partial<Evidence> & { of?: Partial<BankTransaction> } = {}) {
  const { of = {}, ...rest } = known;
  const evidence: Evidence = {
    transaction: transaction(amount, of),
    left: decimal(amount),
    named: [],
    payers: new Set(),
    open: [ONE, TWO, BUSSARD],
    terms: {},
    ...rest,
  };
  return { ...matched(evidence), proposals: proposalsFor(evidence) };
}

describe('what names its invoices is certain', () => {
  it.each([
    { why: 'one, with its amount', amount: '12.00', named: [ONE], shares: [{ number: 'RE-1', amount: '12.00' }] },
    {
      why: 'two, with the sum',
      amount: '42.00',
      named: [ONE, TWO],
      shares: [
        { number: 'RE-1', amount: '12.00' },
        { number: 'RE-2', amount: '30.00' },
      ],
    },
    { why: 'one, with a part of it', amount: '5.00', named: [ONE], shares: [{ number: 'RE-1', amount: '5.00' }] },
    { why: 'one, with more: what is too much stays', amount: '20.00', named: [ONE], shares: [{ number: 'RE-1', amount: '12.00' }] },
    {
      why: 'one beside one that is settled, with its amount',
      amount: '12.00',
      named: [ONE, item('RE-9', '0.00')],
      shares: [{ number: 'RE-1', amount: '12.00' }],
    },
  ])('$why', ({ amount, named, shares }) => {
    expect(matchOf(amount, { named })).toMatchObject({ isCertain: true, shares });
  });

  const terms = { tolerance: { EUR: '0.50' }, bearsBankCharges: true };
  it.each([
    // 12.00 − 11.50 = 0.50 is borne.
    { why: 'short by the tolerance', amount: '11.50', share: { number: 'RE-1', amount: '11.50', writeOff: '0.50' } },
    { why: 'short by a cent more, a part', amount: '11.49', share: { number: 'RE-1', amount: '11.49' } },
    // 12.50 − 12.00 = 0.50 is kept.
    { why: 'over by the tolerance', amount: '12.50', share: { number: 'RE-1', amount: '12.50', writeOff: '-0.50' } },
    { why: 'over by a cent more, what is open', amount: '12.51', share: { number: 'RE-1', amount: '12.00' } },
    {
      why: 'short by what banks have kept',
      amount: '4.50',
      of: { charges: '7.50' },
      share: { number: 'RE-1', amount: '4.50', writeOff: '7.50' },
    },
    { why: 'short by more than banks have kept', amount: '4.00', of: { charges: '7.50' }, share: { number: 'RE-1', amount: '4.00' } },
  ])('$why', ({ amount, share, of = {} }) => {
    expect(matchOf(amount, { named: [ONE], terms, of })).toMatchObject({ isCertain: true, shares: [share] });
  });

  it('but no difference is borne that the seller does not say', () => {
    expect(matchOf('11.99', { named: [ONE], of: { charges: '0.01' } })).toMatchObject({ shares: [{ number: 'RE-1', amount: '11.99' }] });
  });
});

describe('what comes from a known account is certain', () => {
  const payers = new Set(['adler']);
  it('where one invoice has this amount open', () => {
    expect(matchOf('12.00', { payers })).toMatchObject({ isCertain: true, shares: [{ number: 'RE-1', amount: '12.00' }] });
  });
  it('where it is all that is open', () => {
    expect(matchOf('42.00', { payers })).toMatchObject({ isCertain: true, shares: [{ number: 'RE-1' }, { number: 'RE-2' }] });
  });
});

describe('a person decides', () => {
  const again = item('RE-4', '12.00', { dueDate: '2026-10-16' });
  it.each([
    { why: 'what names nothing and comes from nobody known', amount: '12.00', known: {}, says: 'no invoice is named', first: 'RE-1' },
    {
      why: 'what is in another currency than its invoice',
      amount: '12.00',
      known: { named: [item('RE-7', '12.00', { currency: 'USD' })] },
      says: 'is in USD, and EUR came',
      first: 'RE-1',
    },
    {
      why: 'what names the invoice of somebody else',
      amount: '12.00',
      known: { named: [BUSSARD], payers: new Set(['adler']) },
      says: 'has paid for adler before',
      first: 'RE-1',
    },
    {
      why: 'less than several that are named',
      amount: '40.00',
      known: { named: [ONE, TWO] },
      says: 'which of them is paid is not said',
      first: 'RE-1',
    },
    {
      why: 'what names what is settled',
      amount: '12.00',
      known: { named: [item('RE-9', '0.00')] },
      says: 'settled already',
      first: 'RE-1',
    },
    {
      why: 'an amount that two are open with',
      amount: '12.00',
      known: { payers: new Set(['adler']), open: [ONE, again] },
      says: '2 of the customer',
      first: 'RE-4',
    },
    {
      why: 'another amount from a known account',
      amount: '13.00',
      known: { payers: new Set(['adler']) },
      says: 'the amount is another',
      first: 'RE-1',
    },
  ])('$why', ({ amount, known, says, first }) => {
    const found = matchOf(amount, known);
    expect(found).toMatchObject({ isCertain: false, reason: expect.stringContaining(says) });
    expect(found.proposals[0]?.number).toBe(first);
  });

  it('and is told why each may be meant, the likeliest first', () => {
    const found = matchOf('12.00', { payers: new Set(['bussard']), open: [ONE, TWO, BUSSARD], named: [ONE] });
    expect(found.proposals.map(({ number, reasons }) => [number, reasons])).toEqual([
      ['RE-1', ['it is named', 'the amount is what is open', 'the payer is called as the customer is']],
      ['RE-3', ['the amount is what is open', 'the account has paid for this customer before']],
      ['RE-2', ['the payer is called as the customer is']],
    ]);
  });

  it('where another currency was ordered, which is told', () => {
    const dollars = item('RE-7', '100.00', { currency: 'USD', customer: 'Condor' });
    const found = matchOf('92.10', { open: [dollars], of: { instructed: { amount: '100.00', currency: 'USD' } } });
    expect(found.proposals).toMatchObject([{ reasons: ['100.00 USD were ordered, which is what is open'] }]);
  });
});

describe('money that went back', () => {
  const paid = item('RE-1', '0.00', { received: '12.00' });
  it('is of the invoice it names', () => {
    expect(matchOf('-12.00', { named: [paid], of: { returned: 'AM04' } })).toMatchObject({
      isCertain: true,
      shares: [{ number: 'RE-1', amount: '-12.00' }],
    });
  });
  it('is owed again with the difference that was written off when it came', () => {
    const settled = item('RE-1', '0.00', { received: '11.60', writtenOff: '0.40' });
    expect(matchOf('-11.60', { named: [settled], of: { returned: 'AM04' } })).toMatchObject({
      shares: [{ number: 'RE-1', amount: '-11.60', writeOff: '-0.40' }],
    });
  });
  it.each([
    { why: 'nothing is named', named: [], says: 'no invoice is named' },
    { why: 'less came for it', named: [item('RE-1', '4.00', { received: '8.00' })], says: 'only 8.00 EUR came' },
    { why: 'several are named', named: [paid, TWO], says: 'several invoices' },
  ])('is for a person where $why', ({ named, says }) => {
    expect(matchOf('-12.00', { named, of: { returned: 'AM04' } })).toMatchObject({
      isCertain: false,
      reason: expect.stringContaining(says),
    });
  });
});
