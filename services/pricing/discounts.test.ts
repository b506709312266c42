import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { coupon } from '../../shared/coupon.ts';
import type { Coupon } from '../../shared/coupon.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { amountText, decimal, sum } from '../../shared/money.ts';
import { correctionLines } from './correction.ts';
import { couponShares, discountedAgain, discountedLines } from './discounts.ts';
import type { Offer } from './discounts.ts';

const OCTOBER = { start: '2026-10-01T00:00:00Z', end: '2026-11-01T00:00:00Z', zone: 'UTC' };

function lineOf(price: string, amount: string, changes: Partial<ChargeLine> = {}): ChargeLine {
  return {
    group: 'Pro',
    period: OCTOBER,
    description: price,
    quantity: '1',
    parts: [{ quantity: '1', unitPrice: amount, flatFee: '0', amount }],
    net: amountText(decimal(amount), 'EUR'),
    trace: { subscription: 's', plan: 'pro', planVersion: 1, price },
    ...changes,
  };
}

const percentOff = (percent: string, rest: object = {}): Coupon =>
  coupon.parse({ id: `p${percent}`, name: { de: 'Rabatt', en: 'Discount' }, percent, ...rest });
const amountOff = (amount: string, rest: object = {}): Coupon =>
  coupon.parse({ id: `a${amount}`, name: 'Off', amount, currency: 'EUR', ...rest });
const offer = (it: Coupon, rest: Partial<Offer> = {}): Offer => ({ coupon: it, span: {}, ...rest });

const billed = (lines: readonly ChargeLine[], ...offers: readonly Offer[]): ChargeLine[] => discountedLines(lines, offers, 'EUR', 'en');
const netsOf = (lines: readonly ChargeLine[]): string[] => lines.map(({ net }) => net);
const takenOff = ({ discounts = [] }: ChargeLine): string[] => discounts.map(({ coupon: id, kind, amount }) => `${id ?? kind} ${amount}`);

