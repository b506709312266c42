import { describe, expect, it } from '@jest/globals';

import { meter } from '../../shared/meter.ts';
import { customersOf, judgeEvents, type Judged } from './accept-event.ts';
import { windowAt } from './time-window.ts';

const KNOWN = {
  meters: [
    meter.parse({ id: 'calls', eventType: 'api.calls', aggregation: 'sum', valueProperty: 'calls' }),
    meter.parse({ id: 'bytes', eventType: 'api.calls', aggregation: 'sum', valueProperty: 'bytes' }),
    meter.parse({ id: 'messages', eventType: 'message.sent', aggregation: 'count' }),
  ],
  customers: new Set(['adler']),
  storedAt: '2026-10-15T12:00:00.000Z',
};
const EVENT = { id: 'a', customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', properties: { calls: '1', bytes: '2' } };

function judge(value: unknown): Judged {
  const [judged] = judgeEvents([{ value, text: JSON.stringify(value) }], KNOWN);
  return judged ?? { id: null, text: '', reason: { code: 'not-json', message: '' } };
}
const codeOf = (value: unknown): string => {
  const judged = judge(value);
  return 'reason' in judged ? judged.reason.code : 'countable';
};

describe('an event', () => {
  it('of a known customer and type, with its values and a time, is countable', () => {
    expect(judge(EVENT)).toEqual({ id: 'a', text: JSON.stringify(EVENT), event: EVENT });
  });

  it.each([
    { why: 'at the earliest time', change: { time: '2000-01-01T00:00:00Z' }, code: 'countable' },
    { why: 'a second before it', change: { time: '1999-12-31T23:59:59Z' }, code: 'impossible-time' },
    { why: 'in year 26', change: { time: '0026-10-15T12:00:00Z' }, code: 'impossible-time' },
    { why: 'a day ahead', change: { time: '2026-10-16T12:00:00Z' }, code: 'countable' },
    { why: 'a nanosecond more than a day ahead', change: { time: '2026-10-16T12:00:00.000000001Z' }, code: 'impossible-time' },
    { why: 'a day ahead, in another offset', change: { time: '2026-10-17T01:00:00+13:00' }, code: 'countable' },
    { why: 'of a customer nobody knows', change: { customer: 'milan' }, code: 'unknown-customer' },
    { why: 'of a type nobody counts', change: { type: 'API.calls' }, code: 'unknown-type' },
    { why: 'without the value of one of two meters', change: { properties: { calls: '1' } }, code: 'bad-value' },
    { why: 'with a value that is true', change: { properties: { calls: true, bytes: '2' } }, code: 'bad-value' },
    { why: 'with a value in words', change: { properties: { calls: 'one', bytes: '2' } }, code: 'bad-value' },
    { why: 'with a value below 0', change: { properties: { calls: '-1', bytes: '2' } }, code: 'countable' },
    { why: 'with an empty value', change: { properties: { calls: '', bytes: '2' } }, code: 'bad-value' },
    { why: 'with values nobody asks for', change: { type: 'message.sent', properties: { anything: 'x' } }, code: 'countable' },
    { why: 'that takes another back, without values', change: { reverses: 'b', properties: {}, type: 'whatever' }, code: 'countable' },
    { why: 'that takes back one of a customer nobody knows', change: { reverses: 'b', customer: 'milan' }, code: 'unknown-customer' },
    { why: 'without a time', change: { time: undefined }, code: 'bad-field' },
    { why: 'without an id', change: { id: undefined }, code: 'bad-field' },
    { why: 'with a field of no contract', change: { amount: '5' }, code: 'bad-field' },
  ])('$why: $code', ({ change, code }) => {
    expect(codeOf({ ...EVENT, ...change })).toBe(code);
  });

  it.each([null, '7', 'text', [], ['a'], true])('is not %j', (value) => {
    expect(codeOf(value)).toBe('bad-field');
  });

  it('keeps its id in the answer also where it is refused', () => {
    expect(judge({ id: 'a', nonsense: true }).id).toBe('a');
    expect(judge({ id: 7 }).id).toBeNull();
    expect(judgeEvents([{ text: '{', fault: 'broken' }], KNOWN)).toEqual([
      { id: null, text: '{', reason: { code: 'not-json', message: 'The line is no JSON: broken' } },
    ]);
  });

  it('is refused with a sentence to act on', () => {
    expect(judge({ ...EVENT, type: 'api.cals' })).toMatchObject({
      reason: { message: 'No meter counts events of type "api.cals"; there are api.calls, message.sent.' },
    });
    expect(judge({ ...EVENT, properties: { calls: '1' } })).toMatchObject({
      reason: { message: 'Meter "bytes" adds up bytes, which is missing and must be a plain decimal.' },
    });
  });
});

it('needs every property that a meter of its type filters, groups and measures by, whatever a price asks of it', () => {
  const known = {
    ...KNOWN,
    meters: [
      meter.parse({
        id: 'traffic',
        eventType: 'sent',
        aggregation: 'sum',
        valueProperty: 'bytes',
        filters: { live: ['true'] },
        groupBy: ['region'],
      }),
    ],
  };
  const reasonOf = (properties: object): unknown => {
    const value = { ...EVENT, type: 'sent', properties };
    const [judged] = judgeEvents([{ value, text: JSON.stringify(value) }], known);
    return judged && 'reason' in judged ? `${judged.reason.code}: ${judged.reason.message}` : 'countable';
  };
  expect(
    [{}, { live: true }, { live: true, region: 'eu' }, { live: true, region: 'eu', bytes: '1' }, { live: false }].map(reasonOf),
  ).toEqual([
    'bad-value: Meter "traffic" filters by live, which is missing.',
    'bad-value: Meter "traffic" groups by region, which is missing.',
    'bad-value: Meter "traffic" adds up bytes, which is missing and must be a plain decimal.',
    'countable',
    'countable',
  ]);
});

it('has to lie in the window, if there is one, and what can not be true stays impossible', () => {
  const window = windowAt(KNOWN.storedAt, { daysBack: 35, minutesAhead: 5 });
  const codeIn = (time: string): unknown => {
    const [judged] = judgeEvents([{ value: { ...EVENT, time }, text: '' }], { ...KNOWN, window });
    return judged && 'reason' in judged ? judged.reason.code : 'countable';
  };
  expect(['2026-10-15T12:05:00Z', '2026-10-15T12:06:00Z', '2026-09-10T11:59:59Z', '1999-01-01T00:00:00Z'].map(codeIn)).toEqual([
    'countable',
    'outside-window',
    'outside-window',
    'impossible-time',
  ]);
});

it('looks up each customer that events name once, and no name that is no id', () => {
  const sent = [{ customer: 'a' }, { customer: 'b' }, { customer: 'a' }, { customer: 'x|y' }, { customer: 7 }, {}, null, undefined].map(
    (value) => ({ value, text: '' }),
  );
  expect(customersOf(sent)).toEqual(['a', 'b']);
});
