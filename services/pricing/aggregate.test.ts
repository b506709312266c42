import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { foundEvent, measuredBy } from '../../test/support/measuring.ts';
import { aggregationName } from '../../shared/aggregation-name.ts';
import { meter, type Meter } from '../../shared/meter.ts';
import { decimal } from '../../shared/money.ts';
import { monthIn, type Period } from '../../shared/period.ts';
import { proratedSum } from './aggregate-weighted-sum.ts';
import type { FoundEvent } from './counted-events.ts';

const OCTOBER = monthIn('2026-10', 'UTC');
const meterOf = (aggregation: Meter['aggregation'], changes: object = {}): Meter =>
  meter.parse({ id: 'm', eventType: 'used', aggregation, ...(aggregation === 'count' ? {} : { valueProperty: 'value' }), ...changes });

/** Events a minute apart, from the 15th at noon, with these values. */
const valued = (...values: readonly (string | boolean)[]): FoundEvent[] =>
  values.map((value, i) => foundEvent({ id: `e${i}`, time: `2026-10-15T12:${String(i).padStart(2, '0')}:00Z`, properties: { value } }));
const quantityOf = (of: Meter, events: readonly FoundEvent[], period: Period = OCTOBER): string => measuredBy(of, period, events).quantity;

describe('each aggregation', () => {
  it.each<{ aggregation: Meter['aggregation']; values: (string | boolean)[]; expected: string; why: string }>([
    { aggregation: 'count', values: [], expected: '0', why: 'nothing' },
    { aggregation: 'count', values: ['5', '5'], expected: '2', why: 'events, whatever they carry' },
    { aggregation: 'sum', values: [], expected: '0', why: 'nothing' },
    { aggregation: 'sum', values: ['0.1', '0.2'], expected: '0.3', why: 'tenths, exactly' },
    { aggregation: 'sum', values: ['0.000000000000000001', '1'], expected: '1.000000000000000001', why: '18 digits' },
    { aggregation: 'sum', values: ['5', '-7'], expected: '-2', why: 'what was taken back' },
    { aggregation: 'sum', values: ['0.5', '-0.5'], expected: '0', why: 'what cancels out' },
    {
      aggregation: 'sum',
      values: ['1000000000000000000', '0.000000000001'],
      expected: '1000000000000000000.000000000001',
      why: '10^18 and 12 decimals',
    },
    // 9,007,199,254,740,991 is the last whole number a float holds.
    {
      aggregation: 'sum',
      values: ['900719925474099', '9007199254740991', '2'],
      expected: '9907919180215092',
      why: 'more than a float holds',
    },
    { aggregation: 'min', values: [], expected: '0', why: 'nothing' },
    { aggregation: 'min', values: ['3', '-1.5', '2'], expected: '-1.5', why: 'the least' },
    { aggregation: 'max', values: [], expected: '0', why: 'nothing' },
    { aggregation: 'max', values: ['-3', '-1.5', '-2'], expected: '-1.5', why: 'the greatest, below 0 too' },
    { aggregation: 'max', values: ['9', '10'], expected: '10', why: 'the greatest as a number, not as text' },
    {
      aggregation: 'max',
      values: ['1000000000000000000.000000000001', '1000000000000000000'],
      expected: '1000000000000000000.000000000001',
      why: 'to the last digit',
    },
    { aggregation: 'average', values: [], expected: '0', why: 'nothing' },
    { aggregation: 'average', values: ['1', '2', '4.5'], expected: '2.5', why: '7.5 ÷ 3' },
    { aggregation: 'average', values: ['1', '0', '0'], expected: '0.333333333333333333', why: '18 digits, rounded down' },
    { aggregation: 'average', values: ['-1', '-1', '0'], expected: '-0.666666666666666667', why: '18 digits, away from zero' },
    { aggregation: 'latest', values: [], expected: '0', why: 'nothing' },
    { aggregation: 'latest', values: ['7', '9', '3'], expected: '3', why: 'the last one' },
    { aggregation: 'unique', values: [], expected: '0', why: 'nothing' },
    { aggregation: 'unique', values: ['anna', 'bert', 'anna', true], expected: '3', why: 'each value once, whatever it is' },
    { aggregation: 'unique', values: ['1', '1.0'], expected: '2', why: 'texts, not numbers' },
  ])('$aggregation of $values measures $why: $expected', ({ aggregation, values, expected }) => {
    expect(quantityOf(meterOf(aggregation), valued(...values))).toBe(expected);
  });

  it.each(aggregationName.options)('%s counts the first instant of the period and not the one at its end', (aggregation) => {
    const berlin = monthIn('2026-10', 'Europe/Berlin');
    const counted = [
      '2026-09-30T21:59:59.999999999Z',
      '2026-09-30T22:00:00Z',
      '2026-10-31T22:59:59.999999999Z',
      '2026-10-31T23:00:00Z',
    ].map((time) => measuredBy(meterOf(aggregation), berlin, [foundEvent({ time })]).events);
    expect(counted).toEqual([0, 1, 1, 0]);
  });

  it.each(aggregationName.options.filter((name) => name !== 'count'))(
    '%s refuses an event without its property: NotPriceableError',
    (aggregation) => {
      const refused = expect.objectContaining({
        name: 'NotPriceableError',
        message: expect.stringMatching(/^Event "e" of 2026-10-15T12:00:00Z: meter "m" .+ value, which is missing/),
      });
      expect(() => quantityOf(meterOf(aggregation), [foundEvent({ properties: {} })])).toThrow(refused);
    },
  );

  it.each(['many', '1e3', true])('sum refuses %p: NotPriceableError', (value) => {
    expect(() => quantityOf(meterOf('sum'), valued(value))).toThrow(expect.objectContaining({ name: 'NotPriceableError' }));
  });

  it('refuses more than a decimal can be: NotPriceableError', () => {
    const most = '99999999999999999999';
    expect(quantityOf(meterOf('sum'), valued(most))).toBe(most);
    expect(() => quantityOf(meterOf('sum'), valued(most, '1'))).toThrow('comes to 100000000000000000000, more than 20 digits');
  });
});

