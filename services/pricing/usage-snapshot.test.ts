import { describe, expect, it } from '@jest/globals';

import { monthIn } from '../../shared/period.ts';
import { usageSnapshot } from './usage-snapshot.ts';

const OCTOBER = monthIn('2026-10', 'Europe/Berlin');
const PERIOD = {
  subscriptionId: 'adler.basic',
  plan: 'basic',
  planVersion: 2,
  servicePeriod: { whole: OCTOBER, part: OCTOBER, partDays: 31, wholeDays: 31 },
};
const CALLS = { meter: 'calls', quantity: '1', events: 1, fingerprint: 'ff' };

describe('a snapshot', () => {
  it('is what its file says', () => {
    const period = {
      ...PERIOD,
      sequence: 1,
      billedBy: [{ runId: 'r', attempt: 2 }],
      compared: 3,
      found: { '2026-10-07': 1 },
      counted: [{ meter: 'calls', events: 1, fingerprint: 'ff', levels: [{ properties: {}, start: '0', end: '1' }] }],
      quantities: [{ ...CALLS, window: 'day', cells: [{ window: '2026-10-06T22:00:00Z', quantity: '1', events: 1 }] }],
      ids: { calls: ['x'] },
    };
    const taken = { schema: 2, customerId: 'adler', periods: [period] };
    expect(usageSnapshot.parse(JSON.parse(JSON.stringify(taken)))).toEqual(taken);
  });

  it('of an earlier version has first bills, and its ids beside its quantities', () => {
    const before = {
      ...PERIOD,
      quantities: [
        { ...CALLS, ids: ['x'] },
        { ...CALLS, meter: 'messages', events: 0, ids: [] },
      ],
    };
    expect(usageSnapshot.parse({ schema: 1, customerId: 'adler', periods: [before] })).toEqual({
      schema: 2,
      customerId: 'adler',
      periods: [
        {
          ...PERIOD,
          sequence: 0,
          billedBy: [],
          compared: 0,
          counted: [
            { meter: 'calls', events: 1, fingerprint: 'ff', isById: true },
            { meter: 'messages', events: 0, fingerprint: 'ff', isById: true },
          ],
          quantities: [CALLS, { ...CALLS, meter: 'messages', events: 0 }],
          ids: { calls: ['x'] },
        },
      ],
    });
  });
});
