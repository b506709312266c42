import { describe, expect, it } from '@jest/globals';

import type { Allocation } from './allocation.ts';
import { ageingOf } from './ageing.ts';
import { balanceOf } from './balance.ts';
import type { OpenItem } from './open-item.ts';

const OWED = { currency: 'EUR', payable: '100.00', dueDate: '2026-11-16' };

const entry = (kind: 'bank' | 'write-off' | 'credit-note', amount: string): Allocation => ({
  schema: 1,
  number: 'RE-1',
  sequence: 1,
  amount,
  currency: 'EUR',
  source: kind === 'credit-note' ? { kind, number: 'GK-1' } : { kind, transaction: 'a' },
  reason: '',
  at: '2026-11-09T08:00:00Z',
  by: 'stepbill',
});

describe('an invoice of 100.00, due on 16 November,', () => {
  it.each([
    { is: 'open', with: [], on: '2026-11-16', open: '100.00', days: 0 },
    { is: 'overdue', with: [], on: '2026-11-17', open: '100.00', days: 1 },
    { is: 'partially-paid', with: [entry('bank', '40.00')], on: '2026-11-16', open: '60.00', days: 0 },
    { is: 'overdue', with: [entry('bank', '99.99')], on: '2026-12-16', open: '0.01', days: 30 },
    { is: 'paid', with: [entry('bank', '40.00'), entry('bank', '60.00')], on: '2027-11-16', open: '0.00', days: 0 },
    { is: 'paid', with: [entry('bank', '99.50'), entry('write-off', '0.50')], on: '2026-11-16', open: '0.00', days: 0 },
    { is: 'paid', with: [entry('bank', '60.00'), entry('credit-note', '40.00')], on: '2026-11-16', open: '0.00', days: 0 },
    { is: 'credited', with: [entry('credit-note', '100.00')], on: '2026-11-16', open: '0.00', days: 0 },
    { is: 'overpaid', with: [entry('bank', '100.00'), entry('credit-note', '30.00')], on: '2027-11-16', open: '-30.00', days: 0 },
    { is: 'open', with: [entry('bank', '100.00'), entry('bank', '-100.00')], on: '2026-11-16', open: '100.00', days: 0 },
  ])('is $is with $open open on $on', ({ is, with: entries, on, open, days }) => {
    expect(balanceOf(OWED, entries, on)).toMatchObject({ state: is, open, daysOverdue: days });
  });

  it('of which nothing is to be paid is paid', () => {
    expect(balanceOf({ ...OWED, payable: '0.00' }, [], '2026-12-16')).toMatchObject({ state: 'paid', open: '0.00' });
  });
});

it('adds up what is open by currency and days, each once', () => {
  const item = (open: string, daysOverdue: number, currency = 'EUR') => ({ open, daysOverdue, currency }) as OpenItem;
  const items = [
    item('1.00', 0),
    item('2.00', 1),
    item('4.00', 30),
    item('8.00', 31),
    item('16.00', 60),
    item('32.00', 61),
    item('64.00', 90),
  ];
  expect(ageingOf([...items, item('128.00', 91), item('-5.00', 0), item('700', 3, 'JPY')])).toEqual([
    // 2 + 4, 8 + 16, 32 + 64; 255 − 5 in all.
    {
      currency: 'EUR',
      notDue: '1.00',
      days1To30: '6.00',
      days31To60: '24.00',
      days61To90: '96.00',
      over90: '128.00',
      overpaid: '-5.00',
      total: '250.00',
    },
    { currency: 'JPY', notDue: '0', days1To30: '700', days31To60: '0', days61To90: '0', over90: '0', overpaid: '0', total: '700' },
  ]);
});
