import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { contentHash } from './content-hash.ts';
import { eventHash, usageEvent } from './usage-event.ts';

const EVENT = { id: 'a', customer: 'adler', type: 'api.calls', time: '2026-10-31T23:15:00+01:00', properties: { calls: '5' } };
const hash = (changes: object): string => eventHash(usageEvent.parse({ ...EVENT, ...changes }));

describe('a usage event', () => {
  it('is kept in UTC', () => {
    expect(usageEvent.parse(EVENT).time).toBe('2026-10-31T22:15:00Z');
  });

  it.each(['2028-02-29T00:00:00Z', '2026-10-31T22:15:00.123456789Z', '2026-10-31T22:15:00-11:00', '2026-10-31T22:15:00+05:45'])(
    'may happen at %s',
    (time) => {
      expect(usageEvent.safeParse({ ...EVENT, time }).success).toBe(true);
    },
  );

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-10-31T24:00:00Z',
    '2026-10-31T22:15Z',
    '2026-10-31 22:15:00Z',
    '2026-10-31T22:15:00',
    '2026-10-31T22:15:00+25:00',
    '2026-10-31',
    '1793488500',
    '',
  ])('can not happen at %j', (time) => {
    expect(usageEvent.safeParse({ ...EVENT, time }).success).toBe(false);
  });

  it('needs its time: the moment of arrival says nothing', () => {
    expect(usageEvent.safeParse({ ...EVENT, time: undefined }).success).toBe(false);
  });

  it.each([
    { why: 'an id of 256 characters', change: { id: 'x'.repeat(256) }, isRight: true },
    { why: 'an id of 257', change: { id: 'x'.repeat(257) }, isRight: false },
    { why: 'an empty id', change: { id: '' }, isRight: false },
    { why: 'an id with spaces and emoji', change: { id: 'order 7 😀' }, isRight: true },
    { why: 'half a surrogate pair', change: { id: '\ud83d' }, isRight: false },
    { why: 'a customer with a bar, which keys are joined by', change: { customer: 'a|b' }, isRight: false },
    { why: 'a property that is a number', change: { properties: { calls: 5 } }, isRight: false },
    { why: 'a property that is true', change: { properties: { isPeak: true } }, isRight: true },
    { why: 'a property that is null', change: { properties: { calls: null } }, isRight: false },
    { why: 'a property inside a property', change: { properties: { a: { b: '1' } } }, isRight: false },
    { why: 'a property of 1,024 characters', change: { properties: { note: 'x'.repeat(1024) } }, isRight: true },
    { why: 'a property of 1,025', change: { properties: { note: 'x'.repeat(1025) } }, isRight: false },
    {
      why: '100 properties',
      change: { properties: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`p${i}`, ''])) },
      isRight: true,
    },
    {
      why: '101 properties',
      change: { properties: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`p${i}`, ''])) },
      isRight: false,
    },
    { why: 'a field of no contract', change: { subject: 'x' }, isRight: false },
    { why: 'no properties', change: { properties: undefined }, isRight: true },
  ])('with $why is right: $isRight', ({ change, isRight }) => {
    expect(usageEvent.safeParse({ ...EVENT, ...change }).success).toBe(isRight);
  });
});

describe('the hash of an event', () => {
  it.each([{ why: 'the offset its time was written with', change: { time: '2026-10-31T22:15:00.000Z' } }])(
    'is the same whatever $why',
    ({ change }) => {
      expect(hash(change)).toBe(hash({}));
    },
  );

  it.each([
    { id: 'b' },
    { customer: 'milan' },
    { type: 'x' },
    { time: '2026-10-31T22:15:01Z' },
    { properties: { calls: '6' } },
    { properties: { calls: '5.0' } },
    { properties: { calls: '5', peak: true } },
    { reverses: 'x' },
  ])('is another with %j', (change) => {
    expect(hash(change)).not.toBe(hash({}));
  });

  it('is the content hash of the event, whatever its properties', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/);
    const value = fc.oneof(fc.string({ maxLength: 5 }), fc.boolean());
    const event = fc.record(
      { properties: fc.dictionary(name, value, { maxKeys: 5 }), reverses: fc.string({ minLength: 1, maxLength: 5 }) },
      { requiredKeys: ['properties'] },
    );
    fc.assert(
      fc.property(event, (changes) => {
        const parsed = usageEvent.safeParse({ ...EVENT, ...changes });
        if (parsed.success) expect(eventHash(parsed.data)).toBe(contentHash(parsed.data));
      }),
    );
  });

  it('does not depend on the order of properties', () => {
    expect(hash({ properties: { a: '1', b: '2' } })).toBe(hash({ properties: { b: '2', a: '1' } }));
  });
});
