import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEntries } from '../../shared/audit.store.ts';
import { fixClock } from '../../shared/clock.ts';
import { importCustomers, SELLER } from '../../test/support/catalog.ts';
import { failingOnce, openEmbedded, under, type Embedded } from '../../test/support/embedded.ts';
import { askApi, type Answered } from '../../test/support/people.ts';
import { openReviewed } from '../../test/support/runs.ts';
import { doneOnce, requestNamed } from './idempotency.store.ts';

const CFO = { email: 'cfo@kranich.example', role: 'releaser' } as const;
const OPS = { email: 'ops@kranich.example', role: 'releaser' } as const;
const RUN = 'kranich-2026-10-1';
const AT = '2026-11-03T05:00:00Z';
const later = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1_000).toISOString();

describe('an Idempotency-Key', () => {
  let world: Embedded;
  let release: { kind: string; contentHash: string };
  beforeEach(async () => {
    world = openEmbedded();
    await importCustomers({ id: 'adler' });
    release = { kind: 'release', contentHash: (await openReviewed()).contentHash };
  });
  afterEach(() => world.close());

  const post = (
    body: object,
    { key = '"k1"', by = CFO, at = AT }: { key?: string; by?: typeof CFO | typeof OPS; at?: string } = {},
  ): Promise<Answered> =>
    askApi(by, 'POST', `/v1/sellers/${SELLER}/runs/${RUN}/decision`, { body, headers: { 'idempotency-key': key }, at });

  it('gets the same request the first answer again, and nothing is done twice', async () => {
    const first = await post(release);
    expect(first).toMatchObject({ status: 200, body: { round: 1, isNew: true } });
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    const before = world.picture();
    const again = await post(release, { at: later(3_600) });
    expect(again).toMatchObject({ status: 200, body: { round: 1, isNew: true }, headers: { 'idempotency-replayed': 'true' } });
    expect(world.picture()).toEqual(before);
  });

  it('gets a refusal again, too, also where the request could be done by now', async () => {
    const wrong = { ...release, contentHash: 'ff'.repeat(32) };
    const first = await post(wrong);
    expect(first).toMatchObject({ status: 409, headers: { 'content-type': 'application/problem+json' } });
    expect((await post(wrong)).body).toEqual(first.body);
  });

  it('is refused with another request: 422', async () => {
    await post(release);
    expect(await post({ ...release, reason: 'As last month.' })).toMatchObject({ status: 422, body: { status: 422 } });
    expect(await post(release)).toMatchObject({ status: 200 });
  });

  it('is one of the person who sent it: that of somebody else is another', async () => {
    await post(release, { by: OPS });
    expect(await post(release)).toMatchObject({ status: 200, body: { isNew: true } });
  });

  it('may come with its quotes or without, and is forgotten after a day', async () => {
    await post(release);
    expect(await post(release, { key: 'k1' })).toMatchObject({ headers: { 'idempotency-replayed': 'true' } });
    fixClock(new Date(later(86_399)));
    expect(await post({ ...release, reason: 'Other.' }, { at: later(86_399) })).toMatchObject({ status: 422 });
    fixClock(new Date(later(86_401)));
    expect(await post({ ...release, reason: 'Other.' }, { at: later(86_401) })).toMatchObject({ status: 200, body: { isNew: false } });
  });

  it.each(['""', '"a', '"a"b"', 'ä', 'x'.repeat(256), '"\u0007"'])('that is none is refused: %s', async (key) => {
    expect(await post(release, { key })).toMatchObject({ status: 400, body: { errors: [{ parameter: 'Idempotency-Key' }] } });
  });

  it('is kept without the address of the person or the key', async () => {
    await post(release);
    const kept = JSON.stringify(under(world.records(), `${SELLER}|requests`));
    expect(kept).not.toContain('k1');
    expect(kept).not.toContain('@');
  });

  it('is answered 409 while the first request is under way, and waits for nobody who died', async () => {
    const id = requestNamed(CFO.email, 'k2');
    const request = { sellerId: SELLER, id, fingerprint: 'f', at: AT };
    let finish = (): void => {};
    const first = doneOnce(request, () => new Promise((resolve) => (finish = () => resolve({ status: 200, body: 1 }))));
    await new Promise((resolve) => setImmediate(resolve));
    while (under(world.records(), `${SELLER}|requests`).length === 0) await new Promise((resolve) => setImmediate(resolve));
    await expect(doneOnce({ ...request, at: later(29) }, async () => ({ status: 200, body: 2 }))).rejects.toMatchObject({ status: 409 });
    const second = await doneOnce({ ...request, at: later(31) }, async () => ({ status: 200, body: 2 }));
    expect(second).toEqual({ status: 200, body: 2, isRepeated: false });
    finish();
    await first;
    // The one that was taken for dead came to its end after all: the answer that was given stays.
    expect(await doneOnce({ ...request, at: later(32) }, async () => ({ status: 200, body: 3 }))).toMatchObject({ body: 2 });
  });

  it('decides once, though the process died between the decision and its answer', async () => {
    const before = await auditEntries(SELLER, { runId: RUN });
    let writes = 0;
    // The answer is the third write: the name, the decision, the answer.
    world.connectWith((table) => ({
      ...bound(table),
      write: async (changes) => {
        if (++writes === 3) throw new Error('The process died.');
        return table.write(changes);
      },
    }));
    await expect(post(release)).rejects.toThrow('The process died.');
    world.connectWith((table) => table);
    expect(await post(release, { at: later(10) })).toMatchObject({ status: 409, headers: { 'retry-after': '5' } });
    expect(await post(release, { at: later(40) })).toMatchObject({ status: 200, body: { round: 1, isNew: false } });
    expect(await auditEntries(SELLER, { runId: RUN })).toHaveLength(before.length + 1);
  });

  it('is free again after a 503: the same request is done', async () => {
    world.connectWith((table) => failingOnce(table, 'before the write'));
    expect(await post(release)).toMatchObject({ status: 503 });
    expect(await post(release)).toMatchObject({ status: 200, body: { isNew: true } });
  });
});

function bound(table: Embedded['ports']['table']): Embedded['ports']['table'] {
  return {
    get: (key) => table.get(key),
    query: (query) => table.query(query),
    write: (changes) => table.write(changes),
    append: (records) => table.append(records),
  };
}
