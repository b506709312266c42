/**
 * Usage of a range of time that is put in, billed, and taken out again as a whole. Prices are those of
 * test/support/catalog.ts: 10.00 a month, 0–100 calls at 0.10, to 1000 at 0.05, then 0.01.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { auditEntries } from '../shared/audit.store.ts';
import { chainProblems } from '../shared/audit.ts';
import { getAuditHead } from '../shared/audit.store.ts';
import { backfillsOf } from '../shared/backfill.store.ts';
import { beginClosing } from '../shared/erasure.store.ts';
import { table } from '../shared/ports.ts';
import { usageEvent, type UsageEvent } from '../shared/usage-event.ts';
import { eventsOfDay } from '../shared/usage.store.ts';
import { add, apply, fill, finish, OCTOBER, open, preview, undo } from './support/backfills.ts';
import { callsEvent, importCustomers, SELLER } from './support/catalog.ts';
import { effects, failingOnce, openEmbedded, under, type Embedded } from './support/embedded.ts';
import { arrive, bill, linesOf, type Month } from './support/months.ts';

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' }, { id: 'bussard' });
  await arrive('2026-10-15', calls('first', '250'));
});
afterEach(() => world.close());

const calls = (id: string, quantity: string, time = '2026-10-15T12:00:00Z', customer = 'adler'): UsageEvent =>
  callsEvent(customer, quantity, { id, time });
/** December of adler has enough to charge that a credit leaves something. 1000 calls are 55.00. */
const december = () => arrive('2026-12-15', calls('december', '1000', '2026-12-15T12:00:00Z'));

/** Description, quantity and net of the lines of calls. */
async function sent(...runs: readonly Month[]): Promise<string[]> {
  return (await linesOf('adler', ...runs)).flatMap(({ description, quantity, net, trace }) =>
    trace.price === 'calls' ? [`${description} ${quantity} ${net}`] : [],
  );
}
const ids = async (day = '2026-10-15', customer = 'adler'): Promise<string[]> =>
  (await eventsOfDay(SELLER, customer, day)).map(({ event }) => `${event.id} ${event.properties['calls']}`);

describe('a backfill', () => {
  // 250 calls are 17.50; 800 more make 1050: 100 × 0.10 + 900 × 0.05 + 50 × 0.01 = 55.50.
  it('counts once it is applied, and no more once it is undone: billed and credited by the next runs', async () => {
    await add('gateway', {}, calls('more', '800'));
    const october = await bill('2026-10', 'adler');
    await apply('gateway');
    const november = await bill('2026-11', 'adler');
    await undo('gateway');
    await december();
    const last = await bill('2026-12', 'adler');
    expect(await sent(october, november, last)).toEqual([
      'Calls 250 17.50',
      'Calls, correction 800 38.00',
      'Calls, correction -800 -38.00',
      'Calls 1000 55.00',
    ]);
  });

  it('that is applied before the bill is in it', async () => {
    await add('gateway', {}, calls('more', '800'));
    await apply('gateway', '2026-10-20T12:00:00Z');
    expect(await sent(await bill('2026-10', 'adler'))).toEqual(['Calls 1050 55.50']);
  });

  it('that is applied and undone between two runs leaves every bill as it was', async () => {
    await add('gateway', {}, calls('more', '800'));
    const october = await bill('2026-10', 'adler');
    await apply('gateway');
    await undo('gateway', '2026-11-20T12:00:00Z');
    expect(await sent(october, await bill('2026-11', 'adler'))).toEqual(['Calls 250 17.50']);
  });

  it('may be applied again after it was undone', async () => {
    await add('gateway', {}, calls('more', '800'));
    await apply('gateway');
    await undo('gateway');
    await apply('gateway', '2026-12-11T12:00:00Z');
    expect(await ids()).toEqual(['more 800', 'first 250']);
  });

  it('takes back what was sent by itself, as long as it counts', async () => {
    const back = usageEvent.parse({ id: 'back', customer: 'adler', type: 'reversal', time: '2026-10-15T12:00:00Z', reverses: 'first' });
    await add('cleanup', {}, back);
    await apply('cleanup', '2026-10-20T12:00:00Z');
    expect((await eventsOfDay(SELLER, 'adler', '2026-10-15')).map(({ event }) => event.id)).toEqual(['back', 'first']);
    expect(await sent(await bill('2026-10', 'adler'))).toEqual([]);
  });
});

