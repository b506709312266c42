import { describe, expect, it } from '@jest/globals';

import { isTargetDay, targetDayFrom, targetDaysAfter } from './target-days.ts';

describe('TARGET', () => {
  // Easter Sundays as almanacs print them, among them the earliest and the latest of the century.
  it.each(['2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2038-04-25', '2008-03-23', '2000-04-23'])(
    'is shut around %s',
    (easter) => {
      const at = (days: number): string => new Date(Date.parse(easter) + days * 86_400_000).toISOString().slice(0, 10);
      expect([-3, -2, -1, 0, 1, 2].filter((days) => isTargetDay(at(days)))).toEqual([-3, 2]);
    },
  );

  it.each(['2026-01-01', '2026-05-01', '2026-12-25', '2026-12-26', '2026-11-14', '2026-11-15'])('is shut on %s', (day) => {
    expect(isTargetDay(day)).toBe(false);
  });

  it.each(['2026-12-24', '2026-12-31', '2026-05-14'])('is open on %s, a holiday elsewhere', (day) => {
    expect(isTargetDay(day)).toBe(true);
  });

  it.each([
    { from: '2026-11-16', on: '2026-11-16' },
    { from: '2026-11-14', on: '2026-11-16' },
    // Good Friday 3 April to Easter Monday 6 April 2026.
    { from: '2026-04-03', on: '2026-04-07' },
    // Christmas 2026 ends in a weekend, 2027 begins with one behind New Year's Day.
    { from: '2026-12-25', on: '2026-12-28' },
    { from: '2027-01-01', on: '2027-01-04' },
  ])('takes what is due on $from on $on', ({ from, on }) => {
    expect(targetDayFrom(from)).toBe(on);
  });

  it.each([
    { days: 0, on: '2026-04-02' },
    { days: 1, on: '2026-04-07' },
    { days: 2, on: '2026-04-08' },
  ])('opens for the $days. time after the Thursday before Easter 2026 on $on', ({ days, on }) => {
    expect(targetDaysAfter('2026-04-02', days)).toBe(on);
  });
});
