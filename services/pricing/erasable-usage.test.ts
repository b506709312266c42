import { describe, expect, it } from '@jest/globals';
import { monthIn } from '../../shared/period.ts';
import type { Period } from '../../shared/period.ts';
import { erasableOf, type Known, type StandingPeriod } from './erasable-usage.ts';

/** A month in UTC that is free from a day on; without a day it runs. */
const month = (name: string, freeOn?: string, changes: Partial<StandingPeriod> = {}): StandingPeriod => ({
  subscriptionId: 's',
  part: monthIn(name, 'UTC'),
  freeOn,
  ...changes,
});
/** From the 15th of a month to that of the next. */
const fromThe15th = (name: string, next: string, freeOn?: string): StandingPeriod => {
  const part: Period = { start: `${name}-15T00:00:00Z`, end: `${next}-15T00:00:00Z`, zone: 'UTC' };
  return { subscriptionId: 'other', part, freeOn };
};

/** On 10 May, with usage kept for 6 months and contacts for 48. */
const TODAY: Omit<Known, 'periods'> = {
  lastBilledOn: '2026-12-02',
  erasure: undefined,
  today: '2027-05-10',
  oldest: '2026-11-09',
  contactsMonths: 48,
};
const erasable = (periods: readonly StandingPeriod[], changes: Partial<Known> = {}, waiting = 0) =>
  erasableOf({ ...TODAY, periods, ...changes }, waiting);

it.each([
  {
    why: 'wait for an order that goes on',
    orders: { open: 'o-1' },
    later: 'once order "o-1" is shipped or has ended, and 48 months after that',
  },
  { why: 'are kept from the end of the last order on', orders: { overOn: '2026-12-24' }, later: 'from 2030-12-24 on' },
  { why: 'are kept from the last bill on, if that came later', orders: { overOn: '2026-11-24' }, later: 'from 2030-12-02 on' },
])('contacts $why', ({ orders, later }) => {
  const { scope, contactsLater } = erasable([], { orders });
  expect({ hasContacts: scope.hasContacts, contactsLater }).toEqual({ hasContacts: false, contactsLater: later });
});

