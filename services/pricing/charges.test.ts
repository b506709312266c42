import { describe, expect, it } from '@jest/globals';

import { planVersion } from '../../shared/catalog.ts';
import { monthIn } from '../../shared/period.ts';
import { chargesOf } from './charges.ts';
import type { SnapshotPeriod, UsageSnapshot } from './usage-snapshot.ts';

const plan = (id: string, amount: string, currency = 'EUR') => ({
  plan: planVersion.parse({ id, name: id, currency, prices: [{ id: 'base', name: 'Base', model: 'flat', amount }] }),
  billed: [],
});
const periodOf = (subscriptionId: string, plan: string, month: string): SnapshotPeriod => {
  const whole = monthIn(month, 'UTC');
  const servicePeriod = { whole, part: whole, partDays: 30, wholeDays: 30 };
  return { subscriptionId, plan, planVersion: 1, servicePeriod, sequence: 0, billedBy: [], quantities: [] };
};
const snapshot = (...periods: readonly SnapshotPeriod[]): UsageSnapshot => ({ schema: 1, customerId: 'adler', periods: [...periods] });

describe('charges', () => {
  it('are the lines of every period, each by the plan of its own', () => {
    const charges = chargesOf(
      snapshot(periodOf('s', 'a', '2026-09'), periodOf('s', 'a', '2026-10'), periodOf('t', 'b', '2026-10')),
      [plan('a', '1'), plan('a', '1'), plan('b', '2')],
      [],
      'en',
      'key',
    );
    expect(charges.lines.map(({ net, period, trace }) => [net, period.start.slice(0, 7), trace.plan])).toEqual([
      ['1.00', '2026-09', 'a'],
      ['1.00', '2026-10', 'a'],
      ['2.00', '2026-10', 'b'],
    ]);
    expect(charges).toMatchObject({
      schema: 1,
      currency: 'EUR',
      snapshotKey: 'key',
      periods: [{ subscriptionId: 's' }, { subscriptionId: 's' }, { subscriptionId: 't' }],
    });
  });

  it('of no period have no currency', () => {
    expect(chargesOf(snapshot(), [], [], 'en', 'key')).toEqual({ schema: 1, lines: [], periods: [], snapshotKey: 'key' });
  });

  it('name a period that is billed also where nothing is due in it', () => {
    const metered = planVersion.parse({
      id: 'm',
      name: 'M',
      currency: 'EUR',
      prices: [{ id: 'calls', name: 'Calls', model: 'standard', meter: 'calls', unitPrice: '1' }],
    });
    const empty = {
      ...periodOf('s', 'm', '2026-10'),
      quantities: [{ meter: 'calls', quantity: '0', events: 0, ids: [], fingerprint: 'ff' }],
    };
    expect(chargesOf(snapshot(empty), [{ plan: metered, billed: [] }], [], 'en', 'key')).toMatchObject({
      lines: [],
      periods: [{ subscriptionId: 's' }],
    });
  });

  it.each([
    { why: 'in two currencies', plans: [plan('a', '1'), plan('b', '1', 'USD')] },
    { why: 'with fewer plans than periods', plans: [plan('a', '1')] },
  ])('$why are refused: NotPriceableError', ({ plans }) => {
    expect(() => chargesOf(snapshot(periodOf('s', 'a', '2026-10'), periodOf('t', 'b', '2026-10')), plans, [], 'en', 'key')).toThrow(
      expect.objectContaining({ name: 'NotPriceableError' }),
    );
  });
});
