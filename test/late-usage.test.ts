/**
 * Usage that arrives late, at every moment it can: billed once, as a correction of its own service period. Prices
 * are those of test/support/catalog.ts: 10.00 a month, 0–100 calls at 0.10, to 1000 at 0.05, then 0.01.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cancelling } from '../shared/cancelling.store.ts';
import { requireDraft } from '../shared/draft.store.ts';
import { TransientError } from '../shared/errors.ts';
import { table } from '../shared/ports.ts';
import type { Body, NewRecord } from '../shared/table.ts';
import { usageEvent, type UsageEvent } from '../shared/usage-event.ts';
import { callsEvent, importCustomers } from './support/catalog.ts';
import { effects, openEmbedded, under, type Embedded } from './support/embedded.ts';
import { arrive, bill, claimed, linesOf, numberOf, open, type Month } from './support/months.ts';

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
  await arrive('2026-10-15', calls('first', '250'));
});
afterEach(() => world.close());

const calls = (id: string, quantity: string, time = '2026-10-15T12:00:00Z'): UsageEvent => callsEvent('adler', quantity, { id, time });
const reversal = (id: string, time = '2026-10-15T12:00:00Z'): UsageEvent =>
  usageEvent.parse({ id: `${id}-back`, customer: 'adler', type: 'api.calls', time, reverses: id });

/** First day of the period, description, quantity and net of what adler was sent. */
async function sent(...runs: readonly Month[]): Promise<string[]> {
  return (await linesOf('adler', ...runs)).map(
    ({ period, description, quantity, net }) => `${period.start.slice(0, 10)} ${description} ${quantity} ${net}`,
  );
}
const OCTOBER = ['2026-09-30 Base fee 1 10.00', '2026-09-30 Calls 250 17.50'];
const NOVEMBER = ['2026-10-31 Base fee 1 10.00'];
const DECEMBER = ['2026-11-30 Base fee 1 10.00'];

/** 250 calls were billed; 800 more make 1050: 100 × 0.10 + 900 × 0.05 + 50 × 0.01 = 55.50, less 17.50. */
const LATE = '2026-09-30 Calls, correction 800 38.00';

describe('800 calls of October that arrive', () => {
  it('before the snapshot are in the first bill, with the mark they left', async () => {
    await arrive('2026-11-02', calls('late', '800'));
    const october = await bill('2026-10', 'adler');
    const november = await bill('2026-11', 'adler');
    expect(await sent(october, november)).toEqual(['2026-09-30 Base fee 1 10.00', '2026-09-30 Calls 1050 55.50', ...NOVEMBER]);
    expect(await claimed('adler.basic')).toEqual(['2026-09-30 0 kranich-2026-10-1', '2026-10-31 0 kranich-2026-11-1']);
  });

  it('between snapshot and release are corrected a month later', async () => {
    const october = await open('2026-10');
    await october.price('adler');
    await arrive('2026-11-02', calls('late', '800'));
    await october.draft('adler');
    await october.seal();
    await october.close();
    const november = await bill('2026-11', 'adler');
    expect(await sent(october, november)).toEqual([...OCTOBER, LATE, ...NOVEMBER]);
    expect(await claimed('adler.basic')).toEqual([
      '2026-09-30 0 kranich-2026-10-1',
      '2026-09-30 1 kranich-2026-11-1',
      '2026-10-31 0 kranich-2026-11-1',
    ]);
  });

  it.each(['after the release', 'after closing'])('%s are corrected a month later, and not again', async (moment) => {
    const october = await open('2026-10');
    await october.prepare('adler');
    await october.seal();
    if (moment === 'after closing') await october.close();
    await arrive('2026-11-10', calls('late', '800'));
    const november = await bill('2026-11', 'adler');
    const december = await bill('2026-12', 'adler');
    expect(await sent(october, november, december)).toEqual([...OCTOBER, LATE, ...NOVEMBER, ...DECEMBER]);
  });

  it('a month later are corrected by the run of December', async () => {
    const october = await bill('2026-10', 'adler');
    const november = await bill('2026-11', 'adler');
    await arrive('2026-12-20', calls('late', '800'));
    const december = await bill('2026-12', 'adler');
    expect(await sent(october, november, december)).toEqual([...OCTOBER, ...NOVEMBER, LATE, ...DECEMBER]);
  });

  it('in three parts are corrected three times, each at the price that is left', async () => {
    const runs = [await bill('2026-10', 'adler')];
    for (const [i, month] of ['2026-11', '2026-12', '2027-01'].entries()) {
      // 250 → 650 → 950 → 1050: 400 × 0.05, 300 × 0.05, 50 × 0.05 + 50 × 0.01.
      await arrive(`${month}-20`, calls(`late-${i}`, ['400', '300', '100'][i] ?? ''));
      runs.push(await bill(month, 'adler'));
    }
    expect((await sent(...runs)).filter((line) => line.includes('correction'))).toEqual([
      '2026-09-30 Calls, correction 400 20.00',
      '2026-09-30 Calls, correction 300 15.00',
      '2026-09-30 Calls, correction 100 3.00',
    ]);
  });

  it('for a subscription that has ended are corrected all the same', async () => {
    await importCustomers({ id: 'adler', end: '2026-11-01' });
    const october = await bill('2026-10', 'adler');
    const november = await bill('2026-11', 'adler');
    await arrive('2026-12-20', calls('late', '800'));
    const december = await bill('2026-12', 'adler');
    expect(await sent(october, november, december)).toEqual([...OCTOBER, LATE]);
  });

  it('while the customer is set aside are in the first bill, whenever that is made', async () => {
    const october = await open('2026-10');
    await october.prepare('adler');
    await october.setAside('adler');
    await october.seal();
    await october.close();
    await arrive('2026-11-20', calls('late', '800'));
    const november = await bill('2026-11', 'adler');
    expect(await sent(october, november)).toEqual(['2026-09-30 Base fee 1 10.00', '2026-09-30 Calls 1050 55.50', ...NOVEMBER]);
  });

  it('say what they were: tiers, and what was billed before', async () => {
    await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('late', '800'));
    const november = await bill('2026-11', 'adler');
    const [line] = await linesOf('adler', november);
    expect(line).toMatchObject({
      group: 'Basic',
      period: { start: '2026-09-30T22:00:00Z', end: '2026-10-31T23:00:00Z' },
      parts: [
        { upTo: '1000', quantity: '750', unitPrice: '0.05', flatFee: '0', amount: '37.5' },
        { quantity: '50', unitPrice: '0.01', flatFee: '0', amount: '0.5' },
      ],
      trace: { events: 2, correction: { sequence: 1, ratedExact: '55.5', billedExact: '17.5', billedNet: '17.50' } },
    });
  });
});

