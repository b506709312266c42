import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callsEvent, importCustomers, keepUsage, SELLER } from '../test/support/catalog.ts';
import { effects, openEmbedded, under, type Embedded } from '../test/support/embedded.ts';
import { confirmErasure, finishErasure } from './erasure.store.ts';
import { addUsage, eraseUsage } from './erased-usage.store.ts';
import type { Table } from './table.ts';
import { usageEvent } from './usage-event.ts';
import { eventsOfDay } from './usage.store.ts';

const SCOPE = { closedBefore: '2026-10-31T23:00:00Z', through: '2026-10-29', oldest: '2026-10-31', hasContacts: false };
const DECIDED = { by: 'privacy@kranich.example', at: '2027-06-10T05:00:00Z', counts: {} };
const calls = (id: string, time = '2026-10-15T12:00:00Z', quantity = '7') => callsEvent('adler', quantity, { id, time });
const reversal = (id: string) =>
  usageEvent.parse({ id: `${id}-back`, customer: 'adler', type: 'reversal', time: '2026-10-15T12:00:00Z', reverses: id });
const close = () => confirmErasure(SELLER, 'adler', SCOPE, DECIDED);
const erase = (from = '2026-10-01') => eraseUsage(SELLER, 'adler', { from, through: SCOPE.through, isPreview: false });
const add = (...events: readonly ReturnType<typeof calls>[]) => addUsage(SELLER, events, '2027-06-11');

let world: Embedded;
const usage = () => under(world.records(), `${SELLER}|usage|`);
beforeEach(() => {
  world = openEmbedded();
});
afterEach(() => world.close());

describe('usage that is erased', () => {
  it('leaves hashes under its days, of ids and of contents', async () => {
    await keepUsage(calls('a'), calls('b', '2026-10-29T23:59:59Z'), reversal('a'), calls('c', '2026-10-30T00:00:00Z'));
    expect(await erase()).toEqual({ events: 2, reversals: 1, lateMarkers: 0 });
    const [first, second, third, kept] = usage();
    for (const { sk, body } of [first!, second!, third!]) {
      expect(sk).toMatch(/^erased\|(event|reversal)\|[0-9a-f]{64}$/);
      expect(body).toEqual({ schema: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    }
    expect(kept).toMatchObject({ sk: 'event|c' });
    expect(await eventsOfDay(SELLER, 'adler', '2026-10-15')).toEqual([]);
  });

  it('is not told to be the same as that of another customer with the same ids', async () => {
    const other = { ...calls('a'), customer: 'bussard' };
    await keepUsage(calls('a'), other);
    await erase();
    await eraseUsage(SELLER, 'bussard', { from: '2026-10-01', through: SCOPE.through, isPreview: false });
    expect(new Set(usage().map(({ sk }) => sk)).size).toBe(2);
  });

  it('twice, and twice at once, is once: each event is there once, as itself or as hash', async () => {
    const many = Array.from({ length: 120 }, (_, i) => calls(`e${i}`));
    const { once, again, atOnce } = await effects(async () => {
      await keepUsage(...many);
      return () => erase();
    });
    expect(once.records.filter(({ sk }) => sk.startsWith('erased|'))).toHaveLength(120);
    expect([again, atOnce]).toEqual([once, once]);
  });

  it('goes on where it was cut off after many days', async () => {
    await keepUsage(calls('a'));
    const { next } = await erase('2020-01-01');
    expect(next).toBe('2022-09-27');
    expect(await erase(next)).toMatchObject({ next: '2025-06-23' });
  });
});

describe('an event of a time that is closed', () => {
  beforeEach(async () => {
    await importCustomers({ id: 'adler' });
    await keepUsage(calls('a'), calls('late', '2026-10-31T12:00:00Z'), reversal('a'));
    await close();
    await erase();
  });

  it('is known again, as hash or as it lies there still, and else refused', async () => {
    expect(
      await add(
        calls('a'),
        calls('a', '2026-10-15T12:00:00Z', '8'),
        reversal('a'),
        calls('late', '2026-10-31T12:00:00Z'),
        calls('new'),
        calls('newer', '2026-10-31T22:59:59.999Z'),
        calls('newest', '2026-10-31T23:00:00Z'),
      ),
    ).toEqual(['duplicate', 'conflict', 'duplicate', 'duplicate', 'closed', 'closed', 'accepted']);
  });

  it('is told from one of a customer of whom nothing is erased, also by a process that had asked before', async () => {
    expect(await add({ ...calls('a'), customer: 'bussard' })).toEqual(['accepted']);
    await finishErasure(SELLER, 'adler');
    expect(await add(calls('new'), { ...calls('b'), customer: 'bussard' })).toEqual(['closed', 'accepted']);
  });
});

it('an event that was on its way while its time was closed is taken out again, even as hash', async () => {
  await importCustomers({ id: 'adler' });
  await keepUsage(calls('a'));
  world.connectWith((real): Table => {
    let isDone = false;
    return {
      get: (key) => real.get(key),
      query: (query) => real.query(query),
      write: (changes) => real.write(changes),
      async append(records) {
        const fates = await real.append(records);
        if (!isDone && records.some(({ sk }) => sk === 'event|b')) {
          isDone = true;
          await close();
          await erase();
        }
        return fates;
      },
    };
  });
  expect(await add(calls('a'), calls('b'))).toEqual(['duplicate', 'closed']);
  expect(usage()).toHaveLength(1);
  expect(await add(calls('b'))).toEqual(['closed']);
});
