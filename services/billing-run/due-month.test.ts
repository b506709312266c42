import { describe, expect, it } from '@jest/globals';

import type { BillingRun } from '../../shared/billing-run.ts';
import { dueMonth, missedFrom, type Scheduled } from './due-month.ts';

const BERLIN: Scheduled = { zone: 'Europe/Berlin' };
/** There long before, and never run. */
const SINCE = '2026-09-15T10:00:00Z';
const ran = (month: string, state: BillingRun['state'] = 'closed') => ({ last: { month, state }, since: '2020-01-01T00:00:00Z' });

describe('a month is due', () => {
  it.each([
    { why: 'at 06:00 of the 2nd in Berlin, in winter', at: '2026-11-02T05:00:00Z', last: '2026-09', expected: '2026-10' },
    { why: 'not a second before', at: '2026-11-02T04:59:59Z', last: '2026-09', expected: undefined },
    { why: 'an hour earlier by UTC in summer', at: '2026-08-02T04:00:00Z', last: '2026-06', expected: '2026-07' },
    { why: 'not on the 1st', at: '2026-11-01T12:00:00Z', last: '2026-09', expected: undefined },
    { why: 'for the rest of the month', at: '2026-11-30T22:59:59Z', last: '2026-09', expected: '2026-10' },
    { why: 'over the turn of the year', at: '2027-01-02T05:00:00Z', last: '2026-11', expected: '2026-12' },
    { why: 'once only', at: '2026-11-02T05:00:00Z', last: '2026-10', expected: undefined },
    { why: 'not after a later one was run by hand', at: '2026-11-02T05:00:00Z', last: '2026-11', expected: undefined },
  ])('$why', ({ at, last, expected }) => {
    expect(dueMonth(BERLIN, at, ran(last))).toBe(expected);
  });

  it.each([
    { why: 'Auckland, where the day begins early', zone: 'Pacific/Auckland', at: '2026-11-01T17:00:00Z' },
    { why: 'Kathmandu, at a quarter', zone: 'Asia/Kathmandu', at: '2026-11-02T00:15:00Z' },
    { why: 'Honolulu, where it begins late', zone: 'Pacific/Honolulu', at: '2026-11-02T16:00:00Z' },
  ])('by the clock of $why', ({ zone, at }) => {
    expect(dueMonth({ zone }, at, ran('2026-09'))).toBe('2026-10');
    expect(dueMonth({ zone }, aSecondBefore(at), ran('2026-09'))).toBeUndefined();
  });

  // On 28 March 2027 clocks in Berlin go from 02:00 to 03:00; on 25 October 2026 they go back from 03:00 to 02:00.
  it.each([
    { why: 'another day and time', schedule: { day: 28, time: '23:59' }, at: '2026-11-28T22:59:00Z', last: '2026-09', month: '2026-10' },
    {
      why: 'a time that is skipped: an hour on',
      schedule: { day: 28, time: '02:30' },
      at: '2027-03-28T01:30:00Z',
      last: '2027-01',
      month: '2027-02',
    },
    {
      why: 'a time that comes twice: the first',
      schedule: { day: 25, time: '02:30' },
      at: '2026-10-25T00:30:00Z',
      last: '2026-08',
      month: '2026-09',
    },
  ])('at $why', ({ schedule, at, last, month }) => {
    expect(dueMonth({ ...BERLIN, schedule }, at, ran(last))).toBe(month);
    expect(dueMonth({ ...BERLIN, schedule }, aSecondBefore(at), ran(last))).toBeUndefined();
  });

  it('never where the schedule is off', () => {
    expect(dueMonth({ ...BERLIN, schedule: 'off' }, '2026-11-02T05:00:00Z', ran('2026-01'))).toBeUndefined();
  });
});

describe('after a downtime', () => {
  const at = '2026-11-20T09:00:00Z';

  it('one month comes after the other, up to the last that is due', () => {
    expect(dueMonth(BERLIN, at, ran('2026-07'))).toBe('2026-08');
    expect(dueMonth(BERLIN, at, ran('2026-08'))).toBe('2026-09');
    expect(dueMonth(BERLIN, at, ran('2026-09'))).toBe('2026-10');
    expect(dueMonth(BERLIN, at, ran('2026-10'))).toBeUndefined();
  });

  it.each([
    { state: 'open', expected: undefined },
    { state: 'reviewed', expected: '2026-10' },
    { state: 'released', expected: '2026-10' },
    { state: 'rejected', expected: '2026-10' },
    { state: 'sealed', expected: '2026-10' },
    { state: 'closed', expected: '2026-10' },
  ] as const)('the next waits for the drafts of the one before: $state', ({ state, expected }) => {
    expect(dueMonth(BERLIN, at, ran('2026-09', state))).toBe(expected);
  });
});

describe('a seller that was never run', () => {
  it('begins with the first month whose moment came after its import', () => {
    expect(dueMonth(BERLIN, '2026-11-02T04:59:59Z', { since: '2026-10-02T04:00:00Z' })).toBeUndefined();
    expect(dueMonth(BERLIN, '2026-11-02T05:00:00Z', { since: '2026-10-02T04:00:00Z' })).toBe('2026-10');
    expect(dueMonth(BERLIN, '2026-11-02T05:00:00Z', { since: '2026-10-02T03:59:59Z' })).toBe('2026-09');
  });

  it('is billed for nothing on the day it comes', () => {
    expect(dueMonth(BERLIN, '2026-11-20T09:00:00Z', { since: '2026-11-20T08:59:00Z' })).toBeUndefined();
  });

  it('begins with the last month where nobody wrote down when it came', () => {
    expect(dueMonth(BERLIN, '2026-11-20T09:00:00Z', {})).toBe('2026-10');
  });

  it('is not billed for years it was run for by hand before it came', () => {
    expect(dueMonth(BERLIN, '2026-11-02T05:00:00Z', { last: { month: '2015-07', state: 'closed' }, since: SINCE })).toBe('2026-09');
  });
});

describe('a month is missed', () => {
  it.each([
    { why: 'from noon of its day', schedule: undefined, expected: '2026-11-02T11:00:00Z' },
    { why: 'from noon of another day', schedule: { day: 5, time: '00:00' }, expected: '2026-11-05T11:00:00Z' },
    { why: 'two hours after it was to begin, if noon is sooner', schedule: { day: 2, time: '11:30' }, expected: '2026-11-02T12:30:00Z' },
    { why: 'on the day after, if it was to begin late', schedule: { day: 2, time: '23:00' }, expected: '2026-11-03T00:00:00Z' },
  ])('$why', ({ schedule, expected }) => {
    expect(missedFrom('2026-10', { ...BERLIN, ...(schedule ? { schedule } : {}) })).toBe(expected);
  });
});

function aSecondBefore(at: string): string {
  return new Date(Date.parse(at) - 1_000).toISOString();
}
