import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { meter } from '../../shared/meter.ts';
import { planVersion } from '../../shared/plan.ts';
import type { ChargeLine } from '../../shared/invoice.ts';
import { amountText, decimal, minorDigits, roundToMinor, sum } from '../../shared/money.ts';
import { ratedLines, chargeLines } from './charge-lines.ts';
import { correctionLines } from './correction.ts';
import { servicePeriodsEnded } from '../../test/support/service-periods.ts';

const METERS = new Map([['calls', meter.parse({ id: 'calls', eventType: 'calls', aggregation: 'sum', valueProperty: 'n' })]]);
/** 16 October to the end of the month: 16 of 31 days. */
const [PERIOD] = servicePeriodsEnded({ start: '2026-10-16', anchorDay: 1, zone: 'UTC' }, '2026-11-01T00:00:00Z');

const flat = { id: 'base', name: 'Base', model: 'flat', amount: '49.00' };
const standard = { id: 'calls', name: 'Calls', model: 'standard', meter: 'calls', unitPrice: '0.0033' };
/** To 100 at 0.10 with 5.00 once, to 1000 at 0.05, then 0.01 with 2.00 once. */
const graduated = {
  id: 'calls',
  name: { de: 'Aufrufe', en: 'Calls' },
  model: 'graduated',
  meter: 'calls',
  tiers: [
    { upTo: '100', unitPrice: '0.10', flatFee: '5' },
    { upTo: '1000', unitPrice: '0.05' },
    { unitPrice: '0.01', flatFee: '2' },
  ],
  flatOnZeroUsage: false,
};
const planOf = (prices: readonly object[], currency = 'EUR') => planVersion.parse({ id: 'p', name: 'P', currency, prices });
type Plan = ReturnType<typeof planOf>;

function usageOf(plan: Plan, quantity: string) {
  if (!PERIOD) throw new Error('The period of the test has not ended.');
  const measured = { meter: 'calls', quantity, events: 1, ids: ['x'], fingerprint: 'ff' };
  return { subscriptionId: 's', servicePeriod: PERIOD, plan, meters: METERS, quantities: new Map([['calls', measured]]) };
}

/** The lines of a first bill and of its corrections, as the quantity goes from one to the next. */
function billed(plan: Plan, first: string, ...then: readonly string[]): ChargeLine[][] {
  const bills = [chargeLines(usageOf(plan, first), 'en')];
  for (const quantity of then) {
    const options = { sequence: bills.length, currency: plan.currency, language: 'en' } as const;
    bills.push(correctionLines(ratedLines(usageOf(plan, quantity), 'en'), bills.flat(), options));
  }
  return bills;
}

