import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';

import {
  addDays,
  compareInstants,
  dateIn,
  datesOf,
  dayAfter,
  instant,
  isWithin,
  localToInstant,
  month,
  monthBefore,
  monthIn,
  plainDate,
  toUtc,
  utcDaysAround,
  zone,
} from './period.ts';
import { servicePeriodsEnded } from '../test/support/service-periods.ts';

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Honolulu',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'UTC',
];

describe('a month', () => {
  it.each([
    { why: 'in winter time', yearMonth: '2026-01', timeZone: 'Europe/Berlin', start: '2025-12-31T23:00:00Z', end: '2026-01-31T23:00:00Z' },
    {
      why: 'that loses an hour',
      yearMonth: '2026-03',
      timeZone: 'Europe/Berlin',
      start: '2026-02-28T23:00:00Z',
      end: '2026-03-31T22:00:00Z',
    },
    {
      why: 'that gains an hour',
      yearMonth: '2026-10',
      timeZone: 'Europe/Berlin',
      start: '2026-09-30T22:00:00Z',
      end: '2026-10-31T23:00:00Z',
    },
    { why: 'with a 29th of February', yearMonth: '2028-02', timeZone: 'UTC', start: '2028-02-01T00:00:00Z', end: '2028-03-01T00:00:00Z' },
    {
      why: 'of a year that divides by 100 and is no leap year',
      yearMonth: '2100-02',
      timeZone: 'UTC',
      start: '2100-02-01T00:00:00Z',
      end: '2100-03-01T00:00:00Z',
    },
    { why: 'behind UTC', yearMonth: '2026-10', timeZone: 'Pacific/Honolulu', start: '2026-10-01T10:00:00Z', end: '2026-11-01T10:00:00Z' },
    {
      why: 'ahead of UTC, in summer time',
      yearMonth: '2026-10',
      timeZone: 'Pacific/Auckland',
      start: '2026-09-30T11:00:00Z',
      end: '2026-10-31T11:00:00Z',
    },
    {
      why: 'furthest ahead',
      yearMonth: '2026-10',
      timeZone: 'Pacific/Kiritimati',
      start: '2026-09-30T10:00:00Z',
      end: '2026-10-31T10:00:00Z',
    },
    {
      why: 'in a zone of quarter hours',
      yearMonth: '2026-10',
      timeZone: 'Asia/Kathmandu',
      start: '2026-09-30T18:15:00Z',
      end: '2026-10-31T18:15:00Z',
    },
    // On 1 October 2017 the clocks of Asunción went from 00:00 to 01:00: the day begins at 01:00, UTC−3.
    {
      why: 'whose first midnight was skipped',
      yearMonth: '2017-10',
      timeZone: 'America/Asuncion',
      start: '2017-10-01T04:00:00Z',
      end: '2017-11-01T03:00:00Z',
    },
    {
      why: 'that becomes the next year',
      yearMonth: '2026-12',
      timeZone: 'UTC',
      start: '2026-12-01T00:00:00Z',
      end: '2027-01-01T00:00:00Z',
    },
  ])('$why: $yearMonth in $timeZone', ({ yearMonth, timeZone, start, end }) => {
    expect(monthIn(yearMonth, timeZone)).toEqual({ start, end, zone: timeZone });
  });

  it('ends in Honolulu 23 hours after it ended in Auckland', () => {
    const hours =
      (Date.parse(monthIn('2026-10', 'Pacific/Honolulu').end) - Date.parse(monthIn('2026-10', 'Pacific/Auckland').end)) / 3_600_000;
    expect(hours).toBe(23);
  });

  it('begins at the instant the month before ended, in every zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 2000, max: 2099 }),
        fc.integer({ min: 1, max: 11 }),
        (timeZone, year, number) => {
          const name = (n: number): string => `${year}-${String(n).padStart(2, '0')}`;
          expect(monthIn(name(number + 1), timeZone).start).toBe(monthIn(name(number), timeZone).end);
        },
      ),
    );
  });
});

it.each([
  { month: '2026-11', before: '2026-10' },
  { month: '2027-01', before: '2026-12' },
])('the month before $month is $before', ({ month, before }) => {
  expect(monthBefore(month)).toBe(before);
});