describe('usage is closed', () => {
  it('up to the end of the last period that is free, and its days but for those that the next one reads', () => {
    const { scope, usageLater } = erasable([
      month('2026-09', '2027-04-02'),
      month('2026-10', '2027-05-10'),
      month('2026-11', '2027-06-02'),
    ]);
    // November reads 31 October as its neighbour.
    expect(scope).toMatchObject({ closedBefore: '2026-11-01T00:00:00Z', through: '2026-10-30' });
    expect(usageLater).toEqual({ through: '2026-11-30', from: '2027-06-02' });
  });

  it('a day before it is free not at all', () => {
    const { scope } = erasable([month('2026-10', '2027-05-11')]);
    expect(scope).toMatchObject({ closedBefore: '2026-09-30T00:00:00Z', through: '2026-09-29' });
  });

  it('in a zone at the end of its day there, while UTC is in the middle of one', () => {
    const zone = 'Europe/Vienna';
    const periods = [
      month('2026-09', '2027-04-02', { part: monthIn('2026-09', zone) }),
      month('2026-10', undefined, { part: monthIn('2026-10', zone) }),
    ];
    expect(erasable(periods).scope).toMatchObject({ closedBefore: '2026-09-30T22:00:00Z', through: '2026-09-28' });
  });

  it('not behind a period that is not billed, whatever follows it; its reason is told once it is old', () => {
    const unbilled = { obstacle: 'is not billed.' };
    const { scope, obstacles } = erasable([
      month('2026-08', '2027-03-02'),
      month('2026-09', undefined, unbilled),
      month('2026-10', '2027-05-02'),
    ]);
    expect(scope).toMatchObject({ closedBefore: '2026-09-01T00:00:00Z', through: '2026-08-30' });
    expect(obstacles).toEqual(['2026-09-01 to 2026-09-30 of subscription "s" is not billed.']);
    expect(erasable([month('2027-04', undefined, unbilled)]).obstacles).toEqual([]);
  });

  it('and says once what is in the way of months that follow each other', () => {
    const stops = (name: string, obstacle = 'is not billed.', subscriptionId = 's') => month(name, undefined, { obstacle, subscriptionId });
    const periods = [stops('2026-03'), stops('2026-04'), stops('2026-06'), stops('2026-07', 'is open.'), stops('2026-08', 'is open.', 't')];
    expect(erasable(periods).obstacles).toEqual([
      '2026-03-01 to 2026-04-30 of subscription "s" is not billed.',
      '2026-06-01 to 2026-06-30 of subscription "s" is not billed.',
      '2026-07-01 to 2026-07-31 of subscription "s" is open.',
      '2026-08-01 to 2026-08-31 of subscription "t" is open.',
    ]);
  });

  it('for periods that cut across each other up to the end of the later one, its days only where none stays', () => {
    const { scope } = erasable([
      month('2026-09', '2027-04-02'),
      month('2026-10', '2027-05-02'),
      fromThe15th('2026-09', '2026-10', '2027-05-02'),
      fromThe15th('2026-10', '2026-11', '2027-06-02'),
      month('2026-11', '2027-06-02'),
    ]);
    // What came late for 15 to 31 October could be added to one of the two only, so it waits for a person.
    expect(scope).toMatchObject({ closedBefore: '2026-11-01T00:00:00Z', through: '2026-10-13' });
  });

  it('not across one that is not billed yet', () => {
    const { scope } = erasable([month('2026-10', '2027-05-02'), fromThe15th('2026-10', '2026-11')]);
    expect(scope.closedBefore).toBe('2026-09-30T00:00:00Z');
  });

  it('once nothing runs as far as it is old enough by itself, and before the first subscription too', () => {
    expect(erasable([month('2026-08', '2027-03-02')]).scope).toMatchObject({ closedBefore: '2026-11-10T00:00:00Z', through: '2026-11-09' });
    expect(erasable([]).scope).toMatchObject({ closedBefore: '2026-11-10T00:00:00Z', through: '2026-11-09' });
  });

  it('never less far than before', () => {
    const erased = [{ before: '2026-11-01T00:00:00Z', through: '2026-10-30', on: '2027-05-02' }];
    const { scope } = erasable([month('2026-08')], { erasure: { schema: 1, customerId: 'adler', erased } });
    expect(scope).toMatchObject({ closedBefore: '2026-11-01T00:00:00Z', through: '2026-10-30' });
  });

  it('not while events of that time wait in quarantine', () => {
    const { scope, obstacles } = erasable([month('2026-10', '2027-05-02')], {}, 1);
    expect(scope.through).toBe('1999-12-31');
    expect(obstacles).toEqual(['1 event of this customer and of that time waits in quarantine: replay or dismiss it first.']);
  });
});

describe('contacts go', () => {
  it.each([
    {
      why: 'while a subscription runs: not',
      periods: [month('2027-05')],
      later: 'once subscription "s" has ended and is billed, and 48 months after that',
    },
    {
      why: 'while a period is not billed: not',
      periods: [month('2026-10', undefined, { obstacle: 'X' })],
      later: '48 months after everything is billed',
    },
    { why: 'a day too early: not', periods: [month('2026-10', '2027-05-02')], lastBilledOn: '2023-05-11', later: 'from 2027-05-11 on' },
    { why: 'on the day', periods: [month('2026-10', '2027-05-02')], lastBilledOn: '2023-05-10', later: undefined },
    {
      why: 'while usage is not free: with it',
      periods: [month('2026-10', '2027-05-12')],
      lastBilledOn: '2023-05-10',
      later: 'from 2027-05-12 on',
    },
    { why: 'of somebody who never had a subscription', periods: [], lastBilledOn: undefined, later: undefined },
  ])('$why', ({ periods, lastBilledOn, later }) => {
    const found = erasable(periods, { lastBilledOn });
    expect(found.contactsLater).toBe(later);
    expect(found.scope.hasContacts).toBe(later === undefined);
  });

  it('once', () => {
    const erasure = { schema: 1, customerId: 'adler', erased: [], contactsErasedOn: '2027-05-09' } as const;
    expect(erasable([], { lastBilledOn: undefined, erasure: { ...erasure, erased: [] } })).toMatchObject({ scope: { hasContacts: false } });
  });
});
