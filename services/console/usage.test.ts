import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEntries } from '../../shared/audit.store.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { quarantine, quarantinedEvents } from '../../shared/quarantine.store.ts';
import { CONFLICT, type Reason } from '../../shared/quarantine.ts';
import type { Role } from '../../shared/signed-in.ts';
import { eventsOfDay } from '../../shared/usage.store.ts';
import { browsing, type Browsing } from '../../test/support/browsing.ts';
import { callsEvent, catalogYaml, importCustomers, keepUsage, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { handler } from './console.handler.ts';

const USAGE = `/sellers/${SELLER}/usage`;
const BILLER = 'biller@kranich.example';
const as = (role: Role): Browsing => browsing(handler, { email: BILLER, role });
const entryOf = (id: string, customer: string, calls = '1'): string =>
  JSON.stringify({ id, customer, type: 'api.calls', time: '2026-10-15T12:00:00Z', properties: { calls } });

describe('usage', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' }, { id: 'bussard' });
  });
  afterEach(() => world.close());

  async function putAside(text: string, code: Reason['code'], message: string): Promise<string> {
    await quarantine(SELLER, [{ text, reason: { code, message } }], '2026-10-15T13:00:00Z');
    return (await Array.fromAsync(quarantinedEvents(SELLER))).find((it) => it.text === text)?.id ?? '';
  }
  const shownIn = (text: string): string[] => [...text.matchAll(/name="id" value="([^"]+)"/g)].map(([, id = '']) => id);

  it('in quarantine says why in words first, and what to do about each', async () => {
    const broken = await putAside(entryOf('a', 'adler', '1,5'), 'bad-value', 'Property calls is "1,5": use a decimal point.');
    const unknown = await putAside(entryOf('b', 'hafen-44'), 'unknown-customer', 'Customer "hafen-44" is not in the catalog.');
    const { text } = await as('biller').get(USAGE);
    expect(shownIn(text).sort()).toEqual([broken, unknown].sort());
    expect(text).toContain('is &quot;1,5&quot;: use a decimal point.');
    expect(text).toContain('Replay: Unknown customer of hafen-44');
  });

  it.each([
    { query: 'reason=bad-value', found: ['a'] },
    { query: 'customer=hafen-44', found: ['b'] },
    { query: 'reason=bad-value&customer=hafen-44', found: [] },
    { query: 'reason=&customer=', found: ['a', 'b'] },
  ])('in quarantine is found by $query', async ({ query, found }) => {
    const ids = {
      a: await putAside(entryOf('a', 'adler'), 'bad-value', 'Broken.'),
      b: await putAside(entryOf('b', 'hafen-44'), 'unknown-customer', 'Unknown.'),
    };
    expect(shownIn((await as('viewer').get(`${USAGE}?${query}`)).text).sort()).toEqual(found.map((it) => ids[it as 'a' | 'b']).sort());
  });

  it('in quarantine is listed forty a page, each once, each page within 50 KB', async () => {
    for (let i = 0; i < 120; i++)
      await putAside(entryOf(`e${i}`, `hafen-${i}`), 'unknown-customer', `Customer "${'x'.repeat(900)}" is not in the catalog.`);
    const seen: string[] = [];
    for (let path: string | undefined = USAGE; path !== undefined;) {
      const { text } = await as('biller').get(path);
      expect(Buffer.byteLength(text)).toBeLessThan(50 * 1024);
      seen.push(...shownIn(text));
      path = /<a href="([^"]+after=[^"]+)">More/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });

  it('in quarantine is counted in the navigation of every page, without what was dismissed, and without reading very much', async () => {
    const biller = as('biller');
    const counted = async (): Promise<string[]> => {
      const { text } = await biller.get(`/sellers/${SELLER}/runs`);
      return [...text.matchAll(/class="count"\s*><span class="hidden">, <\/span>([^<]+)<span class="hidden"> in quarantine/g)].map(
        ([, it = '']) => it,
      );
    };
    expect(await counted()).toEqual([]);
    const ids = [];
    for (const id of ['a', 'b', 'c']) ids.push(await putAside(entryOf(id, 'hafen-44'), 'unknown-customer', 'Unknown.'));
    // Once in the navigation of wide pages, once in the menu of narrow ones.
    expect(await counted()).toEqual(['3', '3']);
    await biller.get(USAGE);
    expect((await biller.post(USAGE, { id: ids[0] ?? '', act: 'dismiss', reason: 'A test' })).status).toBe(303);
    expect(await counted()).toEqual(['2', '2']);
    const many = Array.from({ length: 2_000 }, (_, i) => ({
      text: entryOf(`e${i}`, 'uhu'),
      reason: { code: 'bad-value', message: 'x' } as const,
    }));
    await quarantine(SELLER, many, '2026-10-15T13:00:00Z');
    const [some = ''] = await counted();
    expect(some).toMatch(/^1(5\d|60)\+$/);
  });

  it('in conflict is shown beside what counts', async () => {
    await keepUsage(callsEvent('adler', '12.5', { id: 'same' }));
    const id = await putAside(entryOf('same', 'adler', '125'), 'conflict', CONFLICT.message);
    const { text } = await as('biller').get(`${USAGE}/quarantine/${id}`);
    expect(text).toContain('What is stored under its id, and counts');
    expect(text).toContain('&quot;calls&quot;: &quot;12.5&quot;');
    expect(text).not.toContain('value="replay"');
    expect((await as('viewer').get(`${USAGE}/quarantine/gone`)).status).toBe(404);
  });

  it('is replayed with a comment, which the audit log keeps', async () => {
    const mended = await putAside(entryOf('a', 'adler'), 'unknown-customer', 'Customer "adler" is not in the catalog.');
    const still = await putAside(entryOf('b', 'hafen-44'), 'unknown-customer', 'Customer "hafen-44" is not in the catalog.');
    const biller = as('biller');
    await biller.get(`${USAGE}/quarantine/${mended}`);
    const { headers } = await biller.post(USAGE, { id: mended, act: 'replay', reason: 'Adler was imported.' });
    expect((await biller.get(headers['location'] ?? '')).text).toContain('1 event is counted now.');
    expect((await biller.post(USAGE, { id: still, act: 'replay' })).headers['location']).toContain('counted=0&left=1');
    expect((await eventsOfDay(SELLER, 'adler', '2026-10-15')).map(({ event: { id } }) => id)).toEqual(['a']);
    expect((await auditEntries(SELLER, 'seller')).map(({ action, by, events, reason }) => ({ action, by, events, reason }))).toEqual([
      { action: 'replayed', by: BILLER, events: [mended], reason: 'Adler was imported.' },
      { action: 'replayed', by: BILLER, events: [still], reason: undefined },
    ]);
    expect((await biller.get(`/sellers/${SELLER}/audit`)).text).toContain('“Adler was imported.”');
  });

  it('is counted by type and hour when it is asked for', async () => {
    const at = (id: string, time: string, customer = 'adler', type = 'api.calls'): ReturnType<typeof callsEvent> =>
      callsEvent(customer, '1', { id, time, type });
    await keepUsage(
      ...[at('a', '2026-10-15T08:00:00Z'), at('b', '2026-10-15T08:59:59Z'), at('c', '2026-10-15T23:00:00Z', 'bussard')],
      ...[at('d', '2026-10-15T09:00:00Z', 'bussard', 'message.sent'), at('e', '2026-10-08T09:00:00Z'), at('f', '2026-10-16T00:00:00Z')],
    );
    const { text } = await as('viewer').get(`${USAGE}/day?day=2026-10-15`);
    const figures = [...text.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) => [
      /class="name[^"]*">([^<]+)</.exec(row)?.[1],
      ...[...row.matchAll(/<td class="figure"[^>]*>([^<]*)</g)].map(([, figure]) => figure),
    ]);
    expect(figures.filter(([name]) => name?.includes('.'))).toEqual([
      ['api.calls', '3', '1', '+200.0%'],
      ['message.sent', '1', '0', 'new'],
    ]);
    expect(figures.filter(([, count]) => count !== '0' && count !== undefined).slice(2)).toEqual([
      ['08:00', '2'],
      ['09:00', '1'],
      ['23:00', '1'],
    ]);
    expect(text).toContain('4 events of all 2 customers');
  });

  it('is counted 500 customers a page, and the sum goes on', async () => {
    const many = Array.from({ length: 530 }, (_, i) => ({ id: `habicht-${i}` }));
    await keepCatalog(parseCatalog(catalogYaml({ id: 'adler' }, ...many), 'catalog.yml'));
    await keepUsage(...['adler', ...many.slice(0, 200).map(({ id }) => id)].map((customer) => callsEvent(customer, '1')));
    const first = (await as('viewer').get(`${USAGE}/day?day=2026-10-15`)).text;
    const next = /href="([^"]+after=[^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(first).toContain('of the first 500 customers');
    const { text } = await as('viewer').get(next);
    expect(text).toContain('201 events of all 532 customers');
    expect(text).not.toContain('Count further');
  });

  it.each(['?reason=lost', '/day', '/day?day=today', '/day?day=2026-10-15&after=e30'])('has no page %s: 400', async (path) =>
    expect((await as('viewer').get(`${USAGE}${path}`)).status).toBe(400),
  );
});
