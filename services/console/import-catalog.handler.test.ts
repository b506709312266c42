import { describe, expect, it } from '@jest/globals';
import { auditEntries } from '../../shared/audit.store.ts';
import { readCatalog } from '../../shared/catalog-file.ts';
import { latestImport } from '../../shared/catalog-import.store.ts';
import { requireCustomer } from '../../shared/catalog.store.ts';
import { applyImport, planImport } from '../../shared/planned-import.store.ts';
import { catalogYaml, SELLER } from '../../test/support/catalog.ts';
import { effects, failingOnce, openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { handler as check } from './check-catalog.handler.ts';
import { handler } from './import-catalog.handler.ts';

const MOVED = catalogYaml({ id: 'adler' }).replace('city: Ort', 'city: Dorf');
const BY = { by: 'admin@kranich.example', at: '2026-11-03T05:00:00Z' };

/** Imports a first catalog, has the second one checked, and says what is to be imported. */
async function checked(): Promise<object> {
  const planned = await planImport(readCatalog([{ name: 'catalog.yml', content: catalogYaml({ id: 'adler' }) }]));
  await applyImport(planned, { at: '2026-09-30T08:00:00Z', by: 'ops@kranich.example' });
  const report = await check({ sellerId: SELLER, text: MOVED });
  if (report.outcome === 'refused') throw new Error('It is right.');
  return { sellerId: SELLER, contentHash: report.contentHash, version: report.version, ...BY };
}

describe('ImportCatalog', () => {
  it('leaves the same once, again, and twice at once', async () => {
    const { once, again, atOnce } = await effects(async () => {
      const input = await checked();
      return () => handler(input);
    });
    expect(again).toEqual(once);
    expect(atOnce).toEqual(once);
  });

  it.each(['before the write', 'after the write'] as const)('is completed by the next call where it died %s', async (failure) => {
    for (const nth of [1, 2, 3]) {
      const world: Embedded = openEmbedded();
      try {
        const input = await checked();
        world.connectWith((table) => failingOnce(table, failure, nth));
        await handler(input).catch(() => undefined);
        await handler(input);
        expect(await requireCustomer(SELLER, 'adler')).toMatchObject({ address: { city: 'Dorf' } });
        expect(await latestImport(SELLER)).toMatchObject({ isUnderWay: false });
        expect((await auditEntries(SELLER, 'seller')).filter(({ action }) => action === 'imported')).toHaveLength(2);
      } finally {
        world.close();
      }
    }
  });
});

describe('CheckCatalog', () => {
  it('leaves nothing but the content it was asked about, under its hash', async () => {
    const world = openEmbedded();
    try {
      const { contentHash } = (await checked()) as { contentHash: string };
      const before = world.picture();
      await check({ sellerId: SELLER, text: MOVED });
      expect(world.picture()).toEqual(before);
      expect(Object.keys(before.files)).toContain(`${SELLER}/catalogs/${contentHash}.json`);
      expect(await requireCustomer(SELLER, 'adler')).toMatchObject({ address: { city: 'Ort' } });
    } finally {
      world.close();
    }
  });
});
