import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { ingestionInProcess } from '../../test/support/in-process.ts';
import { storedInstead } from '../../shared/stored-instead.store.ts';
import { fixClock } from '../../shared/clock.ts';
import { dismiss, exitCodeOf, replay, replayableIds, replayLines } from './decide-quarantine.ts';
import { ingestEvents } from './ingest-events.ts';
import { entryLines, entryNamed, quarantinePage, quarantineSummary, reasonNamed, summaryLines } from './quarantine-list.ts';

let world: Embedded;
beforeEach(async () => {
  world = openEmbedded();
  await importCustomers({ id: 'adler' });
});
afterEach(() => world.close());

const event = (id: string, changes: object = {}): string =>
  JSON.stringify({ id, customer: 'adler', type: 'api.calls', time: '2026-10-15T12:00:00Z', properties: { calls: '5' }, ...changes });
async function send(at: string, ...lines: string[]): Promise<void> {
  fixClock(new Date(at));
  await ingestEvents(
    ingestionInProcess,
    SELLER,
    lines.map((text) => ({ text })),
  );
}
const page = (changes: object = {}) => quarantinePage(SELLER, { isDismissed: false, limit: 20, ...changes });
const of = (customer: string, count: number): string[] => Array.from({ length: count }, (_, i) => event(`e${i}`, { customer }));

describe('the quarantine', () => {
  it('is counted by reason, with when each was first seen and one to look at', async () => {
    await send('2026-10-20T08:00:00Z', ...of('milan', 2));
    await send('2026-10-19T08:00:00Z', '{broken', ...of('falke', 1));
    const { reasons, dismissed } = await quarantineSummary(SELLER);
    expect(reasons).toMatchObject([
      { reason: 'unknown-customer', count: 3, firstSeen: '2026-10-19T08:00:00.000Z' },
      { reason: 'not-json', count: 1 },
    ]);
    expect(dismissed).toBe(0);
    expect(summaryLines({ reasons, dismissed })).toContain(
      'Once mended:        npm run -s stepbill -- quarantine replay --reason unknown-customer',
    );
    expect(summaryLines({ reasons: [], dismissed: 2 })).toEqual([
      'Nothing waits in quarantine.',
      '2 dismissed: npm run -s stepbill -- quarantine --dismissed',
    ]);
  });

  it('is listed in pages that follow each other, each entry once', async () => {
    await send('2026-10-20T08:00:00Z', ...of('milan', 25), '{broken');
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const { entries, next } = await page({ reason: 'unknown-customer', limit: 10, after });
      seen.push(...entries.map(({ id }) => id));
      if (next === undefined) break;
      after = next;
    }
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
    await expect(page({ after: 'ffffffffffff' })).rejects.toThrow('There is no entry ffffffffffff in quarantine any more');
  });

  it('shows of a conflict both contents, and how to decide', async () => {
    const other = event('a', { properties: { calls: '6' } });
    await send('2026-10-20T08:00:00Z', event('a'), other);
    const [conflict] = (await page()).entries;
    const stored = await storedInstead(SELLER, conflict!);
    expect(stored).toMatchObject({ id: 'a', properties: { calls: '5' } });
    const lines = entryLines(conflict!, stored);
    expect(lines).toContain(`Sent:   ${other}`);
    expect(lines).toContain('  Take the second:   npm run -s stepbill -- reverse adler a --time 2026-10-15T12:00:00Z');
    expect(lines).toContain('A conflict is never replayed: the first content counts until a person says otherwise.');
  });

  it('finds an entry by the beginning of its id', async () => {
    await send('2026-10-20T08:00:00Z', '{broken');
    const [entry] = (await page()).entries;
    expect(await entryNamed(SELLER, entry!.id.slice(0, 6))).toEqual(entry);
    await expect(entryNamed(SELLER, entry!.id.slice(0, 5))).rejects.toThrow('is no id of the quarantine');
    await expect(entryNamed(SELLER, '000000')).rejects.toThrow('There is no entry 000000');
  });

  it('knows its reasons', () => {
    expect(reasonNamed('conflict')).toBe('conflict');
    expect(reasonNamed(undefined)).toBeUndefined();
    expect(() => reasonNamed('conflicts')).toThrow('did you mean "conflict"?');
  });
});

describe('a replay', () => {
  it('of one reason or all counts what is mended, whatever the number, and leaves the rest', async () => {
    await send(
      '2026-10-20T08:00:00Z',
      ...of('milan', 450),
      ...of('falke', 3),
      '{broken',
      event('a'),
      event('a', { properties: {} }),
      event('b'),
      event('b', { properties: { calls: '6' } }),
    );
    await importCustomers({ id: 'milan' });
    expect(await replay(ingestionInProcess, SELLER, replayableIds(SELLER, 'not-json'))).toMatchObject({ accepted: 0, refused: 1 });
    const all = await replay(ingestionInProcess, SELLER, replayableIds(SELLER, undefined));
    expect(all).toMatchObject({ accepted: 450, refused: 5, conflict: 0 });
    expect((await quarantineSummary(SELLER)).reasons.map(({ reason, count }) => [reason, count])).toEqual(
      expect.arrayContaining([
        ['unknown-customer', 3],
        ['conflict', 1],
        ['not-json', 1],
        ['bad-value', 1],
      ]),
    );
    expect(exitCodeOf(all)).toBe(0);
    expect(replayLines(all)[0]).toBe('450 counted now, and out of quarantine.');
  });

  it('that counts nothing fails, and one of nothing does not', async () => {
    await send('2026-10-20T08:00:00Z', '{broken');
    expect(exitCodeOf(await replay(ingestionInProcess, SELLER, replayableIds(SELLER, undefined)))).toBe(1);
    expect(exitCodeOf(await replay(ingestionInProcess, SELLER, []))).toBe(0);
  });
});

it('a dismissal of more than fit one transaction dismisses them all', async () => {
  await send('2026-10-20T08:00:00Z', ...of('milan', 200));
  const ids = (await page({ limit: 500 })).entries.map(({ id }) => id);
  const wanted = { ids, by: 'ops@kranich.example', reason: 'A test.' };
  expect(await dismiss(ingestionInProcess, SELLER, wanted)).toEqual({ dismissed: 200, before: 0 });
  expect(await dismiss(ingestionInProcess, SELLER, wanted)).toEqual({ dismissed: 0, before: 200 });
  expect((await page({ isDismissed: true, limit: 500 })).entries).toHaveLength(200);
  expect((await page()).entries).toEqual([]);
});