describe('a backfill that replaces', () => {
  const replacing = { replaces: true, types: ['api.calls'], customers: ['adler'] };

  // 300 calls are 10.00 + 200 × 0.05 = 20.00, and 250 are 17.50.
  it('counts instead of what was there, under the same id too', async () => {
    await add('re-export', replacing, calls('first', '300'));
    const october = await bill('2026-10', 'adler');
    await apply('re-export');
    const november = await bill('2026-11', 'adler');
    await undo('re-export');
    await december();
    const last = await bill('2026-12', 'adler');
    expect(await sent(october, november, last)).toEqual([
      'Calls 250 17.50',
      'Calls, correction 50 2.50',
      'Calls, correction -50 -2.50',
      'Calls 1000 55.00',
    ]);
  });

  it('hides what it has nothing for, of its customers, types and time, and nothing else', async () => {
    await arrive(
      '2026-10-20',
      calls('before', '1', '2026-09-30T21:59:59Z'),
      calls('begin', '1', OCTOBER.from),
      calls('last', '1', '2026-10-31T22:59:59Z'),
      calls('behind', '1', OCTOBER.until),
      calls('theirs', '1', '2026-10-15T12:00:00Z', 'bussard'),
      usageEvent.parse({ id: 'message', customer: 'adler', type: 'message.sent', time: '2026-10-15T12:00:00Z' }),
    );
    await add('nothing', replacing);
    await apply('nothing');
    expect(await ids('2026-09-30')).toEqual(['before 1']);
    expect(await ids('2026-10-31')).toEqual(['behind 1']);
    expect(await ids()).toEqual(['message undefined']);
    expect(await ids('2026-10-15', 'bussard')).toEqual(['theirs 1']);
    await undo('nothing');
    expect(await ids()).toEqual(['first 250', 'message undefined']);
    expect(await ids('2026-09-30')).toEqual(['before 1', 'begin 1']);
  });

  it('leaves an id ended that was taken back, and says so', async () => {
    await arrive(
      '2026-10-20',
      usageEvent.parse({ id: 'back', customer: 'adler', type: 'reversal', time: '2026-10-15T12:00:00Z', reverses: 'first' }),
    );
    await open('re-export', replacing);
    expect(await fill('re-export', calls('first', '300'))).toMatchObject({
      accepted: 0,
      refused: [{ id: 'first', fate: 'left out', reason: expect.stringContaining('was taken back') }],
    });
  });

  it('is not applied beside another that lies on the same days, until that is undone', async () => {
    await add('one', replacing, calls('first', '300'));
    await add('other', { ...replacing, from: '2026-10-10T00:00:00Z' }, calls('first', '400'));
    await apply('one');
    await expect(apply('other')).rejects.toThrow('Backfill "one", which is applied, lies on 2026-10-10 of customer "adler" too');
    await undo('one');
    await apply('other');
    expect(await ids()).toEqual(['first 400']);
  });

  it('and its twin, applied at once, do not both count', async () => {
    await add('one', replacing, calls('first', '300'));
    await add('other', replacing, calls('first', '400'));
    const both = await Promise.allSettled([apply('one'), apply('other')]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await backfillsOf(SELLER)).filter(({ state }) => state === 'applied')).toHaveLength(1);
  });
});

