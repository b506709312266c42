/**
 * Minimum and maximum of a plan, month by month: what each run bills and corrects. Expectations are worked out by hand,
 * each with its arithmetic beside it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importCatalog } from '../local/commands/import-catalog.ts';
import { datesOf } from '../shared/period.ts';
import { usageEvent, type UsageEvent } from '../shared/usage-event.ts';
import { adlerSection, callsEvent, SELLER_SECTION } from './support/catalog.ts';
import { openEmbedded, type Embedded } from './support/embedded.ts';
import { arrive, bill, linesOf, open, type Month } from './support/months.ts';

const CALLS = '{ id: calls, name: Calls, model: standard, meter: calls, unitPrice: "1" }';
const MAILS = '{ id: mails, name: Mails, model: standard, meter: mails, unitPrice: "1" }';
const ahead = (amount: string) => `{ id: base, name: Base, model: flat, amount: "${amount}", billed: advance }`;

const catalog = (subscription: string, customer: string): string => `${SELLER_SECTION}meters:
  - { id: calls, eventType: api.call, aggregation: sum, valueProperty: calls }
  - { id: mails, eventType: mail, aggregation: sum, valueProperty: calls }
plans:
  - { id: least, name: Least, currency: EUR, minimumSpend: "100", prices: [${CALLS}] }
  - { id: less, name: Less, currency: EUR, minimumSpend: "62", prices: [${CALLS}] }
  - { id: uncut, name: Uncut, currency: EUR, proration: none, minimumSpend: "100", prices: [${CALLS}] }
  - { id: bysecond, name: By second, currency: EUR, proration: second, minimumSpend: "100", prices: [${CALLS}] }
  - { id: ahead, name: Ahead, currency: EUR, minimumSpend: "100", prices: [${ahead('40')}, ${CALLS}] }
  - { id: most, name: Most, currency: EUR, maximumSpend: "100", prices: [${ahead('20')}, ${CALLS}, ${MAILS}] }
  - { id: open, name: Open, currency: EUR, prices: [${CALLS}] }
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
const COUPON = 'coupons: [{ coupon: tenth }]';

const used = (id: string, calls: string, { time = '2026-10-10T12:00:00Z', type = 'api.call' } = {}): UsageEvent =>
  callsEvent('adler', calls, { id, time, type, properties: { calls } });

/** Lines of October, as adler was sent them: description, quantity, what was taken off and net. */
async function october(...runs: readonly Month[]): Promise<string[]> {
  const lines = (await linesOf('adler', ...runs)).filter(({ period }) => datesOf(period).first.startsWith('2026-10'));
  return lines.map(({ description, quantity, discounts = [], net }) =>
    [description, quantity, ...discounts.map(({ coupon, kind, amount }) => `${coupon ?? kind} ${amount}`), net].join(' '),
  );
}

/** October billed on some usage, then once more with the run of November. */
async function corrected(first: readonly UsageEvent[], late: readonly UsageEvent[]): Promise<{ first: string[]; then: string[] }> {
  await arrive('2026-10-15', ...first);
  const billed = await bill('2026-10', 'adler');
  await arrive('2026-11-10', ...late);
  return { first: await october(billed), then: await october(await bill('2026-11', 'adler')) };
}

