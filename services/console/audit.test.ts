import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditChanges } from '../../shared/audit.store.ts';
import type { Act } from '../../shared/audit.ts';
import { keepDecision } from '../../shared/decision.store.ts';
import { table } from '../../shared/ports.ts';
import { browsing } from '../../test/support/browsing.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { openReviewed } from '../../test/support/runs.ts';
import { handler } from './console.handler.ts';

const RUN = 'kranich-2026-10-1';
const AUDIT = `/sellers/${SELLER}/audit`;
const CFO = 'cfo@kranich.example';
const viewer = browsing(handler, { email: CFO, role: 'viewer' });

/** Writes an act into the seller's own chain. */
async function act(done: Partial<Act> & Pick<Act, 'at'>): Promise<void> {
  await table().write(await auditChanges(SELLER, 'seller', { by: CFO, action: 'key-created', ...done }));
}

describe('the audit log', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
  });
  afterEach(() => world.close());

  const rows = async (query: string): Promise<number> =>
    (await viewer.get(`${AUDIT}${query}`)).text.match(/<td data-label="Who">/g)?.length ?? 0;

  it('says that it is whole, and of which entry it is not', async () => {
    await act({ at: '2026-11-02T05:00:00Z' });
    await act({ at: '2026-11-02T06:00:00Z', keys: ['k2'] });
    expect((await viewer.get(AUDIT)).text).toContain('All 2 entries are as written');
    const { items } = await table().query({ pk: `${SELLER}|audit`, prefix: 'entry|' });
    const [first] = items;
    await table().write([{ put: { pk: first!.pk, sk: first!.sk, body: { ...first!.body, by: 'somebody@else.example' } } }]);
    const { text } = await viewer.get(AUDIT);
    expect(text).toContain('tampered with, or damaged');
    expect(text).toContain('Entry 1 (key-created) was changed');
  });

  it('checks a long one when it is asked to', async () => {
    for (let hour = 0; hour < 3; hour++) await act({ at: `2026-11-02T0${hour}:00:00Z` });
    // A head that says a thousand more than there are: too long to check unasked, and not whole.
    const [head] = (await table().query({ pk: `${SELLER}|audit`, prefix: 'head' })).items;
    await table().write([{ put: { pk: head!.pk, sk: head!.sk, body: { ...head!.body, count: 1_003 } } }]);
    const { text } = await viewer.get(AUDIT);
    expect(text).toContain('1,003 entries, not checked yet');
    expect((await viewer.get(`${AUDIT}?check=all`)).text).toContain('its head says 1003 entries');
  });

  it('finds what one person did, and what of one kind was done', async () => {
    await act({ at: '2026-11-02T05:00:00Z' });
    await act({ at: '2026-11-02T06:00:00Z', by: 'ops@kranich.example' });
    await act({ at: '2026-11-02T07:00:00Z', action: 'key-revoked' });
    expect(await rows('')).toBe(3);
    expect(await rows('?by=CFO')).toBe(2);
    expect(await rows('?action=key-created')).toBe(2);
    expect(await rows('?by=cfo&action=key-created&day=')).toBe(1);
    expect((await viewer.get(`${AUDIT}?by=nobody`)).text).toContain('Nothing found');
  });

  it('goes through pages of what is looked for, each entry once', async () => {
    for (let i = 0; i < 260; i++)
      await act({ at: '2026-11-02T05:00:00Z', action: i % 2 ? 'key-created' : 'key-revoked', keys: [`key${i}`] });
    const seen: string[] = [];
    let address: string | undefined = `${AUDIT}?action=key-created`;
    while (address) {
      const { text } = await viewer.get(address);
      seen.push(...[...text.matchAll(/API key (key\d+)/g)].map(([, name = '']) => name));
      address = /href="([^"]+after=[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(130);
    expect(new Set(seen).size).toBe(130);
  });

  it('of a day has what was done in runs and outside of them, on the clocks of the seller', async () => {
    const { contentHash } = await openReviewed(['adler']);
    // 23:30 on 2 November in Vienna, and half past midnight of the 3rd.
    await act({ at: '2026-11-02T22:30:00Z', keys: ['late'] });
    await act({ at: '2026-11-02T23:30:00Z', keys: ['next'] });
    const decision = { schema: 1, kind: 'release', round: 1, contentHash, by: CFO, at: '2026-11-02T21:00:00Z' } as const;
    await keepDecision(SELLER, RUN, { ...decision, rejected: [], repaired: [] });
    const { text } = await viewer.get(`${AUDIT}?day=2026-11-02`);
    expect([...text.matchAll(/<span class="name">([^<]+)<\/span>/g)].map(([, what]) => what)).toEqual([
      ...['API key created', 'Released', 'Reviewed', 'Opened'],
    ]);
    expect(text).toContain('API key late');
    expect(text).toContain(`href="/sellers/${SELLER}/runs/${RUN}"`);
    expect(await rows(`?day=2026-11-02&action=released`)).toBe(1);
    expect((await viewer.get(`${AUDIT}?day=2026-11-01`)).text).toContain('on this day');
  });

  it.each(['?day=2026-13-01', '?day=yesterday', '?action=stolen', '?check=some', '?after=%7B'])(
    'can’t be looked through by %s: 400',
    async (query) => expect((await viewer.get(`${AUDIT}${query}`)).status).toBe(400),
  );

  it('shows who is looked for as text', async () => {
    expect((await viewer.get(`${AUDIT}?by=${encodeURIComponent('"><img src=x>')}`)).text).not.toContain('<img');
  });
});
