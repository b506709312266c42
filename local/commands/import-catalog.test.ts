import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEntries } from '../../shared/audit.store.ts';
import { parseCatalog } from '../../shared/catalog-file.ts';
import { beginImport } from '../../shared/catalog-import.store.ts';
import { customerIds, planVersions, requireCustomer, requireSeller, sellerIds, subscriptionsOf } from '../../shared/catalog.store.ts';
import { takeNumberBlocks } from '../../shared/number.store.ts';
import { table } from '../../shared/ports.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { readCatalogFiles } from './catalog-files.ts';
import { finishImports } from './finish-imports.ts';
import { applyImport, importCatalog, planImport } from './import-catalog.ts';
import { catalogText, showCatalog } from './show-catalog.ts';

const CATALOG = `
seller:
  id: kranich
  name: Kranich Software GmbH
  brand: Kranich
  address: { street: Lindengasse 4, postalCode: "1070", city: Wien, country: AT }
  zone: Europe/Vienna
  email: billing@kranich.example
  bank: { holder: Kranich Software GmbH, bank: Donaubank, iban: AT61 1904 3002 3457 3201, bic: DONAATWW }
  numberSeries: { prefix: RE }
meters:
  - { id: calls, eventType: api.call, aggregation: count }
plans:
  - id: basic
    name: Basic
    currency: EUR
    prices:
      - { id: calls, name: Calls, model: standard, meter: calls, unitPrice: 0.10 }
customers:
  - id: adler
    name: Adler Works
    address: { street: Feldweg 1, postalCode: "1000", city: Ort, country: AT }
    zone: Europe/Vienna
    email: pay@adler.example
    subscriptions: [{ plan: basic, start: 2026-10-01 }]
`;

