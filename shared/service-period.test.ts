import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysIn, secondsIn } from './period.ts';
import { wholePeriods } from './service-period.ts';
import type { Anchor } from './service-period.ts';

const first = (
  count: number,
  anchor: Partial<Anchor> & { start: string },
  zone = 'UTC',
  billed: Parameters<typeof wholePeriods>[2] = [],
) => [...wholePeriods({ anchorDay: 1, interval: 'month', ...anchor }, zone, billed).take(count)];
const days = (count: number, anchor: Partial<Anchor> & { start: string }): string[] => first(count, anchor).map((it) => it.first);

describe('whole periods', () => {
  it.each([
    { why: 'a month', anchor: { start: '2026-10-16' }, begin: ['2026-10-01', '2026-11-01', '2026-12-01'] },
    {
      why: 'a month from the 31st: it clamps and returns',
      anchor: { start: '2026-01-31', anchorDay: 31 },
      begin: ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'],
    },
    {
      why: 'a month whose anchor comes behind the start: the one that began the month before',
      anchor: { start: '2026-02-10', anchorDay: 31 },
      begin: ['2026-01-31', '2026-02-28'],
    },
    {
      why: 'a quarter from the start',
      anchor: { start: '2026-11-30', anchorDay: 30, interval: 'quarter' },
      begin: ['2026-11-30', '2027-02-28', '2027-05-30'],
    },
    {
      why: 'a quarter of the calendar',
      anchor: { start: '2026-11-30', anchorMonth: 1, interval: 'quarter' },
      begin: ['2026-10-01', '2027-01-01', '2027-04-01'],
    },
    {
      why: 'a quarter whose anchor month is later in the year',
      anchor: { start: '2026-02-10', anchorMonth: 12, interval: 'quarter' },
      begin: ['2025-12-01', '2026-03-01'],
    },
    {
      why: 'a year from 29 February: the 28th, and the 29th again in the leap year',
      anchor: { start: '2028-02-29', anchorDay: 29, interval: 'year' },
      begin: ['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29'],
    },
    {
      why: 'a year of the calendar',
      anchor: { start: '2026-03-15', anchorMonth: 1, interval: 'year' },
      begin: ['2026-01-01', '2027-01-01'],
    },
    {
      why: 'a year whose anchor comes behind the start',
      anchor: { start: '2026-03-15', anchorDay: 1, anchorMonth: 7, interval: 'year' },
      begin: ['2025-07-01', '2026-07-01'],
    },
    { why: 'a week from the weekday of the start', anchor: { start: '2026-12-29', interval: 'week' }, begin: ['2026-12-29', '2027-01-05'] },
  ] as const)('of $why begin on $begin', ({ anchor, begin }) => {
    expect(days(begin.length, anchor)).toEqual(begin);
  });

  it('have 23 and 25 hours more or less than their days where clocks are changed, and the same days', () => {
    // Berlin: clocks go forward on 29 March and back on 25 October 2026.
    const [march] = first(1, { start: '2026-03-01' }, 'Europe/Berlin');
    const [october] = first(1, { start: '2026-10-01' }, 'Europe/Berlin');
    expect([march, october].map((it) => it && [daysIn(it.period), secondsIn(it.period)])).toEqual([
      [31, 31 * 86_400 - 3_600],
      [31, 31 * 86_400 + 3_600],
    ]);
  });

  it('are those of the zone at the date line: Kiritimati begins 14 hours before UTC', () => {
    expect(first(1, { start: '2027-01-01' }, 'Pacific/Kiritimati')[0]?.period).toEqual({
      start: '2026-12-31T10:00:00Z',
      end: '2027-01-31T10:00:00Z',
      zone: 'Pacific/Kiritimati',
    });
  });

  it('leave no gap where Samoa left out 30 December 2011', () => {
    // From UTC−10 to UTC+14 at the end of the 29th: what would begin on the 30th begins with the 31st.
    expect(first(2, { start: '2011-11-30', anchorDay: 30 }, 'Pacific/Apia').map(({ period }) => [period.start, period.end])).toEqual([
      ['2011-11-30T10:00:00Z', '2011-12-30T10:00:00Z'],
      ['2011-12-30T10:00:00Z', '2012-01-29T10:00:00Z'],
    ]);
  });

  it('go on from where the last one ended when the zone changes: nothing is billed twice or never', () => {
    const billed = first(2, { start: '2026-09-01' }, 'Europe/Berlin').map(({ period }) => period);
    const periods = first(4, { start: '2026-09-01' }, 'America/New_York', billed).map(({ period }) => period);
    expect(periods.slice(0, 2)).toEqual(billed);
    // Midnight of 1 November in Berlin is 23:00 UTC; that of 1 December in New York is 05:00 UTC.
    expect(periods[2]).toEqual({ start: '2026-10-31T23:00:00Z', end: '2026-12-01T05:00:00Z', zone: 'America/New_York' });
    expect(periods[3]).toEqual({ start: '2026-12-01T05:00:00Z', end: '2027-01-01T05:00:00Z', zone: 'America/New_York' });
  });

  it('stay as they were billed also after the zone has changed twice', () => {
    const anchor = { start: '2026-09-01' };
    const inBerlin = first(1, anchor, 'Europe/Berlin').map(({ period }) => period);
    const inYork = first(2, anchor, 'America/New_York', inBerlin).map(({ period }) => period);
    const inTokyo = first(3, anchor, 'Asia/Tokyo', inYork).map(({ period }) => period);
    expect(inTokyo.slice(0, 2)).toEqual(inYork);
    expect(inTokyo[2]?.start).toBe(inYork[1]?.end);
  });

  it('are a chain that begins at or before the start, whatever the anchor', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('week', 'month', 'quarter', 'year'),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia', 'Australia/Lord_Howe'),
        fc.integer({ min: 0, max: 9_000 }),
        fc.integer({ min: 1, max: 31 }),
        fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
        (interval, zone, offset, anchorDay, anchorMonth) => {
          const start = addDays('2008-01-01', offset);
          const found = first(6, { start, anchorDay, anchorMonth, interval }, zone);
          expect(found[0]!.first <= start && start < found[0]!.after).toBe(true);
          for (const [i, { first: day, period }] of found.entries()) {
            if (i === 0) continue;
            expect(day).toBe(found[i - 1]!.after);
            expect(period.start).toBe(found[i - 1]!.period.end);
          }
        },
      ),
    );
  });
});
