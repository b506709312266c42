import { describe, expect, it } from '@jest/globals';

import { windowAt, windowReason } from './time-window.ts';

const WINDOW = windowAt('2026-10-15T12:30:00.000Z', { daysBack: 35, minutesAhead: 5 });

describe('the window of posted usage', () => {
  // 35 days before 15 October are 15 days of October and 20 of September: 10 September.
  it.each([
    { why: 'exactly 35 days back', time: '2026-09-10T12:30:00Z', isInside: true },
    { why: 'a nanosecond more', time: '2026-09-10T12:29:59.999999999Z', isInside: false },
    { why: 'now', time: '2026-10-15T12:30:00Z', isInside: true },
    { why: 'exactly 5 minutes ahead', time: '2026-10-15T12:35:00Z', isInside: true },
    { why: 'a nanosecond more than that', time: '2026-10-15T12:35:00.000000001Z', isInside: false },
  ])('takes what is $why: $isInside', ({ time, isInside }) => {
    expect(windowReason({ time }, WINDOW) === undefined).toBe(isInside);
  });

  // What was used in 2024 may turn out wrong in 2026; nothing of 2027 can.
  it.each([
    { why: 'an event of years ago', time: '2024-02-29T00:00:00Z', isTaken: true },
    { why: 'an event that lies ahead', time: '2026-10-15T12:36:00Z', isTaken: false },
  ])('is none for what takes back $why: $isTaken', ({ time, isTaken }) => {
    expect(windowReason({ time, reverses: 'a' }, WINDOW) === undefined).toBe(isTaken);
  });

  it('says how far the time is out, and what to do', () => {
    expect(windowReason({ time: '2026-09-01T00:00:00Z' }, WINDOW)).toEqual({
      code: 'outside-window',
      message: '2026-09-01T00:00:00Z is more than 35 days back, outside the window of posted usage. If it is right, replay it.',
    });
    expect(windowReason({ time: '2026-10-15T13:00:00Z' }, WINDOW)?.message).toContain('more than 5 minutes ahead');
  });

  it('of no width takes the moment itself', () => {
    const none = windowAt('2026-10-15T12:30:00Z', { daysBack: 0, minutesAhead: 0 });
    expect(windowReason({ time: '2026-10-15T12:30:00Z' }, none)).toBeUndefined();
    expect(windowReason({ time: '2026-10-15T12:29:59Z' }, none)).toBeDefined();
  });
});