describe('a correction', () => {
  it.each([
    {
      why: 'within a tier',
      from: '10',
      to: '30',
      // 20 × 0.10
      parts: [{ upTo: '100', quantity: '20', unitPrice: '0.10', flatFee: '0', amount: '2' }],
      net: '2.00',
    },
    {
      why: 'over a tier that it fills, with the fee of the one it enters',
      from: '90',
      to: '1010',
      // 10 × 0.10 + 900 × 0.05 + 10 × 0.01 + 2
      parts: [
        { upTo: '100', quantity: '10', unitPrice: '0.10', flatFee: '0', amount: '1' },
        { upTo: '1000', quantity: '900', unitPrice: '0.05', flatFee: '0', amount: '45' },
        { quantity: '10', unitPrice: '0.01', flatFee: '2', amount: '2.1' },
      ],
      net: '48.10',
    },
    {
      why: 'from nothing',
      from: '0',
      to: '10',
      parts: [{ upTo: '100', quantity: '10', unitPrice: '0.10', flatFee: '5', amount: '6' }],
      net: '6.00',
    },
    {
      why: 'to nothing',
      from: '101',
      to: '0',
      // −100 × 0.10 − 5 − 1 × 0.05
      parts: [
        { upTo: '100', quantity: '-100', unitPrice: '0.10', flatFee: '-5', amount: '-15' },
        { upTo: '1000', quantity: '-1', unitPrice: '0.05', flatFee: '0', amount: '-0.05' },
      ],
      net: '-15.05',
    },
  ])('$why has the steps that differ', ({ from, to, parts, net }) => {
    const [, lines] = billed(planOf([flat, graduated]), from, to);
    expect(lines).toMatchObject([{ description: 'Calls, correction', parts, net }]);
    expect(lines?.[0]?.quantity).toBe(String(Number(to) - Number(from)));
  });

  it('says in the language of the document what it is', () => {
    const plan = planOf([graduated]);
    const [line] = correctionLines(ratedLines(usageOf(plan, '1'), 'de'), [], { sequence: 1, currency: 'EUR', language: 'de' });
    expect(line?.description).toBe('Aufrufe, Nachberechnung');
  });

  it('has no line for a price that comes to the same, a prorated fee among them', () => {
    expect(billed(planOf([flat, graduated]), '250', '250')[1]).toEqual([]);
  });

  it('of amounts below a cent bills each cent when it is full', () => {
    // 0.0033 a call: 1 is 0.0033, 2 are 0.0066, 3 are 0.0099, 4 are 0.0132, 5 are 0.0165: in cents 0, 1, 1, 1, 2.
    const nets = billed(planOf([standard]), '1', '2', '3', '4', '5').map(([line]) => line?.net);
    expect(nets).toEqual(['0.00', '0.01', '0.00', '0.00', '0.01']);
  });

  it('says what the period comes to and what was billed of it before', () => {
    const [, , lines] = billed(planOf([standard]), '1', '2', '5');
    expect(lines?.[0]?.trace.correction).toEqual({ sequence: 2, ratedExact: '0.0165', billedExact: '0.0066', billedNet: '0.01' });
  });

  it('keeps a part of nothing where only the rounding has changed', () => {
    // 0.0066 was billed as 0.01, and 0.0033 beside it as nothing. The first is a VOID by now, so that 0.0033 stand at
    // nothing; had they stood at 0.01, there would be a cent to give back and no unit to name for it.
    const plan = planOf([standard]);
    const [one] = chargeLines(usageOf(plan, '1'), 'en');
    const beside = (net: string) =>
      correctionLines(ratedLines(usageOf(plan, '1'), 'en'), one ? [{ ...one, net }] : [], { sequence: 2, currency: 'EUR', language: 'en' });
    expect(beside('0.00')).toEqual([]);
    expect(beside('0.01')).toMatchObject([
      { quantity: '0', net: '-0.01', parts: [{ quantity: '0', unitPrice: '0.0033', flatFee: '0', amount: '0' }] },
    ]);
  });
});

describe('billed in all', () => {
  const quantity = fc.integer({ min: 0, max: 1_300_000 }).map((thousandths) => decimal(String(thousandths)).div(1000).toFixed());
  const plan = fc
    .record({ prices: fc.constantFrom([flat, standard], [flat, graduated], [standard]), currency: fc.constantFrom('EUR', 'JPY', 'KWD') })
    .map(({ prices, currency }) => planOf(prices, currency));

  it('is what one bill would have come to, whichever way the quantity went', () => {
    fc.assert(
      fc.property(plan, fc.array(quantity, { minLength: 1, maxLength: 6 }), (of, [first = '0', ...then]) => {
        const lines = billed(of, first, ...then).flat();
        for (const line of ratedLines(usageOf(of, then.at(-1) ?? first), 'en')) {
          const all = lines.filter(({ trace }) => trace.price === line.trace.price);
          const exact = (of_: readonly ChargeLine[]) => sum(of_.flatMap(({ parts }) => parts.map(({ amount }) => decimal(amount))));
          expect(amountText(sum(all.map(({ net }) => decimal(net))), of.currency)).toBe(line.net);
          expect(sum(all.map((it) => decimal(it.quantity))).eq(decimal(line.quantity))).toBe(true);
          expect(exact(all).eq(exact([line]))).toBe(true);
        }
      }),
    );
  });

  it('adds up line by line: parts to what is rated less what was billed, in whole minor units', () => {
    fc.assert(
      fc.property(plan, fc.array(quantity, { minLength: 2, maxLength: 6 }), (of, [first = '0', ...then]) => {
        for (const { parts, quantity: stated, net, trace } of billed(of, first, ...then)
          .slice(1)
          .flat()) {
          const { ratedExact, billedExact, billedNet } = trace.correction ?? { ratedExact: '', billedExact: '', billedNet: '' };
          const exact = sum(parts.map(({ amount }) => decimal(amount)));
          expect(exact.eq(decimal(ratedExact).minus(decimal(billedExact)))).toBe(true);
          expect(sum(parts.map((part) => decimal(part.quantity))).eq(decimal(stated))).toBe(true);
          expect(decimal(net).eq(roundToMinor(decimal(ratedExact), of.currency).minus(decimal(billedNet)))).toBe(true);
          expect(decimal(net).decimalPlaces()).toBeLessThanOrEqual(minorDigits(of.currency));
        }
      }),
    );
  });
});