describe('service periods', () => {
  const dates = (subscription: { start: string; end?: string; anchorDay: number; zone?: string }, until: string): string[] =>
    servicePeriodsEnded({ zone: 'UTC', ...subscription }, until).map(({ part, partDays, wholeDays }) => {
      const { first, last } = datesOf(part);
      return `${first} to ${last}, ${partDays} of ${wholeDays}`;
    });

  it('begin on the 31st, clamp to short months, and return', () => {
    expect(dates({ start: '2026-01-31', anchorDay: 31 }, '2026-05-31T00:00:00Z')).toEqual([
      '2026-01-31 to 2026-02-27, 28 of 28',
      '2026-02-28 to 2026-03-30, 31 of 31',
      '2026-03-31 to 2026-04-29, 30 of 30',
      '2026-04-30 to 2026-05-30, 31 of 31',
    ]);
  });

  it('clamp to the 29th in a leap year', () => {
    expect(dates({ start: '2028-01-31', anchorDay: 31 }, '2028-03-31T00:00:00Z')).toEqual([
      '2028-01-31 to 2028-02-28, 29 of 29',
      '2028-02-29 to 2028-03-30, 31 of 31',
    ]);
  });

  it('begin within a period where the subscription does: 16 of 31 days', () => {
    expect(dates({ start: '2026-10-16', anchorDay: 1 }, '2026-11-01T00:00:00Z')).toEqual(['2026-10-16 to 2026-10-31, 16 of 31']);
  });

  it('begin before an anchor of the same month: the first part is that of the month before', () => {
    expect(dates({ start: '2026-02-10', anchorDay: 31 }, '2026-02-28T00:00:00Z')).toEqual(['2026-02-10 to 2026-02-27, 18 of 28']);
  });

  it('end with the subscription, also in the middle', () => {
    expect(dates({ start: '2026-09-01', end: '2026-10-11', anchorDay: 1 }, '2026-12-01T00:00:00Z')).toEqual([
      '2026-09-01 to 2026-09-30, 30 of 30',
      '2026-10-01 to 2026-10-10, 10 of 31',
    ]);
  });

  it('end with a subscription of one day', () => {
    expect(dates({ start: '2026-10-10', end: '2026-10-11', anchorDay: 1 }, '2026-10-11T00:00:00Z')).toEqual([
      '2026-10-10 to 2026-10-10, 1 of 31',
    ]);
  });

  it('end on an anchor without an empty part behind it', () => {
    expect(dates({ start: '2026-09-15', end: '2026-10-15', anchorDay: 15 }, '2027-01-01T00:00:00Z')).toEqual([
      '2026-09-15 to 2026-10-14, 30 of 30',
    ]);
  });

  it('are listed from the instant they end on', () => {
    const subscription = { start: '2026-10-01', anchorDay: 1, zone: 'Pacific/Honolulu' };
    expect(dates(subscription, '2026-11-01T09:59:59.999999999Z')).toEqual([]);
    expect(dates(subscription, '2026-11-01T10:00:00Z')).toHaveLength(1);
  });

  it('are none before the first has ended', () => {
    expect(dates({ start: '2026-10-01', anchorDay: 1 }, '2026-10-31T23:59:59Z')).toEqual([]);
    expect(dates({ start: '2027-01-01', anchorDay: 1 }, '2026-10-31T23:59:59Z')).toEqual([]);
  });

  it('count days of the calendar where a day has 23 or 25 hours', () => {
    expect(dates({ start: '2026-03-29', end: '2026-03-30', anchorDay: 1, zone: 'Europe/Berlin' }, '2026-04-01T00:00:00Z')).toEqual([
      '2026-03-29 to 2026-03-29, 1 of 31',
    ]);
    expect(dates({ start: '2026-10-25', end: '2026-10-26', anchorDay: 1, zone: 'Europe/Berlin' }, '2026-11-01T00:00:00Z')).toEqual([
      '2026-10-25 to 2026-10-25, 1 of 31',
    ]);
  });

  it('say the whole period a part is cut from', () => {
    const [period] = servicePeriodsEnded({ start: '2026-10-16', end: '2026-10-20', anchorDay: 10, zone: 'UTC' }, '2026-12-01T00:00:00Z');
    expect(period?.whole).toEqual({ start: '2026-10-10T00:00:00Z', end: '2026-11-10T00:00:00Z', zone: 'UTC' });
    expect(period?.part).toEqual({ start: '2026-10-16T00:00:00Z', end: '2026-10-20T00:00:00Z', zone: 'UTC' });
  });

  it('are a chain: each begins at the instant the last one ended, and their days add up', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 0, max: 800 }),
        fc.integer({ min: 1, max: 400 }),
        (timeZone, anchorDay, offset, days) => {
          const start = addDays('2026-01-01', offset);
          const end = addDays(start, days);
          const periods = servicePeriodsEnded({ start, end, anchorDay, zone: timeZone }, '2031-01-01T00:00:00Z');
          for (const [i, { part }] of periods.entries()) if (i > 0) expect(part.start).toBe(periods[i - 1]?.part.end);
          expect(periods.reduce((total, { partDays }) => total + partDays, 0)).toBe(days);
          expect(periods.every(({ partDays, wholeDays }) => partDays <= wholeDays && wholeDays >= 28 && wholeDays <= 31)).toBe(true);
          expect(datesOf(periods[0]?.part ?? monthIn('2000-01', 'UTC')).first).toBe(start);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('an instant lies in a period', () => {
  const october = monthIn('2026-10', 'Europe/Berlin');

  it.each([
    { moment: '2026-09-30T21:59:59.999999999Z', expected: false, why: 'a nanosecond before it' },
    { moment: '2026-09-30T22:00:00Z', expected: true, why: 'at its start' },
    { moment: '2026-10-31T22:59:59.999999999Z', expected: true, why: 'a nanosecond before its end' },
    { moment: '2026-10-31T23:00:00Z', expected: false, why: 'at its end' },
  ])('$why: $expected', ({ moment, expected }) => {
    expect(isWithin(moment, october)).toBe(expected);
  });

  it('of exactly one of two months that meet', () => {
    const september = monthIn('2026-09', 'Europe/Berlin');
    const seconds = fc.integer({ min: Date.parse(september.start), max: Date.parse(october.end) - 1 });
    fc.assert(
      fc.property(seconds, (at) => expect([september, october].filter((it) => isWithin(new Date(at).toISOString(), it))).toHaveLength(1)),
    );
  });
});

describe('days', () => {
  it('of a period are those of its own zone', () => {
    expect(datesOf(monthIn('2026-10', 'Pacific/Auckland'))).toEqual({ first: '2026-10-01', last: '2026-10-31' });
    expect(datesOf(monthIn('2028-02', 'Pacific/Honolulu'))).toEqual({ first: '2028-02-01', last: '2028-02-29' });
  });

  it.each([
    { timeZone: 'Pacific/Kiritimati', expected: '2026-11-01' },
    { timeZone: 'UTC', expected: '2026-10-31' },
    { timeZone: 'Pacific/Honolulu', expected: '2026-10-31' },
    { timeZone: 'Pacific/Niue', expected: '2026-10-30' },
  ])('are different at one moment: $expected in $timeZone', ({ timeZone, expected }) => {
    expect(dateIn('2026-10-31T10:30:00Z', timeZone)).toBe(expected);
  });

  it('in UTC around a period begin one before it and end one after it', () => {
    const day = { start: '2026-10-01T00:00:00Z', end: '2026-10-02T00:00:00Z', zone: 'UTC' };
    expect(utcDaysAround(day)).toEqual(['2026-09-30', '2026-10-01', '2026-10-02']);
    const october = utcDaysAround(monthIn('2026-10', 'Europe/Berlin'));
    expect([october[0], october.at(-1), october.length]).toEqual(['2026-09-29', '2026-11-01', 34]);
  });

  it('later', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2026-12-18', 14)).toBe('2027-01-01');
    expect(addDays('2026-10-31', 0)).toBe('2026-10-31');
  });

  it('of 24 hours, also across a change of clocks', () => {
    expect(dayAfter('2026-10-24T23:30:00Z')).toBe('2026-10-25T23:30:00Z');
  });
});

describe('a clock on the wall', () => {
  it.each([
    { why: 'in winter', local: '2026-01-15 08:30:00', expected: '2026-01-15T07:30:00Z' },
    { why: 'in summer', local: '2026-07-15 08:30:00', expected: '2026-07-15T06:30:00Z' },
    {
      why: 'in the hour that does not exist: as if the clocks had not changed',
      local: '2026-03-29 02:30:00',
      expected: '2026-03-29T01:30:00Z',
    },
    { why: 'in the hour that comes twice: the first', local: '2026-10-25 02:30:00', expected: '2026-10-25T00:30:00Z' },
  ])('$why: $local in Berlin is $expected', ({ local, expected }) => {
    expect(localToInstant(local, 'Europe/Berlin')).toBe(expected);
  });
});

describe('moments', () => {
  it.each([
    { a: '2026-10-31T23:00:00Z', b: '2026-10-31T23:00:00.000Z', expected: 0 },
    { a: '2026-10-31T23:00:00.5Z', b: '2026-10-31T23:00:00.500Z', expected: 0 },
    { a: '2026-10-31T23:00:00Z', b: '2026-10-31T23:00:00.000000001Z', expected: -1 },
    { a: '2026-10-31T23:00:00.9Z', b: '2026-10-31T23:00:00.10Z', expected: 1 },
    { a: '2026-10-31T23:00:00Z', b: '2026-10-31T22:59:59.999Z', expected: 1 },
    { a: '2025-12-31T23:59:59Z', b: '2026-01-01T00:00:00Z', expected: -1 },
    { a: '2026-10-31T23:00:10Z', b: '2026-10-31T23:00:10.0Z', expected: 0 },
  ])('$a against $b is $expected', ({ a, b, expected }) => {
    expect(Math.sign(compareInstants(a, b))).toBe(expected);
    expect(Math.sign(compareInstants(b, a))).toBe(expected === 0 ? 0 : -expected);
  });

  it('are compared as moments, however many digits their seconds have', () => {
    const moment = fc.record({ at: fc.integer({ min: 0, max: 4_000 }), zeros: fc.integer({ min: 0, max: 6 }) });
    const written = ({ at, zeros }: { at: number; zeros: number }): string =>
      new Date(Date.UTC(2026, 9, 31) + at).toISOString().replace('Z', `${'0'.repeat(zeros)}Z`);
    fc.assert(
      fc.property(moment, moment, (a, b) => expect(Math.sign(compareInstants(written(a), written(b)))).toBe(Math.sign(a.at - b.at))),
    );
  });

  it('are written in UTC without needless digits', () => {
    expect(toUtc('2026-11-01T00:15:00.500+01:00')).toBe('2026-10-31T23:15:00.5Z');
    expect(toUtc('2026-10-31T23:15:00.000Z')).toBe('2026-10-31T23:15:00Z');
    expect(toUtc('2026-10-31T23:15:00.120Z')).toBe('2026-10-31T23:15:00.12Z');
    expect(toUtc('2026-01-01T00:30:00.000000001+05:45')).toBe('2025-12-31T18:45:00.000000001Z');
    expect(() => toUtc('2026-02-30T00:00:00+01:00')).toThrow();
    expect(() => toUtc('2026-10-31T00:00:00+24:00')).toThrow();
  });

  it('is moved to UTC as the calendar of the platform moves it', () => {
    const moment = fc
      .tuple(
        fc.date({ min: new Date('0000-01-03T00:00:00Z'), max: new Date('9999-12-29T00:00:00Z'), noInvalidDate: true }),
        fc.constantFrom('', '.5', '.120', '.000', '.000000001', '.100000000'),
        fc.constantFrom('Z', '+00:00', '-00:00', '+01:00', '-11:00', '+05:45', '+23:59', '-23:59'),
      )
      .map(([date, fraction, offset]) => `${date.toISOString().slice(0, 19)}${fraction}${offset}`);
    fc.assert(fc.property(moment, (text) => expect(toUtc(text)).toBe(Temporal.Instant.from(text).toString())));
  });
});

describe('what a person writes', () => {
  it.each([
    {
      schema: plainDate,
      right: ['2026-10-31', '2028-02-29', '0001-01-01'],
      wrong: ['2026-02-29', '2026-13-01', '2026-1-1', '31.10.2026', '2026-10-31T00:00:00Z', ''],
    },
    { schema: month, right: ['2026-01', '2026-12'], wrong: ['2026-00', '2026-13', '2026-1', '2026-10-01', ''] },
    {
      schema: instant,
      right: ['2026-10-31T23:00:00Z', '2026-10-31T23:00:00.123456789Z'],
      wrong: [
        '2026-10-31T23:00:00',
        '2026-10-31T23:59:60Z',
        '2026-10-31T23:00:00+00:00',
        '2026-10-31',
        '2026-02-30T00:00:00Z',
        '2026-10-31T25:00:00Z',
        '',
      ],
    },
    {
      schema: zone,
      right: ['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'],
      wrong: ['Europe/Berlim', '+01:00', 'CEST', 'europe/berlin', ''],
    },
  ])('$right is right and $wrong is not', ({ schema, right, wrong }) => {
    expect(right.filter((text) => !schema.safeParse(text).success)).toEqual([]);
    expect(wrong.filter((text) => schema.safeParse(text).success)).toEqual([]);
  });
});
