/** Events of a month and what they cost, through meter and price: worked by hand, for what nobody publishes cases of. */
import { describe, expect, it } from '@jest/globals';

import { meter } from '../shared/meter.ts';
import { quantityText } from '../shared/money.ts';
import { monthIn } from '../shared/period.ts';
import { price } from '../shared/price.ts';
import type { FoundEvent } from '../services/pricing/counted-events.ts';
import { measuringOf } from '../services/pricing/measuring.ts';
import { amountOf } from '../services/pricing/parts.ts';
import { ratedParts } from '../services/pricing/rate.ts';
import { foundEvent, measuredBy, wholePeriod } from './support/measuring.ts';

interface Month {
  readonly meter?: object;
  readonly price: object;
  readonly month?: string;
  readonly zone?: string;
  readonly events: readonly FoundEvent[];
}

/** What the events of a month come to, not rounded. */
function costOf({ meter: measures = {}, price: terms, month = '2026-10', zone = 'Europe/Berlin', events }: Month): string {
  const ours = meter.parse({ id: 'm', eventType: 'used', aggregation: 'sum', valueProperty: 'value', ...measures });
  const of = price.parse({ id: 'p', name: 'Price', meter: 'm', ...terms });
  const period = wholePeriod(monthIn(month, zone));
  const measured = measuredBy(ours, period, events, { asked: measuringOf(of) });
  return quantityText(amountOf(ratedParts(of, [measured], period)));
}

/** Events of these times and values, with properties. */
const used = (...all: readonly (readonly [time: string, value: string, properties?: object])[]): FoundEvent[] =>
  all.map(([time, value, properties = {}], i) => foundEvent({ id: `e${i}`, time, properties: { value, ...properties } }));

describe('a matrix', () => {
  const BY_THREE = {
    model: 'matrix',
    by: ['region', 'size', 'disk'],
    rows: [
      { values: ['eu', 'small', 'ssd'], unitPrice: '0.10' },
      { values: ['eu', 'small', 'hdd'], unitPrice: '0.04' },
    ],
    default: '0.25',
  };
  const hours = (value: string, region: string, size: string, disk: string) =>
    ['2026-10-15T12:00:00Z', value, { region, size, disk }] as const;

  it('prices events by three properties, and what no row names by the default', () => {
    const events = used(
      hours('10', 'eu', 'small', 'ssd'),
      hours('5', 'eu', 'small', 'ssd'),
      hours('20', 'eu', 'small', 'hdd'),
      hours('4', 'us', 'small', 'ssd'),
      hours('2.5', 'eu', 'large', 'ssd'),
    );
    // 15 × 0.10 + 20 × 0.04 + 4 × 0.25 + 2.5 × 0.25 = 1.5 + 0.8 + 1 + 0.625
    expect(costOf({ meter: { groupBy: ['region', 'size', 'disk'] }, price: BY_THREE, events })).toBe('3.925');
  });
});

describe('bandwidth', () => {
  const FIVE_MINUTES = 5 * 60_000;
  /** Samples from the beginning of a month on, first so many peaks; the rest of the month has none, which is 0. */
  const link = (month: string, zone: string, peaks: number) =>
    used(
      ...Array.from({ length: peaks + 1 }, (_, i) => {
        const time = new Date(Date.parse(monthIn(month, zone).start) + i * FIVE_MINUTES).toISOString();
        return [time, i < peaks ? '900' : '250'] as const;
      }),
    );

  it.each([
    // 30 × 288 = 8640 samples: rank ⌈0.95 × 8640⌉ = 8208, so 432 are free.
    { month: '2026-11', zone: 'UTC', free: 432 },
    // An hour less: 743 × 12 = 8916 samples: rank ⌈8470.2⌉ = 8471, so 445 are free.
    { month: '2026-03', zone: 'Europe/Berlin', free: 445 },
    // An hour more: 745 × 12 = 8940 samples: rank 8493, so 447 are free.
    { month: '2026-10', zone: 'Europe/Berlin', free: 447 },
  ])('of $month in $zone has $free free samples at 95 %', ({ month, zone, free }) => {
    const at = (peaks: number) =>
      costOf({
        meter: { aggregation: 'percentile' },
        price: { model: 'standard', unitPrice: '1.20' },
        month,
        zone,
        events: link(month, zone, peaks),
      });
    // Behind the free peaks comes the sample of 250: 250 × 1.20; with one peak more it is 900 × 1.20.
    expect([at(free), at(free + 1)]).toEqual(['300', '1080']);
  });
});

