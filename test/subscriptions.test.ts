/**
 * Subscriptions over time, month by month: what each run bills and corrects. Expectations are worked out by hand, each
 * with its arithmetic beside it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importCatalog } from '../local/commands/import-catalog.ts';
import { datesOf } from '../shared/period.ts';
import { adlerSection, callsEvent, SELLER_SECTION } from './support/catalog.ts';
import { openEmbedded, type Embedded } from './support/embedded.ts';
import { arrive, bill, claimed, linesOf, open, type Month } from './support/months.ts';

const PLANS = `
  - id: basic
    name: Basic
    currency: EUR
    prices:
      - { id: base, name: Base, model: flat, amount: "31.00" }
      - { id: calls, name: Calls, model: graduated, meter: calls, tiers: [{ upTo: "100", unitPrice: "0.10" }, { unitPrice: "0.05" }] }
  - id: pro
    name: Pro
    currency: EUR
    prices:
      - { id: base, name: Base, model: flat, amount: "62.00" }
      - { id: calls, name: Calls, model: standard, meter: calls, unitPrice: "0.01" }
  - id: ahead
    name: Ahead
    currency: EUR
    prices:
      - { id: base, name: Base, model: flat, amount: "100.00", billed: advance }
      - { id: calls, name: Calls, model: standard, meter: calls, unitPrice: "0.01" }
  - id: small
    name: Small
    currency: EUR
    prices:
      - { id: base, name: Base, model: flat, amount: "30.00", billed: advance }
      - { id: calls, name: Calls, model: standard, meter: calls, unitPrice: "0.01" }
  - id: team
    name: Team
    currency: EUR
    prices:
      - { id: seats, name: Seats, model: flat, amount: "9.30", unit: seat }
      - { id: support, name: Support, model: flat, amount: "50.00", perSeat: false }
      - { id: calls, name: Calls, model: graduated, meter: calls, tiers: [{ upTo: "100", unitPrice: "0.10" }, { unitPrice: "0.05" }] }
  - id: yearly
    name: Yearly
    currency: EUR
    interval: year
    prices: [{ id: base, name: Base, model: flat, amount: "365.00", billed: advance }]
  - id: quarterly
    name: Quarterly
    currency: EUR
    interval: quarter
    prices: [{ id: base, name: Base, model: flat, amount: "910.00" }]
  - id: bysecond
    name: By second
    currency: EUR
    proration: second
    prices: [{ id: base, name: Base, model: flat, amount: "100.00" }]
  - id: uncut
    name: Uncut
    currency: EUR
    proration: none
    prices: [{ id: base, name: Base, model: flat, amount: "31.00" }]`;

/** A customer in UTC, so that days and instants are easily told, unless it is said otherwise. */
const catalog = (subscription: string, { zone = 'UTC', plans = '' } = {}): string => `${SELLER_SECTION}meters:
  - { id: calls, eventType: api.call, aggregation: sum, valueProperty: calls }
plans:${PLANS}${plans}
${adlerSection(subscription, { zone })}`;

let world: Embedded;
beforeEach(() => {
  world = openEmbedded();
});
afterEach(() => world.close());

async function subscribe(subscription: string, options: Parameters<typeof catalog>[1] = {}): Promise<void> {
  const file = join(world.folder, 'catalog.yml');
  writeFileSync(file, catalog(`{ id: s, ${subscription} }`, options));
  await importCatalog([file], 'ops');
}

/** Plan, days, quantity and net of what adler was sent. */
async function sent(...runs: readonly Month[]): Promise<string[]> {
  return (await linesOf('adler', ...runs)).map(({ group, description, period, quantity, net }) => {
    const { first, last } = datesOf(period);
    return `${group}, ${description} ${first.slice(5)} to ${last.slice(5)}: ${quantity}, ${net}`;
  });
}
const used = (id: string, quantity: string, time: string) =>
  callsEvent('adler', quantity, { id, time, type: 'api.call', properties: { calls: quantity } });

