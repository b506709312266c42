import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { meter, type Meter } from '../../shared/meter.ts';
import { decimal, sum } from '../../shared/money.ts';
import { monthIn, type Period } from '../../shared/period.ts';
import { foundEvent, measuredIn, wholePeriod } from '../../test/support/measuring.ts';
import type { Level } from './meter-count.ts';

/** Clocks go back on Sunday 25 October 2026 at 03:00: that day has 25 hours. */
const OCTOBER = monthIn('2026-10', 'Europe/Berlin');

function meterOf(aggregation: Meter['aggregation'], more: Partial<Meter> = {}): Meter {
  return meter.parse({ id: 'm', eventType: 'used', aggregation, ...(aggregation === 'count' ? {} : { valueProperty: 'value' }), ...more });
}

interface Event {
  readonly time: string;
  readonly value?: string;
}

function daysOf(of: Meter, events: readonly Event[], { period = OCTOBER, levels = [] }: { period?: Period; levels?: Level[] } = {}) {
  const found = events.map(({ time, value = '1' }, i) => foundEvent({ id: `e${i}`, time, properties: { value } }));
  const servicePeriod = wholePeriod(period);
  const all = { servicePeriod, asked: [{ meter: 'm' }], meters: [of], found, levels: new Map([['m', levels]]) };
  const { counted, quantities } = measuredIn({ ...all, isByDay: true });
  return { days: counted[0]!.days!, quantity: quantities[0]!.quantity, without: measuredIn(all).counted[0]! };
}

describe('the days of a month', () => {
  // 24 October ends at 22:00 UTC, and 25 October at 23:00 UTC: an hour later.
  const AROUND = ['2026-10-24T21:59:59Z', '2026-10-24T22:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z']; // prettier-ignore

  it('are those of the zone, and the one on which clocks go back has both of its hours at two', () => {
    const { days, quantity } = daysOf(meterOf('count'), AROUND.map((time) => ({ time }))); // prettier-ignore
    expect(days).toHaveLength(31);
    expect(days.slice(23, 26)).toEqual(['1', '4', '1']);
    expect(quantity).toBe('6');
  });

  it('begin with the period and end with it, each touched day once', () => {
    const period = { start: '2026-10-10T15:00:00Z', end: '2026-10-12T09:00:00Z', zone: 'Europe/Berlin' };
    const times = ['2026-10-10T15:00:00Z', '2026-10-11T10:00:00Z', '2026-10-11T11:00:00Z', '2026-10-12T08:59:59Z'];
    expect(daysOf(meterOf('count'), times.map((time) => ({ time })), { period }).days).toEqual(['1', '2', '1']); // prettier-ignore
  });

  it('leave out the day that the zone left out', () => {
    expect(daysOf(meterOf('count'), [], { period: monthIn('2011-12', 'Pacific/Apia') }).days).toHaveLength(30);
  });

  it('are not kept where nobody asks for them', () => {
    expect(daysOf(meterOf('count'), [{ time: '2026-10-05T12:00:00Z' }]).without).not.toHaveProperty('days');
  });
});

// 5 October: 2 and 6. 6 October: 4. Nothing else.
const EVENTS = [
  { time: '2026-10-05T08:00:00Z', value: '2' },
  { time: '2026-10-05T20:00:00Z', value: '6' },
  { time: '2026-10-06T08:00:00Z', value: '4' },
];

it.each([
  { aggregation: 'count', fifth: '2', sixth: '1', none: '0', quantity: '3' },
  { aggregation: 'sum', fifth: '8', sixth: '4', none: '0', quantity: '12' },
  { aggregation: 'min', fifth: '2', sixth: '4', none: null, quantity: '2' },
  { aggregation: 'max', fifth: '6', sixth: '4', none: null, quantity: '6' },
  { aggregation: 'average', fifth: '4', sixth: '4', none: null, quantity: '4' },
  { aggregation: 'latest', fifth: '6', sixth: '4', none: null, quantity: '4' },
  { aggregation: 'unique', fifth: '2', sixth: '1', none: '0', quantity: '3' },
] as const)(
  'by $aggregation the days are $fifth and $sixth, those without usage $none',
  ({ aggregation, fifth, sixth, none, quantity }) => {
    const measured = daysOf(meterOf(aggregation), EVENTS);
    expect(measured.days.slice(3, 7)).toEqual([none, fifth, sixth, none]);
    expect(measured.quantity).toBe(quantity);
  },
);

it('a value that is there on two days is one of each, and one of the month', () => {
  const { days, quantity } = daysOf(meterOf('unique'), [EVENTS[0]!, { ...EVENTS[0]!, time: '2026-10-06T08:00:00Z' }]);
  expect(days.slice(4, 6)).toEqual(['1', '1']);
  expect(quantity).toBe('1');
});

// 288 samples of five minutes a day: the 95th percentile of a day is its 274th, so 15 samples with something show.
it('a percentile is that of the samples of the day', () => {
  const samples = Array.from({ length: 15 }, (_, i) => ({ time: `2026-10-05T08:${String(i * 4).padStart(2, '0')}:00Z`, value: '7' }));
  const spread = Array.from({ length: 15 }, (_, i) => ({ time: `2026-10-05T${String(i + 5).padStart(2, '0')}:00:00Z`, value: '7' }));
  expect(daysOf(meterOf('percentile'), spread).days[4]).toBe('7');
  expect(daysOf(meterOf('percentile'), samples).days[4]).toBe('0');
});

describe('a level', () => {
  const TEN: Level[] = [{ properties: {}, start: '0', end: '10' }];

  // 10 from before; on 5 October at noon in Berlin 2 more: half of that day.
  it('is carried from day to day, and a change counts for the rest of its day', () => {
    const { days } = daysOf(meterOf('weighted-sum'), [{ time: '2026-10-05T10:00:00Z', value: '2' }], { levels: TEN });
    expect(days.slice(3, 7)).toEqual(['10', '11', '12', '12']);
  });

  // 25 October has 25 hours: a change after 5 of them counts for 20 of 25.
  it('is weighted by the 25 hours of the day on which clocks go back', () => {
    const { days } = daysOf(meterOf('weighted-sum'), [{ time: '2026-10-25T03:00:00Z', value: '5' }]);
    expect(days.slice(23, 26)).toEqual(['0', '4', '5']);
  });

  it('by days counts a change for the whole of its day, and the days average to the quantity', () => {
    const { days, quantity } = daysOf(meterOf('weighted-sum', { weightedBy: 'day' }), [{ time: '2026-10-17T10:00:00Z', value: '31' }]);
    expect(days.slice(15, 17)).toEqual(['0', '31']);
    expect(quantity).toBe('15');
  });
});

it('days of a sum or a count add up to what is billed, whatever was used when', () => {
  const hour = fc.integer({ min: 0, max: 744 }).map((h) => new Date(Date.parse(OCTOBER.start) + h * 3_600_000).toISOString());
  const events = fc.array(fc.record({ time: hour, value: fc.integer({ min: -99, max: 99 }).map((n) => `${n}.25`) }), { maxLength: 40 });
  fc.assert(
    fc.property(events, fc.constantFrom('sum' as const, 'count' as const), (some, aggregation) => {
      const { days, quantity } = daysOf(meterOf(aggregation), some.map((it) => ({ ...it, time: it.time.replace('.000Z', 'Z') }))); // prettier-ignore
      expect(sum(days.map((it) => decimal(it!))).eq(decimal(quantity))).toBe(true);
    }),
  );
});
