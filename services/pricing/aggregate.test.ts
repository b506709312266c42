import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Meter } from '../../shared/meter.ts';
import { monthIn } from '../../shared/period.ts';
import { eventHash, usageEvent } from '../../shared/usage-event.ts';
import { aggregate, effectiveEvents, type FoundEvent } from './aggregate.ts';
import type { Measured } from './measuring.ts';

const OCTOBER = monthIn('2026-10', 'Europe/Berlin');
const COUNT: Meter = { id: 'messages', eventType: 'message.sent', aggregation: 'count' };
const SUM: Meter = { id: 'calls', eventType: 'api.calls', aggregation: 'sum', valueProperty: 'calls' };

function found(id: string, changes: Record<string, unknown> = {}): FoundEvent {
  const event = usageEvent.parse({
    id,
    customer: 'adler',
    type: 'api.calls',
    time: '2026-10-15T12:00:00Z',
    properties: { calls: '1' },
    ...changes,
  });
  return { event, hash: eventHash(event) };
}
const idsOf = (events: readonly FoundEvent[]): string[] => events.map(({ event }) => event.id).sort();
const measured = (meter: Meter, ...events: readonly FoundEvent[]): Measured => aggregate(meter, effectiveEvents(events), OCTOBER);

describe('events that count', () => {
  it('are each id once, at its earliest time', () => {
    const [counted, ...others] = effectiveEvents([
      found('a', { time: '2026-10-16T00:00:00Z' }),
      found('a', { time: '2026-10-15T23:59:59Z' }),
    ]);
    expect(counted?.event.time).toBe('2026-10-15T23:59:59Z');
    expect(others).toEqual([]);
  });

  it('are not those that were reversed, nor the reversals', () => {
    expect(idsOf(effectiveEvents([found('a'), found('undo', { reverses: 'a' }), found('b')]))).toEqual(['b']);
  });

  it('are not reversed the less when the reversal comes first', () => {
    expect(idsOf(effectiveEvents([found('undo', { reverses: 'a' }), found('a')]))).toEqual([]);
  });

  it('are ended for good: an id that was reversed does not come back on another day', () => {
    expect(idsOf(effectiveEvents([found('a'), found('undo', { reverses: 'a' }), found('a', { time: '2026-10-16T12:00:00Z' })]))).toEqual(
      [],
    );
  });

  it('are left alone by a reversal of something else', () => {
    expect(idsOf(effectiveEvents([found('a'), found('undo', { reverses: 'nothing' })]))).toEqual(['a']);
  });
});

describe('a quantity', () => {
  it.each([
    { why: 'of nothing is 0', values: [], expected: '0' },
    { why: 'is exact in tenths', values: ['0.1', '0.2'], expected: '0.3' },
    { why: 'keeps 18 digits', values: ['0.000000000000000001', '1'], expected: '1.000000000000000001' },
    { why: 'may be taken back by a value below 0', values: ['5', '-7'], expected: '-2' },
    { why: 'that cancels out is 0', values: ['0.5', '-0.5'], expected: '0' },
  ])('that is added up $why', ({ values, expected }) => {
    expect(measured(SUM, ...values.map((calls, i) => found(`e${i}`, { properties: { calls } }))).quantity).toBe(expected);
  });

  it('that is counted is the number of events, whatever they carry', () => {
    expect(
      measured(
        COUNT,
        found('a', { type: 'message.sent', properties: {} }),
        found('b', { type: 'message.sent', properties: { calls: 'x' } }),
        found('c'),
      ).quantity,
    ).toBe('2');
  });

  it('counts the first instant of the period and not the one at its end', () => {
    const at = (time: string): string => measured(SUM, found('a', { time })).quantity;
    expect([
      at('2026-09-30T21:59:59.999999999Z'),
      at('2026-09-30T22:00:00Z'),
      at('2026-10-31T22:59:59.999999999Z'),
      at('2026-10-31T23:00:00Z'),
    ]).toEqual(['0', '1', '1', '0']);
  });

  it('of two periods counts an id that lies in both once, in the earlier one', () => {
    const events = effectiveEvents([found('a', { time: '2026-09-30T21:00:00Z' }), found('a', { time: '2026-09-30T23:00:00Z' })]);
    expect(aggregate(SUM, events, monthIn('2026-09', 'Europe/Berlin')).quantity).toBe('1');
    expect(aggregate(SUM, events, OCTOBER).quantity).toBe('0');
  });

  it.each([{ properties: {} }, { properties: { calls: 'many' } }, { properties: { calls: '1e3' } }, { properties: { calls: true } }])(
    'can not be added up from %j: NotPriceableError',
    (changes) => {
      expect(() => measured(SUM, found('a', changes))).toThrow(expect.objectContaining({ name: 'NotPriceableError' }));
    },
  );

  it('names the events it was measured on', () => {
    expect(measured(SUM, found('b'), found('a'), found('c', { type: 'other' }))).toMatchObject({
      meter: 'calls',
      events: 2,
      ids: ['a', 'b'],
    });
  });
});

describe('the set of events', () => {
  const anyEvent = fc
    .record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      day: fc.integer({ min: 10, max: 20 }),
      calls: fc.integer({ min: -50, max: 50 }),
      reverses: fc.constantFrom(...Array<undefined>(12).fill(undefined), 'a', 'b'),
    })
    .map(({ id, day, calls, reverses }) =>
      found(id, {
        time: `2026-10-${day}T00:00:00Z`,
        properties: { calls: String(calls) },
        ...(reverses === undefined ? {} : { reverses }),
      }),
    );

  it('gives the same quantities in any order and with any repetition', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 20 }).chain((events) =>
          fc.record({
            events: fc.constant(events),
            order: fc.shuffledSubarray(events, { minLength: events.length }),
            again: fc.subarray(events),
          }),
        ),
        ({ events, order, again }) => {
          expect(measured(SUM, ...order, ...again)).toEqual(measured(SUM, ...events));
        },
      ),
    );
  });

  it('has one winner of two contents under one id and time, whichever is read first', () => {
    const [a, b] = [found('a', { properties: { calls: '1' } }), found('a', { properties: { calls: '2' } })];
    expect(measured(SUM, a, b)).toEqual(measured(SUM, b, a));
  });

  it('has another fingerprint with one event more, less, or other', () => {
    const print = (...events: readonly FoundEvent[]): string => measured(SUM, ...events).fingerprint;
    const prints = [
      print(),
      print(found('a')),
      print(found('b')),
      print(found('a'), found('b')),
      print(found('a', { properties: { calls: '2' } })),
      print(found('a', { time: '2026-10-15T12:00:01Z' })),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});