describe('a bill in arrears', () => {
  it('begins behind the trial, in which usage is free too', async () => {
    await subscribe('plan: basic, start: 2026-10-01, trial: { days: 14 }');
    await arrive('2026-10-20', used('in', '500', '2026-10-14T23:59:59Z'), used('out', '10', '2026-10-15T00:00:00Z'));
    // 31.00 × 17 of 31; 10 × 0.10.
    expect(await sent(await bill('2026-10', 'adler'))).toEqual([
      'Basic, Base 10-15 to 10-31: 1, 17.00',
      'Basic, Calls 10-15 to 10-31: 10, 1.00',
    ]);
  });

  it('of a month with an upgrade has both plans, each with its usage', async () => {
    await subscribe('plan: basic, start: 2026-09-01, changes: [{ on: 2026-10-16, plan: pro }]');
    await arrive('2026-10-20', used('old', '110', '2026-10-15T23:59:59Z'), used('new', '110', '2026-10-16T00:00:00Z'));
    const september = await bill('2026-09', 'adler');
    const october = await bill('2026-10', 'adler');
    expect(await sent(september)).toEqual(['Basic, Base 09-01 to 09-30: 1, 31.00']);
    // 31.00 × 15/31, 100 × 0.10 + 10 × 0.05; 62.00 × 16/31, 110 × 0.01.
    expect(await sent(october)).toEqual([
      'Basic, Base 10-01 to 10-15: 1, 15.00',
      'Basic, Calls 10-01 to 10-15: 110, 10.50',
      'Pro, Base 10-16 to 10-31: 1, 32.00',
      'Pro, Calls 10-16 to 10-31: 110, 1.10',
    ]);
  });

  it('of a month with another seat has its fee in two steps, and its tiers go on', async () => {
    await subscribe('plan: team, start: 2026-10-01, quantity: 5, changes: [{ on: 2026-10-11, quantity: 8 }]');
    await arrive('2026-10-20', used('old', '80', '2026-10-05T00:00:00Z'), used('new', '80', '2026-10-16T00:00:00Z'));
    // 5 × 9.30 × 10/31, 8 × 9.30 × 21/31; the support of a team is the same; 100 × 0.10 + 60 × 0.05.
    expect(await sent(await bill('2026-10', 'adler'))).toEqual([
      'Team, Seats 10-01 to 10-10: 5, 15.00',
      'Team, Seats 10-11 to 10-31: 8, 50.40',
      'Team, Support 10-01 to 10-31: 1, 50.00',
      'Team, Calls 10-01 to 10-31: 160, 13.00',
    ]);
  });

  it('leaves out a pause, and what was used in it', async () => {
    await subscribe('plan: basic, start: 2026-10-01, pauses: [{ from: 2026-10-11, until: 2026-10-21 }]');
    await arrive('2026-10-30', used('a', '10', '2026-10-10T12:00:00Z'), used('b', '900', '2026-10-15T12:00:00Z'), used('c', '20', '2026-10-21T00:00:00Z')); // prettier-ignore
    expect(await sent(await bill('2026-10', 'adler'))).toEqual([
      'Basic, Base 10-01 to 10-10: 1, 10.00',
      'Basic, Calls 10-01 to 10-10: 10, 1.00',
      'Basic, Base 10-21 to 10-31: 1, 11.00',
      'Basic, Calls 10-21 to 10-31: 20, 2.00',
    ]);
  });

  it('prorates by second where the plan does, also at an instant', async () => {
    await subscribe('plan: bysecond, start: 2026-01-01, changes: [{ on: "2026-01-20T00:00:00Z", quantity: 2 }, { on: "2026-01-31T12:00:00Z", quantity: 1 }]'); // prettier-ignore
    // 100 × 19/31 = 61.29; 2 × 100 × 11.5/31 = 74.19; 100 × 0.5/31 = 1.61.
    expect(await sent(await bill('2026-01', 'adler'))).toEqual([
      'By second, Base 01-01 to 01-19: 1, 61.29',
      'By second, Base 01-20 to 01-31: 2, 74.19',
      'By second, Base 01-31 to 01-31: 1, 1.61',
    ]);
  });

  it('prorates by second with the hour that a day has less', async () => {
    await subscribe('plan: bysecond, start: 2026-03-29', { zone: 'Europe/Berlin' });
    // 29 March has 23 hours, so 23 + 48 of 31 × 24 − 1 hours: 100 × 71/743 = 9.5559.
    expect(await sent(await bill('2026-03', 'adler'))).toEqual(['By second, Base 03-29 to 03-31: 1, 9.56']);
  });

  it('is cut nowhere where nothing is prorated: what a period begins with is all of it', async () => {
    await subscribe('plan: uncut, start: 2026-10-16, end: 2026-11-03, quantity: 2, changes: [{ on: 2026-10-20, quantity: 3 }]');
    const runs = [await bill('2026-10', 'adler'), await bill('2026-11', 'adler')];
    expect(await sent(...runs)).toEqual(['Uncut, Base 10-16 to 10-19: 2, 62.00', 'Uncut, Base 11-01 to 11-02: 3, 93.00']);
  });

  it('of a quarter comes when it is over, and divides by all of its days', async () => {
    await subscribe('plan: quarterly, start: 2024-04-15, anchorDay: 15, quantity: 1, changes: [{ on: 2024-05-20, quantity: 0 }, { on: 2024-06-21, quantity: 1 }]'); // prettier-ignore
    const months = ['2024-04', '2024-05', '2024-06', '2024-07'];
    const runs: Month[] = [];
    for (const month of months) runs.push(await bill(month, 'adler'));
    expect(await sent(...runs.slice(0, 3))).toEqual([]);
    // 91 days from 15 April to 15 July; 35 before 20 May, and 24 from 21 June on: 350.00 and 240.00.
    expect(await sent(runs[3]!)).toEqual(['Quarterly, Base 04-15 to 05-19: 1, 350.00', 'Quarterly, Base 06-21 to 07-14: 1, 240.00']);
  });

  it('has the prices that the customer has', async () => {
    await subscribe('plan: basic, start: 2026-10-01, overrides: { base: { amount: 20 }, calls: { tiers: [{ unitPrice: 0.02 }] } }');
    await arrive('2026-10-20', used('a', '150', '2026-10-05T00:00:00Z'));
    expect(await sent(await bill('2026-10', 'adler'))).toEqual([
      'Basic, Base 10-01 to 10-31: 1, 20.00',
      'Basic, Calls 10-01 to 10-31: 150, 3.00',
    ]);
  });
});