describe('a minimum of 100 for a period', () => {
  it.each([
    { why: 'adds what is missing', calls: '70', lines: ['Calls 70 70.00', 'Minimum spend 1 30.00'] },
    { why: 'adds nothing where it is reached', calls: '100', lines: ['Calls 100 100.00'] },
    { why: 'adds a cent', calls: '99.99', lines: ['Calls 99.99 99.99', 'Minimum spend 1 0.01'] },
    { why: 'is due where nothing was used', calls: '0', lines: ['Minimum spend 1 100.00'] },
  ])('$why', async ({ calls, lines }) => {
    await subscribe('plan: least, start: 2026-10-01');
    await arrive('2026-10-15', used('a', calls));
    expect(await october(await bill('2026-10', 'adler'))).toEqual(lines);
  });

  it.each([
    { why: 'by what comes late', late: '20', then: ['Calls, correction 20 20.00', 'Minimum spend, correction 0 -20.00'] },
    { why: 'at most by what it added', late: '50', then: ['Calls, correction 50 50.00', 'Minimum spend, correction -1 -30.00'] },
  ])('shrinks $why', async ({ late, then }) => {
    await subscribe('plan: least, start: 2026-10-01');
    expect(await corrected([used('a', '70')], [used('b', late)])).toEqual({ first: ['Calls 70 70.00', 'Minimum spend 1 30.00'], then });
  });

  it('is due once usage that had reached it is taken back', async () => {
    await subscribe('plan: least, start: 2026-10-01');
    const back = usageEvent.parse({ id: 'b-back', customer: 'adler', type: 'api.call', time: '2026-10-10T12:00:00Z', reverses: 'b' });
    expect(await corrected([used('a', '70'), used('b', '80')], [back])).toEqual({
      first: ['Calls 150 150.00'],
      then: ['Calls, correction -80 -80.00', 'Minimum spend, correction 1 30.00'],
    });
  });

  it.each([
    { why: 'a start on the 16th', subscription: 'plan: least, start: 2026-10-16', due: '51.61' }, // 16 of 31 days
    { why: 'a trial', subscription: 'plan: least, start: 2026-10-01, trial: { days: 14 }', due: '54.84' }, // 17
    { why: 'a pause of 15 days', subscription: 'plan: least, start: 2026-10-01, pauses: [{ from: 2026-10-06, until: 2026-10-21 }]', due: '51.61' }, // prettier-ignore
    // 100 × 15/31 + 62 × 16/31 = 48.387 + 32
    { why: 'a downgrade on the 16th', subscription: 'plan: least, start: 2026-10-01, changes: [{ on: 2026-10-16, plan: less }]', due: '80.39' }, // prettier-ignore
    // 100 × 15/31
    { why: 'a change to a plan without one', subscription: 'plan: least, start: 2026-10-01, changes: [{ on: 2026-10-16, plan: open }]', due: '48.39' }, // prettier-ignore
    { why: 'a plan that is not prorated', subscription: 'plan: uncut, start: 2026-10-16', due: '100.00' },
    { why: 'half of a month by second', subscription: 'plan: bysecond, start: 2026-10-01, pauses: [{ from: "2026-10-16T12:00:00Z", until: 2026-11-01 }]', due: '50.00' }, // prettier-ignore
  ])('is $due after $why', async ({ subscription, due }) => {
    await subscribe(subscription);
    expect(await october(await bill('2026-10', 'adler'))).toEqual([`Minimum spend 1 ${due}`]);
  });

  it('is one line for the time that is billed', async () => {
    await subscribe('plan: least, start: 2026-10-01, trial: { days: 14 }, changes: [{ on: 2026-10-25, plan: less }], end: 2026-10-31');
    const [line] = await linesOf('adler', await bill('2026-10', 'adler'));
    expect(line).toMatchObject({ group: 'Less', trace: { plan: 'less', price: 'minimum-spend' } });
    expect(datesOf(line!.period)).toEqual({ first: '2026-10-15', last: '2026-10-30' });
  });

  it('counts what was billed in advance by an earlier run', async () => {
    await subscribe('plan: ahead, start: 2026-10-01');
    await arrive('2026-10-15', used('a', '30'));
    const september = await bill('2026-09', 'adler');
    // 100 − 40 − 30.
    expect(await october(september, await bill('2026-10', 'adler'))).toEqual(['Base 1 40.00', 'Calls 30 30.00', 'Minimum spend 1 30.00']);
  });

  it('counts what is billed in advance by the same run', async () => {
    await subscribe('plan: ahead, start: 2026-10-16');
    await arrive('2026-10-20', used('a', '10', { time: '2026-10-20T00:00:00Z' }));
    // 40 × 16/31 = 20.65; 100 × 16/31 = 51.61, less 30.65.
    expect(await october(await bill('2026-10', 'adler'))).toEqual(['Base 1 20.65', 'Calls 10 10.00', 'Minimum spend 1 20.96']);
  });

  it('counts what is billed in advance once more after a VOID, and the VOID not', async () => {
    await subscribe('plan: ahead, start: 2026-10-01');
    await arrive('2026-10-15', used('a', '30'));
    const september = await bill('2026-09', 'adler');
    await september.makeVoid('adler');
    expect(await october(await bill('2026-10', 'adler'))).toEqual(['Base 1 40.00', 'Calls 30 30.00', 'Minimum spend 1 30.00']);
    await arrive('2026-11-10', used('b', '20'));
    expect(await october(await bill('2026-11', 'adler'))).toEqual(['Calls, correction 20 20.00', 'Minimum spend, correction 0 -20.00']);
  });

  it('shrinks by what a fee in advance comes to on other terms', async () => {
    await subscribe('plan: ahead, start: 2026-10-01');
    await arrive('2026-10-15', used('a', '30'));
    await bill('2026-09', 'adler');
    await bill('2026-10', 'adler');
    await subscribe('plan: ahead, start: 2026-10-01, changes: [{ on: 2026-10-16, quantity: 2 }]');
    // 40 × 15/31 = 19.35, 80 × 16/31 = 41.29: with 30 they are 90.64, and 9.36 is missing; 30.00 was billed.
    expect(await october(await bill('2026-11', 'adler'))).toEqual([
      'Base, correction -1 -40.00',
      'Base, correction 1 19.35',
      'Base, correction 2 41.29',
      'Minimum spend, correction 0 -20.64',
    ]);
  });

  it('waits for a run that is billing the same period in advance', async () => {
    await subscribe('plan: ahead, start: 2026-10-01');
    const september = await open('2026-09');
    await september.prepare('adler');
    expect(await october(await bill('2026-10', 'adler'))).toEqual([]);
    await september.seal();
    await september.close();
    expect(await october(september, await bill('2026-11', 'adler'))).toEqual(['Base 1 40.00', 'Minimum spend 1 60.00']);
  });

  it('is held against amounts before coupons, which are taken off it too', async () => {
    await subscribe('plan: least, start: 2026-10-01', COUPON);
    // 70 and 30, each less a tenth; then 90 less 9.00 and 10 less 1.00, of which 63.00 and 27.00 were billed.
    expect(await corrected([used('a', '70')], [used('b', '20')])).toEqual({
      first: ['Calls 70 tenth 7.00 63.00', 'Minimum spend 1 tenth 3.00 27.00'],
      then: ['Calls, correction 20 tenth 2.00 18.00', 'Minimum spend, correction 0 tenth -2.00 -18.00'],
    });
  });

  it('counts what was billed in advance before its coupons', async () => {
    await subscribe('plan: ahead, start: 2026-10-01', COUPON);
    await arrive('2026-10-15', used('a', '30'));
    const september = await bill('2026-09', 'adler');
    // 100 − 40 − 30, and a tenth less of each.
    expect(await october(september, await bill('2026-10', 'adler'))).toEqual([
      'Base 1 tenth 4.00 36.00',
      'Calls 30 tenth 3.00 27.00',
      'Minimum spend 1 tenth 3.00 27.00',
    ]);
  });

  it('in a dry run comes to the hash of the run that follows', async () => {
    await subscribe('plan: ahead, start: 2026-10-01');
    await bill('2026-09', 'adler');
    const dry = await open('2026-10', { isDryRun: true });
    await dry.prepare('adler');
    const real = await open('2026-10');
    await real.prepare('adler');
    expect(Object.keys(await dry.hashes())).toEqual(['adler']);
    expect(await dry.hashes()).toEqual(await real.hashes());
  });
});