it('250 calls in place of 250 others are a correction without money: the period is billed on those that count', async () => {
  const october = await bill('2026-10', 'adler');
  await arrive('2026-11-10', reversal('first'), calls('instead', '250'));
  const november = await bill('2026-11', 'adler');
  const december = await bill('2026-12', 'adler');
  expect(await sent(october, november, december)).toEqual([...OCTOBER, ...NOVEMBER, ...DECEMBER]);
  expect(await claimed('adler.basic')).toEqual([
    '2026-09-30 0 kranich-2026-10-1',
    '2026-09-30 1 kranich-2026-11-1',
    '2026-10-31 0 kranich-2026-11-1',
    '2026-11-30 0 kranich-2026-12-1',
  ]);
  await arrive('2027-01-10', calls('late', '800'));
  expect(await sent(await bill('2027-01', 'adler'))).toEqual([LATE, '2026-12-31 Base fee 1 10.00']);
});

it('an event on the day its period ends, stored after the snapshot on that same day, leaves no mark and is found', async () => {
  await importCustomers({ id: 'adler', zone: 'Pacific/Pago_Pago' });
  // October ends in Pago Pago on 1 November at 11:00 UTC.
  const october = await open('2026-10', { openedAt: '2026-11-01T12:00:00Z' });
  await october.prepare('adler');
  await arrive('2026-11-01', calls('late', '800', '2026-11-01T10:59:59Z'));
  expect(under(world.records(), 'kranich|late|')).toEqual([]);
  await october.seal();
  await october.close();
  const november = await bill('2026-11', 'adler');
  const december = await bill('2026-12', 'adler');
  expect((await sent(october, november, december)).filter((line) => line.includes('correction'))).toEqual([
    '2026-10-01 Calls, correction 800 38.00',
  ]);
});

it('an event whose storing was cut off has its mark: marks come first', async () => {
  const october = await bill('2026-10', 'adler');
  world.connectWith((inner) => ({
    ...inner,
    async append(records) {
      const fates = await inner.append(records);
      if (records.some(({ pk }) => pk.includes('|usage|'))) throw new TransientError('The answer of the write was lost.');
      return fates;
    },
  }));
  await expect(arrive('2026-11-10', calls('late', '800'))).rejects.toMatchObject({ name: 'TransientError' });
  world.connectWith((inner) => inner);
  const november = await bill('2026-11', 'adler');
  expect(await sent(october, november)).toEqual([...OCTOBER, LATE, ...NOVEMBER]);
});

