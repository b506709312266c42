import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { effects, openEmbedded, retried, type Embedded } from '../../test/support/embedded.ts';
import { TransientError } from '../../shared/errors.ts';
import { quarantinedEvents } from '../../shared/quarantine.store.ts';
import type { QuarantineEntry } from '../../shared/quarantine.ts';
import { eventsOfDay } from '../../shared/usage.store.ts';
import type { Table } from '../../shared/table.ts';
import { handler as backfill } from './backfill-usage.handler.ts';
import { handler as dismiss } from './dismiss-quarantined.handler.ts';
import { handler as replay } from './replay-quarantined.handler.ts';

const STORED_AT = '2026-10-15T12:30:00.000Z';
const LATER = '2026-10-20T08:00:00.000Z';
const event = (id: string, changes: object = {}): string =>
  JSON.stringify({ id, customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', properties: { calls: 5 }, ...changes });
const send = (...lines: string[]) => backfill({ sellerId: SELLER, lines: lines.join('\n'), storedAt: STORED_AT });
const entries = (): Promise<QuarantineEntry[]> => Array.fromAsync(quarantinedEvents(SELLER));
const idOf = async (text: string): Promise<string> => (await entries()).find((entry) => entry.text === text)?.id ?? '';
const replayAll = async () => replay({ sellerId: SELLER, ids: (await entries()).map(({ id }) => id), at: LATER });
const stored = async (): Promise<string[]> => (await eventsOfDay(SELLER, 'bussard', '2026-10-15')).map(({ event: { id } }) => id);

describe('a replay', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
  });
  afterEach(() => world.close());

  it('counts what is right by now, keeps the rest with its reason, and never touches a conflict', async () => {
    const conflict = event('a', { properties: { calls: 6 } });
    await send(event('a'), conflict, event('b', { customer: 'bussard' }), event('c', { customer: 'milan' }), '{broken');
    await importCustomers({ id: 'bussard' });
    const fates = Object.fromEntries((await replayAll()).fates.map(({ id, fate }) => [id, fate]));
    expect(fates).toEqual({
      [await idOf(conflict)]: 'conflict',
      [await idOf(event('c', { customer: 'milan' }))]: 'refused',
      [await idOf('{broken')]: 'refused',
      [Object.keys(fates).find((id) => fates[id] === 'accepted') ?? '']: 'accepted',
    });
    expect(await stored()).toEqual(['b']);
    expect((await entries()).map(({ code }) => code).sort()).toEqual(['conflict', 'not-json', 'unknown-customer']);
  });

  it('says of what it refuses again why it does now', async () => {
    await send(event('a', { customer: 'bussard', type: 'api.cals' }));
    await importCustomers({ id: 'bussard' });
    await replayAll();
    expect(await entries()).toMatchObject([{ code: 'unknown-type', storedAt: STORED_AT }]);
  });

  it('takes out what was sent again in between and counted', async () => {
    await send(event('a', { customer: 'bussard' }));
    await importCustomers({ id: 'bussard' });
    await send(event('a', { customer: 'bussard' }));
    expect((await replayAll()).fates).toMatchObject([{ fate: 'duplicate' }]);
    expect(await entries()).toEqual([]);
  });

  it('of two contents under one id counts one, and keeps the other as a conflict', async () => {
    await send(event('a', { customer: 'bussard' }), event('a', { customer: 'bussard', properties: { calls: 6 } }));
    await importCustomers({ id: 'bussard' });
    expect((await replayAll()).fates.map(({ fate }) => fate).sort()).toEqual(['accepted', 'conflict']);
    expect(await entries()).toMatchObject([{ code: 'conflict', isReplaying: false }]);
    expect(await stored()).toEqual(['a']);
  });

  it('leaves a marker of the day it is stored on, so that the next run finds it', async () => {
    await send(event('a', { customer: 'bussard' }));
    await importCustomers({ id: 'bussard' });
    await replayAll();
    expect(world.records().filter(({ pk }) => pk === `${SELLER}|late|bussard`)).toMatchObject([{ sk: '2026-10-20|2026-10-15' }]);
  });

  it('answers for what is not there, dismissed, or kept only in part', async () => {
    const long = `{"x":"${'x'.repeat(400_000)}"}`;
    await send('{broken', long);
    const broken = await idOf('{broken');
    await dismiss({ sellerId: SELLER, ids: [broken], by: 'ops@kranich.example', at: LATER, reason: 'A test.' });
    const cut = (await entries()).find(({ isCut }) => isCut)?.id ?? '';
    expect((await replay({ sellerId: SELLER, ids: ['ff', broken, cut], at: LATER })).fates).toEqual([
      { id: 'ff', fate: 'gone' },
      { id: broken, fate: 'dismissed' },
      { id: cut, fate: 'cut' },
    ]);
  });

  it('keeps a text whole that is as long as an event can be', async () => {
    const properties = Object.fromEntries([
      ['calls', '1'],
      ...Array.from({ length: 99 }, (_, i) => [`p${i}`.padEnd(64, '_'), '€'.repeat(1024)] as const),
    ]);
    await send(event('a', { customer: 'bussard', properties }));
    await importCustomers({ id: 'bussard' });
    expect((await replayAll()).fates).toMatchObject([{ fate: 'accepted' }]);
  });

  it('that is cut off at any write is completed by the next one, and nobody dismisses what may be counted', async () => {
    const real = world.ports.table;
    for (let nth = 1; nth <= 3; nth++) {
      const customer = `bussard-${nth}`;
      await send(event('a', { customer }));
      await importCustomers({ id: customer });
      const [entry] = await entries();
      world.connectWith((table) => failingAt(table, nth));
      await expect(replay({ sellerId: SELLER, ids: [entry!.id], at: LATER })).rejects.toThrow(TransientError);
      world.connectWith(() => real);
      const dismissing = dismiss({ sellerId: SELLER, ids: [entry!.id], by: 'ops@kranich.example', at: LATER, reason: 'A test.' });
      await expect(dismissing).rejects.toThrow('is being replayed');
      expect((await replayAll()).fates).toMatchObject([{ fate: nth === 1 ? 'accepted' : expect.stringMatching(/accepted|duplicate/) }]);
      expect(await entries()).toEqual([]);
      expect((await eventsOfDay(SELLER, customer, '2026-10-15')).map(({ event: { id } }) => id)).toEqual(['a']);
    }
  });

  it('at once with a dismissal: either it is counted, or it is dismissed, never both', async () => {
    for (let round = 0; round < 10; round++) {
      const customer = `falke-${round}`;
      await send(event('a', { customer }));
      await importCustomers({ id: customer });
      const id = await idOf(event('a', { customer }));
      const dismissing = retried(() => dismiss({ sellerId: SELLER, ids: [id], by: 'ops@kranich.example', at: LATER, reason: 'A test.' }));
      await Promise.allSettled(round % 2 === 0 ? [replayAll(), dismissing] : [dismissing, replayAll()]);
      await replayAll();
      const isCounted = (await eventsOfDay(SELLER, customer, '2026-10-15')).length > 0;
      expect((await entries()).some((entry) => entry.id === id)).toBe(!isCounted);
    }
  });
});