describe('the latest', () => {
  const at = (id: string, time: string, value: string) => foundEvent({ id, time, properties: { value } });

  it.each([
    {
      why: 'to the nanosecond',
      events: [at('a', '2026-10-15T12:00:00.000000002Z', '2'), at('b', '2026-10-15T12:00:00.000000001Z', '1')],
      expected: '2',
    },
    {
      why: 'of equal times, of the last id',
      events: [at('b', '2026-10-15T12:00:00Z', '2'), at('a', '2026-10-15T12:00:00Z', '1')],
      expected: '2',
    },
    {
      why: 'of equal times written differently',
      events: [at('a', '2026-10-15T12:00:00.5Z', '1'), at('b', '2026-10-15T12:00:00.500Z', '2')],
      expected: '2',
    },
  ])('is that $why, in any order', ({ events, expected }) => {
    expect([events, [...events].reverse()].map((order) => quantityOf(meterOf('latest'), order))).toEqual([expected, expected]);
  });
});

describe('a weighted sum', () => {
  const AUGUST = { start: '2023-08-01T00:00:00Z', end: '2023-09-01T00:00:00Z', zone: 'UTC' };
  const changes = (...all: readonly (readonly [time: string, value: string])[]) =>
    all.map(([time, value], i) => foundEvent({ id: `e${i}`, time, properties: { value } }));

  it('weights each change by the seconds that remain', () => {
    // 31 days are 744 hours. From noon of the 15th 16.5 days, 396 hours, remain: 372 × 396 ÷ 744 = 198.
    expect(quantityOf(meterOf('weighted-sum'), changes(['2023-08-15T12:00:00Z', '372']), AUGUST)).toBe('198');
  });

  it('keeps 18 digits where it does not come out even', () => {
    // One second of 2,678,400: 1 ÷ 2678400 = 0.00000037335722819593… .
    expect(quantityOf(meterOf('weighted-sum'), changes(['2023-08-31T23:59:59Z', '1']), AUGUST)).toBe('0.000000373357228196');
  });

  it('begins with the level of the period before, which counts for all of it, and says what it ends with', () => {
    // Published: 2,500 carried; of April's 30 days 27 remain of −2,000 and 25 of −200: 2500 − 1800 − 166.666… .
    const april = { start: '2023-04-01T00:00:00Z', end: '2023-05-01T00:00:00Z', zone: 'UTC' };
    const measured = measuredBy(
      meterOf('weighted-sum'),
      april,
      changes(['2023-04-04T00:00:00Z', '-2000'], ['2023-04-06T00:00:00Z', '-200']),
      {
        levels: [{ properties: {}, start: '0', end: '2500' }],
      },
    );
    expect(measured.quantity).toBe('533.333333333333333333');
    expect(measured.levels).toEqual([{ properties: {}, start: '2500', end: '300' }]);
  });

  it('is the level of a period in which nothing happened', () => {
    const measured = measuredBy(meterOf('weighted-sum'), AUGUST, [], { levels: [{ properties: {}, start: '0', end: '40' }] });
    expect(measured).toMatchObject({ quantity: '40', events: 0, levels: [{ start: '40', end: '40' }] });
  });

  it('of a part of a period is its share of the whole, so that two parts come to one', () => {
    const whole = { start: '2026-10-01T00:00:00Z', end: '2026-11-01T00:00:00Z', zone: 'UTC' };
    const partOf = (start: string, end: string, days: number) => ({
      whole,
      part: { start, end, zone: 'UTC' },
      partDays: days,
      wholeDays: 31,
    });
    const first = measuredBy(
      meterOf('weighted-sum'),
      partOf(whole.start, '2026-10-11T00:00:00Z', 10),
      changes(['2026-10-06T00:00:00Z', '31']),
    );
    const second = measuredBy(meterOf('weighted-sum'), partOf('2026-10-11T00:00:00Z', whole.end, 21), [], { levels: first.levels! });
    // 31 for 5 of 31 days, then for 21 of 31; at once: 31 × 26 ÷ 31.
    expect([first.quantity, second.quantity]).toEqual(['5', '21']);
    expect(quantityOf(meterOf('weighted-sum'), changes(['2026-10-06T00:00:00Z', '31']), whole)).toBe('26');
  });

  it('by days counts a change for the whole of its day, also for one of 25 hours', () => {
    // October in Berlin has 31 days; on the 25th at 23:30 there are 7 left with itself: 31 × 7 ÷ 31.
    const berlin = monthIn('2026-10', 'Europe/Berlin');
    expect(quantityOf(meterOf('weighted-sum', { weightedBy: 'day' }), changes(['2026-10-25T22:30:00Z', '31']), berlin)).toBe('7');
    expect(quantityOf(meterOf('weighted-sum', { weightedBy: 'day' }), changes(['2026-10-25T23:00:00Z', '31']), berlin)).toBe('6');
  });

  it('of known weights prorates sums and units by days', () => {
    // Published: 15 carried and 24 for 6 of 31 days; a unit for 8 of 31 days.
    expect(proratedSum(decimal('15'), [{ value: decimal('24'), remaining: 6 }], 31).toFixed()).toBe('19.645161290322580645');
    expect(proratedSum(decimal('0'), [{ value: decimal('1'), remaining: 8 }], 31).toFixed()).toBe('0.258064516129032258');
  });
});

