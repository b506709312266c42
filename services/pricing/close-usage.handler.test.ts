import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callsEvent, importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, under, type Embedded } from '../../test/support/embedded.ts';
import { arrive, bill, claimed, open } from '../../test/support/months.ts';
import { getErasure } from '../../shared/erasure.store.ts';
import { addUsage } from '../../shared/erased-usage.store.ts';
import { quarantine } from '../../shared/quarantine.store.ts';
import type { Table } from '../../shared/table.ts';
import { handler } from './close-usage.handler.ts';

const AT = '2027-06-10T05:00:00Z';
const about = { sellerId: SELLER, customerId: 'adler', at: AT };
const decided = { by: 'privacy@kranich.example', counts: {} };
const calls = (id: string, time = '2026-10-15T12:00:00Z') => callsEvent('adler', '250', { id, time });

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler', end: '2026-12-01' });
  await arrive('2026-10-15', calls('first'));
});
afterEach(() => world.close());

const obstacles = async (): Promise<readonly string[]> => (await handler(about)).obstacles;

describe('in the way of closing usage is', () => {
  it('nothing once every month is billed by a run that is closed', async () => {
    await bill('2026-10', 'adler');
    await bill('2026-11', 'adler');
    expect(await handler(about)).toMatchObject({ obstacles: [], scope: { closedBefore: '2026-12-10T00:00:00Z', through: '2026-12-09' } });
  });

  it('a month that is not billed', async () => {
    await bill('2026-10', 'adler');
    expect(await obstacles()).toEqual([
      '2026-11-01 to 2026-11-30 of subscription "adler.basic" is not billed: run its month, or end the run that is open.',
    ]);
  });

  it('a run that is sealed and not closed', async () => {
    const october = await open('2026-10');
    await october.prepare('adler');
    await october.seal();
    expect((await obstacles())[0]).toBe(
      '2026-10-01 to 2026-10-31 of subscription "adler.basic" is billed by "kranich-2026-10-1", which is not closed: end it first.',
    );
  });

  it('a correction that a run has begun', async () => {
    await bill('2026-10', 'adler');
    await arrive('2026-11-10', calls('late'));
    await (await open('2026-11')).prepare('adler');
    expect((await obstacles())[0]).toBe(
      '2026-10-01 to 2026-10-31 of subscription "adler.basic" is being corrected by a run that is open: end it first.',
    );
  });

  it.each(['marked as late', 'of its own day, stored behind the snapshot and without a mark'])('usage %s', async (kind) => {
    await bill('2026-10', 'adler');
    await bill('2026-11', 'adler');
    await (kind === 'marked as late' ? arrive('2026-12-20', calls('late')) : arrive('2026-10-15', calls('late')));
    expect(await obstacles()).toEqual([
      '2026-10-01 to 2026-10-31 of subscription "adler.basic" has other usage than was billed: the next run corrects it.',
    ]);
  });

  it('an event in quarantine that may be of that time, and none that is younger or of another customer', async () => {
    await bill('2026-10', 'adler');
    await bill('2026-11', 'adler');
    const text = (changes: object): string => JSON.stringify({ id: 'a', customer: 'adler', time: '2026-10-15T12:00:00+02:00', ...changes });
    const reason = { code: 'bad-value', message: 'X' } as const;
    const texts = [text({}), text({ time: '2027-06-01T00:00:00Z' }), text({ customer: 'bussard' }), '{"customer":"adler"'];
    await quarantine(
      SELLER,
      texts.map((it) => ({ text: it, reason })),
      AT,
    );
    expect(await obstacles()).toEqual(['2 events of this customer and of that time wait in quarantine: replay or dismiss them first.']);
  });
});

describe('a decision', () => {
  beforeEach(async () => {
    await bill('2026-10', 'adler');
    await bill('2026-11', 'adler');
  });

  /** Does something in the moment in which usage begins to be closed, before the second look. */
  const meanwhile = (work: () => Promise<unknown>): void =>
    world.connectWith((real): Table => {
      let isDone = false;
      return {
        get: (key) => real.get(key),
        query: (query) => real.query(query),
        append: (records) => real.append(records),
        async write(changes) {
          await real.write(changes);
          if (!isDone) {
            isDone = true;
            await work();
          }
        },
      };
    });

  it('that usage meets between the two looks is refused, and usage is taken again', async () => {
    meanwhile(() => arrive('2027-06-10', calls('between')));
    await expect(handler({ ...about, decided })).rejects.toThrow('Usage came in while it was looked at');
    expect(await getErasure(SELLER, 'adler')).toMatchObject({ erased: [] });
    expect(await addUsage(SELLER, [calls('after')], '2027-06-10')).toEqual(['accepted']);
  });

  it('refuses usage from the first look on', async () => {
    let fates: unknown;
    meanwhile(async () => (fates = await addUsage(SELLER, [calls('between'), calls('first')], '2027-06-10')));
    await handler({ ...about, decided });
    expect(fates).toEqual(['closed', 'duplicate']);
    expect(await getErasure(SELLER, 'adler')).toMatchObject({
      erased: [{ before: '2026-12-10T00:00:00Z', on: '2027-06-10' }],
      underWay: { closedBefore: '2026-12-10T00:00:00Z' },
    });
  });

  it('twice is once, with one entry of the audit log', async () => {
    await handler({ ...about, decided });
    const before = world.records();
    await handler({ ...about, decided });
    expect(world.records()).toEqual(before);
    expect(before.filter(({ pk, sk }) => pk === `${SELLER}|audit` && sk.startsWith('entry|'))).toHaveLength(1);
  });
});

it('a run that finds days of a closed period half erased, their mark still there, corrects nothing', async () => {
  await importCustomers({ id: 'adler', end: '2026-11-01' });
  await arrive('2026-11-01', calls('late', '2026-10-16T12:00:00Z'));
  await bill('2026-10', 'adler');
  await handler({ ...about, decided });
  const days = under(world.records(), `${SELLER}|usage|adler|`);
  expect(days).toHaveLength(2);
  await world.ports.table.write(days.map(({ pk, sk }) => ({ delete: { pk, sk } })));
  await bill('2026-11', 'adler');
  expect(await claimed('adler.basic')).toEqual(['2026-09-30 0 kranich-2026-10-1']);
});
