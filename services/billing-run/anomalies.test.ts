import { describe, expect, it } from '@jest/globals';

import { billOf } from '../../test/support/bills.ts';
import { MOST_ANOMALIES } from '../../shared/review.ts';
import { anomaliesOf, countedAnomalies, type Reviewed } from './anomalies.ts';
import { customersBeside, plansBeside, type Bill } from './comparison.ts';

/** What is found in these bills beside last month's; everybody had an invoice, every plan version was billed before. */
function found(bills: readonly Bill[], before: readonly Bill[] = [], changes: Partial<Reviewed> = {}) {
  return anomaliesOf({
    bills,
    before,
    nothingDue: [],
    setAside: [],
    plans: plansBeside(bills, before),
    figures: customersBeside(bills, before),
    newCustomers: new Set(),
    isBilled: () => true,
    ...changes,
  });
}

describe('three times last month', () => {
  it.each([
    { why: 'exactly three times', net: '30.00', before: '10.00', times: '3' },
    { why: 'more', net: '34.20', before: '10.00', times: '3.4' },
    { why: 'three times a cent', net: '0.03', before: '0.01', times: '3' },
  ])('is $why', ({ net, before, times }) => {
    expect(found([billOf('a', net)], [billOf('a', before)])).toMatchObject([
      {
        kind: 'three-times',
        customerId: 'a',
        figures: { net, before },
        text: `${times} times last month: ${net} EUR after ${before} EUR.`,
      },
    ]);
  });

  it.each([
    { why: 'a cent less', bill: billOf('a', '29.99'), before: [billOf('a', '10.00')] },
    { why: 'nothing last month', bill: billOf('a', '30.00'), before: [] },
    { why: 'a bill of zero last month', bill: billOf('a', '30.00'), before: [billOf('a', '0.00')] },
    { why: 'a bill below zero last month', bill: billOf('a', '30.00'), before: [billOf('a', '-1.00')] },
    { why: 'another currency', bill: billOf('a', '30.00', { currency: 'USD' }), before: [billOf('a', '1.00')] },
    { why: 'another customer', bill: billOf('a', '30.00'), before: [billOf('b', '1.00')] },
  ])('is not $why', ({ bill, before }) => {
    expect(found([bill], before)).toEqual([]);
  });

  it('is held against all that was billed last month, in however many runs', () => {
    expect(found([billOf('a', '30.00')], [billOf('a', '6.00'), billOf('a', '4.01')])).toEqual([]);
  });

  it('names the meter that has risen most', () => {
    const meter = (id: string, quantity: string, net: string) => ({ meter: id, quantity, net });
    const bill = billOf('a', '40.00', { meters: [meter('calls', '27900000', '25.00'), meter('gigabytes', '9', '15.00')] });
    const before = billOf('a', '13.00', { meters: [meter('calls', '8100000.5', '3.00'), meter('gigabytes', '6', '10.00')] });
    expect(found([bill], [before])[0]?.text).toBe(
      '3.1 times last month: 40.00 EUR after 13.00 EUR. Meter calls rose from 8,100,000.5 to 27,900,000.',
    );
  });
});

describe('nothing due', () => {
  it('is told of customers who had a bill last month', () => {
    expect(found([], [billOf('a', '4118.00')], { nothingDue: ['a', 'b'] })).toEqual([
      {
        kind: 'nothing-due',
        customerId: 'a',
        figures: { currency: 'EUR', net: '0.00', before: '4118.00', difference: '-4118.00' },
        text: 'Nothing is due; last month it was 4,118.00 EUR.',
      },
    ]);
  });

  it('is not told of who is set aside or has no result', () => {
    expect(found([], [billOf('a', '4118.00')])).toEqual([]);
  });
});