describe('a bill in advance', () => {
  it('comes a month ahead of that in arrears, from the first month to the last', async () => {
    await subscribe('plan: ahead, start: 2026-10-01, end: 2026-11-16');
    await arrive('2026-10-20', used('a', '100', '2026-10-05T00:00:00Z'), used('b', '200', '2026-11-05T00:00:00Z'));
    const runs = [await bill('2026-09', 'adler'), await bill('2026-10', 'adler'), await bill('2026-11', 'adler')];
    // September bills October, whose first instant is the first behind it; 100.00 × 15/30 for November.
    expect(await sent(runs[0]!)).toEqual(['Ahead, Base 10-01 to 10-31: 1, 100.00']);
    expect(await sent(runs[1]!)).toEqual(['Ahead, Calls 10-01 to 10-31: 100, 1.00', 'Ahead, Base 11-01 to 11-15: 1, 50.00']);
    expect(await sent(runs[2]!)).toEqual(['Ahead, Calls 11-01 to 11-15: 200, 2.00']);
    expect(await claimed('s')).toEqual([
      '2026-10-01 0 kranich-2026-09-1',
      '2026-10-01 0 kranich-2026-10-1',
      '2026-11-01 0 kranich-2026-10-1',
      '2026-11-01 0 kranich-2026-11-1',
    ]);
  });

  it('of a subscription that begins in the month comes with the next, beside the one behind it', async () => {
    await subscribe('plan: ahead, start: 2026-10-17');
    expect(await sent(await bill('2026-09', 'adler'))).toEqual([]);
    // 100.00 × 15/31.
    expect(await sent(await bill('2026-10', 'adler'))).toEqual([
      'Ahead, Base 10-17 to 10-31: 1, 48.39',
      'Ahead, Base 11-01 to 11-30: 1, 100.00',
    ]);
  });

  it('of a trial waits for its end', async () => {
    await subscribe('plan: ahead, start: 2026-10-01, trial: { until: 2026-10-17 }');
    expect(await sent(await bill('2026-09', 'adler'))).toEqual([]);
    expect(await sent(await bill('2026-10', 'adler'))).toEqual([
      'Ahead, Base 10-17 to 10-31: 1, 48.39',
      'Ahead, Base 11-01 to 11-30: 1, 100.00',
    ]);
  });

  it('of a year from 29 February comes once a year', async () => {
    await subscribe('plan: yearly, start: 2028-02-29, anchorDay: 29');
    const runs: Month[] = [];
    for (const month of ['2028-01', '2028-02', '2028-03', '2029-01', '2029-02']) runs.push(await bill(month, 'adler'));
    expect(await Promise.all(runs.map((run) => sent(run)))).toEqual([
      [],
      ['Yearly, Base 02-29 to 02-27: 1, 365.00'],
      [],
      [],
      ['Yearly, Base 02-28 to 02-27: 1, 365.00'],
    ]);
  });

  it('of two runs that overlap is billed once', async () => {
    await subscribe('plan: ahead, start: 2026-10-01');
    const [first, second] = [await open('2026-09'), await open('2026-10')];
    await first.prepare('adler');
    await second.prepare('adler');
    await first.seal();
    await second.seal();
    expect(await sent(first)).toEqual(['Ahead, Base 10-01 to 10-31: 1, 100.00']);
    expect(await sent(second)).toEqual(['Ahead, Base 11-01 to 11-30: 1, 100.00']);
  });
});

