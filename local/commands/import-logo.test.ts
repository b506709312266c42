import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { requireSeller } from '../../shared/catalog.store.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { sellerParty } from '../../shared/invoice.ts';
import { requireLogo } from '../../shared/logo.store.ts';
import { openEmbedded, type Embedded } from '../../test/support/embedded.ts';
import { SELLER, SELLER_YAML } from '../../test/support/catalog.ts';
import { png } from '../../test/support/images.ts';
import { importCatalog } from './import-catalog.ts';
import { showCatalog } from './show-catalog.ts';

const named = (logo: string): string => SELLER_YAML.replace('brand: Kranich', `brand: Kranich\n  logo: ${logo}`);

describe('the logo of a catalog', () => {
  let world: Embedded;
  let folder: string;
  beforeEach(() => {
    world = openEmbedded();
    folder = join(world.folder, 'catalog');
    mkdirSync(folder);
  });
  afterEach(() => world.close());

  const written = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it.each(['file', 'folder'])('lies in the working files by its hash: a catalog of one %s', async (kind) => {
    const image = png({ width: 120 });
    written('logo.png', image);
    const file = written('catalog.yml', named('logo.png'));
    await importCatalog([kind === 'file' ? file : folder], 'ops');

    const hash = sha256(image);
    const seller = await requireSeller(SELLER);
    expect(seller.logo).toEqual({ file: 'logo.png', hash, width: 120, height: 80 });
    expect(sellerParty.parse(seller).logo).toEqual({ hash, width: 120, height: 80 });
    expect(Buffer.from((await world.ports.files.get(`kranich/logos/${hash}`))!).equals(image)).toBe(true);
    expect(Buffer.from((await requireLogo(seller))!).equals(image)).toBe(true);
  });

  it('comes with the next import of the same file where it was cleared away, and is asked for until then', async () => {
    written('logo.png', png({ width: 30 }));
    const file = written('catalog.yml', named('logo.png'));
    await importCatalog([file], 'ops');
    const { logo } = await requireSeller(SELLER);
    await world.ports.files.remove([`kranich/logos/${logo!.hash}`]);
    await expect(requireLogo({ id: SELLER, logo })).rejects.toThrow('Import the catalog with this logo again.');
    await importCatalog([file], 'ops');
    expect(await requireLogo({ id: SELLER, logo })).toBeDefined();
  });

  it('is a change of the seller when its content changes, and is shown as the file says it', async () => {
    const file = written('catalog.yml', named('logo.png'));
    written('logo.png', png({ width: 40 }));
    await importCatalog([file], 'ops');
    const before = (await requireSeller(SELLER)).logo;
    written('logo.png', png({ width: 50 }));
    await importCatalog([file], 'ops');
    expect((await requireSeller(SELLER)).logo).toMatchObject({ width: 50 });
    expect(before).toMatchObject({ width: 40 });
    expect((await showCatalog(SELLER)).catalog).toMatchObject({ seller: { logo: 'logo.png' } });
  });

  it.each([
    { why: 'not there', logo: 'other.png', content: png(), says: 'catalog.yml:6:9  seller.logo: There is no file ' },
    {
      why: 'of 20 MB',
      logo: 'logo.png',
      content: Buffer.alloc(20_000_000),
      says: 'seller.logo: a logo has at most 200 KB; this one has 19,532',
    },
    { why: 'no image', logo: 'logo.png', content: 'Kranich', says: 'seller.logo: it is neither a PNG nor a JPEG image' },
    { why: 'elsewhere', logo: '../../etc/logo.png', content: png(), says: 'seller.logo: expected the name of a PNG or JPEG file beside' },
    { why: 'a link', logo: 'https://kranich.example/logo.png', content: png(), says: 'seller.logo: expected the name of' },
  ])('is refused with its place: $why', async ({ logo, content, says }) => {
    written('logo.png', content);
    const file = written('catalog.yml', named(logo));
    await expect(importCatalog([file], 'ops')).rejects.toThrow(says);
    expect((await world.ports.files.list('')).keys).toEqual([]);
  });
});