describe('negative', () => {
  it('is a draft with a line below zero', () => {
    expect(found([billOf('a', '12.00', { hasNegativeLine: true })], [billOf('a', '12.00')])).toMatchObject([
      { kind: 'negative', customerId: 'a', text: 'A line is below zero; the draft comes to 12.00 EUR.' },
    ]);
  });

  it('is who was set aside because the sum is below zero, and nobody else', () => {
    const setAside = [
      { customerId: 'a', error: 'NegativeDraftError', cause: 'The draft comes to -5.01 EUR.' },
      { customerId: 'b', error: 'TaxUndeterminedError', cause: 'No VAT id.' },
    ];
    expect(found([], [], { setAside })).toEqual([{ kind: 'negative', customerId: 'a', text: 'Set aside: The draft comes to -5.01 EUR.' }]);
  });
});

it('compares a bill with last month in its own currency', () => {
  const [it] = found([billOf('a', '30.00', { currency: 'USD', hasNegativeLine: true })], [billOf('a', '1.00')]);
  expect(it?.figures).toEqual({ currency: 'USD', net: '30.00', before: null, difference: null });
});

it('a new customer is one who never had an invoice', () => {
  const bills = [billOf('a', '433367', { currency: 'JPY' }), billOf('b', '1.00')];
  expect(found(bills, [], { newCustomers: new Set(['a']) })).toEqual([
    {
      kind: 'new-customer',
      customerId: 'a',
      figures: { currency: 'JPY', net: '433367', before: null, difference: null },
      text: 'The first invoice: 433,367 JPY.',
    },
  ]);
});

describe('the first bill of a plan version', () => {
  const plan = (version: number, net: string) => ({ plans: [{ plan: 'basic', version, net }] });

  it('is told once, with how many customers and how much', () => {
    const bills = [
      billOf('a', '1000.00', plan(2, '1000.00')),
      billOf('b', '204.00', plan(2, '204.00')),
      billOf('c', '9.00', plan(1, '9.00')),
    ];
    expect(found(bills, [], { isBilled: (_, version) => version === 1 })).toEqual([
      {
        kind: 'first-bill-of-plan-version',
        plan: 'basic',
        version: 2,
        figures: { currency: 'EUR', net: '1204.00', before: null, difference: null },
        text: 'The first bill of plan "basic" version 2: 2 customers, 1,204.00 EUR.',
      },
    ]);
  });

  it('is not told of a version that nobody has any more', () => {
    expect(found([], [billOf('a', '1.00', plan(1, '1.00'))], { isBilled: () => false })).toEqual([]);
  });
});

describe('anomalies', () => {
  it('come by kind, then the largest amount of each currency first', () => {
    const bills = [
      billOf('a-small', '5.00'),
      billOf('z-large', '50.00'),
      billOf('yen', '9000', { currency: 'JPY' }),
      billOf('z-minus', '-70.00', { hasNegativeLine: true }),
      billOf('a-plus', '60.00', { hasNegativeLine: true }),
    ];
    const newCustomers = new Set(['a-small', 'z-large', 'yen']);
    expect(found(bills, [], { newCustomers }).map(({ kind, customerId }) => [kind, customerId])).toEqual([
      ['negative', 'z-minus'],
      ['negative', 'a-plus'],
      ['new-customer', 'z-large'],
      ['new-customer', 'a-small'],
      ['new-customer', 'yen'],
    ]);
  });

  it('may be several of one customer', () => {
    const bill = billOf('a', '30.00', { hasNegativeLine: true });
    expect(found([bill], [billOf('a', '1.00')]).map(({ kind }) => kind)).toEqual(['negative', 'three-times']);
  });

  it('are named up to a limit of each kind, and all are counted', () => {
    const bills = Array.from({ length: MOST_ANOMALIES + 2 }, (_, i) => billOf(`c${i}`, '1.00', { hasNegativeLine: i === 0 }));
    const all = found(bills, [], { newCustomers: new Set(bills.map(({ customerId }) => customerId)) });
    const { anomalies, anomalyCounts } = countedAnomalies(all);
    expect(anomalyCounts).toEqual({ negative: 1, 'new-customer': MOST_ANOMALIES + 2 });
    expect(anomalies).toHaveLength(MOST_ANOMALIES + 1);
  });
});