describe('terms that change behind a bill', () => {
  it('bring the upgrade of a month that was billed ahead', async () => {
    await subscribe('plan: small, start: 2026-10-01');
    const september = await bill('2026-09', 'adler');
    await subscribe('plan: small, start: 2026-10-01, changes: [{ on: 2026-10-15, plan: ahead }]');
    const october = await bill('2026-10', 'adler');
    expect(await sent(september)).toEqual(['Small, Base 10-01 to 10-31: 1, 30.00']);
    // 30.00 is taken back; 30.00 × 14/31 = 13.55 and 100.00 × 17/31 = 54.84 instead: 38.39 more.
    expect(await sent(october)).toEqual([
      'Small, Base, correction 10-01 to 10-31: -1, -30.00',
      'Small, Base, correction 10-01 to 10-14: 1, 13.55',
      'Ahead, Base, correction 10-15 to 10-31: 1, 54.84',
      'Ahead, Base 11-01 to 11-30: 1, 100.00',
    ]);
    // And not again.
    expect(await sent(await bill('2026-11', 'adler'))).toEqual(['Ahead, Base 12-01 to 12-31: 1, 100.00']);
  });

  it('bring the downgrade, against what is due beside it', async () => {
    await subscribe('plan: ahead, start: 2026-10-01');
    await bill('2026-09', 'adler');
    await arrive('2026-10-20', used('a', '2000', '2026-10-14T00:00:00Z'));
    await subscribe('plan: ahead, start: 2026-10-01, changes: [{ on: 2026-10-15, plan: small }]');
    // −100.00 + 100.00 × 14/31 + 30.00 × 17/31 = −100.00 + 45.16 + 16.45 = −38.39; 2000 × 0.01 and 30.00 are due.
    expect(await sent(await bill('2026-10', 'adler'))).toEqual([
      'Ahead, Base, correction 10-01 to 10-31: -1, -100.00',
      'Ahead, Base, correction 10-01 to 10-14: 1, 45.16',
      'Small, Base, correction 10-15 to 10-31: 1, 16.45',
      'Ahead, Calls 10-01 to 10-14: 2000, 20.00',
      'Small, Base 11-01 to 11-30: 1, 30.00',
    ]);
  });

  it('bring more seats, by the difference of the seats', async () => {
    await subscribe('plan: ahead, start: 2026-10-01, quantity: 2');
    await bill('2026-09', 'adler');
    await subscribe('plan: ahead, start: 2026-10-01, quantity: 3');
    expect(await sent(await bill('2026-10', 'adler'))).toEqual([
      'Ahead, Base, correction 10-01 to 10-31: 1, 100.00',
      'Ahead, Base 11-01 to 11-30: 3, 300.00',
    ]);
  });

  it('bring another price of the customer', async () => {
    await subscribe('plan: basic, start: 2026-10-01');
    await arrive('2026-10-20', used('a', '150', '2026-10-05T00:00:00Z'));
    await bill('2026-10', 'adler');
    await subscribe('plan: basic, start: 2026-10-01, overrides: { base: { amount: 36 } }');
    expect(await sent(await bill('2026-11', 'adler'))).toEqual([
      'Basic, Base, correction 10-01 to 10-31: 0, 5.00',
      'Basic, Base 11-01 to 11-30: 1, 36.00',
    ]);
  });

  it('bring a plan that should have held from the start, with its usage', async () => {
    await subscribe('plan: basic, start: 2026-10-01');
    await arrive('2026-10-20', used('a', '150', '2026-10-05T00:00:00Z'));
    await bill('2026-10', 'adler');
    await subscribe('plan: pro, start: 2026-10-01');
    expect(await sent(await bill('2026-11', 'adler'))).toEqual([
      'Basic, Base, correction 10-01 to 10-31: -1, -31.00',
      'Basic, Calls, correction 10-01 to 10-31: -150, -12.50',
      'Pro, Base, correction 10-01 to 10-31: 1, 62.00',
      'Pro, Calls, correction 10-01 to 10-31: 150, 1.50',
      'Pro, Base 11-01 to 11-30: 1, 62.00',
    ]);
  });

  it('take back the rest of a year that was cancelled, as a credit note where that is more than is due', async () => {
    await subscribe('plan: yearly, start: 2026-01-01');
    await bill('2025-12', 'adler');
    await subscribe('plan: yearly, start: 2026-01-01, end: 2026-03-01');
    // 365.00 × 59/365 stay.
    expect(await sent(await bill('2026-02', 'adler'))).toEqual([
      'Yearly, Base, correction 01-01 to 12-31: -1, -365.00',
      'Yearly, Base, correction 01-01 to 02-28: 1, 59.00',
    ]);
  });

  it('take back a period that was never to begin, also one that is two months ago', async () => {
    await subscribe('plan: small, start: 2026-10-01');
    await bill('2026-09', 'adler');
    await bill('2026-10', 'adler');
    // Ended with October, on another plan: November was billed ahead; 31 × 100 / 31 more for October.
    await subscribe('plan: small, start: 2026-10-01, end: 2026-11-01, changes: [{ on: 2026-10-02, plan: ahead }]');
    // −30.00 + 30.00 × 1/31 + 100.00 × 30/31 = −30.00 + 0.97 + 96.77; −30.00 for November.
    expect(await sent(await bill('2026-12', 'adler'))).toEqual([
      'Small, Base, correction 10-01 to 10-31: -1, -30.00',
      'Small, Base, correction 10-01 to 10-01: 1, 0.97',
      'Ahead, Base, correction 10-02 to 10-31: 1, 96.77',
      'Small, Base, correction 11-01 to 11-30: -1, -30.00',
    ]);
  });

  it('that come back to what they were bring back what was billed', async () => {
    await subscribe('plan: small, start: 2026-10-01');
    await bill('2026-09', 'adler');
    await subscribe('plan: small, start: 2026-10-01, quantity: 2');
    await bill('2026-10', 'adler');
    await subscribe('plan: small, start: 2026-10-01');
    // One seat less for October and November, and one for December: −30.00 − 30.00 + 30.00.
    expect(await sent(await bill('2026-11', 'adler'))).toEqual([
      'Small, Base, correction 10-01 to 10-31: -1, -30.00',
      'Small, Base, correction 11-01 to 11-30: -1, -30.00',
      'Small, Base 12-01 to 12-31: 1, 30.00',
    ]);
  });
});