describe('what is put into a backfill', () => {
  it('is left out with its reason where it can not be part of it, and is not quarantined', async () => {
    await open('gateway', { customers: ['adler'], types: ['api.calls'] });
    const filled = await fill(
      'gateway',
      calls('good', '5'),
      '{broken',
      calls('early', '1', '2026-09-30T21:59:59Z'),
      calls('late', '1', OCTOBER.until),
      calls('theirs', '1', '2026-10-15T12:00:00Z', 'bussard'),
      calls('nobody', '1', '2026-10-15T12:00:00Z', 'uhu'),
      { ...calls('message', '1'), type: 'message.sent' },
      calls('first', '250'),
      calls('first', '251'),
      calls('good', '6'),
    );
    expect(filled).toMatchObject({ accepted: 1, duplicates: 1, conflicts: 2, quarantined: 0 });
    expect(filled.refused.map(({ line, fate, reason }) => `${line} ${fate}: ${reason}`)).toEqual([
      expect.stringContaining('1 left out: The line is no JSON'),
      expect.stringContaining('2 left out: 2026-09-30T21:59:59Z is outside of the backfill'),
      expect.stringContaining('3 left out: 2026-10-31T23:00:00Z is outside of the backfill'),
      '4 left out: Customer "bussard" is none of the backfill\'s: adler.',
      '5 left out: There is no customer "uhu".',
      '6 left out: Type "message.sent" is none of the backfill\'s: api.calls.',
      expect.stringContaining('8 conflict: An event of this id is stored with other content'),
      expect.stringContaining('9 conflict: An event of this id is stored with other content'),
    ]);
    expect(under(world.records(), `${SELLER}|quarantine|`)).toEqual([]);
  });

  it('is refused once it is applied, also where it comes at the same moment', async () => {
    await add('gateway', {}, calls('more', '800'));
    const [applied, filled] = await Promise.allSettled([apply('gateway'), fill('gateway', calls('a', '1'), calls('b', '1'))]);
    const content = (await backfillsOf(SELLER))[0]?.content;
    expect(applied.status).toBe('fulfilled');
    expect((await ids()).length).toBe(filled.status === 'fulfilled' ? 4 : 2);
    expect(content?.events).toBe(filled.status === 'fulfilled' ? 3 : 1);
    await expect(fill('gateway', calls('c', '1'))).rejects.toThrow('was applied and takes no more');
    await undo('gateway');
    await expect(open('gateway')).rejects.toThrow('was applied and takes no more');
  });

  it('does not slip into one that is applied while it is on its way', async () => {
    await add('gateway', {}, calls('more', '800'));
    let isApplied = false;
    world.connectWith((inner) => ({
      get: (key) => inner.get(key),
      query: (query) => inner.query(query),
      append: (records) => inner.append(records),
      async write(changes) {
        const isFilling = changes.some((it) => 'put' in it && it.put.sk.startsWith('event-of|gateway'));
        if (isFilling && !isApplied) {
          isApplied = true;
          await apply('gateway');
        }
        return inner.write(changes);
      },
    }));
    await expect(fill('gateway', calls('slow', '1'))).rejects.toThrow('was applied and takes no more');
    expect(await ids()).toEqual(['more 800', 'first 250']);
  });

  it('is of one scope', async () => {
    await open('gateway');
    await expect(open('gateway', { types: ['api.calls'] })).rejects.toThrow('was opened for another range, other customers or types');
    await open('gateway');
  });

  it('is refused of a time whose usage was erased', async () => {
    await beginClosing(SELLER, 'adler', '2026-10-15T12:00:01Z');
    await open('gateway');
    expect(await fill('gateway', calls('closed', '1'), calls('open', '1', '2026-10-15T12:00:01Z'))).toMatchObject({
      accepted: 1,
      refused: [{ id: 'closed', fate: 'left out', reason: expect.stringContaining('was erased') }],
    });
  });

  it('has the same hash in whatever order it came', async () => {
    const [a, b, c] = [calls('a', '1'), calls('b', '2', '2026-10-20T12:00:00Z'), calls('c', '3', '2026-10-15T12:00:00Z', 'bussard')];
    await add('one', {}, a, b, c);
    await add('other', {}, c, a, b, a);
    await add('third', {}, a, b, { ...c, properties: { calls: '4' } });
    for (const name of ['one', 'other', 'third']) await apply(name);
    const [one, other, third] = await backfillsOf(SELLER);
    expect(one?.content).toEqual(other?.content);
    expect(one?.content).toMatchObject({ customers: 2, days: 3, events: 3 });
    expect(third?.content?.contentHash).not.toBe(one?.content?.contentHash);
  });
});

