import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { foundEvent, measuredBy, wholePeriod } from '../../test/support/measuring.ts';
import { meter, type Meter } from '../../shared/meter.ts';
import { decimal, sum } from '../../shared/money.ts';
import { monthIn, type Period } from '../../shared/period.ts';
import type { FoundEvent } from './counted-events.ts';
import type { Cell, Measuring } from './measuring.ts';
import { spanOf, windowsOf } from './span.ts';

const meterOf = (aggregation: Meter['aggregation'], changes: object = {}): Meter =>
  meter.parse({ id: 'm', eventType: 'used', aggregation, ...(aggregation === 'count' ? {} : { valueProperty: 'value' }), ...changes });
const SUM = meterOf('sum');
const BERLIN = (month: string): Period => monthIn(month, 'Europe/Berlin');
const at = (time: string, value = '1', properties: object = {}): FoundEvent =>
  foundEvent({ id: `${time} ${value} ${JSON.stringify(properties)}`, time, properties: { value, ...properties } });

function cellsOf(of: Meter, period: Period, asked: Omit<Measuring, 'meter'>, ...events: readonly FoundEvent[]): Cell[] {
  return measuredBy(of, period, events, { asked: [{ meter: 'm', ...asked }] }).cells ?? [];
}
const starts = (cells: readonly Cell[]) => cells.map(({ window, quantity }) => `${window} ${quantity}`);

describe('windows', () => {
  it.each([
    // On 29 March 2026 clocks go from 02:00 to 03:00, on 25 October from 03:00 back to 02:00.
    { zone: 'Europe/Berlin', month: '2026-03', days: 31, hours: 31 * 24 - 1 },
    { zone: 'Europe/Berlin', month: '2026-10', days: 31, hours: 31 * 24 + 1 },
    { zone: 'Europe/Berlin', month: '2028-02', days: 29, hours: 29 * 24 },
    { zone: 'Pacific/Kiritimati', month: '2026-10', days: 31, hours: 31 * 24 },
    { zone: 'Pacific/Pago_Pago', month: '2026-10', days: 31, hours: 31 * 24 },
    // Clocks go forward by half an hour on 4 October: its last hour has 30 minutes.
    { zone: 'Australia/Lord_Howe', month: '2026-10', days: 31, hours: 31 * 24 },
    // 30 December 2011 was left out at the date line.
    { zone: 'Pacific/Apia', month: '2011-12', days: 30, hours: 30 * 24 },
  ])('of $month in $zone are $days days and $hours hours, without a gap', ({ zone, month, days, hours }) => {
    const period = monthIn(month, zone);
    for (const [length, count] of [
      ['day', days],
      ['hour', hours],
    ] as const) {
      const windows = windowsOf(period, length);
      expect(windows).toHaveLength(count);
      expect([windows[0]?.start, windows.at(-1)?.end]).toEqual([Date.parse(period.start), Date.parse(period.end)]);
      expect(windows.slice(1).map(({ start }) => start)).toEqual(windows.slice(0, -1).map(({ end }) => end));
    }
  });

  it('are days of 23 hours in spring and 25 in autumn', () => {
    const hoursOn = (month: string, day: number): number => {
      const { start, end } = windowsOf(BERLIN(month), 'day')[day - 1]!;
      return (end - start) / 3_600_000;
    };
    expect([hoursOn('2026-03', 28), hoursOn('2026-03', 29), hoursOn('2026-10', 25), hoursOn('2026-10', 26)]).toEqual([24, 23, 25, 24]);
  });

  it('split a quantity by local days, on both sides of a midnight', () => {
    const cells = cellsOf(
      SUM,
      BERLIN('2026-03'),
      { window: 'day' },
      at('2026-03-28T22:59:59Z', '1'),
      at('2026-03-28T23:00:00Z', '10'),
      at('2026-03-29T21:59:59Z', '100'),
      at('2026-03-29T22:00:00Z', '1000'),
    );
    expect(starts(cells)).toEqual(['2026-03-27T23:00:00Z 1', '2026-03-28T23:00:00Z 110', '2026-03-29T22:00:00Z 1000']);
  });

  it('are hours that pass: in autumn the hour from two to three comes twice', () => {
    // 02:30 before and after the clocks go back, at 01:00 UTC.
    const cells = cellsOf(SUM, BERLIN('2026-10'), { window: 'hour' }, at('2026-10-25T00:30:00Z', '1'), at('2026-10-25T01:30:00Z', '2'));
    expect(starts(cells)).toEqual(['2026-10-25T00:00:00Z 1', '2026-10-25T01:00:00Z 2']);
  });

  it('begin at midnight where the zone is half an hour off', () => {
    const cells = cellsOf(
      SUM,
      monthIn('2026-10', 'Asia/Kolkata'),
      { window: 'hour' },
      at('2026-10-14T18:29:59Z', '1'),
      at('2026-10-14T18:30:00Z', '2'),
    );
    expect(starts(cells)).toEqual(['2026-10-14T17:30:00Z 1', '2026-10-14T18:30:00Z 2']);
  });

  it.each([
    // UTC+14 and UTC−11: 29 February 2028 there begins and ends at these instants.
    { zone: 'Pacific/Kiritimati', start: '2028-02-28T10:00:00Z', last: '2028-02-29T09:59:59Z' },
    { zone: 'Pacific/Pago_Pago', start: '2028-02-29T11:00:00Z', last: '2028-03-01T10:59:59Z' },
  ])('have 29 February in $zone', ({ zone, start, last }) => {
    expect(starts(cellsOf(SUM, monthIn('2028-02', zone), { window: 'day' }, at(start, '1'), at(last, '2')))).toEqual([`${start} 3`]);
  });

  it('of a greatest value have each their own', () => {
    const cells = cellsOf(
      meterOf('max'),
      BERLIN('2026-10'),
      { window: 'day' },
      at('2026-10-05T10:00:00Z', '7'),
      at('2026-10-05T11:00:00Z', '3'),
      at('2026-10-06T10:00:00Z', '4'),
    );
    expect(cells.map(({ quantity, events }) => [quantity, events])).toEqual([
      ['7', 2],
      ['4', 1],
    ]);
  });
});

