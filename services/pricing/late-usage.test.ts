import { describe, expect, it } from '@jest/globals';
import { meter } from '../../shared/meter.ts';
import type { SettledClaim } from '../../shared/claim.store.ts';
import { monthIn } from '../../shared/period.ts';
import { eventHash, usageEvent } from '../../shared/usage-event.ts';
import type { UsageDay } from '../../shared/usage.store.ts';
import { comparedSince, isChanged, suspectDays } from './late-usage.ts';
import type { SnapshotPeriod } from './usage-snapshot.ts';
import { servicePeriodsEnded } from '../../test/support/service-periods.ts';

const METERS = [meter.parse({ id: 'calls', eventType: 'calls', aggregation: 'count' })];
/** October in Berlin: 30 September 22:00 UTC to 31 October 23:00 UTC. */
const [OCTOBER] = servicePeriodsEnded({ start: '2026-10-01', anchorDay: 1, zone: 'Europe/Berlin' }, '2026-11-01T00:00:00Z');
if (!OCTOBER) throw new Error('The period of the test has not ended.');

const found = (id: string, time: string, changes: object = {}) => {
  const event = usageEvent.parse({ id, customer: 'adler', type: 'calls', time, ...changes });
  return { event, hash: eventHash(event) };
};

/** The day as the table has it, an event a page. */
const dayOf = (day: string, all: readonly ReturnType<typeof found>[]): UsageDay => ({
  day,
  reversed: new Set(all.flatMap(({ event }) => event.reverses ?? [])),
  async *events() {
    for (const entry of all) if (entry.event.reverses === undefined) yield [entry];
  },
});

describe('days to look at', () => {
  it.each([
    { why: 'marked since', late: [{ day: '2026-10-07', storedOn: '2026-11-01' }], expected: ['2026-10-07'] },
    { why: 'marked before', late: [{ day: '2026-10-07', storedOn: '2026-10-31' }], expected: [] },
    {
      why: 'at the edges, with those an id may come up on again',
      late: ['2026-09-28', '2026-09-29', '2026-09-30', '2026-10-31', '2026-11-01', '2026-11-02'].map((day) => ({
        day,
        storedOn: '2026-11-20',
      })),
      expected: ['2026-09-29', '2026-09-30', '2026-10-31', '2026-11-01'],
    },
  ])('are those $why', ({ late, expected }) => {
    expect(suspectDays(OCTOBER, '2026-11-01', late)).toEqual(expected);
  });

  it('are those that were not over, without a mark', () => {
    expect(suspectDays(OCTOBER, '2026-10-30', [])).toEqual(['2026-10-30', '2026-10-31']);
    expect(suspectDays(OCTOBER, '2026-10-31', [])).toEqual(['2026-10-31']);
  });
});

describe('a day', () => {
  const billed: SnapshotPeriod = {
    subscriptionId: 's',
    plan: 'p',
    planVersion: 1,
    servicePeriod: OCTOBER,
    sequence: 0,
    billedBy: [],
    compared: 0,
    found: { '2026-10-07': 1 },
    counted: [{ meter: 'calls', events: 1, fingerprint: 'ff' }],
    quantities: [{ meter: 'calls', quantity: '1', events: 1, fingerprint: 'ff' }],
  };
  const seen = found('x', '2026-10-07T12:00:00Z');

  it.each([
    { why: 'as it was', day: '2026-10-07', events: [seen], expected: false },
    { why: 'with one event more', day: '2026-10-07', events: [seen, found('y', '2026-10-07T13:00:00Z')], expected: true },
    {
      why: 'with an event of a type that is not priced',
      day: '2026-10-07',
      events: [seen, found('y', '2026-10-07T13:00:00Z', { type: 'other' })],
      expected: false,
    },
    {
      why: 'with the id of one that counted as a type that is not priced',
      day: '2026-10-06',
      events: [found('x', '2026-10-06T13:00:00Z', { type: 'other' })],
      expected: true,
    },
    {
      why: 'with a reversal of what counted',
      day: '2026-10-07',
      events: [seen, found('z', '2026-10-07T12:00:00Z', { reverses: 'x' })],
      expected: true,
    },
    {
      why: 'with a reversal of what did not count',
      day: '2026-10-07',
      events: [seen, found('z', '2026-10-07T12:00:00Z', { reverses: 'y' })],
      expected: false,
    },
    { why: 'before the period, with an event', day: '2026-09-30', events: [found('y', '2026-09-30T21:59:59Z')], expected: false },
    {
      why: 'before the period, with the id of one that counted',
      day: '2026-09-30',
      events: [found('x', '2026-09-30T21:59:59Z')],
      expected: true,
    },
    { why: 'after the period, with an event', day: '2026-10-31', events: [found('y', '2026-10-31T23:00:00Z')], expected: false },
    {
      why: 'after the period, with the id of one that counted, which counts at its earlier time',
      day: '2026-11-01',
      events: [found('x', '2026-11-01T00:00:00Z')],
      expected: false,
    },
  ])('$why: $expected', async ({ day, events, expected }) => {
    expect(await isChanged(billed, dayOf(day, events), new Set(['x']), METERS)).toBe(expected);
  });

  it('that an earlier version billed is always suspicious: it did not say what it had found', async () => {
    const { found: _, ...before } = billed;
    expect(await isChanged(before, dayOf('2026-10-07', [seen]), new Set(['x']), METERS)).toBe(true);
  });
});

describe('what stands for good is looked at', () => {
  const settled = (month: string, openedAt: string, changes: Partial<SettledClaim['claim']> = {}): SettledClaim => ({
    claim: {
      schema: 1,
      subscriptionId: 's',
      whole: monthIn(month, 'UTC'),
      timing: 'arrears',
      sequence: 0,
      runId: `run-${openedAt}`,
      customerId: 'adler',
      attempt: 1,
      snapshotKey: 'k',
      voided: 0,
      compared: 0,
      ...changes,
    },
    isVoid: false,
    openedAt,
  });
  const october = settled('2026-10', '2026-11-02T05:00:00Z');
  const november = settled('2026-11', '2026-12-02T05:00:00Z', { compared: 1 });

  it('from the day its run was opened, less a day', () => {
    expect(comparedSince([october])(october)).toBe('2026-11-01');
  });

  it('from the opening of the latest run, if that has looked at all of it', () => {
    expect([october, november].map(comparedSince([october, november]))).toEqual(['2026-12-01', '2026-12-01']);
  });

  it('from its own run’s, if the latest did not look, since another run was at it or an earlier version made it', () => {
    const blind = settled('2026-11', '2026-12-02T05:00:00Z');
    expect([october, blind].map(comparedSince([october, blind]))).toEqual(['2026-11-01', '2026-12-01']);
  });

  it('from its own run’s, if a correction was sealed that the latest did not see', () => {
    const between = settled('2026-10', '2026-11-20T05:00:00Z', { sequence: 1, compared: 1 });
    const all = [october, between, november];
    expect(all.map(comparedSince(all))).toEqual(['2026-11-01', '2026-11-19', '2026-12-01']);
  });
});