describe('a decision about a backfill', () => {
  it('is written down with who and when, how much, and on which content', async () => {
    await add('gateway', {}, calls('more', '800'));
    await apply('gateway');
    await undo('gateway');
    const content = (await backfillsOf(SELLER))[0]!.content!;
    expect(await auditEntries(SELLER, 'seller')).toMatchObject(
      ['backfill-applied', 'backfill-undone'].map((action) => ({
        ...{ action, by: 'ops@kranich.example', backfill: 'gateway', contentHash: content.contentHash },
        counts: { customers: 1, days: 1, events: 1 },
      })),
    );
    expect(chainProblems(await auditEntries(SELLER, 'seller'), await getAuditHead(SELLER, 'seller'))).toEqual([]);
  });

  it.each([
    { why: 'there is not', prepare: async () => {}, decide: apply, says: 'There is no backfill "gateway"' },
    { why: 'whose file was cut off', prepare: () => open('gateway'), decide: apply, says: 'Not all of backfill "gateway" was sent' },
    { why: 'that holds nothing', prepare: () => add('gateway', {}), decide: apply, says: 'holds nothing' },
    { why: 'that was never applied', prepare: () => add('gateway', {}, calls('a', '1')), decide: undo, says: 'was never applied' },
  ])('is refused for one $why', async ({ prepare, decide, says }) => {
    await prepare();
    await expect(decide('gateway')).rejects.toMatchObject({ name: 'DecisionRefusedError', message: expect.stringContaining(says) });
  });

  it('waits while usage of one of its customers is about to be erased', async () => {
    await add('gateway', {}, calls('more', '800'));
    await beginClosing(SELLER, 'adler', '2026-09-01T00:00:00Z');
    await expect(apply('gateway')).rejects.toMatchObject({ name: 'TransientError' });
  });

  it('does not pass by an erasing that begins in between', async () => {
    await add('gateway', {}, calls('more', '800'));
    let isBegun = false;
    world.connectWith((inner) => ({
      get: (key) => inner.get(key),
      query: (query) => inner.query(query),
      append: (records) => inner.append(records),
      async write(changes) {
        if (!isBegun && changes.some((it) => 'put' in it && it.put.sk === 'gateway' && it.put.body['state'] === 'applied')) {
          isBegun = true;
          await beginClosing(SELLER, 'adler', '2026-09-01T00:00:00Z');
        }
        return inner.write(changes);
      },
    }));
    await expect(apply('gateway')).rejects.toMatchObject({ name: 'TransientError' });
    expect(await ids()).toEqual(['first 250']);
  });

  it('marks the days before, so that one which is cut off is found or was not made', async () => {
    await add('gateway', {}, calls('more', '800'));
    const october = await bill('2026-10', 'adler');
    world.connectWith((inner) => ({
      ...failingOnce(inner, 'after the write', 2),
    }));
    // The seal is the first write, the markers the second; then it is cut off.
    await expect(apply('gateway')).rejects.toMatchObject({ name: 'TransientError' });
    world.connectWith((inner) => inner);
    expect(await ids()).toEqual(['first 250']);
    await apply('gateway');
    expect(await sent(october, await bill('2026-11', 'adler'))).toEqual(['Calls 250 17.50', 'Calls, correction 800 38.00']);
  });
});

describe('twice, and twice at once, leaves what once leaves', () => {
  const prepared = async (): Promise<void> => {
    await importCustomers({ id: 'adler' });
    await arrive('2026-10-15', calls('first', '250'));
  };
  const events = Array.from({ length: 120 }, (_, i) => calls(`e${i}`, '1', `2026-10-${String((i % 20) + 1).padStart(2, '0')}T12:00:00Z`));

  it.each([
    { what: 'a file that is added', prepare: () => open('gateway'), step: () => fill('gateway', ...events) },
    {
      what: 'an apply',
      prepare: () => add('gateway', { replaces: true, types: ['api.calls'] }, ...events.slice(0, 3)),
      step: () => apply('gateway'),
    },
    {
      what: 'an undo',
      prepare: async () => void (await add('gateway', {}, events[0]!), await apply('gateway')),
      step: () => undo('gateway'),
    },
  ])('$what', async ({ prepare, step }) => {
    const versionless = ({ records, ...rest }: Awaited<ReturnType<typeof effects>>['once']) => ({
      ...rest,
      records: records.map(({ pk, sk, body }) => ({ pk, sk, body })),
    });
    const { once, again, atOnce } = await effects(async () => {
      await prepared();
      await prepare();
      return step;
    });
    expect(versionless(again)).toEqual(versionless(once));
    expect(versionless(atOnce)).toEqual(versionless(once));
  });
});

it('a file that is cut off anywhere is added by sending it again', async () => {
  const events = Array.from({ length: 150 }, (_, i) => calls(`e${i}`, '1', `2026-10-${String((i % 5) + 1).padStart(2, '0')}T12:00:00Z`));
  await open('gateway');
  for (const failure of ['before the write', 'after the write'] as const) {
    world.connectWith((inner) => failingOnce(inner, failure, 2));
    await expect(fill('gateway', ...events)).rejects.toMatchObject({ name: 'TransientError' });
  }
  world.connectWith((inner) => inner);
  const filled = await fill('gateway', ...events);
  expect(filled.accepted + filled.duplicates).toBe(150);
  await finish('gateway');
  expect(await apply('gateway')).toMatchObject({ content: { events: 150, days: 5 } });
});