it('bills more periods than fit into one draft with two runs, each once', async () => {
  await subscribe('plan: basic, start: 2018-01-01');
  const runs = [await bill('2026-09', 'adler'), await bill('2026-10', 'adler')];
  // 105 months to the end of September 2026, and October.
  expect(await Promise.all(runs.map(async (run) => (await linesOf('adler', run)).length))).toEqual([90, 16]);
  expect(new Set((await linesOf('adler', ...runs)).map(({ period }) => period.start)).size).toBe(106);
});

describe('a version of the plan', () => {
  const dearer = `
  - id: basic
    version: 2
    effectiveFrom: 2026-10-16
    name: Basic
    currency: EUR
    prices: [{ id: base, name: Base, model: flat, amount: "62.00" }]`;

  it.each([
    { follows: '', october: ['Basic, Base 10-01 to 10-31: 1, 31.00'], november: 'Basic, Base 11-01 to 11-30: 1, 31.00' },
    { follows: ', follows: renewal', october: ['Basic, Base 10-01 to 10-31: 1, 31.00'], november: 'Basic, Base 11-01 to 11-30: 1, 62.00' },
    {
      follows: ', follows: at-once',
      // 31.00 × 15/31 and 62.00 × 16/31.
      october: ['Basic, Base 10-01 to 10-15: 1, 15.00', 'Basic, Base 10-16 to 10-31: 1, 32.00'],
      november: 'Basic, Base 11-01 to 11-30: 1, 62.00',
    },
  ])('that comes in October: a subscription$follows', async ({ follows, october, november }) => {
    await subscribe(`plan: basic, start: 2026-09-01${follows}`);
    await bill('2026-09', 'adler');
    await subscribe(`plan: basic, start: 2026-09-01${follows}`, { plans: dearer });
    expect(await sent(await bill('2026-10', 'adler'))).toEqual(october);
    expect(await sent(await bill('2026-11', 'adler'))).toEqual([november]);
  });
});

