import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, compareInstants, datesOf } from '../../shared/period.ts';
import { planVersion } from '../../shared/plan.ts';
import { wholePeriods } from '../../shared/service-period.ts';
import type { WholePeriod } from '../../shared/service-period.ts';
import { subscription } from '../../shared/subscription.ts';
import { partsOf, termsHash } from './terms.ts';
import type { TermsPart } from './terms.ts';

const basic = (more: object = {}) => subscription.parse({ id: 's', plan: 'basic', version: 1, start: '2026-09-01', ...more });
/** The whole month that begins so many months after the start. */
function wholeOf(it: ReturnType<typeof basic>, i: number, zone = 'UTC'): WholePeriod {
  return [...wholePeriods({ ...it, interval: 'month' }, zone).take(i + 1)][i]!;
}
const october = (more: object = {}, zone = 'UTC'): TermsPart[] => partsOf(basic(more), wholeOf(basic(more), 1, zone));
const told = (parts: readonly TermsPart[]): string[] =>
  parts.map(({ servicePeriod: { part, partDays, wholeDays }, plan, planVersion: version, unbilled, seats }) => {
    const { first, last } = datesOf(part);
    const quantities = seats?.map(({ days, quantity }) => `, ${quantity} for ${days}`).join('') ?? '';
    return `${first} to ${last}, ${partDays} of ${wholeDays}: ${plan} ${version}${unbilled === undefined ? '' : `, ${unbilled}`}${quantities}`;
  });

