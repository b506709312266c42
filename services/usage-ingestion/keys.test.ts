import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepKey, keyNumber } from '../../test/support/api-keys.ts';
import { importCustomers, SELLER, SELLER_YAML } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, retried, under, type Embedded } from '../../test/support/embedded.ts';
import { getKey } from '../../shared/api-key.store.ts';
import { hashOfKey, idInKey, mayDo } from '../../shared/api-key.ts';
import { auditEntries, getAuditHead } from '../../shared/audit.store.ts';
import { chainProblems } from '../../shared/audit.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { keepCatalog } from '../../shared/catalog.store.ts';
import { handler as createKey } from './create-key.handler.ts';
import { handler as listKeys } from './list-keys.handler.ts';
import { handler as revokeKey } from './revoke-key.handler.ts';
import { handler as rotateKey } from './rotate-key.handler.ts';

const AT = '2026-10-15T12:00:00Z';
const BY = 'ops@kranich.example';
const [FIRST, SECOND] = [keyNumber(1), keyNumber(2)];
const idOf = (text: string): string => idInKey(text)!;
const CREATE = { id: idOf(FIRST), hash: hashOfKey(FIRST), sellers: [SELLER], label: 'gateway', by: BY, at: AT };
const ROTATE = { id: idOf(FIRST), newId: idOf(SECOND), hash: hashOfKey(SECOND), by: BY, at: AT };
const REVOKE = { id: idOf(FIRST), by: BY, at: AT };

async function importSellers(): Promise<void> {
  await importCustomers({ id: 'adler' });
  await keepCatalog(parseCatalog(`${SELLER_YAML.replace('id: kranich', 'id: storch')}customers: []\n`, 'storch.yml'));
}