describe('a percentile', () => {
  const NOVEMBER = monthIn('2026-11', 'UTC');
  const sampled = (values: readonly string[], start = '2026-11-01T00:00:00Z', minutes = 5) =>
    values.map((value, i) => {
      const time = new Date(Date.parse(start) + i * minutes * 60_000).toISOString();
      return foundEvent({ id: `e${String(i).padStart(5, '0')}`, time, properties: { value } });
    });

  it.each([
    // Published: the nearest ranks of 15, 20, 35, 40, 50.
    { percentile: '5', expected: '15' },
    { percentile: '30', expected: '20' },
    { percentile: '40', expected: '20' },
    { percentile: '50', expected: '35' },
    { percentile: '100', expected: '50' },
  ])('of five samples at $percentile % is $expected, one that was taken', ({ percentile, expected }) => {
    const period = { start: '2026-11-01T00:00:00Z', end: '2026-11-01T00:25:00Z', zone: 'UTC' };
    expect(quantityOf(meterOf('percentile', { percentile }), sampled(['50', '15', '40', '20', '35']), period)).toBe(expected);
  });

  it('of 30 days leaves the 432 greatest of 8,640 samples out', () => {
    const peaks = Array<string>(432).fill('1000');
    expect(quantityOf(meterOf('percentile'), sampled(peaks), NOVEMBER)).toBe('0');
    expect(quantityOf(meterOf('percentile'), sampled([...peaks, '7']), NOVEMBER)).toBe('7');
    expect(quantityOf(meterOf('percentile'), sampled([...peaks, '7', '9']), NOVEMBER)).toBe('9');
  });

  it('adds up the events of a sample, and has none across its bounds', () => {
    const period = { start: '2026-11-01T00:00:00Z', end: '2026-11-01T00:10:00Z', zone: 'UTC' };
    const events = sampled(['1', '2', '4', '8'], '2026-11-01T00:03:00Z', 1);
    // 00:03 and 00:04 lie in the first sample, 00:05 and 00:06 in the second.
    expect(quantityOf(meterOf('percentile', { percentile: '50' }), events, period)).toBe('3');
    expect(quantityOf(meterOf('percentile', { percentile: '51' }), events, period)).toBe('12');
    expect(quantityOf(meterOf('percentile', { percentile: '1', sampleMinutes: 10 }), events, period)).toBe('15');
  });

  it('ranks samples without an event, which are 0, between those below and above', () => {
    const period = { start: '2026-11-01T00:00:00Z', end: '2026-11-01T00:20:00Z', zone: 'UTC' };
    const at = (percentile: string) => quantityOf(meterOf('percentile', { percentile }), sampled(['5', '-5']), period);
    expect(['25', '50', '75', '100'].map(at)).toEqual(['-5', '0', '0', '5']);
  });
});

