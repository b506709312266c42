import { describe, expect, it } from '@jest/globals';

import { requireMonthOver } from './month-over.ts';

const isOver = (zones: readonly string[], at: string, month = '2026-10'): boolean => {
  try {
    requireMonthOver(month, zones, at);
    return true;
  } catch {
    return false;
  }
};

describe('a month is over', () => {
  it.each([
    { why: 'in Auckland', zones: ['Pacific/Auckland'], end: '2026-10-31T11:00:00Z', before: '2026-10-31T10:59:59.999Z' },
    {
      why: 'in Berlin, an hour later than in summer',
      zones: ['Europe/Berlin'],
      end: '2026-10-31T23:00:00Z',
      before: '2026-10-31T22:59:59.999Z',
    },
    { why: 'in Honolulu', zones: ['Pacific/Honolulu'], end: '2026-11-01T10:00:00Z', before: '2026-11-01T09:59:59.999Z' },
    {
      why: 'where it ends last of all zones',
      zones: ['Pacific/Auckland', 'Pacific/Honolulu', 'Europe/Berlin'],
      end: '2026-11-01T10:00:00Z',
      before: '2026-11-01T09:59:59.999Z',
    },
    { why: 'in the last zone of the earth', zones: ['Etc/GMT+12'], end: '2026-11-01T12:00:00Z', before: '2026-11-01T11:59:59.999Z' },
  ])('$why at $end, and not before', ({ zones, end, before }) => {
    expect(isOver(zones, end)).toBe(true);
    expect(isOver(zones, before)).toBe(false);
  });

  it('everywhere at 06:00 in Berlin on the 2nd', () => {
    expect(isOver(['Etc/GMT+12', 'Pacific/Kiritimati', 'Europe/Berlin'], '2026-11-02T05:00:00Z')).toBe(true);
  });

  it('of years ago', () => expect(isOver(['Pacific/Honolulu'], '2026-11-02T05:00:00Z', '2015-07')).toBe(true));

  it('says where it is not, and when it will be: MonthNotOverError', () => {
    expect(() => requireMonthOver('2026-10', ['Europe/Berlin', 'Pacific/Honolulu'], '2026-11-01T00:00:00Z')).toThrow(
      expect.objectContaining({
        name: 'MonthNotOverError',
        message: '2026-10 is over at 2026-11-01T10:00:00Z in Pacific/Honolulu, and it is 2026-11-01T00:00:00Z. Run it after that.',
      }),
    );
  });
});