it('what an earlier version billed is corrected as well', async () => {
  const october = await bill('2026-10', 'adler');
  const since = ['voided', 'compared', 'sequence', 'billedBy', 'found'];
  for (const { pk, sk, body } of world.records()) {
    const isClaim = pk.startsWith('kranich|claims|');
    if (!isClaim && !/^(charges|snapshot)\|/.test(sk)) continue;
    const text = JSON.stringify(body, (key, value: unknown) =>
      since.includes(key) && !(isClaim && key === 'sequence') ? undefined : value,
    );
    await table().write([{ put: { pk, sk, body: JSON.parse(text) as Body } }]);
  }
  const november = await bill('2026-11', 'adler');
  await arrive('2026-12-10', calls('late', '800'));
  const december = await bill('2026-12', 'adler');
  expect(await sent(october, november, december)).toEqual([...OCTOBER, ...NOVEMBER, LATE, ...DECEMBER]);
});

describe('what is taken back late', () => {
  it('is credited on its period', async () => {
    await arrive('2026-10-15', calls('wrong', '60'));
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', reversal('wrong'));
    const november = await bill('2026-11', 'adler');
    // 310 calls were 20.50, 250 are 17.50.
    expect(await sent(october, november)).toEqual([
      '2026-09-30 Base fee 1 10.00',
      '2026-09-30 Calls 310 20.50',
      '2026-09-30 Calls, correction -60 -3.00',
      ...NOVEMBER,
    ]);
  });

  it('and sent again under a new id is one correction', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', reversal('first'), calls('second', '300'));
    const november = await bill('2026-11', 'adler');
    expect(await sent(october, november)).toEqual([...OCTOBER, '2026-09-30 Calls, correction 50 2.50', ...NOVEMBER]);
  });

  it('to nothing is a line of all that was billed', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('november', '400', '2026-11-10T00:00:00Z'), reversal('first'));
    const november = await bill('2026-11', 'adler');
    // November: 100 × 0.10 + 300 × 0.05 = 25.00 and the base fee.
    expect(await sent(october, november)).toEqual([
      ...OCTOBER,
      '2026-09-30 Calls, correction -250 -17.50',
      ...NOVEMBER,
      '2026-10-31 Calls 400 25.00',
    ]);
  });

  it('and makes the bill negative is credited at once, and what comes again is billed again', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', reversal('first'));
    const november = await bill('2026-11', 'adler');
    expect(await sent(november)).toEqual(['2026-09-30 Calls, correction -250 -17.50', ...NOVEMBER]);
    // −17.50 + 10.00 = −7.50, and 20 % of it.
    expect(await requireDraft({ sellerId: 'kranich', runId: november.runId, customerId: 'adler', attempt: 1 })).toMatchObject({
      kind: 'credit-note',
      precedingInvoices: [{ number: 'RE-2026-000001', issueDate: '2026-11-02' }],
      lines: [
        { quantity: '250', net: '17.50' },
        { quantity: '-1', net: '-10.00' },
      ],
      totals: { net: '7.50', tax: '1.50', gross: '9.00', payable: '9.00' },
    });
    await arrive('2026-12-10', calls('again', '1050'));
    const december = await bill('2026-12', 'adler');
    await arrive('2027-01-10', reversal('again'));
    const january = await bill('2027-01', 'adler');
    const drafted = await requireDraft({ sellerId: 'kranich', runId: january.runId, customerId: 'adler', attempt: 1 });
    // Both invoices of October's calls, and not the credit note between them.
    const [first, second] = [await numberOf('adler', october), await numberOf('adler', december)];
    expect(drafted.precedingInvoices).toMatchObject([{ number: first }, { number: second }]);
    // All bills together are what one would have come to: nothing but four base fees.
    expect(await sent(october, november, december, january)).toEqual([
      ...OCTOBER,
      '2026-09-30 Calls, correction -250 -17.50',
      ...NOVEMBER,
      '2026-09-30 Calls, correction 1050 55.50',
      ...DECEMBER,
      '2026-09-30 Calls, correction -1050 -55.50',
      '2026-12-31 Base fee 1 10.00',
    ]);
  });

  it('is credited once more where the credit note became a VOID, and names the same invoice', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', reversal('first'));
    const november = await bill('2026-11', 'adler');
    await november.makeVoid('adler');
    const december = await bill('2026-12', 'adler');
    // −17.50 and two months of 10.00 are no longer below zero.
    expect(await sent(october, november, december)).toEqual([
      ...OCTOBER,
      '2026-09-30 Calls, correction -250 -17.50',
      ...NOVEMBER,
      ...DECEMBER,
    ]);
  });

  it('is not credited again where the invoice was cancelled', async () => {
    await bill('2026-10', 'adler');
    await arrive('2026-11-10', reversal('first'));
    await bill('2026-11', 'adler');
    for (const { put } of (await cancelling('kranich', 'RE-2026-000001')) as { put: NewRecord; if: number }[])
      await table().write([{ put }]);
    // All of the invoice was credited, and −17.50 besides; October is 10.00, so 10.00 + 17.50 come back.
    expect(await sent(await bill('2026-12', 'adler'))).toEqual([
      '2026-09-30 Base fee, correction 1 10.00',
      '2026-09-30 Calls, correction 250 17.50',
      ...DECEMBER,
    ]);
  });

  it('before the invoice that it corrects has its number waits for that', async () => {
    const october = await open('2026-10');
    await october.prepare('adler');
    await october.seal();
    await arrive('2026-11-10', reversal('first'));
    const november = await open('2026-11');
    expect(await november.prepare('adler')).toEqual(['NegativeDraftError']);
    await october.close();
    expect(await november.prepare('adler')).toEqual([]);
  });
});