describe('cells', () => {
  const BY_ZONE = meterOf('sum', { groupBy: ['region', 'size'] });
  const EVENTS = [
    at('2026-10-05T10:00:00Z', '1', { region: 'us', size: 's' }),
    at('2026-10-05T10:00:00Z', '2', { region: 'eu', size: 's' }),
    at('2026-10-05T12:00:00Z', '4', { region: 'eu', size: 'l' }),
    at('2026-10-06T10:00:00Z', '8', { region: 'eu', size: 's' }),
  ];

  it('are split by the values of properties, in their order', () => {
    const cells = (by: string[]) =>
      cellsOf(BY_ZONE, BERLIN('2026-10'), { by }, ...EVENTS).map(({ values, quantity }) => [...values!, quantity]);
    expect(cells(['region'])).toEqual([
      ['eu', '14'],
      ['us', '1'],
    ]);
    expect(cells(['size', 'region'])).toEqual([
      ['l', 'eu', '4'],
      ['s', 'eu', '10'],
      ['s', 'us', '1'],
    ]);
  });

  it('are split by windows first, then by values', () => {
    expect(cellsOf(BY_ZONE, BERLIN('2026-10'), { by: ['region'], window: 'day' }, ...EVENTS)).toEqual([
      { window: '2026-10-04T22:00:00Z', values: ['eu'], quantity: '6', events: 2 },
      { window: '2026-10-04T22:00:00Z', values: ['us'], quantity: '1', events: 1 },
      { window: '2026-10-05T22:00:00Z', values: ['eu'], quantity: '8', events: 1 },
    ]);
  });

  it('tell values apart that read alike when joined', () => {
    const cells = cellsOf(
      BY_ZONE,
      BERLIN('2026-10'),
      { by: ['region', 'size'] },
      at('2026-10-05T10:00:00Z', '1', { region: 'a","b', size: 'c' }),
      at('2026-10-05T10:00:00Z', '2', { region: 'a', size: 'b","c' }),
    );
    expect(cells).toHaveLength(2);
  });

  it('refuse an event without a property the meter groups by: NotPriceableError', () => {
    expect(() => cellsOf(BY_ZONE, BERLIN('2026-10'), { by: ['region'] }, at('2026-10-05T10:00:00Z', '1', { region: 'eu' }))).toThrow(
      'groups by size, which is missing',
    );
  });

  it('add up what events cost beside their quantity', () => {
    const DYNAMIC = meterOf('sum', { amountProperty: 'cost', groupBy: ['region'] });
    const events = [
      at('2026-10-05T10:00:00Z', '2', { cost: '0.10', region: 'eu' }),
      at('2026-10-05T11:00:00Z', '3', { cost: '0.25', region: 'us' }),
    ];
    expect(measuredBy(DYNAMIC, BERLIN('2026-10'), events, { asked: [{ meter: 'm', amountProperty: 'cost' }] })).toMatchObject({
      quantity: '5',
      amount: '0.35',
    });
    expect(cellsOf(DYNAMIC, BERLIN('2026-10'), { by: ['region'], amountProperty: 'cost' }, ...events).map(({ amount }) => amount)).toEqual([
      '0.1',
      '0.25',
    ]);
    expect(() => measuredBy(DYNAMIC, BERLIN('2026-10'), [at('2026-10-05T10:00:00Z', '2', { region: 'eu' })])).toThrow(
      'takes what an event costs from cost, which is missing',
    );
  });

  it('give single events in the order of their times, then of their ids, whatever order they are read in', () => {
    const event = (id: string, time: string, value: string) => foundEvent({ id, time, properties: { value } });
    const events = [
      event('c', '2026-10-06T10:00:00Z', '4'),
      event('b', '2026-10-05T10:00:00Z', '2'),
      event('d', '2026-10-05T09:00:00.5Z', '1'),
      event('a', '2026-10-05T10:00:00.000Z', '1.5'),
      event('e', '2026-10-05T09:00:00Z', '0.5'),
    ];
    // Earliest first these are 0.5, 1, 1.5, 2 and 4; the first three are free.
    const perEvent = { rate: '1', fixed: '0', freeEvents: 3 };
    for (const order of [events, [...events].reverse()])
      expect(measuredBy(SUM, BERLIN('2026-10'), order, { asked: [{ meter: 'm', perEvent }] }).tally).toMatchObject({
        free: { events: 3, units: '3' },
        charged: { events: 2, units: '6' },
      });
  });

  it('add up to the whole, for sums', () => {
    const anyEvent = fc
      .record({
        hour: fc.integer({ min: 0, max: 743 }),
        value: fc.integer({ min: 0, max: 9_999 }),
        region: fc.constantFrom('eu', 'us', 'ap'),
      })
      .map(({ hour, value, region }) =>
        at(new Date(Date.parse('2026-10-01T00:00:00Z') + hour * 3_600_000).toISOString(), String(value / 1000), { region }),
      );
    const byRegion = meterOf('sum', { groupBy: ['region'] });
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 30 }),
        fc.constantFrom<Omit<Measuring, 'meter'>>({ window: 'hour' }, { by: ['region'] }, { window: 'day', by: ['region'] }),
        (events, asked) => {
          const { quantity, cells = [] } = measuredBy(byRegion, monthIn('2026-10', 'UTC'), events, { asked: [{ meter: 'm', ...asked }] });
          expect(sum(cells.map((cell) => decimal(cell.quantity))).toFixed()).toBe(quantity);
        },
      ),
    );
  });

  it('are at most 50,000: NotPriceableError says by what they were split', () => {
    const byUser = meterOf('sum', { groupBy: ['user'] });
    const events = Array.from({ length: 50_001 }, (_, i) => foundEvent({ id: `e${i}`, properties: { value: '1', user: `u${i}` } }));
    expect(() => cellsOf(byUser, monthIn('2026-10', 'UTC'), { by: ['user'] }, ...events)).toThrow(
      'Meter "m" has more than 50000 cells by user',
    );
  });
});

