/** Reports by hand arithmetic: what was billed by plan and meter, what of it is not earned yet, and cash by week. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { issue } from '../../test/support/issued-invoices.ts';
import { invoiceFor } from '../../test/support/runs.ts';
import { everyKey } from '../files.ts';
import type { InvoiceLine } from '../invoice.ts';
import { files } from '../ports.ts';
import type { BilledSum } from './billed-sum.ts';
import { billedSums } from './billed-sums.store.ts';
import { cashAround, mondayOf } from './cash.ts';
import { deferredOn } from './deferred.ts';
import { revenueOf } from './revenue.ts';

const sumOf = (changes: Partial<BilledSum>): BilledSum => ({
  ...{ issueDate: '2026-11-02', currency: 'EUR', plan: 'yearly', lines: 1, first: '2026-11-01', last: '2026-11-30', net: '30.00' },
  ...changes,
});

describe('deferred revenue at the end of a day', () => {
  it('is what of a period lies behind it, straight by day, and by the month in which it is earned', () => {
    // 365.00 for a year from 15 October: 1.00 a day. By 30 November 17 + 30 days are over, 318 are left.
    const year = sumOf({ first: '2026-10-15', last: '2027-10-14', net: '365.00' });
    const [found] = deferredOn([year], '2026-11-30');
    expect(found).toMatchObject({ currency: 'EUR', amount: '318.00', plans: [{ plan: 'yearly', amount: '318.00' }] });
    expect(found!.months.map(({ month, amount }) => `${month} ${amount}`)).toEqual([
      ...['2026-12 31.00', '2027-01 31.00', '2027-02 28.00', '2027-03 31.00', '2027-04 30.00', '2027-05 31.00'],
      ...['2027-06 30.00', '2027-07 31.00', '2027-08 31.00', '2027-09 30.00', '2027-10 14.00'],
    ]);
    // In the middle of a month: 17 + 10 days are over.
    expect(deferredOn([year], '2026-11-10')[0]).toMatchObject({
      amount: '338.00',
      months: expect.arrayContaining([{ month: '2026-11', amount: '20.00' }]),
    });
  });

  it('loses no cent: the larger remainder gets it, and of two alike the earlier', () => {
    // 100.00 over 30 + 31 + 31 days: 32.608… and 67.391…, of which each 31 days are 33.695.
    const quarter = sumOf({ first: '2026-11-01', last: '2027-01-31', net: '100.00' });
    expect(deferredOn([quarter], '2026-11-30')).toEqual([
      { currency: 'EUR', amount: '67.39', plans: [{ plan: 'yearly', amount: '67.39' }], months: [{ month: '2026-12', amount: '33.70' }, { month: '2027-01', amount: '33.69' }] },
    ]); // prettier-ignore
    expect(deferredOn([{ ...quarter, net: '-100.00' }], '2026-11-30')[0]!.amount).toBe('-67.39');
    // One yen over two months stays one yen.
    const yen = deferredOn([sumOf({ currency: 'JPY', net: '1', first: '2026-12-01', last: '2027-01-31' })], '2026-11-30');
    expect(yen[0]!.months).toEqual([{ month: '2026-12', amount: '1' }, { month: '2027-01', amount: '0' }]); // prettier-ignore
  });

  it('holds all of what begins later, nothing of what is over or was issued later, and less what is credited', () => {
    const sums = [
      sumOf({ first: '2026-12-01', last: '2026-12-31', net: '31.00' }),
      sumOf({ net: '30.00' }),
      sumOf({ issueDate: '2026-12-01', first: '2026-12-01', last: '2026-12-31', net: '500.00' }),
      sumOf({ issueDate: '2026-11-20', first: '2026-12-01', last: '2026-12-31', net: '-11.00' }),
    ];
    expect(deferredOn(sums, '2026-11-30').map(({ amount }) => amount)).toEqual(['20.00']);
  });
});

describe('cash by week', () => {
  it.each([
    ['2026-11-02', '2026-11-02'],
    ['2026-11-08', '2026-11-02'],
    ['1969-12-31', '1969-12-29'],
  ])('%s lies in the week of Monday %s', (day, monday) => expect(mondayOf(day)).toBe(monday));

  it('has what came in the weeks before, and what is due in those that follow', () => {
    const due = (dueDate: string, owed: string) => ({ currency: 'EUR', dueDate, owed, count: 1, overpaid: '-9.00', overpaidCount: 1 });
    const came = (day: string, amount: string) => ({ day, currency: 'EUR', amount });
    // Today is Wednesday, 11 November.
    const dues = [
      due('2026-11-10', '5.00'),
      due('2026-11-11', '1.00'),
      due('2026-11-15', '2.00'),
      due('2026-11-16', '4.00'),
      due('2026-11-23', '8.00'),
    ];
    const received = [came('2026-11-02', '10.00'), came('2026-11-08', '-3.00'), came('2026-11-09', '7.00')];
    // 4.00 were paid back, of which 1.50 came back: the account was closed.
    const back = [came('2026-11-03', '-4.00'), came('2026-11-06', '1.50')].map((it) => ({ ...it, isRefund: true as const }));
    expect(cashAround('2026-11-11', dues, [...received, ...back], { before: 1, after: 1 })).toEqual([
      {
        currency: 'EUR',
        overdue: '5.00',
        later: '8.00',
        weeks: [
          { week: '2026-11-02', received: '7.00', refunded: '2.50', expected: '0.00' },
          { week: '2026-11-09', received: '7.00', refunded: '0.00', expected: '3.00' },
          { week: '2026-11-16', received: '0.00', refunded: '0.00', expected: '4.00' },
        ],
      },
    ]);
  });
});

describe('what was billed', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
  });
  afterEach(() => world.close());

  const [line] = invoiceFor('adler', 'X').lines;
  const lineOf = (net: string, meter?: string): InvoiceLine => {
    const { meter: _, ...trace } = line!.trace;
    return { ...line!, net, trace: { ...trace, plan: 'basic', ...(meter === undefined ? {} : { meter }) } };
  };
  const NOVEMBER = { from: '2026-11-01', until: '2026-11-30' };

  it('is added up by plan and meter of the month of issue, credit notes below zero', async () => {
    const preceding = { kind: 'credit-note' as const, precedingInvoices: [{ number: 'RE-2026-000001', issueDate: '2026-11-02' }] };
    await issue(
      { payable: '16.00', changes: { lines: [lineOf('10.00'), lineOf('4.50', 'calls'), lineOf('1.50', 'calls')] } },
      { payable: '4.00', changes: { lines: [lineOf('4.00', 'calls')], ...preceding } },
      { payable: '7.00', changes: { issueDate: '2026-11-30', lines: [lineOf('7.00')] } },
    );
    expect(revenueOf((await billedSums(SELLER, NOVEMBER, 1)).sums)).toEqual([
      { month: '2026-11', currency: 'EUR', plan: 'basic', net: '17.00', lines: 2 },
      { month: '2026-11', currency: 'EUR', plan: 'basic', meter: 'calls', net: '2.00', lines: 3 },
    ]);
    expect(await billedSums(SELLER, { from: '2026-12-01', until: '2026-12-31' }, 1)).toEqual({ sums: [], unread: 0, leftOut: 0 });
    expect(await billedSums(SELLER, NOVEMBER, 0)).toMatchObject({ sums: [], unread: 3 });
  });

  it('is kept by a thousand numbers, once all of them are issued', async () => {
    await issue(...Array.from({ length: 1_001 }, () => ({ payable: '1.00', changes: { lines: [lineOf('1.00')] } })));
    const kept = async (): Promise<string[]> => Array.fromAsync(everyKey(files(), `${SELLER}/report-sums/`));
    expect(revenueOf((await billedSums(SELLER, NOVEMBER, 5)).sums)[0]).toMatchObject({ net: '1001.00', lines: 1_001 });
    expect(await kept()).toEqual([`${SELLER}/report-sums/RE-2026-1.json`]);
    expect(await billedSums(SELLER, NOVEMBER, 0)).toMatchObject({ sums: [{ net: '1000.00', lines: 1_000 }], unread: 1 });
  });
});