describe('an id that comes up again on a neighbouring day', () => {
  it('later changes nothing', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('first', '250', '2026-10-16T12:00:00Z'));
    const november = await bill('2026-11', 'adler');
    expect(await sent(october, november)).toEqual([...OCTOBER, ...NOVEMBER]);
    expect(await claimed('adler.basic')).toHaveLength(2);
  });

  it('earlier moves to the earlier period: billed there, and credited where it was', async () => {
    await importCustomers({ id: 'adler', start: '2026-09-01' });
    const september = await bill('2026-09', 'adler');
    await arrive('2026-10-01', calls('moved', '20', '2026-10-01T00:00:00Z'));
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('moved', '20', '2026-09-30T12:00:00Z'));
    const november = await bill('2026-11', 'adler');
    expect((await sent(september, october, november)).filter((line) => line.includes('Calls'))).toEqual([
      '2026-09-30 Calls 270 18.50',
      '2026-08-31 Calls, correction 20 2.00',
      '2026-09-30 Calls, correction -20 -1.00',
    ]);
  });
});

describe('what arrives late and changes no price', () => {
  it('of a type the plan does not price makes neither line nor claim', async () => {
    await importCustomers({ id: 'bussard', plan: 'plain' });
    const october = await bill('2026-10', 'bussard');
    await arrive('2026-11-10', usageEvent.parse({ id: 'm', customer: 'bussard', type: 'message.sent', time: '2026-10-15T12:00:00Z' }));
    const november = await bill('2026-11', 'bussard');
    expect(await linesOf('bussard', october, november)).toEqual([]);
    expect(await claimed('bussard.plain')).toHaveLength(2);
  });

  it('with its own reversal makes neither', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', reversal('late'), calls('late', '800'));
    const november = await bill('2026-11', 'adler');
    expect(await sent(october, november)).toEqual([...OCTOBER, ...NOVEMBER]);
    expect(await claimed('adler.basic')).toHaveLength(2);
  });

  it('but a quantity is said at its price of nothing', async () => {
    const october = await bill('2026-10', 'adler');
    // 0.05 × 0.01 = 0.0005; what is billed stays 17.50.
    await arrive('2026-11-10', calls('late', '0.01'));
    const november = await bill('2026-11', 'adler');
    expect(await sent(october, november)).toEqual([...OCTOBER, '2026-09-30 Calls, correction 0.01 0.00', ...NOVEMBER]);
  });
});

it('a period is rated again on the plan version that it is on, whatever came behind it', async () => {
  const october = await bill('2026-10', 'adler');
  const pk = 'kranich|customer|adler';
  const changes = [{ on: '2026-11-01', plan: 'plain', version: 1 }];
  const moved = { id: 'adler.basic', plan: 'basic', version: 1, start: '2026-10-01', changes };
  await table().write([{ put: { pk, sk: 'subscription|adler.basic', body: { schema: 1, subscription: moved } } }]);
  await arrive('2026-11-10', calls('late', '800'), calls('november', '5', '2026-11-10T00:00:00Z'));
  const november = await bill('2026-11', 'adler');
  expect(await sent(october, november)).toEqual([...OCTOBER, LATE, '2026-10-31 Calls 5 0.50']);
});