describe('API keys', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await importSellers();
  });
  afterEach(() => world.close());

  const acts = async (sellerId = SELLER) =>
    (await auditEntries(sellerId, 'seller')).map(({ action, by, at, keys }) => ({ action, by, at, keys }));

  it('are created for sellers there are; what is kept of them is their hash', async () => {
    expect(await createKey({ ...CREATE, sellers: ['storch', SELLER, 'storch'] })).toEqual({ id: CREATE.id, sellers: [SELLER, 'storch'] });
    expect(await getKey(CREATE.id)).toEqual({
      ...{ schema: 1, id: CREATE.id, hash: CREATE.hash, sellers: [SELLER, 'storch'], label: 'gateway', createdAt: AT, createdBy: BY },
    });
    expect(JSON.stringify(world.records())).not.toContain(FIRST.slice(16));
  });

  it.each([
    { why: 'that says nothing', may: undefined, post: true, read: false },
    { why: 'for reading', may: ['read'], post: false, read: true },
    { why: 'for both', may: ['read', 'post', 'read'], post: true, read: true },
  ])('$why may post: $post, and read: $read', async ({ may, post, read }) => {
    await createKey({ ...CREATE, may });
    const key = (await getKey(CREATE.id))!;
    expect([mayDo(key, 'post'), mayDo(key, 'read')]).toEqual([post, read]);
  });

  it('are written down in the audit log of each of their sellers', async () => {
    await createKey({ ...CREATE, sellers: [SELLER, 'storch'] });
    await rotateKey(ROTATE);
    await revokeKey({ ...REVOKE, at: '2026-10-16T12:00:00Z' });
    const wanted = [
      { action: 'key-created', by: BY, at: AT, keys: [CREATE.id] },
      { action: 'key-rotated', by: BY, at: AT, keys: [CREATE.id, ROTATE.newId] },
      { action: 'key-revoked', by: BY, at: '2026-10-16T12:00:00Z', keys: [CREATE.id] },
    ];
    for (const sellerId of [SELLER, 'storch']) {
      expect(await acts(sellerId)).toEqual(wanted);
      expect(chainProblems(await auditEntries(sellerId, 'seller'), await getAuditHead(sellerId, 'seller'))).toEqual([]);
    }
  });

  it('are listed by their sellers, each once, without hash', async () => {
    await createKey({ ...CREATE, sellers: [SELLER, 'storch'], expiresAt: '2026-10-20T00:00:00Z' });
    await keepKey({ sellers: ['storch'], label: 'other', createdAt: '2026-10-01T00:00:00Z' }, 3);
    const listed = async (input: object) => ((await listKeys({ at: '2026-10-20T00:00:00Z', ...input })) as { keys: object[] }).keys;
    expect(await listed({})).toMatchObject([
      { label: 'other', state: 'valid' },
      { id: CREATE.id, label: 'gateway', state: 'expired' },
    ]);
    expect(await listed({ sellerId: SELLER })).toMatchObject([{ id: CREATE.id }]);
    expect(JSON.stringify(await listed({}))).not.toContain(CREATE.hash);
  });

  it('go on for seven days when they are rotated, unless something else is said', async () => {
    await createKey(CREATE);
    expect(await rotateKey(ROTATE)).toEqual({ id: ROTATE.newId, sellers: [SELLER], oldExpiresAt: '2026-10-22T12:00:00.000Z' });
  });

  it('stay as who revoked them first left them', async () => {
    await createKey(CREATE);
    await revokeKey(REVOKE);
    await revokeKey({ ...REVOKE, by: 'cfo@kranich.example', at: '2026-10-16T00:00:00Z' });
    expect(await getKey(CREATE.id)).toMatchObject({ revokedAt: AT, revokedBy: BY });
    expect(await acts()).toHaveLength(2);
  });

  it.each([
    {
      why: 'created for a seller nobody knows',
      step: () => createKey({ ...CREATE, sellers: [SELLER, 'nobody'] }),
      says: 'no seller "nobody"',
    },
    { why: 'created to expire at once', step: () => createKey({ ...CREATE, expiresAt: AT }), says: 'is not after' },
    { why: 'created for no seller', step: () => createKey({ ...CREATE, sellers: [] }), says: 'sellers' },
    { why: 'created with a key instead of its hash', step: () => createKey({ ...CREATE, hash: FIRST }), says: 'expected the SHA-256' },
    { why: 'rotated without being there', step: () => rotateKey(ROTATE), says: `no API key ${CREATE.id}` },
    { why: 'revoked without being there', step: () => revokeKey(REVOKE), says: `no API key ${CREATE.id}` },
  ])('are not $why, and nothing is written', async ({ step, says }) => {
    const before = world.picture();
    await expect(step()).rejects.toThrow(says);
    expect(world.picture()).toEqual(before);
  });

  it('are not made twice under one id', async () => {
    await createKey(CREATE);
    await expect(createKey({ ...CREATE, hash: hashOfKey(SECOND) })).rejects.toMatchObject({ name: 'DecisionRefusedError' });
    expect(await getKey(CREATE.id)).toMatchObject({ hash: CREATE.hash });
  });

  it('have one successor: of two rotations at once the second is told of the first', async () => {
    await createKey(CREATE);
    const third = keyNumber(3);
    const fates = await Promise.allSettled(
      [ROTATE, { ...ROTATE, newId: idOf(third), hash: hashOfKey(third) }].map((wanted) => retried(async () => rotateKey(wanted))),
    );
    expect(fates.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await acts()).toHaveLength(2);
    expect(under(world.records(), '@api-key|')).toHaveLength(2);
  });

  describe.each([
    { what: 'creating', prepare: async () => {}, step: () => createKey(CREATE), entries: 1 },
    { what: 'rotating', prepare: () => createKey(CREATE), step: () => rotateKey(ROTATE), entries: 2 },
    { what: 'revoking', prepare: () => createKey(CREATE), step: () => revokeKey(REVOKE), entries: 2 },
  ])('$what', ({ prepare, step, entries }) => {
    it('leaves the same once, again, and twice at once', async () => {
      const { once, again, atOnce } = await effects(async () => {
        await importSellers();
        await prepare();
        return step;
      });
      expect(again).toEqual(once);
      expect(atOnce).toEqual(once);
    });

    it.each(['before the write', 'after the write'] as const)('happens once when the connection breaks %s', async (failure) => {
      await prepare();
      world.connectWith((table) => failingOnce(table, failure));
      await retried(async () => step());
      expect(await acts()).toHaveLength(entries);
    });
  });
});
