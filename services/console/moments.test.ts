import { describe, expect, it } from '@jest/globals';
import { durationText, fullMoment, momentText, monthText, shortMoment, spanText } from './moments.ts';

describe('a moment is written', () => {
  it.each([
    { zone: 'Europe/Berlin', expected: 'Mon 2 Nov, 06:05' },
    { zone: 'America/New_York', expected: 'Mon 2 Nov, 00:05' },
    { zone: 'Pacific/Honolulu', expected: 'Sun 1 Nov, 19:05' },
  ])('by the clocks of $zone: $expected', ({ zone, expected }) => expect(momentText('2026-11-02T05:05:00Z', zone)).toBe(expected));

  it('with its year, where years lie between', () => {
    expect(fullMoment('2026-12-31T23:05:00Z', 'Europe/Berlin')).toBe('Fri 1 Jan 2027, 00:05');
  });

  it('short, for histories', () => expect(shortMoment('2026-11-02T05:05:00Z', 'Europe/Berlin')).toBe('2 Nov 06:05'));
});

it('a month is written out', () => expect(monthText('2026-10')).toBe('October 2026'));

it.each([
  { first: '2026-10-01', last: '2026-10-31', expected: '1 to 31 October 2026' },
  { first: '2026-10-15', last: '2026-11-14', expected: '15 October to 14 November 2026' },
  { first: '2026-12-01', last: '2027-01-31', expected: '1 December 2026 to 31 January 2027' },
  { first: '2026-10-31', last: '2026-10-31', expected: '31 October 2026' },
])('$first to $last is $expected', ({ first, last, expected }) => expect(spanText({ first, last })).toBe(expected));

it.each([
  { milliseconds: 0, expected: '0 s' },
  { milliseconds: 999, expected: '1 s' },
  { milliseconds: 252_000, expected: '4 min 12 s' },
  { milliseconds: 3_600_000, expected: '1 h' },
  { milliseconds: 7 * 86_400_000 + 3_600_000, expected: '7 d 1 h' },
])('$milliseconds ms is $expected', ({ milliseconds, expected }) => expect(durationText(milliseconds)).toBe(expected));