describe('cells of a weighted sum', () => {
  const LEVEL = meterOf('weighted-sum', { groupBy: ['region'] });
  const SPAN = { start: '2026-10-01T00:00:00Z', end: '2026-10-04T00:00:00Z', zone: 'UTC' };

  it('carry the level from window to window, also into those without an event', () => {
    // 10 from noon of the 1st, 4 of them gone at 18:00 of the 3rd: 10 ÷ 2; 10; 10 − 4 ÷ 4.
    const cells = cellsOf(
      LEVEL,
      SPAN,
      { window: 'day' },
      at('2026-10-01T12:00:00Z', '10', { region: 'eu' }),
      at('2026-10-03T18:00:00Z', '-4', { region: 'eu' }),
    );
    expect(cells.map(({ quantity, events }) => [quantity, events])).toEqual([
      ['5', 1],
      ['10', 0],
      ['9', 1],
    ]);
  });

  it('have each their own level, also those that are only carried', () => {
    const levels = [
      { properties: { region: 'eu' }, start: '0', end: '3' },
      { properties: { region: 'us' }, start: '0', end: '6' },
    ];
    const measured = measuredBy(LEVEL, SPAN, [at('2026-10-03T00:00:00Z', '-3', { region: 'eu' })], {
      levels,
      asked: [{ meter: 'm', by: ['region'] }],
    });
    // Of three days: eu 3 − 3 ÷ 3 = 2; us 6.
    expect(measured.quantity).toBe('8');
    expect(measured.cells).toEqual([
      { values: ['eu'], quantity: '2', events: 1 },
      { values: ['us'], quantity: '6', events: 0 },
    ]);
    expect(measured.levels).toEqual([
      { properties: { region: 'eu' }, start: '3', end: '0' },
      { properties: { region: 'us' }, start: '6', end: '6' },
    ]);
  });

  it('by days of a whole period weigh hours by the day they belong to', () => {
    const byDay = meterOf('weighted-sum', { weightedBy: 'day' });
    const cells = cellsOf(byDay, SPAN, { window: 'hour' }, at('2026-10-03T15:00:00Z', '2'));
    expect(cells).toHaveLength(24);
    expect(cells[0]).toEqual({ window: '2026-10-03T00:00:00Z', quantity: '2', events: 1 });
  });
});

it('knows the days of a part of a period that begins within a day', () => {
  const part = { start: '2026-10-24T10:00:00Z', end: '2026-10-25T23:00:00Z', zone: 'Europe/Berlin' };
  expect(
    spanOf(wholePeriod(part))
      .days()
      .map((day) => new Date(day).toISOString()),
  ).toEqual(['2026-10-24T10:00:00.000Z', '2026-10-24T22:00:00.000Z']);
});