describe('a coupon', () => {
  it('is shown on the line it is taken off, with its percentage and its name', () => {
    const [line] = billed([lineOf('base', '49.00')], offer(percentOff('10')));
    // 10 % of 49.00
    expect(line).toMatchObject({
      net: '44.10',
      discounts: [{ kind: 'coupon', coupon: 'p10', description: 'Discount', percent: '10', amount: '4.90' }],
    });
  });

  it.each([
    // 3.33 × 3 = 9.99, of it 10 % is 0.999, so 1.00: 0.33 each, and one more for the first of three equal remainders.
    {
      why: 'a percentage of the sum, rounded once',
      amounts: ['3.33', '3.33', '3.33'],
      of: percentOff('10'),
      nets: ['2.99', '3.00', '3.00'],
    },
    // 100 of 1000 in minor units: 33.3, 33.3, 33.4; the largest remainder is the last.
    { why: 'an amount by largest remainder', amounts: ['3.33', '3.33', '3.34'], of: amountOff('1.00'), nets: ['3.00', '3.00', '3.00'] },
    { why: 'no more than there is', amounts: ['10.00', '20.00'], of: amountOff('40.00'), nets: ['0.00', '0.00'] },
    { why: 'nothing of a line below zero', amounts: ['10.00', '-4.00'], of: amountOff('40.00'), nets: ['0.00', '-4.00'] },
    { why: 'a percentage of what is above zero', amounts: ['10.00', '-4.00'], of: percentOff('50'), nets: ['5.00', '-4.00'] },
    { why: 'all of it at 100 %', amounts: ['10.00', '0.01'], of: percentOff('100'), nets: ['0.00', '0.00'] },
  ])('takes $why', ({ amounts, of, nets }) => {
    expect(
      netsOf(
        billed(
          amounts.map((amount, i) => lineOf(`p${i}`, amount)),
          offer(of),
        ),
      ),
    ).toEqual(nets);
  });

  it('takes no more than is left of it', () => {
    const of = amountOff('30.00', { atMost: '100.00' });
    expect(netsOf(billed([lineOf('base', '49.00')], offer(of, { left: '10.00' })))).toEqual(['39.00']);
    expect(netsOf(billed([lineOf('base', '49.00')], offer(percentOff('50', { atMost: '5', currency: 'EUR' }), { left: '5' })))).toEqual([
      '44.00',
    ]);
  });

  it.each([
    { of: { plans: ['pro'] }, nets: ['90.00', '90.00', '100.00'] },
    { of: { prices: ['calls'] }, nets: ['100.00', '90.00', '90.00'] },
    { of: { meters: ['calls'] }, nets: ['100.00', '90.00', '90.00'] },
    { of: { plans: ['pro'], prices: ['calls'] }, nets: ['100.00', '90.00', '100.00'] },
    { of: { plans: ['none'] }, nets: ['100.00', '100.00', '100.00'] },
  ])('limited to $of is taken off their lines alone', ({ of, nets }) => {
    const trace = { subscription: 's', plan: 'pro', planVersion: 1, price: 'calls', meter: 'calls' };
    const lines = [
      lineOf('base', '100.00'),
      lineOf('calls', '100.00', { trace }),
      lineOf('calls', '100.00', { trace: { ...trace, plan: 'basic' } }),
    ];
    expect(netsOf(billed(lines, offer(percentOff('10', of))))).toEqual(nets);
  });

  it('leaves a line that it takes nothing of as it was', () => {
    const lines = [lineOf('base', '10.00'), lineOf('back', '-4.00'), lineOf('none', '0.00')];
    const [base, ...others] = billed(lines, offer(percentOff('50')));
    expect(base && takenOff(base)).toEqual(['p50 5.00']);
    expect(others).toEqual(lines.slice(1));
    expect(others.some((line) => 'discounts' in line)).toBe(false);
  });

  it('is taken off within its own days and those of the customer, not within one of them', () => {
    const of = percentOff('10', { until: '2026-12-31' });
    expect(netsOf(billed([lineOf('base', '100.00')], offer(of, { span: { from: '2026-10-02' } })))).toEqual(['100.00']);
    expect(netsOf(billed([lineOf('base', '100.00')], offer(of, { span: { from: '2026-10-01' } })))).toEqual(['90.00']);
  });

  it.each([
    { why: 'from the first day', span: { from: '2026-10-01' }, net: '90.00' },
    { why: 'not before it', span: { from: '2026-10-02' }, net: '100.00' },
    { why: 'not on the day it ends', span: { until: '2026-10-01' }, net: '100.00' },
    { why: 'until the day before', span: { until: '2026-10-02' }, net: '90.00' },
  ])('is taken off periods that begin within its days: $why', ({ span, net }) => {
    expect(netsOf(billed([lineOf('base', '100.00')], offer(percentOff('10'), { span })))).toEqual([net]);
    expect(netsOf(billed([lineOf('base', '100.00')], offer(percentOff('10', span))))).toEqual([net]);
  });

  it('begins with the day of the zone of the period', () => {
    // The first of October in Berlin begins at 22:00 UTC on the day before.
    const period = { start: '2026-09-30T22:00:00Z', end: '2026-10-31T23:00:00Z', zone: 'Europe/Berlin' };
    expect(netsOf(billed([lineOf('base', '100.00', { period })], offer(percentOff('10'), { span: { from: '2026-10-01' } })))).toEqual([
      '90.00',
    ]);
  });
});

