import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountText, decimal, roundToMinor, sum } from '../../shared/money.ts';
import { addDays, daysIn } from '../../shared/period.ts';
import { planVersion } from '../../shared/plan.ts';
import { wholePeriods } from '../../shared/service-period.ts';
import { subscription } from '../../shared/subscription.ts';
import { correctionLines } from './correction.ts';
import { flatParts } from './flat.ts';
import { shareOf } from './period-share.ts';
import { ratedClaim } from './rated-claim.ts';
import type { MeasuredPart } from './rated-claim.ts';
import { partsOf } from './terms.ts';

const plan = (proration: string, amount = '100') =>
  planVersion.parse({ id: 'p', name: 'P', currency: 'EUR', proration, prices: [{ id: 'base', name: 'Base', model: 'flat', amount }] });

/** October of a subscription from September on, as it is rated. */
function octoberOf(more: object, on: ReturnType<typeof plan>, zone = 'Europe/Berlin') {
  const it_ = subscription.parse({ id: 's', plan: 'p', version: 1, start: '2026-09-01', ...more });
  const october = [...wholePeriods({ ...it_, interval: 'month' }, zone).take(2)][1]!;
  const parts = partsOf(it_, october).map((terms): MeasuredPart => {
    const part = { subscriptionId: 's', sequence: 0, billedBy: [], compared: 0, counted: [], quantities: [], ...terms };
    return { part, plan: on };
  });
  return ratedClaim(parts, new Map(), 'en');
}
const exact = (lines: ReturnType<typeof octoberOf>) => sum(lines.flatMap(({ parts }) => parts.map(({ amount }) => decimal(amount))));

describe('the parts of a whole period', () => {
  const day = fc.integer({ min: 0, max: 70 }).map((offset) => addDays('2026-09-02', offset));
  const cut = fc.uniqueArray(day, { minLength: 1, maxLength: 6 }).map((list) => list.sort());

  it.each(['day', 'second', 'none'])('prorated by %s, come to the whole fee before they are rounded, wherever it is cut', (proration) => {
    fc.assert(
      fc.property(cut, fc.constantFrom('Europe/Berlin', 'UTC', 'Australia/Lord_Howe'), (days, zone) => {
        const changes = days.map((on, i) => ({ on, quantity: '1', version: i + 2 }));
        // A share is kept to 18 digits.
        const rest = exact(octoberOf({ changes }, plan(proration), zone))
          .minus(decimal('100'))
          .abs();
        expect(rest.lte(decimal('0.00000000000000001'))).toBe(true);
      }),
    );
  });

  it('say what is billed of the period', () => {
    const lines = octoberOf({ pauses: [{ from: '2026-10-25', until: '2026-10-26' }] }, plan('second'));
    // The 25th has 25 hours: 24 days, and six days and the rest of 31 days and an hour.
    expect(lines.map(({ trace }) => trace.proration)).toEqual([
      { seconds: 24 * 86_400, of: 31 * 86_400 + 3_600 },
      { seconds: 6 * 86_400, of: 31 * 86_400 + 3_600 },
    ]);
  });

  it('that are the whole period say nothing of it', () => {
    expect(octoberOf({}, plan('second')).map(({ trace }) => trace.proration)).toEqual([undefined]);
    expect(octoberOf({ end: '2026-10-16' }, plan('none')).map(({ trace, net }) => [trace.proration, net])).toEqual([[undefined, '100.00']]);
  });
});

describe('figures that others have published', () => {
  it.each([
    { why: 'all of January', from: '2025-01-01', share: '100' },
    { why: 'January from the 20th on', from: '2025-01-20', share: '38.70967742' },
  ])('by second, 100 for $why are $share', ({ from, share }) => {
    const january = { start: '2025-01-01T00:00:00Z', end: '2025-02-01T00:00:00Z', zone: 'UTC' };
    const part = { ...january, start: `${from}T00:00:00Z` };
    const servicePeriod = { whole: january, part, partDays: daysIn(part), wholeDays: daysIn(january) };
    const amount = sum(flatParts('100', shareOf('second', servicePeriod)).map((it) => decimal(it.amount)));
    expect(amount.toDecimalPlaces(8).eq(decimal(share))).toBe(true);
  });

  it.each([
    { before: '100', after: '30', days: 17, of: 31, net: '-38.39' },
    { before: '40', after: '0', days: 17, of: 31, net: '-21.94' },
    { before: '10', after: '20', days: 17, of: 31, net: '5.49' },
    { before: '50', after: '100', days: 20, of: 30, net: '33.34' },
  ])('a change from $before to $after with $days of $of days left is $net', ({ before, after, days, of, net }) => {
    const side = (amount: string, share: number) => sum(flatParts(amount, { days: share, of }).map((it) => decimal(it.amount)));
    const parts = [side(before, of - days), side(after, days)].map((amount) => roundToMinor(amount, 'EUR'));
    expect(amountText(sum(parts).minus(decimal(before)), 'EUR')).toBe(net);
  });
});

describe('a correction of terms', () => {
  const october = { start: '2026-10-01T00:00:00Z', end: '2026-11-01T00:00:00Z', zone: 'UTC' };
  const line = (net: string, more: object = {}) => ({
    group: 'P',
    period: october,
    description: 'Base',
    quantity: '1',
    parts: [{ quantity: '1', unitPrice: '100', flatFee: '0', amount: '100' }],
    net,
    trace: { subscription: 's', plan: 'p', planVersion: 1, price: 'base' },
    ...more,
  });
  const coupon = (amount: string, name = 'spring') => ({ kind: 'coupon' as const, coupon: name, description: 'Coupon', amount });
  const options = { sequence: 1, currency: 'EUR', language: 'en' as const };

  it('has the difference of the discounts by coupon, and nets that add up to the rated one', () => {
    const billed = line('80.00', { discounts: [coupon('20.00')] });
    const rated = line('65.00', { discounts: [coupon('25.00'), coupon('10.00', 'autumn')] });
    // 100.00 − 35.00 are due and 100.00 − 20.00 were billed: 15.00 less.
    expect(correctionLines([rated], [billed], options)).toMatchObject([
      {
        quantity: '0',
        net: '-15.00',
        discounts: [coupon('5.00'), coupon('10.00', 'autumn')],
        trace: { correction: { ratedExact: '100', billedExact: '100', billedNet: '80.00', billedDiscount: '20.00' } },
      },
    ]);
  });

  it('gives back what was taken off a line that is taken back', () => {
    const billed = line('80.00', { discounts: [coupon('20.00')] });
    expect(correctionLines([], [billed], options)).toMatchObject([{ quantity: '-1', net: '-80.00', discounts: [coupon('-20.00')] }]);
  });

  it('takes a line back once', () => {
    const billed = line('100.00');
    const back = correctionLines([], [billed], options);
    expect(back).toMatchObject([{ description: 'Base, correction', quantity: '-1', net: '-100.00', parts: [{ amount: '-100' }] }]);
    expect(correctionLines([], [billed, ...back], { ...options, sequence: 2 })).toEqual([]);
  });
});