describe('filters', () => {
  const EU = meterOf('sum', { filters: { region: ['eu', 'ch'], live: ['true'] } });
  const event = (id: string, properties: object) => foundEvent({ id, properties: { value: '1', ...properties } });

  it('count what has one of the values, for each property', () => {
    const events = [
      event('a', { region: 'eu', live: 'true' }),
      event('b', { region: 'ch', live: true }),
      event('c', { region: 'us', live: 'true' }),
      event('d', { region: 'eu', live: false }),
    ];
    expect(measuredBy(EU, OCTOBER, events)).toMatchObject({ quantity: '2', events: 2, ids: ['a', 'b'] });
  });

  it('refuse an event without the property: NotPriceableError', () => {
    expect(() => quantityOf(EU, [event('a', { region: 'eu' })])).toThrow('meter "m" filters by live, which is missing');
  });

  it('need no value of what they leave out', () => {
    expect(quantityOf(EU, [foundEvent({ properties: { region: 'us', live: 'true' } })])).toBe('0');
  });
});

describe('the set of events', () => {
  const METERS = aggregationName.options.map((aggregation) => meterOf(aggregation));
  const anyEvent = fc
    .record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      day: fc.integer({ min: 10, max: 20 }),
      second: fc.constantFrom('00', '07'),
      value: fc.integer({ min: -50, max: 50 }),
      reverses: fc.constantFrom(...Array<undefined>(12).fill(undefined), 'a', 'b'),
    })
    .map(({ id, day, second, value, reverses }) =>
      foundEvent({
        id,
        time: `2026-10-${day}T00:00:${second}Z`,
        properties: { value: String(value / 10) },
        ...(reverses === undefined ? {} : { reverses }),
      }),
    );

  it('gives the same quantities in any order and with any repetition, by every aggregation', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 20 }).chain((events) =>
          fc.record({
            events: fc.constant(events),
            order: fc.shuffledSubarray(events, { minLength: events.length }),
            again: fc.subarray(events),
          }),
        ),
        ({ events, order, again }) => {
          for (const each of METERS) expect(measuredBy(each, OCTOBER, [...order, ...again])).toEqual(measuredBy(each, OCTOBER, events));
        },
      ),
    );
  });

  it('has another fingerprint with one event more, less, or other', () => {
    const print = (...events: readonly FoundEvent[]): string => measuredBy(meterOf('count'), OCTOBER, events).fingerprint;
    const prints = [
      print(),
      print(foundEvent({ id: 'a' })),
      print(foundEvent({ id: 'b' })),
      print(foundEvent({ id: 'a' }), foundEvent({ id: 'b' })),
      print(foundEvent({ id: 'a' }), foundEvent({ id: 'b', time: '2026-10-16T12:00:00Z' })),
      print(foundEvent({ id: 'a', properties: { value: '2' } })),
      print(foundEvent({ id: 'a', time: '2026-10-15T12:00:01Z' })),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});