describe('several coupons', () => {
  it.each([
    // 100 − 25 %, then 10 % of 75: 25 + 7.5.
    { why: 'each off what the one before left', of: [percentOff('25'), percentOff('10')], taken: ['p25 25.00', 'p10 7.50'] },
    // 10 % first, then 50.
    { why: 'percentages before amounts', of: [amountOff('50'), percentOff('10')], taken: ['p10 10.00', 'a50 50.00'] },
    // 10 % of the 50 that are left.
    {
      why: 'in their order where one is given',
      of: [percentOff('10', { order: 2 }), amountOff('50', { order: 1 })],
      taken: ['a50 50.00', 'p10 5.00'],
    },
    { why: 'those with an order first', of: [percentOff('10'), amountOff('50', { order: 7 })], taken: ['a50 50.00', 'p10 5.00'] },
    {
      why: 'those of lines before those of the invoice',
      of: [percentOff('10'), amountOff('50', { prices: ['base'] })],
      taken: ['a50 50.00', 'p10 5.00'],
    },
    {
      why: 'those of a plan before those of the invoice',
      of: [percentOff('10'), amountOff('50', { plans: ['pro'] })],
      taken: ['a50 50.00', 'p10 5.00'],
    },
    { why: 'as the customer has them else', of: [amountOff('20'), amountOff('15')], taken: ['a20 20.00', 'a15 15.00'] },
    { why: 'the last of them what is left', of: [amountOff('70'), amountOff('30.5')], taken: ['a70 70.00', 'a30.5 30.00'] },
  ])('are taken off $why', ({ of, taken }) => {
    const [line] = billed([lineOf('base', '100.00')], ...of.map((it) => offer(it)));
    expect(line && takenOff(line)).toEqual(taken);
  });

  it('are taken off a meter before those of the invoice', () => {
    const trace = { subscription: 's', plan: 'pro', planVersion: 1, price: 'calls', meter: 'calls' };
    const [line] = billed([lineOf('calls', '100.00', { trace })], offer(percentOff('10')), offer(amountOff('50', { meters: ['calls'] })));
    expect(line && takenOff(line)).toEqual(['a50 50.00', 'p10 5.00']);
  });

  it('come before a maximum spend, which takes what is still above it', () => {
    // 120 at most 100. 10 % of 120 leave 108, of which 8 are above; with 50 off, 58 are below it.
    const line = lineOf('base', '120.00', {
      discounts: [{ kind: 'maximum-spend', description: 'Maximum', amount: '20.00' }],
      net: '100.00',
    });
    expect(billed([line]).map(takenOff)).toEqual([['maximum-spend 20.00']]);
    expect(billed([line], offer(percentOff('10'))).map(takenOff)).toEqual([['p10 12.00', 'maximum-spend 8.00']]);
    expect(billed([line], offer(percentOff('10')), offer(amountOff('50'))).map(takenOff)).toEqual([['p10 12.00', 'a50 50.00']]);
  });
});

