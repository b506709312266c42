import { describe, expect, it } from '@jest/globals';
import { meter } from '../../shared/meter.ts';
import { usageEvent, type UsageEvent } from '../../shared/usage-event.ts';
import type { UsageDay } from '../../shared/usage.store.ts';
import { periodAsked, usageOf, usageQuery } from './asked-usage.ts';

const VIENNA = 'Europe/Vienna';
const AT = '2026-10-15T12:00:00.000Z';
const asked = (query: object, at = AT) => periodAsked(usageQuery.parse(query), VIENNA, at);

describe('the days that usage is asked of', () => {
  it.each([
    { why: 'nothing said is the present month', query: {}, start: '2026-09-30T22:00:00Z', end: '2026-10-31T23:00:00Z' },
    { why: 'a month', query: { month: '2026-09' }, start: '2026-08-31T22:00:00Z', end: '2026-09-30T22:00:00Z' },
    {
      why: 'one day, of 25 hours',
      query: { from: '2026-10-25', until: '2026-10-26' },
      start: '2026-10-24T22:00:00Z',
      end: '2026-10-25T23:00:00Z',
    },
    // 31 October and 30 November and 31 December and 8 of January.
    { why: '100 days', query: { from: '2026-10-01', until: '2027-01-09' }, start: '2026-09-30T22:00:00Z', end: '2027-01-08T23:00:00Z' },
  ])('$why: $query', ({ query, start, end }) => {
    expect(asked(query)).toEqual({ start, end, zone: VIENNA });
  });

  it('are those of the customer: in Vienna it is November an hour before it is in London', () => {
    expect(asked({}, '2026-10-31T23:30:00.000Z').start).toBe('2026-10-31T23:00:00Z');
  });

  it.each([
    { why: 'both ways of saying it', query: { month: '2026-10', from: '2026-10-01', until: '2026-10-02' }, says: 'not both' },
    { why: 'no end', query: { from: '2026-10-01' }, says: 'Say both from and until' },
    { why: 'no beginning', query: { until: '2026-10-01' }, says: 'Say both from and until' },
    { why: 'nothing between them', query: { from: '2026-10-01', until: '2026-10-01' }, says: 'There is no day' },
    { why: '101 days', query: { from: '2026-10-01', until: '2027-01-10' }, says: 'more than 100 days' },
  ])('are refused with $why', ({ query, says }) => {
    expect(() => asked(query)).toThrow(expect.objectContaining({ status: 400, message: expect.stringContaining(says) }));
  });
});

describe('what meters measured', () => {
  const meters = [
    meter.parse({ id: 'calls', eventType: 'api.calls', aggregation: 'sum', valueProperty: 'calls' }),
    meter.parse({ id: 'messages', eventType: 'message.sent', aggregation: 'count' }),
    meter.parse({ id: 'seats', eventType: 'seats.changed', aggregation: 'weighted-sum', valueProperty: 'seats' }),
  ];
  const at = (time: string, id: string, calls: string, rest: Partial<UsageEvent> = {}) => ({
    event: usageEvent.parse({ id, customer: 'adler', type: 'api.calls', time, properties: { calls }, ...rest }),
    hash: id,
  });
  // The day of 25 hours ends at 23:00 UTC.
  const found = [
    at('2026-10-24T21:59:59Z', 'before', '1000'),
    at('2026-10-24T22:00:00Z', 'first', '1'),
    at('2026-10-25T22:59:59.999999999Z', 'last', '10'),
    at('2026-10-25T23:00:00Z', 'next', '100'),
    at('2026-10-25T12:00:00Z', 'wrong', '5'),
    at('2026-10-26T12:00:00Z', 'last', '10'),
    at('2026-10-26T12:00:00Z', 'seat', '0', { type: 'seats.changed', properties: { seats: '3' } }),
  ];
  const days = (day: string): Promise<UsageDay> =>
    Promise.resolve({
      day,
      reversed: new Set(day === '2026-10-25' ? ['wrong'] : []),
      async *events() {
        yield found.filter(({ event }) => event.time.startsWith(day));
      },
    });

  it('is told for all days and for each, in the zone of the customer, each id once', async () => {
    const [calls, messages] = await usageOf(meters, days, asked({ from: '2026-10-25', until: '2026-10-28' }), true);
    expect(calls).toEqual({
      meter: 'calls',
      quantity: '111',
      events: 3,
      days: [
        { day: '2026-10-25', quantity: '11', events: 2 },
        { day: '2026-10-26', quantity: '100', events: 1 },
        { day: '2026-10-27', quantity: '0', events: 0 },
      ],
    });
    expect(messages).toEqual({
      meter: 'messages',
      quantity: '0',
      events: 0,
      days: ['2026-10-25', '2026-10-26', '2026-10-27'].map((day) => ({ day, quantity: '0', events: 0 })),
    });
  });

  it('is told in one figure if days are not asked for', async () => {
    const [calls] = await usageOf(meters, days, asked({ from: '2026-10-25', until: '2026-10-26' }), false);
    expect(calls).toEqual({ meter: 'calls', quantity: '11', events: 2 });
  });

  it('is not told of a weighted sum, which begins with what came before these days', async () => {
    const [, , seats] = await usageOf(meters, days, asked({ from: '2026-10-26', until: '2026-10-27' }), true);
    expect(seats).toEqual({ meter: 'seats', quantity: null, events: 1, days: [{ day: '2026-10-26', quantity: null, events: 1 }] });
  });
});
