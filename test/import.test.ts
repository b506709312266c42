/** Imports through the command line. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { beginImport } from '../shared/catalog-import.store.ts';
import { parseCatalog } from '../shared/catalog-file.ts';
import { requireSeller } from '../shared/catalog.store.ts';
import { catalogYaml, SELLER } from './support/catalog.ts';
import { commandInTurn } from './support/command-in-turn.ts';
import { NOW, openEmbedded, type Embedded } from './support/embedded.ts';

const CATALOG = catalogYaml({ id: 'adler' });

let world: Embedded;
let catalog: string;
beforeEach(() => {
  world = openEmbedded();
  catalog = join(world.folder, 'catalog.yml');
  writeFileSync(catalog, CATALOG);
});
afterEach(() => world.close());

it('makes no data folder by a dry run or a catalog that is refused', async () => {
  const data = join(world.folder, 'data');
  const tried = await commandInTurn(['import', catalog, '--dry-run', '--data', data]);
  expect(tried).toMatchObject({ code: 0, stdout: expect.stringContaining('1 customer, 1 subscription.\nNothing was changed.') });
  writeFileSync(catalog, CATALOG.replace('plan: basic', 'plan: basik'));
  const refused = await commandInTurn(['import', catalog, '--data', data]);
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('there is no plan "basik"; did you mean "basic"?'),
  });
  expect(existsSync(data)).toBe(false);
}, 30_000);

it('tells machines everything by its name', async () => {
  const imported = await commandInTurn(['import', catalog, '--json', '--data', world.folder]);
  expect(JSON.parse(imported.stdout)).toMatchObject({
    seller: SELLER,
    isFirst: true,
    isImported: true,
    added: { seller: ['kranich'], customer: ['adler'], subscription: ['adler.basic'] },
    changed: [],
  });
}, 30_000);

it('that was cut off is completed by the next command, whatever it is', async () => {
  await beginImport(parseCatalog(CATALOG, catalog), undefined, { at: NOW, by: 'ops@kranich.example' });
  await expect(requireSeller(SELLER)).rejects.toMatchObject({ name: 'NotFoundError' });
  const shown = await commandInTurn(['catalog', '--data', world.folder]);
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('# Imported by ops@kranich.example at 2026-11-02 05:00 UTC') });
  expect(await requireSeller(SELLER)).toMatchObject({ id: SELLER });
}, 30_000);
