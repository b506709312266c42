import { describe, expect, it } from '@jest/globals';
import { backfill, backfillScope, countingOn, isInTheWay, outsideOf, type Backfill } from './backfill.ts';
import { usageEvent, type UsageEvent } from './usage-event.ts';

const RANGE = { from: '2026-10-01T00:00:00Z', until: '2026-11-01T00:00:00Z' };
const event = (id: string, changes: Partial<UsageEvent> = {}): UsageEvent =>
  usageEvent.parse({ id, customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', ...changes });
const named = (id: string, changes: Partial<Backfill> = {}): Backfill =>
  backfill.parse({
    ...{ schema: 1, id, ...RANGE, replaces: false, state: 'applied', isSent: true },
    ...{ openedAt: '2026-11-05T00:00:00Z', openedBy: 'ops@kranich.example', ...changes },
  });

describe('a scope', () => {
  // 1 January 2026 and 400 days: 365 to 1 January 2027, 31 of January, 4 of February.
  it.each([
    { why: 'of a range', scope: { ...RANGE, replaces: false }, isOne: true },
    { why: 'of no time', scope: { ...RANGE, until: RANGE.from, replaces: false }, isOne: false },
    { why: 'that replaces types', scope: { ...RANGE, replaces: true, types: ['api.calls'] }, isOne: true },
    { why: 'that replaces it does not say what', scope: { ...RANGE, replaces: true }, isOne: false },
    {
      why: 'that replaces 400 days',
      scope: { from: '2026-01-01T00:00:00Z', until: '2027-02-05T00:00:00Z', replaces: true, types: ['x'] },
      isOne: true,
    },
    {
      why: 'that replaces a second more',
      scope: { from: '2026-01-01T00:00:00Z', until: '2027-02-05T00:00:01Z', replaces: true, types: ['x'] },
      isOne: false,
    },
  ])('$why: $isOne', ({ scope, isOne }) => {
    expect(backfillScope.safeParse(scope).success).toBe(isOne);
  });
});

describe('an event', () => {
  it.each([
    { why: 'at the first instant', it: event('a', { time: RANGE.from }), isPart: true },
    { why: 'a nanosecond before it', it: event('a', { time: '2026-09-30T23:59:59.999999999Z' }), isPart: false },
    { why: 'a nanosecond before the end', it: event('a', { time: '2026-10-31T23:59:59.999999999Z' }), isPart: true },
    { why: 'at the end', it: event('a', { time: RANGE.until }), isPart: false },
    { why: 'of another customer', it: event('a', { customer: 'bussard' }), isPart: false },
    { why: 'of another type', it: event('a', { type: 'message.sent' }), isPart: false },
    { why: 'that takes one back, of whatever type', it: event('a', { type: 'reversal', reverses: 'b' }), isPart: true },
  ])('$why can be part of it: $isPart', ({ it: candidate, isPart }) => {
    const scope = { ...RANGE, replaces: false, customers: ['adler'], types: ['api.calls'] };
    expect(outsideOf(scope, candidate) === undefined).toBe(isPart);
  });
});

describe('which events of a day count', () => {
  const own = event('own');
  const count = (applied: readonly Backfill[], ...lying: readonly [UsageEvent, string?][]): string[] => {
    const isCounting = countingOn(applied);
    return lying.flatMap(([it, of]) => (isCounting({ event: it, backfill: of }) ? [`${of ?? ''}/${it.id}`] : []));
  };

  it.each<{ why: string; applied: Backfill[]; lying: [UsageEvent, string?][]; counted: string[] }>([
    { why: 'without one that is applied, those that were sent', applied: [], lying: [[event('x'), 'b'], [own]], counted: ['/own'] },
    { why: 'beside one, both', applied: [named('b')], lying: [[event('x'), 'b'], [own]], counted: ['b/x', '/own'] },
    { why: 'an id that is in both, once', applied: [named('b')], lying: [[event('own'), 'b'], [own]], counted: ['b/own'] },
    {
      why: 'an id that two hold, of the first by name',
      applied: [named('a'), named('b')],
      lying: [
        [event('x'), 'a'],
        [event('x'), 'b'],
      ],
      counted: ['a/x'],
    },
    {
      why: 'an id of one that is not applied, as it was sent',
      applied: [named('b')],
      lying: [[event('own'), 'a'], [own]],
      counted: ['/own'],
    },
    {
      why: 'behind one that replaces, only what it does not cover',
      applied: [named('b', { replaces: true, types: ['api.calls'] })],
      lying: [[event('x'), 'b'], [own], [event('m', { type: 'message.sent' })], [event('behind', { time: RANGE.until })]],
      counted: ['b/x', '/m', '/behind'],
    },
    {
      why: 'reversals that were sent, whatever replaces',
      applied: [named('b', { replaces: true, types: ['reversal'] })],
      lying: [[event('back', { type: 'reversal', reverses: 'own' })]],
      counted: ['/back'],
    },
    {
      why: 'reversals of one, as long as it is applied',
      applied: [named('b')],
      lying: [
        [event('r1', { reverses: 'own' }), 'a'],
        [event('r2', { reverses: 'own' }), 'b'],
      ],
      counted: ['b/r2'],
    },
  ])('$why', ({ applied, lying, counted }) => {
    expect(count(applied, ...lying)).toEqual(counted);
  });
});

describe('two backfills', () => {
  const replacing = { ...RANGE, replaces: true, types: ['api.calls'] };
  it.each([
    { why: 'that only add', a: { ...RANGE, replaces: false }, b: { ...RANGE, replaces: false }, isSo: false },
    { why: 'of which one replaces', a: { ...RANGE, replaces: false }, b: replacing, isSo: true },
    { why: 'of other types', a: replacing, b: { ...replacing, types: ['message.sent'] }, isSo: false },
    { why: 'that follow each other', a: replacing, b: { ...replacing, from: RANGE.until, until: '2026-12-01T00:00:00Z' }, isSo: false },
  ])("$why are in each other's way: $isSo", ({ a, b, isSo }) => {
    expect([isInTheWay(a, b), isInTheWay(b, a)]).toEqual([isSo, isSo]);
  });
});
