/**
 * A commitment over a term of three months, run by run. Expectations are worked out by hand, each with its arithmetic beside
 * it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importCatalog } from '../local/commands/import-catalog.ts';
import { datesOf } from '../shared/period.ts';
import type { UsageEvent } from '../shared/usage-event.ts';
import { adlerSection, callsEvent, SELLER_SECTION } from './support/catalog.ts';
import { openEmbedded, type Embedded } from './support/embedded.ts';
import { arrive, bill, linesOf, open, type Month } from './support/months.ts';

const CALLS = '{ id: calls, name: Calls, model: standard, meter: calls, unitPrice: "1" }';
const COMMITTED = 'currency: EUR, commitment: { amount: "300", periods: 3 }';
const base = (amount: string, more = ''): string => `{ id: base, name: Base, model: flat, amount: "${amount}"${more} }`;

const catalog = (subscription: string, customer: string): string => `${SELLER_SECTION}meters:
  - { id: calls, eventType: api.call, aggregation: sum, valueProperty: calls }
plans:
  - { id: term, name: Term, ${COMMITTED}, prices: [${CALLS}] }
  - { id: other, name: Other, ${COMMITTED}, prices: [${base('50')}, ${CALLS}] }
  - { id: ahead, name: Ahead, ${COMMITTED}, prices: [${base('40', ', billed: advance')}, ${CALLS}] }
  - { id: least, name: Least, ${COMMITTED}, minimumSpend: "90", prices: [${CALLS}] }
  - { id: most, name: Most, ${COMMITTED}, maximumSpend: "100", prices: [${CALLS}] }
  - { id: quarterly, name: Quarterly, interval: quarter, currency: EUR, commitment: { amount: "500", periods: 2 }, prices: [${CALLS}] }
coupons:
  - { id: tenth, name: A tenth, percent: 10 }
${adlerSection(`{ id: s, ${subscription} }`, { more: customer })}`;

let world: Embedded;
beforeEach(() => {
  world = openEmbedded();
});
afterEach(() => world.close());

async function subscribe(subscription: string, customer = ''): Promise<void> {
  const file = join(world.folder, 'catalog.yml');
  writeFileSync(file, catalog(subscription, customer));
  await importCatalog([file], 'ops');
}

const TERM = 'plan: term, start: 2026-10-01';

/** Calls in the middle of a month, each of 1.00. */
const calls = (month: string, count: string, id = month): UsageEvent =>
  callsEvent('adler', count, { id, time: `${month}-10T12:00:00Z`, type: 'api.call', properties: { calls: count } });

/** Uses 50, 60 and 70 in October, November and December. */
async function use180(): Promise<void> {
  await arrive('2026-12-20', calls('2026-10', '50'), calls('2026-11', '60'), calls('2026-12', '70'));
}

/** What some runs sent adler: description, quantity and net. */
async function billed(...runs: readonly Month[]): Promise<string[]> {
  return (await linesOf('adler', ...runs)).map(({ description, quantity, net }) => `${description} ${quantity} ${net}`);
}

/** The months of a term one after the other, and what the last one of them says. */
async function billMonths(...months: readonly string[]): Promise<string[]> {
  const runs: Month[] = [];
  for (const month of months) runs.push(await bill(month, 'adler'));
  return billed(runs.at(-1)!);
}