describe('a maximum of 100 for a period', () => {
  it.each([
    { why: 'takes off what is above it', calls: '90', lines: ['Calls 90 maximum-spend 10.00 80.00'] },
    { why: 'takes off nothing at it', calls: '80', lines: ['Calls 80 80.00'] },
    { why: 'takes off a cent', calls: '80.01', lines: ['Calls 80.01 maximum-spend 0.01 80.00'] },
  ])('$why, with what was billed in advance: 20 and $calls', async ({ calls, lines }) => {
    await subscribe('plan: most, start: 2026-10-01');
    await arrive('2026-10-15', used('a', calls));
    await bill('2026-09', 'adler');
    expect(await october(await bill('2026-10', 'adler'))).toEqual(lines);
  });

  it('is spread over the lines in arrears by largest remainder', async () => {
    await subscribe('plan: most, start: 2026-10-01');
    await arrive('2026-10-15', used('a', '90'), used('b', '31', { type: 'mail' }));
    await bill('2026-09', 'adler');
    // 41 above: 41 × 90/121 = 30.4958, 41 × 31/121 = 10.5041.
    expect(await october(await bill('2026-10', 'adler'))).toEqual([
      'Calls 90 maximum-spend 30.50 59.50',
      'Mails 31 maximum-spend 10.50 20.50',
    ]);
  });

  it('comes after coupons', async () => {
    await subscribe('plan: most, start: 2026-10-01', COUPON);
    await arrive('2026-10-15', used('a', '200'));
    const september = await bill('2026-09', 'adler');
    // 18 and 180 are left of 20 and 200: 98 above.
    expect(await october(september, await bill('2026-10', 'adler'))).toEqual([
      'Base 1 tenth 2.00 18.00',
      'Calls 200 tenth 20.00 maximum-spend 98.00 82.00',
    ]);
  });

  it('is in the sum of a correction', async () => {
    await subscribe('plan: most, start: 2026-10-01');
    await bill('2026-09', 'adler');
    // 20 and 90, then 20 and 140: it was reached before.
    expect(await corrected([used('a', '90')], [used('b', '50')])).toEqual({
      first: ['Calls 90 maximum-spend 10.00 80.00'],
      then: ['Calls, correction 50 maximum-spend 50.00 0.00'],
    });
  });

  it('holds for the lines of its plan', async () => {
    await subscribe('plan: most, start: 2026-10-01, changes: [{ on: 2026-10-16, plan: open }]');
    await arrive('2026-10-20', used('a', '95'), used('b', '300', { time: '2026-10-20T00:00:00Z' }));
    const september = await bill('2026-09', 'adler');
    // 20 × 15/31 = 9.68 and 95 are 4.68 above.
    expect(await october(september, await bill('2026-10', 'adler'))).toEqual([
      'Base 1 9.68',
      'Calls 95 maximum-spend 4.68 90.32',
      'Calls 300 300.00',
    ]);
  });
});