describe('importing a catalog', () => {
  let world: Embedded;
  beforeEach(() => {
    world = openEmbedded();
  });
  afterEach(() => world.close());

  function fileOf(text: string): string[] {
    const file = join(world.folder, 'catalog.yml');
    writeFileSync(file, text);
    return [file];
  }

  it('keeps all of it', async () => {
    await importCatalog(fileOf(CATALOG), 'ops');
    expect(await sellerIds()).toEqual(['kranich']);
    expect(await customerIds('kranich')).toEqual(['adler']);
    expect(await planVersions('kranich')).toMatchObject([{ id: 'basic', version: 1 }]);
    expect(await subscriptionsOf('kranich', 'adler')).toEqual([
      { id: 'adler.basic', plan: 'basic', version: 1, start: '2026-10-01', anchorDay: 1 },
    ]);
  });

  it('takes nothing of a catalog with errors, and names each with its line and what would be right', async () => {
    const broken = CATALOG.replace('meter: calls, unitPrice', 'meter: call, unitPrice').replace('plan: basic, start', 'plan: basik, start');
    await expect(importCatalog(fileOf(broken), 'ops')).rejects.toMatchObject({
      name: 'CatalogError',
      faults: [
        { line: 18, path: 'plans[0].prices[0].meter', message: 'there is no meter "call"; did you mean "calls"?' },
        { line: 25, path: 'customers[0].subscriptions[0].plan', message: 'there is no plan "basik"; did you mean "basic"?' },
      ],
    });
    expect(world.records()).toEqual([]);
  });

  it('refuses new prices under a version that is in use, and takes them as the next', async () => {
    await importCatalog(fileOf(CATALOG), 'ops');
    const dearer = CATALOG.replace('unitPrice: 0.10', 'unitPrice: 0.12');
    await expect(importCatalog(fileOf(dearer), 'ops')).rejects.toThrow(
      /catalog\.yml:14:5 {2}plans\[0\]: plan "basic" version 1 is in use and never changes; give the new prices as version 2$/,
    );
    await importCatalog(fileOf(dearer.replace('- id: basic', '- id: basic\n    version: 2')), 'ops');
    expect((await planVersions('kranich')).map(({ version }) => version)).toEqual([1, 2]);
  });

  it.each([
    { why: 'the start', from: 'start: 2026-10-01', to: 'start: 2026-09-01', message: 'start from 2026-10-01 to 2026-09-01' },
    { why: 'the anchor', from: 'start: 2026-10-01', to: 'start: 2026-10-01, anchorDay: 15', message: 'anchorDay from 1 to 15' },
  ])('refuses to move $why once a period is billed', async ({ from, to, message }) => {
    await importCatalog(fileOf(CATALOG), 'ops');
    const moved = fileOf(CATALOG.replace(from, to));
    await importCatalog(moved, 'ops');
    await importCatalog(fileOf(CATALOG), 'ops');

    const whole = { start: '2026-09-30T22:00:00Z', end: '2026-10-31T23:00:00Z', zone: 'Europe/Vienna' };
    const claim = {
      schema: 1,
      subscriptionId: 'adler.basic',
      whole,
      timing: 'arrears',
      sequence: 0,
      runId: 'r',
      customerId: 'adler',
      attempt: 1,
      snapshotKey: 'k',
    };
    await table().write([{ put: { pk: 'kranich|claims|adler.basic', sk: `${whole.start}|arrears|0000`, body: claim } }]);
    await expect(importCatalog(fileOf(CATALOG.replace(from, to)), 'ops')).rejects.toThrow(message);
  });

  it('refuses a new subscription beside one that the file leaves out and that goes on running', async () => {
    await importCatalog(fileOf(CATALOG), 'ops');
    const renamed = CATALOG.replace('{ plan: basic, start: 2026-10-01 }', '{ id: other, plan: basic, start: 2026-11-01 }');
    await expect(importCatalog(fileOf(renamed), 'ops')).rejects.toThrow('goes on running beside "other"; both price meter "calls"');
  });

  it('refuses to change how a series is printed once it has given out numbers', async () => {
    const shorter = CATALOG.replace('{ prefix: RE }', "{ prefix: RE, format: '{prefix}-{yy}-{number}' }");
    await importCatalog(fileOf(shorter), 'ops');
    const { seller } = await importCatalog(fileOf(CATALOG), 'ops');

    await takeNumberBlocks(seller, 'a-run', { RE: 1 }, '2026-11-02');
    await expect(importCatalog(fileOf(shorter), 'ops')).rejects.toThrow(
      `number series "RE": has given out numbers (RE-2026-{number}), so its restart and format can't change.`,
    );
    await importCatalog(fileOf(CATALOG.replace('{ prefix: RE }', '[{ prefix: EX, restart: never }, { prefix: RE }]')), 'ops');
    expect((await requireSeller('kranich')).numberSeries).toMatchObject([{ prefix: 'EX' }, { prefix: 'RE' }]);
  });

  it('refuses a subscription that is that of another customer, whom the files do not mention', async () => {
    await importCatalog(fileOf(CATALOG), 'ops');
    const taken = CATALOG.replace('id: adler', 'id: biber').replace('{ plan: basic, start', '{ id: adler.basic, plan: basic, start');
    await expect(importCatalog(fileOf(taken), 'ops')).rejects.toThrow('subscription "adler.basic" is that of customer "adler"');
  });

  it('says that a file is not there', async () => {
    await expect(importCatalog([join(world.folder, 'none.yml')], 'ops')).rejects.toMatchObject({ name: 'CommandError' });
  });

  it('takes a folder as its YAML files in the order of their names, and a file that is named twice once', async () => {
    const folder = join(world.folder, 'catalog');
    const [seller = '', customers = ''] = CATALOG.split('customers:\n');
    mkdirSync(join(folder, 'old'), { recursive: true });
    for (const [name, text] of [
      ['1-seller.yml', seller],
      ['2-adler.yaml', `customers:\n${customers}`],
      ['3-biber.yml', `customers:\n${customers.replaceAll('adler', 'biber')}`],
      ['.hidden.yml', 'no: catalog'],
      ['old/4.yml', 'no: catalog'],
      ['notes.txt', 'no: catalog'],
    ] as const)
      writeFileSync(join(folder, name), text);
    await importCatalog([join(folder, '2-adler.yaml'), folder], 'ops');
    expect(await customerIds('kranich')).toEqual(['adler', 'biber']);
    await expect(importCatalog([join(folder, 'old', '..', '..', 'archive')], 'ops')).rejects.toThrow('has no *.yml or *.yaml file in it.');
  });

  it('may leave out plans and meters that are there, and refer to their versions', async () => {
    await importCatalog(fileOf(CATALOG), 'ops');
    const [head = '', customers = ''] = CATALOG.split('customers:\n');
    const [seller = ''] = head.split('meters:\n');
    const onlyCustomers = `${seller}customers:\n${customers.replaceAll('adler', 'biber')}`;
    await importCatalog(fileOf(onlyCustomers), 'ops');
    expect(await subscriptionsOf('kranich', 'biber')).toMatchObject([{ plan: 'basic', version: 1 }]);
    expect(await planVersions('kranich')).toHaveLength(1);
  });

  it('changes nothing, and writes nothing down, where all of it is there', async () => {
    await importCatalog(fileOf(CATALOG), 'ops');
    const before = world.picture();
    await importCatalog(fileOf(`# A comment more.\n${CATALOG}`), 'somebody else');
    expect(world.picture()).toEqual(before);
  });

  it('shows what would change, and writes nothing by that', async () => {
    await importCatalog(fileOf(CATALOG), 'ops');
    const before = world.picture();
    const dearer = CATALOG.replace('- id: basic', '- id: basic\n    version: 2').replace('0.10', '0.12').replace('Feldweg 1', 'Feldweg 2');
    const planned = await planImport(readCatalogFiles(fileOf(dearer)));
    expect(world.picture()).toEqual({ ...before });
    expect(planned.changes).toMatchObject({
      added: { 'plan version': ['basic 2'], customer: [] },
      changed: [{ kind: 'customer', id: 'adler', fields: [{ field: 'address.street', before: 'Feldweg 1', after: 'Feldweg 2' }] }],
      // A subscription that names no version keeps the one it has.
      unchanged: { seller: 1, meter: 1, subscription: 1 },
      unmentioned: { 'plan version': ['basic 1'] },
    });
  });

  it('shows how the schedule changes', async () => {
    await importCatalog(fileOf(CATALOG), 'ops');
    const withSchedule = (text: string) => fileOf(CATALOG.replace('  numberSeries', `  schedule: ${text}\n  numberSeries`));
    const changed = async (text: string) => (await planImport(readCatalogFiles(withSchedule(text)))).changes.changed;
    expect(await changed('off')).toMatchObject([{ kind: 'seller', fields: [{ field: 'schedule', before: undefined, after: 'off' }] }]);
    expect(await changed("{ day: 5, time: '07:30' }")).toMatchObject([
      {
        fields: [
          { field: 'schedule.day', after: '5' },
          { field: 'schedule.time', after: '07:30' },
        ],
      },
    ]);
  });

  it('is refused where another import came in between', async () => {
    const planned = await planImport(readCatalogFiles(fileOf(CATALOG)));
    await importCatalog(fileOf(CATALOG.replace('Feldweg 1', 'Feldweg 2')), 'somebody');
    await expect(applyImport(planned, 'ops')).rejects.toThrow('another import of "kranich" by somebody came in between');
    expect((await requireCustomer('kranich', 'adler')).address.street).toBe('Feldweg 2');
  });

  it('completes an import that was cut off, and by the same files also one whose content is gone', async () => {
    const moved = CATALOG.replace('Feldweg 1', 'Feldweg 2');
    await beginImport(parseCatalog(moved, 'c'), undefined, { at: '2026-11-02T05:00:00Z', by: 'somebody' });
    await world.ports.files.remove((await world.ports.files.list('kranich/catalogs/')).keys);
    await expect(finishImports()).rejects.toMatchObject({
      name: 'CommandError',
      message: expect.stringContaining('Import the same files again.'),
    });
    await expect(importCatalog(fileOf(CATALOG), 'ops')).rejects.toMatchObject({ name: 'CommandError' });
    await importCatalog(fileOf(moved), 'ops');
    expect(await auditEntries('kranich', 'seller')).toMatchObject([{ by: 'somebody', action: 'imported' }]);
  });

  it('can be shown again as a file by its hash, and imported again from that', async () => {
    await importCatalog(fileOf(CATALOG), 'ops');
    const first = await showCatalog('kranich');
    await importCatalog(fileOf(CATALOG.replace('Feldweg 1', 'Feldweg 2')), 'ops');
    const shown = await showCatalog('kranich', first.contentHash.slice(0, 8));
    expect(shown).toEqual(first);
    await importCatalog(fileOf(catalogText(shown).join('\n')), 'ops');
    expect((await auditEntries('kranich', 'seller')).map(({ contentHash }) => contentHash === first.contentHash)).toEqual([
      true,
      false,
      true,
    ]);
    await expect(showCatalog('kranich', 'nothing')).rejects.toThrow('No import of "kranich" had content nothing; the latest were ');
  });
});