// On 29 March 2026 Berlin's clocks go from 02:00 to 03:00, on 25 October from 03:00 back to 02:00.
describe('windows', () => {
  const TIERS = [{ upTo: '10', unitPrice: '1' }, { unitPrice: '0.5' }];

  it('of an hour that comes twice are two', () => {
    // 02:30 and 02:30 again: 2 × (10 × 1 + 5 × 0.5). In one window it would be 10 + 20 × 0.5 = 20.
    const events = used(['2026-10-25T00:30:00Z', '15'], ['2026-10-25T01:30:00Z', '15']);
    expect(costOf({ price: { model: 'graduated', tiers: TIERS, window: 'hour' }, events })).toBe('25');
  });

  it('of a day of 25 hours hold what lies between its midnights', () => {
    // 23:30 on the 24th; 00:30 and 23:30 on the 25th; 00:30 on the 26th: 50, 60 + 70 and 10 units in packages of 100.
    const events = used(
      ['2026-10-24T21:30:00Z', '50'],
      ['2026-10-24T22:30:00Z', '60'],
      ['2026-10-25T22:30:00Z', '70'],
      ['2026-10-25T23:30:00Z', '10'],
    );
    // 1 + 2 + 1 packages at 5; of the month at once they would be 2.
    expect(costOf({ price: { model: 'package', size: '100', packagePrice: '5', window: 'day' }, events })).toBe('20');
  });

  it('of a day of 23 hours too', () => {
    // 00:30 and 23:30 on 29 March, 00:30 on the 30th: 6 + 6 units reach the second tier, at 0.5 each, and 6 stay in the first.
    const events = used(['2026-03-28T23:30:00Z', '6'], ['2026-03-29T21:30:00Z', '6'], ['2026-03-29T22:30:00Z', '6']);
    expect(costOf({ price: { model: 'volume', tiers: TIERS, window: 'day' }, month: '2026-03', events })).toBe('12');
  });

  it('have free events each', () => {
    const terms = { model: 'percentage', rate: '2', fixedPerEvent: '0.3', freeEvents: 1, window: 'day' };
    const events = used(['2026-10-01T10:00:00Z', '50'], ['2026-10-01T11:00:00Z', '100'], ['2026-10-02T10:00:00Z', '70']);
    // The first of each day is free: 100 × 2 % + 0.30.
    expect(costOf({ price: terms, events })).toBe('2.3');
  });

  it('have a peak each', () => {
    const events = used(['2026-10-01T10:10:00Z', '3'], ['2026-10-01T10:50:00Z', '8'], ['2026-10-01T11:00:00Z', '5']);
    // 8 × 0.5 + 5 × 0.5
    expect(costOf({ meter: { aggregation: 'max' }, price: { model: 'standard', unitPrice: '0.5', window: 'hour' }, events })).toBe('6.5');
  });
});

describe('a level over a month with a change of clocks', () => {
  it.each([
    { month: '2026-03', last: '2026-03-31T21:00:00Z', hours: '743' },
    { month: '2026-10', last: '2026-10-31T22:00:00Z', hours: '745' },
  ])('is weighted by the $hours hours of $month', ({ month, last, hours }) => {
    // As many gigabytes as the month has hours, for its last hour: one gigabyte of the month, at 0.02.
    const events = used([last, hours]);
    expect(costOf({ meter: { aggregation: 'weighted-sum' }, price: { model: 'standard', unitPrice: '0.02' }, month, events })).toBe('0.02');
  });
});