it('twice, and twice at once, leaves what once leaves', async () => {
  const { once, again, atOnce } = await effects(async () => {
    await importCustomers({ id: 'adler' });
    await send(event('b', { customer: 'bussard' }), event('c', { customer: 'milan' }), '{broken');
    await importCustomers({ id: 'bussard' });
    const ids = (await entries()).map(({ id }) => id);
    return () => replay({ sellerId: SELLER, ids, at: LATER });
  });
  expect(again).toEqual(once);
  expect(atOnce).toEqual(once);
});

/** A table that breaks down after its `nth` write or append: the answer is lost and nothing more is done. */
function failingAt(table: Table, nth: number): Table {
  let writes = 0;
  const failing = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    if (writes >= nth) throw new TransientError('It is down.');
    const result = await write();
    if (++writes === nth) throw new TransientError('The answer was lost.');
    return result;
  };
  return {
    get: (key) => table.get(key),
    query: (query) => table.query(query),
    write: (changes) => failing(() => table.write(changes)),
    append: (records) => failing(() => table.append(records)),
  };
}

it('writes down once who replayed and why, however often it runs', async () => {
  const { once, again, atOnce } = await effects(async () => {
    await importCustomers({ id: 'adler' });
    await send(event('b', { customer: 'bussard' }));
    await importCustomers({ id: 'bussard' });
    const ids = (await entries()).map(({ id }) => id);
    return () => replay({ sellerId: SELLER, ids, at: LATER, by: 'biller@kranich.example', reason: 'Imported now.' });
  });
  expect(again).toEqual(once);
  expect(atOnce).toEqual(once);
  const written = once.records.filter(({ pk, sk }) => pk === `${SELLER}|audit` && sk.startsWith('entry|'));
  expect(written.map(({ body }) => body)).toMatchObject([{ action: 'replayed', by: 'biller@kranich.example', reason: 'Imported now.' }]);
});
