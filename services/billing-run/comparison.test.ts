import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { billOf } from '../../test/support/bills.ts';
import { decimal, sum } from '../../shared/money.ts';
import { customersBeside, largestDifferences, metersBeside, plansBeside, totalsBeside } from './comparison.ts';

describe('totals beside last month', () => {
  it('are kept by currency, in the order of the codes, with its digits', () => {
    const bills = [
      billOf('a', '0.10', { currency: 'USD', payable: '0.10' }),
      billOf('b', '10.00', { payable: '12.00' }),
      billOf('c', '100', { currency: 'JPY', payable: '110' }),
      billOf('d', '0.20', { currency: 'USD', payable: '0.20' }),
    ];
    const before = [billOf('b', '7.50', { payable: '9.00' }), billOf('a', '1.00', { currency: 'USD', payable: '1.00' })];
    expect(totalsBeside(bills, before)).toEqual([
      {
        currency: 'EUR',
        net: '10.00',
        payable: '12.00',
        before: { net: '7.50', payable: '9.00' },
        difference: { net: '2.50', payable: '3.00' },
      },
      { currency: 'JPY', net: '100', payable: '110', before: null, difference: null },
      {
        currency: 'USD',
        net: '0.30',
        payable: '0.30',
        before: { net: '1.00', payable: '1.00' },
        difference: { net: '-0.70', payable: '-0.70' },
      },
    ]);
  });

  it('name discounts and credits where there are any in one of the months', () => {
    const bills = [billOf('a', '9.00', { payable: '5.80', discount: '1.00', prepaid: '5.00' }), billOf('b', '1.00', { payable: '1.20' })];
    const before = [billOf('a', '8.00', { payable: '9.60', discount: '2.50' })];
    expect(totalsBeside(bills, before)).toEqual([
      {
        currency: 'EUR',
        net: '10.00',
        payable: '7.00',
        discount: '1.00',
        prepaid: '5.00',
        before: { net: '8.00', payable: '9.60', discount: '2.50', prepaid: '0.00' },
        difference: { net: '2.00', payable: '-2.60', discount: '-1.50', prepaid: '5.00' },
      },
    ]);
  });

  it('show a currency that only last month had', () => {
    expect(totalsBeside([], [billOf('a', '3.00', { currency: 'CHF', payable: '3.24' })])).toEqual([
      {
        currency: 'CHF',
        net: '0.00',
        payable: '0.00',
        before: { net: '3.00', payable: '3.24' },
        difference: { net: '-3.00', payable: '-3.24' },
      },
    ]);
  });

  it('add up what several runs of last month billed', () => {
    const before = [billOf('a', '1.00', { payable: '1.20' }), billOf('b', '2.00', { payable: '2.40' })];
    expect(totalsBeside([], before)[0]?.before).toEqual({ net: '3.00', payable: '3.60' });
  });

  it('differ by exactly what the bills differ by', () => {
    const nets = fc.array(fc.integer({ min: -99_999, max: 99_999 }).map((n) => decimal(String(n)).div(100).toFixed(2)));
    fc.assert(
      fc.property(nets, nets, (now, before) => {
        const bills = (all: string[]) => all.map((net, i) => billOf(`c${i}`, net));
        const [row] = totalsBeside(bills(now), bills(before));
        const exact = sum(now.map(decimal)).minus(sum(before.map(decimal)));
        if (before.length > 0) expect(decimal(row?.difference?.net ?? '').eq(exact)).toBe(true);
        else expect(row?.difference ?? null).toBeNull();
      }),
    );
  });
});