describe('a commitment of 300 over three months', () => {
  it('adds what is missing when the term is over, and not before', async () => {
    await subscribe(TERM);
    await use180();
    expect(await billMonths('2026-10')).toEqual(['Calls 50 50.00']);
    expect(await billMonths('2026-11')).toEqual(['Calls 60 60.00']);
    // 300 − 50 − 60 − 70.
    expect(await billMonths('2026-12')).toEqual(['Calls 70 70.00', 'Commitment, not reached 1 120.00']);
    expect(await billMonths('2027-01')).toEqual([]);
  });

  it('names the term and what was spent in it', async () => {
    await subscribe(TERM);
    await use180();
    const line = (await linesOf('adler', await bill('2026-10', 'adler'), await bill('2026-11', 'adler'), await bill('2026-12', 'adler'))).at(-1); // prettier-ignore
    expect(datesOf(line!.period)).toEqual({ first: '2026-10-01', last: '2026-12-31' });
    expect(line).toMatchObject({
      group: 'Term',
      trace: { price: 'commitment', timing: 'term', spend: { due: '300.00', spent: '180.00' } },
    });
  });

  it('adds nothing where it is reached', async () => {
    await subscribe(TERM);
    await arrive('2026-10-20', calls('2026-10', '300'));
    expect(await billMonths('2026-10', '2026-11', '2026-12')).toEqual([]);
  });

  it('begins anew with the next term', async () => {
    await subscribe(TERM);
    await arrive('2026-10-20', calls('2026-10', '500'));
    await arrive('2027-02-20', calls('2027-02', '20'));
    await billMonths('2026-10', '2026-11', '2026-12', '2027-01', '2027-02');
    expect(await billMonths('2027-03')).toEqual(['Commitment, not reached 1 280.00']);
  });

  it('is settled when three months are billed at once', async () => {
    await subscribe(TERM);
    await use180();
    expect(await billMonths('2026-12')).toEqual(['Calls 50 50.00', 'Calls 60 60.00', 'Calls 70 70.00', 'Commitment, not reached 1 120.00']);
  });

  it('is due in full with the month in which the subscription ends', async () => {
    await subscribe(`${TERM}, end: 2026-11-16`);
    await arrive('2026-11-20', calls('2026-10', '50'), calls('2026-11', '60'));
    await billMonths('2026-10');
    expect(await billMonths('2026-11')).toEqual(['Calls 60 60.00', 'Commitment, not reached 1 190.00']);
    expect(await billMonths('2026-12', '2027-01')).toEqual([]);
  });

  it('is due in full after an end that was written later', async () => {
    await subscribe(TERM);
    await billMonths('2026-10', '2026-11');
    await subscribe(`${TERM}, end: 2026-11-01`);
    expect(await billMonths('2026-12')).toEqual(['Commitment, not reached 1 300.00']);
  });

  it('is taken back where the subscription turns out to have ended before the term', async () => {
    await subscribe(`${TERM}, end: 2027-02-16`);
    await arrive('2026-10-20', calls('2026-10', '300'));
    expect(await billMonths('2026-10', '2026-11', '2026-12', '2027-01', '2027-02')).toEqual(['Commitment, not reached 1 300.00']);
    await subscribe(`${TERM}, end: 2027-01-01`);
    await arrive('2027-03-10', calls('2026-12', '400'));
    expect(await billMonths('2027-03')).toEqual(['Calls, correction 400 400.00', 'Commitment, not reached, correction -1 -300.00']);
  });

  it('waits for the rest of the term where the end turns out to be later', async () => {
    await subscribe(`${TERM}, end: 2026-11-16`);
    await billMonths('2026-10', '2026-11');
    await subscribe(TERM);
    await arrive('2026-12-10', calls('2026-12', '70'));
    // The term is another one then, until 31 December: what was billed for the short one is taken back.
    expect(await billMonths('2026-12')).toEqual([
      'Calls 70 70.00',
      'Commitment, not reached, correction -1 -300.00',
      'Commitment, not reached, correction 1 230.00',
    ]);
  });

  it.each([
    { why: 'a trial', subscription: `${TERM}, trial: { until: 2026-11-01 }`, first: '2026-10-01', missing: '170.00' },
    { why: 'a pause', subscription: `${TERM}, pauses: [{ from: 2026-10-01, until: 2026-11-01 }]`, first: '2026-10-01', missing: '170.00' },
    // Whole periods begin on the 1st, and the one of the start is the first.
    { why: 'a start within a period', subscription: `plan: term, start: 2026-10-16, anchorDay: 1`, first: '2026-10-16', missing: '170.00' },
  ])('is not less for $why', async ({ subscription, first, missing }) => {
    await subscribe(subscription);
    await use180();
    const runs = [await bill('2026-10', 'adler'), await bill('2026-11', 'adler'), await bill('2026-12', 'adler')];
    const line = (await linesOf('adler', ...runs)).at(-1)!;
    // 300 − 60 − 70: nothing of October is billed.
    expect([line.description, line.net, datesOf(line.period).first]).toEqual(['Commitment, not reached', missing, first]);
  });

  it('counts fees in advance of its own periods, and not that of the next term', async () => {
    await subscribe('plan: ahead, start: 2026-10-01');
    await arrive('2026-12-20', calls('2026-10', '50'), calls('2026-11', '60'));
    await billMonths('2026-09', '2026-10', '2026-11');
    // 300 − 50 − 60, less three fees of 40; the fee of January comes with the run of December.
    expect(await billMonths('2026-12')).toEqual(['Base 1 40.00', 'Commitment, not reached 1 70.00']);
  });

  it('counts what a minimum added', async () => {
    await subscribe('plan: least, start: 2026-10-01');
    await billMonths('2026-10', '2026-11');
    // Three minimums of 90.
    expect(await billMonths('2026-12')).toEqual(['Minimum spend 1 90.00', 'Commitment, not reached 1 30.00']);
  });

  it('counts no more than the maximum of a month', async () => {
    await subscribe('plan: most, start: 2026-10-01');
    await arrive('2026-12-20', calls('2026-10', '250'));
    // 100 of the 250 are billed.
    expect(await billMonths('2026-10', '2026-11', '2026-12')).toEqual(['Commitment, not reached 1 200.00']);
  });

  it('counts both plans of a change', async () => {
    await subscribe(`${TERM}, changes: [{ on: 2026-12-01, plan: other }]`);
    await use180();
    await billMonths('2026-10', '2026-11');
    // 300 − 180 − 50.
    expect(await billMonths('2026-12')).toEqual(['Base 1 50.00', 'Calls 70 70.00', 'Commitment, not reached 1 70.00']);
  });

  it('is held against amounts before coupons, and none are taken off it', async () => {
    await subscribe(TERM, 'coupons: [{ coupon: tenth }]');
    await use180();
    await billMonths('2026-10', '2026-11');
    expect(await billMonths('2026-12')).toEqual(['Calls 70 63.00', 'Commitment, not reached 1 120.00']);
  });

  it('has terms of whole periods, such as two quarters', async () => {
    await subscribe('plan: quarterly, start: 2026-10-01');
    await use180();
    expect(await billMonths('2026-12')).toEqual(['Calls 180 180.00']);
    // 500 − 180.
    expect(await billMonths('2027-03')).toEqual(['Commitment, not reached 1 320.00']);
  });
});

