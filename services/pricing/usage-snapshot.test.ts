import { describe, expect, it } from '@jest/globals';

import { meter } from '../../shared/meter.ts';
import { planVersion } from '../../shared/plan.ts';
import { subscription } from '../../shared/subscription.ts';
import { servicePeriodsEnded } from '../../shared/period.ts';
import { eventHash, usageEvent } from '../../shared/usage-event.ts';
import { measure, usageSnapshot } from './usage-snapshot.ts';

const METERS = ['calls', 'bytes'].map((id) => meter.parse({ id, eventType: id, aggregation: 'sum', valueProperty: 'n' }));
const BASIC = subscription.parse({ id: 'adler.basic', plan: 'basic', version: 2, start: '2026-10-16' });
const [PERIOD] = servicePeriodsEnded({ ...BASIC, zone: 'Europe/Berlin' }, '2026-10-31T23:00:00Z');

const standard = (id: string, of: string) => ({ id, name: id, model: 'standard', meter: of, unitPrice: '1' });
const plan = (...prices: readonly object[]) => planVersion.parse({ id: 'basic', version: 2, name: 'Basic', currency: 'EUR', prices });
const found = (id: string, type: string, time: string, n = '1') => {
  const event = usageEvent.parse({ id, customer: 'adler', type, time, properties: { n } });
  return { event, hash: eventHash(event) };
};

function measured(prices: readonly object[], ...events: readonly ReturnType<typeof found>[]) {
  if (!PERIOD) throw new Error('The period of the test has not ended.');
  const { id: subscriptionId, plan: planId, version: planVersion } = BASIC;
  const rated = { subscriptionId, plan: planId, planVersion, servicePeriod: PERIOD, sequence: 0, billedBy: [], compared: 0 };
  return measure(rated, plan(...prices), METERS, events);
}

describe('a snapshot', () => {
  it('measures the part of the period in which the subscription runs', () => {
    const { quantities } = measured(
      [standard('a', 'calls')],
      found('before', 'calls', '2026-10-15T21:59:59Z', '1'),
      found('first', 'calls', '2026-10-15T22:00:00Z', '10'),
      found('last', 'calls', '2026-10-31T22:59:59Z', '100'),
      found('after', 'calls', '2026-10-31T23:00:00Z', '1000'),
    );
    expect(quantities).toMatchObject([{ meter: 'calls', quantity: '110', events: 2, ids: ['first', 'last'] }]);
  });

  it('measures what the plan prices, and nothing else', () => {
    expect(
      measured([standard('a', 'bytes')], found('x', 'calls', '2026-10-20T00:00:00Z')).quantities.map(({ meter: name }) => name),
    ).toEqual(['bytes']);
  });

  it('measures a meter once that is priced twice', () => {
    expect(measured([standard('a', 'calls'), standard('b', 'calls')]).quantities).toHaveLength(1);
  });

  it('leaves a meter the catalog does not have to pricing', () => {
    expect(measured([standard('a', 'gone')]).quantities).toEqual([]);
  });

  it('is what its file says', () => {
    const taken = {
      schema: 1,
      customerId: 'adler',
      periods: [measured([standard('a', 'calls')], found('x', 'calls', '2026-10-20T00:00:00Z'))],
    };
    expect(usageSnapshot.parse(JSON.parse(JSON.stringify(taken)))).toEqual(taken);
    expect(taken.periods).toMatchObject([
      { subscriptionId: 'adler.basic', plan: 'basic', planVersion: 2, servicePeriod: { partDays: 16, wholeDays: 31 } },
    ]);
  });

  it('says how many events of a day that count were found, duplicates and those taken back among them', () => {
    const taken = usageEvent.parse({ id: 'back', customer: 'adler', type: 'calls', time: '2026-10-20T00:00:00Z', reverses: 'y' });
    const { found: days, quantities } = measured(
      [standard('a', 'calls')],
      found('before', 'calls', '2026-10-15T21:59:59Z'),
      found('x', 'calls', '2026-10-15T22:00:00Z'),
      found('x', 'calls', '2026-10-16T00:00:00Z'),
      found('y', 'calls', '2026-10-20T00:00:00Z'),
      { event: taken, hash: eventHash(taken) },
      found('z', 'bytes', '2026-10-20T00:00:00Z'),
    );
    expect(days).toEqual({ '2026-10-15': 1, '2026-10-16': 1, '2026-10-20': 1 });
    expect(quantities).toMatchObject([{ meter: 'calls', ids: ['x'] }]);
  });

  it('of an earlier version has first bills and does not say what was found', () => {
    const { sequence: _, billedBy: _by, compared: _all, found: _days, ...before } = measured([standard('a', 'calls')]);
    expect(usageSnapshot.parse({ schema: 1, customerId: 'adler', periods: [before] }).periods).toEqual([
      { ...before, sequence: 0, billedBy: [], compared: 0 },
    ]);
  });
});