describe('a correction', () => {
  it('is priced, drafted and claimed the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      await importCustomers({ id: 'adler' });
      await arrive('2026-10-15', calls('first', '250'));
      await bill('2026-10', 'adler');
      await arrive('2026-11-10', calls('late', '800'));
      const november = await open('2026-11');
      return async () => {
        await november.price('adler');
        await november.draft('adler');
      };
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
    expect(under(once.records, 'kranich|claims|').map(({ sk, version }) => [sk, version])).toEqual([
      ['2026-09-30T22:00:00Z|arrears|0000', 1],
      ['2026-09-30T22:00:00Z|arrears|0001', 1],
      ['2026-10-31T23:00:00Z|arrears|0000', 1],
    ]);
  });

  it('of a run that was rejected is taken over by the next', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('late', '800'));
    const rejected = await open('2026-11');
    await rejected.prepare('adler');
    await rejected.reject();
    const november = await open('2026-11', { openedAt: '2026-12-03T05:00:00Z' });
    await november.prepare('adler');
    await november.seal();
    expect(await sent(october, rejected, november)).toEqual([...OCTOBER, LATE, ...NOVEMBER]);
    expect(await claimed('adler.basic')).toEqual([
      '2026-09-30 0 kranich-2026-10-1',
      '2026-09-30 1 kranich-2026-11-2',
      '2026-10-31 0 kranich-2026-11-2',
    ]);
  });

  it('is left to the run that is making it', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('late', '800'));
    const november = await open('2026-11');
    await november.prepare('adler');
    const december = await open('2026-12');
    expect(await december.prepare('adler')).toEqual([]);
    for (const run of [november, december]) await run.seal();
    expect(await sent(october, november, december)).toEqual([...OCTOBER, LATE, ...NOVEMBER, ...DECEMBER]);
  });

  it('that two runs were priced with is claimed by one: the other is set aside, and has none when it is repaired', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('late', '800'));
    const november = await open('2026-11');
    const december = await open('2026-12');
    await november.price('adler');
    await december.price('adler');
    await december.draft('adler');
    expect(await november.prepare('adler')).toEqual(['ClaimTakenError']);
    expect(await november.prepare('adler')).toEqual([]);
    for (const run of [november, december]) await run.seal();
    expect(await sent(october, november, december)).toEqual([...OCTOBER, LATE, ...NOVEMBER, ...DECEMBER]);
  });
});

describe('a document that became a VOID', () => {
  it('counts as nothing billed: the next run bills all of it, as if for the first time', async () => {
    const october = await open('2026-10');
    await october.prepare('adler');
    await october.seal();
    await october.makeVoid('adler');
    await october.close();
    await arrive('2026-11-10', calls('late', '800'));
    const november = await bill('2026-11', 'adler');
    const december = await bill('2026-12', 'adler');
    expect(await sent(october, november, december)).toEqual([
      '2026-09-30 Base fee 1 10.00',
      '2026-09-30 Calls 1050 55.50',
      ...NOVEMBER,
      ...DECEMBER,
    ]);
    expect(await claimed('adler.basic')).toContain('2026-09-30 1 kranich-2026-11-1');
  });

  it('and was a correction is corrected again', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('late', '800'));
    const november = await open('2026-11');
    await november.prepare('adler');
    await november.seal();
    await november.makeVoid('adler');
    await november.close();
    const december = await bill('2026-12', 'adler');
    const january = await bill('2027-01', 'adler');
    expect(await sent(october, november, december, january)).toEqual([
      ...OCTOBER,
      LATE,
      ...NOVEMBER,
      ...DECEMBER,
      '2026-12-31 Base fee 1 10.00',
    ]);
  });

  it('after a correction to it was billed is billed again but for that', async () => {
    const october = await open('2026-10');
    await october.prepare('adler');
    await october.seal();
    await arrive('2026-11-10', calls('late', '800'));
    const november = await bill('2026-11', 'adler');
    await october.makeVoid('adler');
    await october.close();
    const december = await bill('2026-12', 'adler');
    const january = await bill('2027-01', 'adler');
    // 55.50 less the 38.00 of November, in units and tiers: 1050 − 800.
    expect(await sent(october, november, december, january)).toEqual([
      LATE,
      ...NOVEMBER,
      '2026-09-30 Base fee, correction 1 10.00',
      '2026-09-30 Calls, correction 250 17.50',
      ...DECEMBER,
      '2026-12-31 Base fee 1 10.00',
    ]);
  });
});
