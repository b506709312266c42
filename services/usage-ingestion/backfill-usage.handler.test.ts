import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { effects, openEmbedded, under, type Embedded } from '../../test/support/embedded.ts';
import { quarantinedEvents } from '../../shared/quarantine.store.ts';
import { eventsOfDay } from '../../shared/usage.store.ts';
import { handler } from './backfill-usage.handler.ts';

const STORED_AT = '2026-10-15T12:30:00.000Z';
const event = (id: string, changes: object = {}): string =>
  JSON.stringify({ id, customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', properties: { calls: 5 }, ...changes });
const send = (...lines: string[]) => handler({ sellerId: SELLER, lines: lines.join('\n'), storedAt: STORED_AT });

describe('a backfill', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
  });
  afterEach(() => world.close());

  it('counts usage of any age, and keeps to times that can be', async () => {
    const answer = await send(
      event('old', { time: '2015-07-01T00:00:00Z' }),
      event('ahead', { time: '2026-10-16T12:00:00Z' }),
      event('broken', { time: '1999-12-31T23:59:59Z' }),
      event('far', { time: '2026-10-17T00:00:00Z' }),
    );
    expect(answer).toMatchObject({ accepted: 2, quarantined: 2 });
    expect((await eventsOfDay(SELLER, 'adler', '2015-07-01')).map(({ event: { id } }) => id)).toEqual(['old']);
    expect((await Array.fromAsync(quarantinedEvents(SELLER))).map(({ code }) => code)).toEqual(['impossible-time', 'impossible-time']);
  });

  it('names only the lines that were not counted', async () => {
    await send(event('a'));
    expect(await send(event('a'), event('b'), '{broken', event('a', { properties: { calls: 6 } }))).toEqual({
      accepted: 1,
      duplicates: 1,
      conflicts: 1,
      quarantined: 1,
      refused: [
        { line: 2, id: null, fate: 'quarantined', reason: expect.stringContaining('no JSON') },
        { line: 3, id: 'a', fate: 'conflict', reason: expect.stringContaining('reverse it') },
      ],
    });
  });

  it('of a seller nobody knows is refused', async () => {
    await expect(handler({ sellerId: 'nobody', lines: event('a'), storedAt: STORED_AT })).rejects.toThrow('There is no seller "nobody"');
  });

  it('finds a customer that was imported after it was asked for', async () => {
    expect(await send(event('a', { customer: 'bussard' }))).toMatchObject({ quarantined: 1 });
    await importCustomers({ id: 'bussard' });
    expect(await send(event('a', { customer: 'bussard' }))).toMatchObject({ accepted: 1 });
  });

  it.each(['before', 'after'])('that dies %s its marker is stored leaves the marker when it is sent again', async (moment) => {
    let appends = 0;
    world.connectWith((table) => ({
      get: (key) => table.get(key),
      query: (query) => table.query(query),
      write: (changes) => table.write(changes),
      append: async (records) => {
        const isDying = ++appends === 1;
        if (isDying && moment === 'before') throw new Error('The line broke.');
        const fates = await table.append(records);
        if (isDying) throw new Error('The line broke.');
        return fates;
      },
    }));
    const late = event('a', { time: '2026-10-01T00:00:00Z' });
    await expect(send(late)).rejects.toThrow('The line broke.');
    expect(await send(late)).toMatchObject({ accepted: 1 });
    expect(under(world.records(), `${SELLER}|late|adler`)).toHaveLength(1);
  });
});

it('twice, and twice at once, leaves what once leaves', async () => {
  const lines = [event('a'), event('b', { time: '2026-09-01T00:00:00Z' }), '{broken', event('c', { customer: 'nobody' })];
  const { once, again, atOnce } = await effects(async () => {
    await importCustomers({ id: 'adler' });
    return () => send(...lines);
  });
  expect(again).toEqual(once);
  expect(atOnce).toEqual(once);
});
