import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { openEmbedded, type Embedded } from '../test/support/embedded.ts';
import { parsedOnce } from './parsed-once.store.ts';
import { table } from './ports.ts';

const KEY = { pk: 'kranich|catalog', sk: 'seller' };
const put = (name: string) => table().write([{ put: { ...KEY, body: { name } } }]);
const item = async () => (await table().get(KEY))!;

describe('a record that is parsed once', () => {
  let world: Embedded;
  let parses = 0;
  const parsed = parsedOnce(({ body }) => ({ call: ++parses, body }));
  beforeEach(() => {
    world = openEmbedded();
    parses = 0;
  });
  afterEach(() => world.close());

  it('is the same value until it is put again', async () => {
    await put('Kranich');
    expect([parsed(await item()), parsed(await item()).call]).toEqual([{ call: 1, body: { name: 'Kranich' } }, 1]);
    await put('Kranich SE');
    expect(parsed(await item())).toEqual({ call: 2, body: { name: 'Kranich SE' } });
  });

  it('is that of its own table, though key and version are those of another', async () => {
    await put('Kranich');
    parsed(await item());
    world.close();
    world = openEmbedded();
    await put('Milan');
    expect(parsed(await item()).body).toEqual({ name: 'Milan' });
  });

  it('can not be changed by one who reads it', async () => {
    await put('Kranich');
    const body = parsed(await item()).body as { name: string };
    expect(() => (body.name = 'Milan')).toThrow(TypeError);
  });
});
