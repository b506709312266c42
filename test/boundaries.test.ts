/**
 * Subscriptions that end, begin or change plan at a midnight, from UTC−11 to UTC+14 and around the days on which
 * clocks change: events a nanosecond and a second before, at and after it are billed once, on the right side, also
 * when they arrive after the bill.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decimal, sum } from '../shared/money.ts';
import { usageEvent } from '../shared/usage-event.ts';
import { importCustomers } from './support/catalog.ts';
import { openEmbedded, type Embedded } from './support/embedded.ts';
import { arrive, bill, linesOf, type Month } from './support/months.ts';

/** Midnights with their instants, by the offset that holds at that moment. */
const MIDNIGHTS = [
  { zone: 'Pacific/Pago_Pago', day: '2026-03-29', instant: '2026-03-29T11:00:00' },
  { zone: 'Pacific/Pago_Pago', day: '2026-11-01', instant: '2026-11-01T11:00:00' },
  { zone: 'Pacific/Kiritimati', day: '2026-03-29', instant: '2026-03-28T10:00:00' },
  { zone: 'Pacific/Kiritimati', day: '2026-11-01', instant: '2026-10-31T10:00:00' },
  { zone: 'Pacific/Apia', day: '2026-10-25', instant: '2026-10-24T11:00:00' },
  { zone: 'Asia/Kathmandu', day: '2026-10-25', instant: '2026-10-24T18:15:00' },
  { zone: 'UTC', day: '2026-03-29', instant: '2026-03-29T00:00:00' },
  // Clocks go forward on 29 March and back on 25 October, both after midnight.
  { zone: 'Europe/Berlin', day: '2026-03-29', instant: '2026-03-28T23:00:00' },
  { zone: 'Europe/Berlin', day: '2026-03-30', instant: '2026-03-29T22:00:00' },
  { zone: 'Europe/Berlin', day: '2026-10-25', instant: '2026-10-24T22:00:00' },
  { zone: 'Europe/Berlin', day: '2026-10-26', instant: '2026-10-25T23:00:00' },
  // 8 March and 1 November.
  { zone: 'America/New_York', day: '2026-03-08', instant: '2026-03-08T05:00:00' },
  { zone: 'America/New_York', day: '2026-03-09', instant: '2026-03-09T04:00:00' },
  { zone: 'America/New_York', day: '2026-11-01', instant: '2026-11-01T04:00:00' },
  { zone: 'America/New_York', day: '2026-11-02', instant: '2026-11-02T05:00:00' },
  // Half an hour back on 5 April and forward on 4 October.
  { zone: 'Australia/Lord_Howe', day: '2026-04-05', instant: '2026-04-04T13:00:00' },
  { zone: 'Australia/Lord_Howe', day: '2026-04-06', instant: '2026-04-05T13:30:00' },
  { zone: 'Australia/Lord_Howe', day: '2026-10-04', instant: '2026-10-03T13:30:00' },
  { zone: 'Australia/Lord_Howe', day: '2026-10-05', instant: '2026-10-04T13:00:00' },
  // Midnight itself is skipped on 6 September: the day begins at one.
  { zone: 'America/Santiago', day: '2026-09-06', instant: '2026-09-06T04:00:00' },
].map((it, i) => ({ ...it, customer: `c${i}` }));

const KINDS = {
  'changes plan': { plan: 'plain', next: 'basic' },
  ends: { plan: 'plain', next: undefined },
  begins: { plan: 'none', next: 'basic' },
} as const;
type Kind = keyof typeof KINDS;

const MONTHS = ['03', '04', '09', '10', '11', '12'].map((month) => `2026-${month}`);

/** The last second, the last nanosecond, the midnight, the first nanosecond, the first second. */
function around(instant: string): { early: string[]; late: string[] } {
  const before = new Date(Date.parse(`${instant}Z`) - 1000).toISOString().slice(0, 19);
  const after = new Date(Date.parse(`${instant}Z`) + 1000).toISOString().slice(0, 19);
  return { early: [`${before}Z`, `${before}.999999999Z`], late: [`${instant}Z`, `${instant}.000000001Z`, `${after}Z`] };
}

describe.each(Object.keys(KINDS) as Kind[])('a subscription that %s', (kind) => {
  let world: Embedded;
  let runs: Month[];

  beforeAll(async () => {
    world = openEmbedded();
    runs = [];
    const { plan, next } = KINDS[kind];
    await importCustomers(
      ...MIDNIGHTS.map(({ customer: id, zone, day }) =>
        kind === 'begins'
          ? { id, zone, plan: next ?? 'basic', start: day }
          : { id, zone, plan, start: '2026-03-01', end: day, ...(next && { next }) },
      ),
    );
    for (const month of MONTHS) {
      for (const { customer, instant } of MIDNIGHTS) {
        const { early, late } = around(instant);
        // 1, 10, 100, … calls: a sum says which were counted.
        const events = [...early, ...late].map((time, i) =>
          usageEvent.parse({ id: `${customer}-${i}`, customer, type: 'api.calls', time, properties: { calls: String(10 ** i) } }),
        );
        // The events a second away arrive in time, the others after the bill.
        if (instant.startsWith(month)) await arrive(`${month}-28`, ...events.filter((_, i) => i === 0 || i === 4));
        if (instant < `${month}-01`) await arrive(`${month}-20`, ...events.filter((_, i) => i > 0 && i < 4));
      }
      runs.push(await bill(month, ...MIDNIGHTS.map(({ customer }) => customer)));
    }
  }, 120_000);
  afterAll(() => world.close());

  it.each(MIDNIGHTS)('on $day in $zone bills each call once, on its side of $instant', async ({ customer, instant }) => {
    const lines = (await linesOf(customer, ...runs)).filter(({ trace }) => trace.price === 'calls');
    const callsOf = (plan: string): string =>
      sum(lines.filter(({ trace }) => trace.plan === plan).map((line) => decimal(line.quantity))).toFixed();
    // 1 + 10 before the midnight, 100 + 1000 + 10000 from it on.
    expect(callsOf('plain')).toBe(kind === 'begins' ? '0' : '11');
    expect(callsOf('basic')).toBe(kind === 'ends' ? '0' : '11100');
    for (const { trace, period } of lines) {
      const edge = trace.plan === 'plain' ? period.end : period.start;
      expect(edge).toBe(`${instant}Z`);
    }
  });
});
