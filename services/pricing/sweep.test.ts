import { describe, expect, it } from '@jest/globals';

import { foundEvent, measuredBy, measuredIn, wholePeriod } from '../../test/support/measuring.ts';
import { meter } from '../../shared/meter.ts';
import { monthIn, type Period } from '../../shared/period.ts';
import type { FoundEvent } from './counted-events.ts';

const CALLS = meter.parse({ id: 'calls', eventType: 'used', aggregation: 'count' });
const OCTOBER = monthIn('2026-10', 'Europe/Berlin');
const at = (id: string, time: string, changes: object = {}) => foundEvent({ id, time, ...changes });
const idsIn = (period: Period, ...events: readonly FoundEvent[]): string[] => measuredBy(CALLS, period, events).ids;

describe('events that count', () => {
  it('are each id once of two neighbouring days, at its earlier time', () => {
    const sum = meter.parse({ id: 'm', eventType: 'used', aggregation: 'sum', valueProperty: 'value' });
    const events = [
      at('a', '2026-10-16T00:00:00Z', { properties: { value: '2' } }),
      at('a', '2026-10-15T23:59:59Z', { properties: { value: '1' } }),
    ];
    expect(measuredBy(sum, OCTOBER, events)).toMatchObject({ quantity: '1', events: 1 });
  });

  it('are one of an id on three days in a row, and two of one a day apart', () => {
    const on = (day: number) => at('a', `2026-10-${day}T12:00:00Z`);
    expect(idsIn(OCTOBER, on(15), on(16), on(17))).toEqual(['a']);
    expect(idsIn(OCTOBER, on(15), on(17))).toEqual(['a', 'a']);
  });

  it('are not those that were reversed, nor the reversals', () => {
    const time = '2026-10-15T12:00:00Z';
    expect(idsIn(OCTOBER, at('a', time), at('undo', time, { reverses: 'a' }), at('b', time))).toEqual(['b']);
  });

  it.each(['2026-10-14T12:00:00Z', '2026-10-16T12:00:00Z'])(
    'are ended for good: an id that was reversed does not come back on %s',
    (time) => {
      const reversed = '2026-10-15T12:00:00Z';
      expect(idsIn(OCTOBER, at('a', reversed), at('undo', reversed, { reverses: 'a' }), at('a', time))).toEqual([]);
    },
  );

  it('are left alone by a reversal of something else', () => {
    expect(idsIn(OCTOBER, at('a', '2026-10-15T12:00:00Z'), at('undo', '2026-10-15T12:00:00Z', { reverses: 'nothing' }))).toEqual(['a']);
  });

  it('are counted by the earlier of two periods where an id lies in both', () => {
    const events = [
      at('a', '2026-09-30T21:00:00Z'),
      at('a', '2026-10-01T23:00:00Z'),
      at('b', '2026-10-31T22:00:00Z'),
      at('b', '2026-11-01T12:00:00Z'),
    ];
    const months = ['2026-09', '2026-10', '2026-11'].map((month) => idsIn(monthIn(month, 'Europe/Berlin'), ...events));
    expect(months).toEqual([['a'], ['b'], []]);
  });

  it('are ended by a reversal on the day behind the period', () => {
    const reversal = at('undo', '2026-11-01T12:00:00Z', { reverses: 'a' });
    expect(idsIn(OCTOBER, at('a', '2026-10-31T12:00:00Z'), reversal)).toEqual([]);
  });
});

it('counts each meter by its own type, once whatever it is asked, and says what was found of each day', () => {
  const bytes = meter.parse({ id: 'bytes', eventType: 'sent', aggregation: 'sum', valueProperty: 'value' });
  const { quantities, counted, found, ids } = measuredIn({
    servicePeriod: wholePeriod(OCTOBER),
    asked: [{ meter: 'calls' }, { meter: 'bytes' }, { meter: 'calls', window: 'day' }, { meter: 'calls' }, { meter: 'gone' }],
    meters: [CALLS, bytes],
    found: [
      at('before', '2026-09-30T21:59:59Z'),
      at('x', '2026-10-15T22:00:00Z'),
      at('x', '2026-10-16T00:00:00Z'),
      at('y', '2026-10-20T00:00:00Z'),
      at('undo', '2026-10-20T00:00:00Z', { reverses: 'y' }),
      at('z', '2026-10-20T00:00:00Z', { type: 'sent' }),
      at('other', '2026-10-20T00:00:00Z', { type: 'other' }),
    ],
  });
  expect(quantities).toMatchObject([
    { meter: 'calls', quantity: '1' },
    { meter: 'calls', window: 'day', quantity: '1', cells: [{ window: '2026-10-15T22:00:00Z', quantity: '1', events: 1 }] },
    { meter: 'bytes', quantity: '1' },
  ]);
  expect(counted).toMatchObject([
    { meter: 'calls', events: 1 },
    { meter: 'bytes', events: 1 },
  ]);
  expect(ids).toEqual({ calls: ['x'], bytes: ['z'] });
  expect(found).toEqual({ '2026-10-15': 1, '2026-10-16': 1, '2026-10-20': 2 });
});
