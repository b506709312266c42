import { describe, expect, it } from '@jest/globals';

import { planVersion } from '../../shared/plan.ts';
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
  return { subscriptionId, plan, planVersion: 1, servicePeriod, sequence: 0, billedBy: [], compared: 0, counted: [], quantities: [] };
};
const snapshot = (...periods: readonly SnapshotPeriod[]): UsageSnapshot => ({ schema: 2, customerId: 'adler', periods: [...periods] });

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
      quantities: [{ meter: 'calls', quantity: '0', events: 0, fingerprint: 'ff' }],
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

  it('of a period that was billed are what has changed, and claim the next correction', () => {
    const [line] = chargesOf(snapshot(periodOf('s', 'a', '2026-09')), [plan('a', '1')], [], 'en', 'key').lines;
    if (!line) throw new Error('The plan has no line.');
    // Billed at 0.40, rated at 1: 0.60 more.
    const billed = { ...line, parts: line.parts.map((part) => ({ ...part, amount: '0.4', unitPrice: '0.4' })), net: '0.40' };
    const corrected = { ...periodOf('s', 'a', '2026-09'), sequence: 2, billedBy: [{ runId: 'r', attempt: 1 }], compared: 5 };
    const charges = chargesOf(snapshot(corrected), [{ ...plan('a', '1'), billed: [billed] }], [], 'de', 'key');
    expect(charges.lines).toMatchObject([{ description: 'Base, Nachberechnung', net: '0.60', trace: { correction: { sequence: 2 } } }]);
    // Two claims came before, and one bill counts: the other is void.
    expect(charges.periods).toMatchObject([{ subscriptionId: 's', sequence: 2, voided: 1, compared: 5 }]);
  });

  it('of a changed period that comes to what was billed are none, whatever its currency, and claim the next correction', () => {
    const { lines } = chargesOf(snapshot(periodOf('s', 'a', '2026-09')), [plan('a', '1', 'USD')], [], 'en', 'key');
    const same = { ...periodOf('s', 'a', '2026-09'), sequence: 1, billedBy: [{ runId: 'r', attempt: 1 }] };
    const ratedOn = [{ ...plan('a', '1', 'USD'), billed: lines }, plan('b', '2')];
    expect(chargesOf(snapshot(same, periodOf('t', 'b', '2026-10')), ratedOn, [], 'en', 'key')).toMatchObject({
      currency: 'EUR',
      lines: [{ net: '2.00' }],
      periods: [
        { subscriptionId: 's', sequence: 1, voided: 0 },
        { subscriptionId: 't', sequence: 0 },
      ],
    });
  });

  it('of a period whose only bill became a VOID are plain lines, and claim the next number', () => {
    const voided = { ...periodOf('s', 'a', '2026-09'), sequence: 1 };
    const charges = chargesOf(snapshot(voided), [plan('a', '1')], [], 'en', 'key');
    expect(charges.lines).toMatchObject([{ description: 'Base', net: '1.00' }]);
    expect(charges.lines[0]?.trace.correction).toBeUndefined();
    expect(charges.periods).toMatchObject([{ sequence: 1, voided: 1 }]);
  });
});
