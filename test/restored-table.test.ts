import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reconcile } from '../local/commands/reconcile.ts';
import { customerYaml, NUMBERING, SELLER, SELLER_YAML } from './support/catalog.ts';
import { openEmbedded, type Embedded } from './support/embedded.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import { beginImport, finishImport, latestImport } from '../shared/catalog-import.store.ts';
import { requireNextMonth, requireReconciled } from '../shared/issuing-lock.store.ts';
import { counters, takeNumberBlocks } from '../shared/number.store.ts';
import { archive } from '../shared/ports.ts';

const LOCKED = `its numbers were not given out from the table "stepbill-prod-2", which was restored`;

let world: Embedded;
beforeEach(() => {
  world = openEmbedded();
  named('stepbill-prod');
});
afterEach(() => world.close());

/** The same records under another name: what a restore to a point in time leaves. */
function named(name: string): void {
  world.connectWith((table) => ({
    name,
    get: (key) => table.get(key),
    query: (query) => table.query(query),
    write: (changes) => table.write(changes),
    append: (records) => table.append(records),
  }));
}

async function imported(): Promise<void> {
  const catalog = parseCatalog(`${SELLER_YAML}customers:${customerYaml({ id: 'adler' })}\n`, 'catalog.yml');
  await beginImport(catalog, (await latestImport(SELLER))?.version, { at: '2026-10-01T05:00:00Z', by: 'ops@kranich.example' });
  await finishImport(SELLER);
}

const take = (holder: string): Promise<unknown> => takeNumberBlocks(NUMBERING, holder, { RE: 2 }, '2026-11-02');
const filed = (number: string): Promise<unknown> =>
  archive().put(`${SELLER}/2026/${number}.pdf`, new TextEncoder().encode(number), 'application/pdf');

describe('a table that was restored under another name', () => {
  beforeEach(async () => {
    await imported();
    await take('kranich-2026-10-1');
    for (const number of ['RE-2026-000001', 'RE-2026-000002', 'RE-2026-000003']) await filed(number);
    named('stepbill-prod-2');
  });

  it('gives out no number and opens no run', async () => {
    await expect(take('kranich-2026-11-1')).rejects.toThrow(LOCKED);
    await expect(requireNextMonth(SELLER, '2026-11')).rejects.toThrow(LOCKED);
    expect(await counters(SELLER)).toMatchObject([{ counter: 'RE-2026', last: 2 }]);
  });

  it('says what a run has already', async () => {
    expect(await take('kranich-2026-10-1')).toMatchObject([{ first: 1, count: 2 }]);
  });

  it('is open once its counters stand where the archive does, and the one before is not any more', async () => {
    await reconcile(SELLER, { by: 'ops@kranich.example', without: [] });
    expect(await take('kranich-2026-11-1')).toMatchObject([{ first: 4, count: 2 }]);
    await reconcile(SELLER, { by: 'ops@kranich.example', without: [] });
    named('stepbill-prod-3');
    await expect(requireReconciled(SELLER)).rejects.toThrow('stepbill-prod-3');
  });
});

it('does not take a seller for new whose documents are in the archive', async () => {
  await filed('RE-2026-000001');
  await imported();
  await expect(take('kranich-2026-11-1')).rejects.toThrow('which was restored');
  await reconcile(SELLER, { by: 'ops@kranich.example', without: [] });
  expect(await take('kranich-2026-11-1')).toMatchObject([{ first: 2, count: 2 }]);
});