describe('the preview of a backfill', () => {
  it('says what each period comes to without it and with it, billed or not, and keeps nothing', async () => {
    await bill('2026-10', 'adler');
    await add('gateway', { until: '2026-11-30T23:00:00Z' }, calls('more', '800'), calls('november', '20', '2026-11-02T12:00:00Z'));
    const before = world.picture();
    const { periods } = await preview('gateway', 'adler');
    expect(periods.map(({ period, ...rest }) => ({ start: period.start, ...rest }))).toEqual([
      {
        ...{ start: '2026-09-30T22:00:00Z', subscriptionId: 'adler.basic', isBilled: true, currency: 'EUR' },
        ...{ without: '27.50', with: '65.50', difference: '38.00' },
      },
      {
        ...{ start: '2026-10-31T23:00:00Z', subscriptionId: 'adler.basic', isBilled: false, currency: 'EUR' },
        ...{ without: '10.00', with: '12.00', difference: '2.00' },
      },
    ]);
    expect(world.picture()).toEqual(before);
  });

  it('rates what is billed on the terms of today, as the next run does', async () => {
    await bill('2026-10', 'adler');
    const moved = { id: 'adler.basic', plan: 'plain', version: 1, start: '2026-10-01' };
    const subscription = { pk: `${SELLER}|customer|adler`, sk: 'subscription|adler.basic', body: { schema: 1, subscription: moved } };
    await table().write([{ put: subscription }]);
    await add('gateway', {}, calls('more', '800'));
    // The plan of today has 250 and 1050 calls at 0.10, whatever was billed.
    expect((await preview('gateway', 'adler')).periods).toMatchObject([{ without: '25.00', with: '105.00', difference: '80.00' }]);
  });

  it('is that of one which replaces before it lies anywhere, and what the next run bills', async () => {
    const october = await bill('2026-10', 'adler');
    await arrive('2026-11-15', calls('november', '1000', '2026-11-15T12:00:00Z'));
    await add('gateway', { replaces: true, types: ['api.calls'], customers: ['adler'] });
    expect((await preview('gateway', 'adler')).periods).toMatchObject([{ without: '27.50', with: '10.00', difference: '-17.50' }]);
    await apply('gateway', '2026-11-20T12:00:00Z');
    expect(await sent(october, await bill('2026-11', 'adler'))).toEqual([
      'Calls 250 17.50',
      'Calls, correction -250 -17.50',
      'Calls 1000 55.00',
    ]);
    // Without it: as if it were undone.
    expect((await preview('gateway', 'adler')).periods).toMatchObject([{ without: '27.50', with: '10.00', difference: '-17.50' }]);
  });
});

it('in any order and however often, what counts is that of the backfills which are applied', async () => {
  const parts: Readonly<Record<string, readonly UsageEvent[]>> = {
    a: [calls('a1', '1'), calls('both', '10')],
    b: [calls('b1', '100'), calls('both', '10')],
    c: [calls('c1', '1000', '2026-10-16T12:00:00Z')],
  };
  for (const [name, events] of Object.entries(parts)) await add(name, {}, ...events);
  const act = fc.tuple(fc.constantFrom(...Object.keys(parts)), fc.boolean());
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async (acts) => {
      const applied = new Set((await backfillsOf(SELLER)).flatMap(({ id, state }) => (state === 'applied' ? [id] : [])));
      for (const [name, isApplied] of acts) {
        if (isApplied) await apply(name);
        // What was never applied can't be undone, and nothing of it counts.
        else await undo(name).catch((error: Error) => expect(error.name).toBe('DecisionRefusedError'));
        if (isApplied) applied.add(name);
        else applied.delete(name);
      }
      const found = [...(await eventsOfDay(SELLER, 'adler', '2026-10-15')), ...(await eventsOfDay(SELLER, 'adler', '2026-10-16'))];
      const counted = found.map(({ event }) => event.id).sort();
      const expected = new Set(['first', ...[...applied].flatMap((name) => parts[name]!.map(({ id }) => id))]);
      expect(counted).toEqual([...expected].sort());
    }),
    { numRuns: 30 },
  );
});

it('where no backfill lies, nothing more is read than the day', async () => {
  const asked: string[] = [];
  world.connectWith((inner) => ({
    ...inner,
    get: (key) => (asked.push(key.pk), inner.get(key)),
    query: (query) => (asked.push(query.pk), inner.query(query)),
    append: (records) => inner.append(records),
    write: (changes) => inner.write(changes),
  }));
  await eventsOfDay(SELLER, 'adler', '2026-10-15');
  expect(asked).toEqual([`${SELLER}|usage|adler|2026-10-15`]);
});
