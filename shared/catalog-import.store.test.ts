import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { customerYaml, SELLER, SELLER_YAML } from '../test/support/catalog.ts';
import { openEmbedded, type Embedded } from '../test/support/embedded.ts';
import { auditEntries } from './audit.store.ts';
import { parseCatalog } from './catalog-file.ts';
import { beginImport, finishImport, getContent, latestImport } from './catalog-import.store.ts';
import { getCatalog, sellerIds, type Catalog } from './catalog.store.ts';
import { contentHash } from './content-hash.ts';
import { table } from './ports.ts';
import type { Table } from './table.ts';

const BY = { at: '2026-11-02T05:00:00Z', by: 'ops@kranich.example' };

/** 200 records: two subscriptions, a profile and a place on the list each. With six of meters, plans and a zone in front: three transactions. */
const IDS = Array.from({ length: 50 }, (_, i) => `c${String(i).padStart(2, '0')}`);

/** In the order in which it is read back. */
function catalogIn(city: string, ids: readonly string[] = IDS): Catalog {
  const customers = ids.map((id) => customerYaml({ id, end: '2027-01-01', next: 'plain' }).replace('city: Ort', `city: ${city}`));
  const catalog = parseCatalog(`${SELLER_YAML.replace('city: Wien', `city: ${city}`)}customers:${customers.join('')}\n`, 'catalog.yml');
  return { ...catalog, plans: [...catalog.plans].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

const OLD = catalogIn('Linz');
const NEW = catalogIn('Graz');

async function imported(catalog: Catalog, by = BY): Promise<void> {
  await beginImport(catalog, (await latestImport(SELLER))?.version, by);
  await finishImport(SELLER);
}

/** A process that dies at its `nth` write: that one is made or not, and none after it. */
function dyingAt(real: Table, nth: number, isMade: boolean): Table & { readonly isDead: () => boolean } {
  let writes = 0;
  return {
    isDead: () => writes >= nth,
    get: (key) => real.get(key),
    query: (query) => real.query(query),
    append: (records) => real.append(records),
    async write(changes) {
      if (++writes < nth) return real.write(changes);
      if (writes === nth && isMade) await real.write(changes);
      throw new Error('killed');
    },
  };
}

let world: Embedded;
beforeEach(() => {
  world = openEmbedded();
});
afterEach(() => world.close());

describe('an import whose process dies at a write', () => {
  it.each([false, true])('is all or nothing, whichever write it was; made before it died: %s', async (isMade) => {
    let outcomes = '';
    for (let nth = 1; ; nth++) {
      world.close();
      world = openEmbedded();
      await imported(OLD);

      let dying: ReturnType<typeof dyingAt> | undefined;
      world.connectWith((real) => (dying = dyingAt(real, nth, isMade)));
      await imported(NEW).catch(() => {});
      if (!dying?.isDead()) break;

      world.connectWith((real) => real);
      await finishImport(SELLER);
      const catalog = await getCatalog(SELLER);
      const entries = await auditEntries(SELLER, 'seller');
      const isNew = contentHash(catalog) === contentHash(NEW);
      if (!isNew) expect(catalog).toEqual(OLD);
      expect(entries.map((entry) => entry.contentHash)).toEqual((isNew ? [OLD, NEW] : [OLD]).map(contentHash));
      outcomes += isNew ? 'new ' : 'old ';
    }
    // The first write says that it is to be done; three transactions of records and the last one follow.
    expect(outcomes).toBe(isMade ? 'new new new new new ' : 'old new new new new ');
  });

  it('shows no seller before the first import is whole', async () => {
    world.connectWith((real) => dyingAt(real, 3, false));
    await imported(NEW).catch(() => {});
    world.connectWith((real) => real);
    expect(await getCatalog(SELLER)).toBeUndefined();
    expect(await sellerIds()).toEqual([SELLER]);
    expect(await finishImport(SELLER)).toBe(true);
    expect(await getCatalog(SELLER)).toEqual(NEW);
    expect(await finishImport(SELLER)).toBe(false);
  });

  it('is taken under the name and at the time of who began it', async () => {
    world.connectWith((real) => dyingAt(real, 2, false));
    await imported(NEW).catch(() => {});
    world.connectWith((real) => real);
    await finishImport(SELLER);
    expect(await auditEntries(SELLER, 'seller')).toMatchObject([{ ...BY, action: 'imported', contentHash: contentHash(NEW) }]);
  });

  it('never leaves a customer between old and new', async () => {
    await imported(OLD);
    world.connectWith((real) => dyingAt(real, 3, false));
    await imported(NEW).catch(() => {});
    world.connectWith((real) => real);
    const each = ({ customers }: Catalog): string[] => customers.map(contentHash);
    const [there, old, wanted] = [each((await getCatalog(SELLER))!), each(OLD), each(NEW)];
    expect(there.filter((it, i) => it !== old[i] && it !== wanted[i])).toEqual([]);
    expect(there.filter((it, i) => it === wanted[i]).length).toBeGreaterThan(0);
    expect(there.filter((it, i) => it === old[i]).length).toBeGreaterThan(0);
  });
});

describe('two imports at once', () => {
  it('are one: the other is refused where it was planned on what is no more', async () => {
    await imported(OLD);
    const planned = (await latestImport(SELLER))?.version;
    const fates = await Promise.allSettled([NEW, catalogIn('Wels')].map((catalog) => beginImport(catalog, planned, BY)));
    expect(fates.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(beginImport(NEW, planned, BY)).rejects.toMatchObject({ name: 'ConditionFailedError' });
  });

  it('are taken once by all who take them', async () => {
    await imported(OLD);
    await beginImport(NEW, (await latestImport(SELLER))?.version, BY);
    await Promise.all([finishImport(SELLER), finishImport(SELLER), finishImport(SELLER)]);
    expect(await getCatalog(SELLER)).toEqual(NEW);
    expect(await auditEntries(SELLER, 'seller')).toHaveLength(2);
  });

  it.each([2, 3, 4, 5])('are not mixed by one that wakes up at its write %i when a later one is over', async (nth) => {
    await imported(OLD);
    const { wakeUp, asleep } = sleeping(nth);
    const slow = imported(NEW);
    await asleep;

    // Somebody else completes it meanwhile, and imports the next.
    const third = catalogIn('Wels');
    world.connectWith((real) => real);
    await finishImport(SELLER);
    await imported(third);
    wakeUp();
    await slow;
    expect(await getCatalog(SELLER)).toEqual(third);
    expect(await auditEntries(SELLER, 'seller')).toHaveLength(3);
  });

  /** Puts to sleep who makes the `nth` write from here. */
  function sleeping(nth: number): { wakeUp: () => void; asleep: Promise<void> } {
    const { promise: asleep, resolve: fallAsleep } = Promise.withResolvers<void>();
    const { promise: awake, resolve: wakeUp } = Promise.withResolvers<void>();
    let writes = 0;
    world.connectWith((real) => ({
      get: (key) => real.get(key),
      query: (query) => real.query(query),
      append: (records) => real.append(records),
      async write(changes) {
        if (++writes === nth) {
          fallAsleep();
          await awake;
        }
        return real.write(changes);
      },
    }));
    return { wakeUp, asleep };
  }
});

describe('the content of an import', () => {
  it('is kept under the hash by which the audit log names it, also when others follow', async () => {
    await imported(OLD);
    await imported(NEW);
    const entries = await auditEntries(SELLER, 'seller');
    expect(await Promise.all(entries.map(({ contentHash: hash }) => getContent(SELLER, hash ?? '')))).toEqual([OLD, NEW]);
  });

  it('that is gone while it is under way is said, and importing it again mends it', async () => {
    await beginImport(NEW, undefined, BY);
    const { keys } = await world.ports.files.list(`${SELLER}/catalogs/`);
    await world.ports.files.remove(keys);
    await expect(finishImport(SELLER)).rejects.toMatchObject({ name: 'ImportLostError', message: expect.stringContaining(keys[0]!) });
  });

  it('stands beside what later imports do not mention: that stays', async () => {
    await imported(catalogIn('Linz', ['adler', 'biber']));
    await imported(catalogIn('Graz', ['biber']));
    const { customers } = (await getCatalog(SELLER))!;
    expect(customers.map(({ customer }) => `${customer.id} ${customer.address.city}`)).toEqual(['adler Linz', 'biber Graz']);
  });
});

it('writes only what is new', async () => {
  await imported(OLD);
  let changes = 0;
  world.connectWith((real) => ({
    get: (key) => real.get(key),
    query: (query) => real.query(query),
    append: (records) => real.append(records),
    write: (some) => {
      changes += some.length;
      return real.write(some);
    },
  }));
  const [first, ...others] = OLD.customers;
  await imported({ ...OLD, customers: [{ ...first!, customer: { ...first!.customer, language: 'de' } }, ...others] });
  // Begun with the list of sellers; one customer under a check; ended with the seller, its list, two of the audit log.
  expect(changes).toBe(2 + 2 + 5);
  expect(await table().get({ pk: `${SELLER}|customer|c00`, sk: 'profile' })).toMatchObject({ version: 2 });
  expect(await table().get({ pk: `${SELLER}|customer|c01`, sk: 'profile' })).toMatchObject({ version: 1 });
});