describe('the parts of a whole period', () => {
  it.each([
    { why: 'without anything are the whole', more: {}, parts: ['2026-10-01 to 2026-10-31, 31 of 31: basic 1'] },
    {
      why: 'with an upgrade: the day of the change is the new plan’s',
      more: { changes: [{ on: '2026-10-16', plan: 'pro', version: 3 }] },
      parts: ['2026-10-01 to 2026-10-15, 15 of 31: basic 1', '2026-10-16 to 2026-10-31, 16 of 31: pro 3'],
    },
    {
      why: 'with a change on the first day are one',
      more: { changes: [{ on: '2026-10-01', version: 2 }] },
      parts: ['2026-10-01 to 2026-10-31, 31 of 31: basic 2'],
    },
    {
      why: 'with a change on the first day behind it are one',
      more: { changes: [{ on: '2026-11-01', version: 2 }] },
      parts: ['2026-10-01 to 2026-10-31, 31 of 31: basic 1'],
    },
    {
      why: 'with seats that are added are one, in two steps',
      more: { quantity: '5', changes: [{ on: '2026-10-11', quantity: '8' }] },
      parts: ['2026-10-01 to 2026-10-31, 31 of 31: basic 1, 5 for 10, 8 for 21'],
    },
    {
      why: 'with a pause are three',
      more: { pauses: [{ from: '2026-10-11', until: '2026-10-21' }] },
      parts: [
        '2026-10-01 to 2026-10-10, 10 of 31: basic 1',
        '2026-10-11 to 2026-10-20, 10 of 31: basic 1, pause',
        '2026-10-21 to 2026-10-31, 11 of 31: basic 1',
      ],
    },
    {
      why: 'paused until further notice',
      more: { pauses: [{ from: '2026-10-31' }] },
      parts: ['2026-10-01 to 2026-10-30, 30 of 31: basic 1', '2026-10-31 to 2026-10-31, 1 of 31: basic 1, pause'],
    },
    {
      why: 'with a trial of 40 days, which ends on the 10th',
      more: { trial: { days: 40 } },
      parts: ['2026-10-01 to 2026-10-10, 10 of 31: basic 1, trial', '2026-10-11 to 2026-10-31, 21 of 31: basic 1'],
    },
    {
      why: 'with a trial until the 11th',
      more: { trial: { until: '2026-10-11' } },
      parts: ['2026-10-01 to 2026-10-10, 10 of 31: basic 1, trial', '2026-10-11 to 2026-10-31, 21 of 31: basic 1'],
    },
    {
      why: 'of a subscription that ends in it, on another plan than it began',
      more: { end: '2026-10-20', changes: [{ on: '2026-10-05', plan: 'pro', version: 1 }] },
      parts: ['2026-10-01 to 2026-10-04, 4 of 31: basic 1', '2026-10-05 to 2026-10-19, 15 of 31: pro 1'],
    },
    { why: 'of a subscription that ended before are none', more: { end: '2026-10-01' }, parts: [] },
  ])('$why', ({ more, parts }) => {
    expect(told(october(more))).toEqual(parts);
  });

  it('begin at an instant where a change is one', () => {
    expect(october({ changes: [{ on: '2026-10-16T14:00:00Z', version: 2 }] }).map(({ servicePeriod: { part } }) => part.start)).toEqual([
      '2026-10-01T00:00:00Z',
      '2026-10-16T14:00:00Z',
    ]);
  });

  it('are cut at midnights of the customer, also on the days clocks are changed', () => {
    const parts = october({ pauses: [{ from: '2026-10-25', until: '2026-10-26' }] }, 'Europe/Berlin');
    // The 25th has 25 hours, from 22:00 UTC to 23:00 UTC, and is one day of 31.
    expect(parts.map(({ servicePeriod: { part, partDays } }) => [part.start, part.end, partDays])).toEqual([
      ['2026-09-30T22:00:00Z', '2026-10-24T22:00:00Z', 24],
      ['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 1],
      ['2026-10-25T23:00:00Z', '2026-10-31T23:00:00Z', 6],
    ]);
  });

  it('have no part for a day that was left out', () => {
    const start = { start: '2011-12-01', changes: [{ on: '2011-12-30', version: 2 }, { on: '2011-12-31', version: 3 }] }; // prettier-ignore
    const parts = partsOf(basic(start), wholeOf(basic(start), 0, 'Pacific/Apia'));
    expect(told(parts)).toEqual(['2011-12-01 to 2011-12-29, 30 of 31: basic 1', '2011-12-31 to 2011-12-31, 1 of 31: basic 3']);
  });
});

describe('a subscription that follows its plan', () => {
  const version = (number: number, effectiveFrom?: string) =>
    planVersion.parse({
      id: 'basic',
      version: number,
      name: 'B',
      currency: 'EUR',
      prices: [{ id: 'base', name: 'Base', model: 'flat', amount: '1' }],
      ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
    });
  const versions = [version(1), version(2, '2026-10-16'), version(3, '2027-01-01')];
  const months = (follows: string, more: object = {}) =>
    [0, 1, 2, 3, 4].map((i) => {
      const it = basic({ follows, ...more });
      return told(partsOf(it, wholeOf(it, i), () => versions)).map((text) => text.slice(5, 10) + text.slice(-2));
    });

  it('at renewal goes on with the whole period that begins behind the day', () => {
    expect(months('renewal')).toEqual([['09-01 1'], ['10-01 1'], ['11-01 2'], ['12-01 2'], ['01-01 3']]);
  });

  it('at once is cut on that day', () => {
    expect(months('at-once')).toEqual([['09-01 1'], ['10-01 1', '10-16 2'], ['11-01 2'], ['12-01 2'], ['01-01 3']]);
  });

  it('never goes back behind the version it named', () => {
    expect(months('renewal', { version: 2 })).toEqual([['09-01 2'], ['10-01 2'], ['11-01 2'], ['12-01 2'], ['01-01 3']]);
  });

  it('that does not keeps its version', () => {
    const it_ = basic();
    expect(told(partsOf(it_, wholeOf(it_, 4), () => versions))).toEqual(['2027-01-01 to 2027-01-31, 31 of 31: basic 1']);
  });
});

describe('the hash of terms', () => {
  it.each([
    { why: 'a version', more: { changes: [{ on: '2026-10-16', version: 2 }] } },
    { why: 'the day of a change', more: { changes: [{ on: '2026-10-17', version: 2 }] } },
    { why: 'an end', more: { end: '2026-10-16' } },
    { why: 'seats', more: { quantity: '2' } },
    { why: 'overrides', more: { overrides: { base: { amount: '2' } } } },
    { why: 'a pause', more: { pauses: [{ from: '2026-10-16' }] } },
    { why: 'a trial', more: { trial: { until: '2026-10-16' } } },
  ])('is another with $why', ({ more }) => {
    expect(termsHash(october(more))).not.toBe(termsHash(october()));
  });

  it('is the same where what changed is in another period', () => {
    const more = { changes: [{ on: '2026-11-16', version: 2 }], pauses: [{ from: '2026-09-02', until: '2026-09-03' }], end: '2026-12-01' };
    expect(termsHash(october(more))).toBe(termsHash(october()));
  });
});

it('parts and steps tile the time a subscription runs in, without gap and overlap, and their days add up', () => {
  const day = fc.integer({ min: 1, max: 120 }).map((offset) => addDays('2026-09-01', offset));
  const days = (most: number) => fc.uniqueArray(day, { maxLength: most }).map((list) => list.sort());
  fc.assert(
    fc.property(
      fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Kiritimati', 'America/St_Johns', 'Australia/Lord_Howe'),
      fc.integer({ min: 1, max: 31 }),
      days(4),
      days(4),
      fc.option(day, { nil: undefined }),
      fc.option(day, { nil: undefined }),
      (zone, anchorDay, changed, paused, until, end) => {
        const it = subscription.parse({
          ...basic(),
          anchorDay,
          ...(until === undefined ? {} : { trial: { until } }),
          ...(changed.length === 0 ? {} : { changes: changed.map((on, i) => ({ on, quantity: String(i % 3), ...(i % 2 ? { version: i + 1 } : {}) })) }), // prettier-ignore
          ...(paused.length < 2 ? {} : { pauses: [{ from: paused[0], until: paused[1] }, ...(paused[2] === undefined ? [] : [{ from: paused[2], until: paused[3] }])] }), // prettier-ignore
          end: end !== undefined && changed.every((on) => on < end) ? end : undefined,
        });
        for (const whole of wholePeriods({ ...it, interval: 'month' }, zone).take(6)) {
          const parts = partsOf(it, whole);
          const runs = datesOf({ start: whole.period.start, end: whole.period.end, zone });
          const firstDay = it.start > runs.first ? it.start : runs.first;
          const after = it.end !== undefined && it.end < whole.after ? it.end : whole.after;
          const expected = Math.max(0, (Date.parse(after) - Date.parse(firstDay)) / 86_400_000);
          expect(parts.reduce((total, { servicePeriod }) => total + servicePeriod.partDays, 0)).toBe(expected);
          for (const [
            i,
            {
              servicePeriod: { part },
              seats = [],
            },
          ] of parts.entries()) {
            expect(compareInstants(part.start, part.end)).toBeLessThan(0);
            if (i > 0) expect(part.start).toBe(parts[i - 1]!.servicePeriod.part.end);
            if (seats.length === 0) continue;
            expect([seats[0]!.period.start, seats.at(-1)!.period.end]).toEqual([part.start, part.end]);
            for (const [s, { period }] of seats.entries()) if (s > 0) expect(period.start).toBe(seats[s - 1]!.period.end);
            expect(seats.reduce((total, step) => total + step.days, 0)).toBe(parts[i]!.servicePeriod.partDays);
          }
        }
      },
    ),
  );
});