describe('a commitment that was settled', () => {
  beforeEach(async () => {
    await subscribe(TERM);
    await use180();
  });

  it.each([
    { why: 'shrinks by usage of its term that comes late', late: '20', then: ['Calls, correction 20 20.00', 'Commitment, not reached, correction 0 -20.00'] }, // prettier-ignore
    { why: 'gives back no more than it added', late: '150', then: ['Calls, correction 150 150.00', 'Commitment, not reached, correction -1 -120.00'] }, // prettier-ignore
  ])('$why', async ({ late, then }) => {
    await billMonths('2026-10', '2026-11', '2026-12');
    await arrive('2027-01-10', calls('2026-11', late, 'late'));
    await arrive('2027-01-12', calls('2027-01', '5'));
    expect((await billMonths('2027-01')).sort()).toEqual(['Calls 5 5.00', ...then].sort());
    expect(await billMonths('2027-02')).toEqual([]);
  });

  it('is settled again where usage comes late once more', async () => {
    await billMonths('2026-10', '2026-11', '2026-12');
    await arrive('2027-01-10', calls('2026-11', '20', 'late'));
    await billMonths('2027-01');
    await arrive('2027-02-10', calls('2026-12', '30', 'later'));
    expect(await billMonths('2027-02')).toEqual(['Calls, correction 30 30.00', 'Commitment, not reached, correction 0 -30.00']);
  });

  it('counts a month that was billed once more after a VOID', async () => {
    await billMonths('2026-10');
    const november = await bill('2026-11', 'adler');
    await billMonths('2026-12');
    await november.makeVoid('adler');
    expect(await billMonths('2027-01')).toEqual(['Calls 60 60.00']);
  });

  it('is billed again after a VOID of its own document', async () => {
    await billMonths('2026-10', '2026-11');
    const december = await bill('2026-12', 'adler');
    await december.makeVoid('adler');
    expect(await billMonths('2027-01')).toEqual(['Calls 70 70.00', 'Commitment, not reached 1 120.00']);
  });

  it('waits for a run that is billing a month of the term', async () => {
    await billMonths('2026-10');
    const november = await open('2026-11');
    await november.prepare('adler');
    expect(await billMonths('2026-12')).toEqual(['Calls 70 70.00']);
    await november.seal();
    await november.close();
    expect(await billMonths('2027-01')).toEqual(['Commitment, not reached 1 120.00']);
  });

  it('in a dry run comes to the hash of the run that follows', async () => {
    await billMonths('2026-10', '2026-11');
    const dry = await open('2026-12', { isDryRun: true });
    await dry.prepare('adler');
    const real = await open('2026-12');
    await real.prepare('adler');
    expect(Object.keys(await dry.hashes())).toEqual(['adler']);
    expect(await dry.hashes()).toEqual(await real.hashes());
  });
});