describe('a period that is rated again', () => {
  const applied = (it: Coupon, amount: string) => ({ coupon: it, span: {}, isOffered: true, isBill: true, amount });
  /** The lines of the first bill, and those of its correction. */
  function corrected(of: readonly Coupon[], first: readonly ChargeLine[], again: readonly ChargeLine[]): ChargeLine[] {
    const before = billed(first, ...of.map((it) => offer(it)));
    const coupons = of.map((it) => applied(it, '0'));
    return correctionLines(discountedAgain(again, before, coupons, 'EUR', 'en'), before, { sequence: 1, currency: 'EUR', language: 'en' });
  }

  it.each([
    // 100 − 10 = 90 was billed; 150 − 15 = 135.
    { why: 'takes a percentage of what it comes to now', of: percentOff('10'), to: '150.00', taken: ['p10 5.00'], net: '45.00' },
    // 40 − 4 = 36.
    { why: 'takes back what was too much of it', of: percentOff('10'), to: '40.00', taken: ['p10 -6.00'], net: '-54.00' },
    // 100 − 30 = 70 was billed; 150 − 30 = 120.
    { why: 'keeps an amount as it was', of: amountOff('30'), to: '150.00', taken: [], net: '50.00' },
    // 100 − 10 = 90 was billed; 150 − 10 = 140: what is left of the 200 belongs to bills.
    {
      why: 'keeps a percentage of a limited one',
      of: percentOff('10', { atMost: '200', currency: 'EUR' }),
      to: '150.00',
      taken: [],
      net: '50.00',
    },
    // 20 − 20 = 0: ten of the amount are given back.
    { why: 'keeps no more of it than it comes to', of: amountOff('30'), to: '20.00', taken: ['a30 -10.00'], net: '-70.00' },
  ])('$why', ({ of, to, taken, net }) => {
    const lines = corrected([of], [lineOf('calls', '100.00')], [lineOf('calls', to, { quantity: '2' })]);
    expect(lines.map(takenOff)).toEqual([taken]);
    expect(netsOf(lines)).toEqual([net]);
    expect(lines[0]?.trace.correction?.billedDiscount).toBe(of.percent === undefined ? '30.00' : '10.00');
  });

  it('takes a percentage off a line that was not there', () => {
    const lines = corrected([percentOff('10')], [lineOf('base', '10.00')], [lineOf('base', '10.00'), lineOf('calls', '50.00')]);
    expect(lines.map(({ trace, net }) => [trace.price, net])).toEqual([['calls', '45.00']]);
  });

  it('leaves a line alone that comes to what was billed, to the last minor unit of its share', () => {
    // 10 % of 9.99 took 0.34, 0.33 and 0.33; of the first alone it would be 0.33.
    const three = ['a', 'b', 'c'].map((price) => lineOf(price, '3.33'));
    const lines = corrected([percentOff('10')], three, [...three.slice(0, 2), lineOf('c', '4.33', { quantity: '2' })]);
    // 4.33 − 0.43 = 3.90, less 3.00.
    expect(lines.map(({ trace, net }) => [trace.price, net])).toEqual([['c', '0.90']]);
  });

  it('tells what each of several coupons took apart', () => {
    // 10 % of 9.99 took 0.34, 0.33 and 0.33. Of what was left, 2.99, 3.00 and 3.00, one euro took 0.33, 0.34 and 0.33: in
    // minor units 33.26, 33.37 and 33.37, and the one that is over goes to the first of the larger remainders.
    const three = ['a', 'b', 'c'].map((price) => lineOf(price, '3.33'));
    const lines = corrected([percentOff('10'), amountOff('1.00')], three, [...three.slice(0, 2), lineOf('c', '4.33', { quantity: '2' })]);
    // 4.33 − 0.43 − 0.33 = 3.57, less the 2.67 that were billed.
    expect(lines.map(({ trace, net }) => [trace.price, net])).toEqual([['c', '0.90']]);
  });

  it('is no more than once in a coupon of its own bill', () => {
    const correction = { sequence: 1, ratedExact: '150', billedExact: '100', billedNet: '100.00' };
    const line = lineOf('calls', '50.00', { trace: { subscription: 's', plan: 'pro', planVersion: 1, price: 'calls', correction } });
    expect(billed([line, lineOf('base', '10.00')], offer(percentOff('10'))).map(takenOff)).toEqual([[], ['p10 1.00']]);
  });
});

describe('whatever coupons there are', () => {
  const amount = fc.integer({ min: -5_000, max: 1_000_000 }).map((minor) => amountText(decimal(String(minor)).div(decimal('100')), 'EUR'));
  const some = fc.oneof(
    fc.integer({ min: 1, max: 10_000 }).map((hundredths) => percentOff(decimal(String(hundredths)).div(decimal('100')).toFixed())),
    fc.integer({ min: 1, max: 100_000 }).map((minor) => amountOff(amountText(decimal(String(minor)).div(decimal('100')), 'EUR'))),
  );

  it('a line is its amount less its discounts, and none of them takes it below zero', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 12 }), fc.array(some, { maxLength: 4 }), (amounts, coupons) => {
        const lines = billed(
          amounts.map((it, i) => lineOf(`p${i}`, it)),
          ...coupons.map((it) => offer(it)),
        );
        lines.forEach(({ net, discounts = [] }, i) => {
          const gross = decimal(amounts[i] ?? '0');
          expect(decimal(net).plus(sum(discounts.map((it) => decimal(it.amount))))).toEqual(gross);
          expect(decimal(net).lt(0)).toBe(gross.lt(0));
        });
      }),
    );
  });

  it('the shares of one are together what it takes, of what is above zero', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 12 }), some, (amounts, of) => {
        const all = amounts.map(decimal);
        const basis = sum(all.filter((it) => it.gt(0)));
        const shares = couponShares(of, all, 'EUR');
        const wanted = of.percent === undefined ? decimal(of.amount ?? '0') : basis.times(decimal(of.percent)).div(100);
        const took = wanted.gt(basis) ? basis : wanted;
        // Half a minor unit, where a percentage was rounded.
        expect(sum(shares).minus(took).abs().lte(decimal('0.005'))).toBe(true);
        shares.forEach((share, i) => expect(share.gte(0) && share.lte(all[i]?.gt(0) ? all[i] : 0)).toBe(true));
      }),
    );
  });
});