describe('a customer who moves', () => {
  it('to another zone goes on from where the last period ended', async () => {
    await subscribe('plan: basic, start: 2026-10-01', { zone: 'Europe/Berlin' });
    // October ends at 23:00 UTC in Berlin, and in New York, without the daylight saving of October, at 04:00.
    await arrive('2026-11-01', used('berlin', '1', '2026-10-31T22:59:59Z'), used('between', '2', '2026-10-31T23:00:00Z'), used('york', '4', '2026-12-01T04:59:59Z'), used('december', '8', '2026-12-01T05:00:00Z')); // prettier-ignore
    const october = await bill('2026-10', 'adler');
    await subscribe('plan: basic, start: 2026-10-01', { zone: 'America/New_York' });
    const runs = [october, await bill('2026-11', 'adler'), await bill('2026-12', 'adler')];
    const quantities = (await linesOf('adler', ...runs)).filter(({ trace }) => trace.meter).map(({ quantity }) => quantity);
    expect(quantities).toEqual(['1', '6', '8']);
  });
});

it('a month that is billed again as a dry run has the hash of the real one', async () => {
  await subscribe('plan: team, start: 2026-10-01, quantity: 5, changes: [{ on: 2026-10-11, quantity: 8 }]');
  const dry = await open('2026-10', { isDryRun: true });
  await dry.prepare('adler');
  const real = await open('2026-10');
  await real.prepare('adler');
  expect(await dry.hashes()).toEqual(await real.hashes());
});