it('plans beside last month are told apart by version and currency, and count customers, not bills', () => {
  const bills = [
    billOf('a', '30.00', {
      plans: [
        { plan: 'basic', version: 2, net: '20.00' },
        { plan: 'addon', version: 1, net: '10.00' },
      ],
    }),
    billOf('b', '5.00', { plans: [{ plan: 'basic', version: 1, net: '5.00' }] }),
    billOf('c', '9.00', { currency: 'USD', plans: [{ plan: 'basic', version: 1, net: '9.00' }] }),
  ];
  // Customer a was billed by two runs of last month.
  const before = ['1.00', '2.00'].map((net) => billOf('a', net, { plans: [{ plan: 'basic', version: 1, net }] }));
  expect(plansBeside(bills, before)).toEqual([
    { plan: 'addon', version: 1, currency: 'EUR', customers: 1, net: '10.00', before: null, difference: null },
    { plan: 'basic', version: 1, currency: 'EUR', customers: 1, net: '5.00', before: { customers: 1, net: '3.00' }, difference: '2.00' },
    { plan: 'basic', version: 1, currency: 'USD', customers: 1, net: '9.00', before: null, difference: null },
    { plan: 'basic', version: 2, currency: 'EUR', customers: 1, net: '20.00', before: null, difference: null },
  ]);
});

it('meters beside last month have quantity and net of each currency', () => {
  const bills = [
    billOf('a', '4.00', { meters: [{ meter: 'calls', quantity: '1000.5', net: '4.00' }] }),
    billOf('b', '6.00', { meters: [{ meter: 'calls', quantity: '-0.5', net: '6.00' }] }),
    billOf('c', '1.00', { currency: 'USD', meters: [{ meter: 'calls', quantity: '3', net: '1.00' }] }),
  ];
  const before = [
    billOf('a', '8.00', {
      meters: [
        { meter: 'calls', quantity: '1200', net: '7.00' },
        { meter: 'gigabytes', quantity: '2', net: '1.00' },
      ],
    }),
  ];
  expect(metersBeside(bills, before)).toEqual([
    {
      meter: 'calls',
      currency: 'EUR',
      quantity: '1000',
      net: '10.00',
      before: { quantity: '1200', net: '7.00' },
      difference: { quantity: '-200', net: '3.00' },
    },
    { meter: 'calls', currency: 'USD', quantity: '3', net: '1.00', before: null, difference: null },
    {
      meter: 'gigabytes',
      currency: 'EUR',
      quantity: '0',
      net: '0.00',
      before: { quantity: '2', net: '1.00' },
      difference: { quantity: '-2', net: '-1.00' },
    },
  ]);
});

describe('the largest differences', () => {
  const largest = (...args: Parameters<typeof customersBeside>) => largestDifferences(customersBeside(...args), () => 'draft');

  it('are ten of each currency, the largest first whatever its sign', () => {
    const bills = [
      ...Array.from({ length: 12 }, (_, i) => billOf(`e${i}`, `${i}.00`)),
      billOf('yen', '500', { currency: 'JPY', payable: '500' }),
    ];
    const before = [billOf('e0', '7.50'), billOf('e11', '1.00')];
    expect(largest(bills, before).map(({ customerId, difference }) => [customerId, difference])).toEqual([
      ['e10', null], // 10.00 and nothing last month
      ['e11', '10.00'],
      ['e9', null],
      ['e8', null],
      ['e0', '-7.50'],
      ['e7', null],
      ['e6', null],
      ['e5', null],
      ['e4', null],
      ['e3', null],
      ['yen', null],
    ]);
  });

  it('leave out who is billed the same', () => {
    expect(largest([billOf('a', '1.00')], [billOf('a', '1.00')])).toEqual([]);
  });

  it('name who is not billed this time, with what became of them', () => {
    const figures = customersBeside([], [billOf('a', '4.00')]);
    expect(largestDifferences(figures, () => 'set-aside')).toEqual([
      { customerId: 'a', currency: 'EUR', net: '0.00', before: '4.00', difference: '-4.00', outcome: 'set-aside' },
    ]);
  });

  it('keep the currencies of one customer apart', () => {
    const figures = largest([billOf('a', '4.00')], [billOf('a', '4.00', { currency: 'USD' })]);
    expect(figures.map(({ currency, net, before }) => [currency, net, before])).toEqual([
      ['EUR', '4.00', null],
      ['USD', '0.00', '4.00'],
    ]);
  });
});
