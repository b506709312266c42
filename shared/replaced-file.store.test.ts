import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbedded, type Embedded } from '../test/support/embedded.ts';
import { connect, files } from './ports.ts';
import { getReplaced, replaceFile } from './replaced-file.store.ts';

const KEY = 'kranich/catalogs/ab.json';
const without =
  (word: string) =>
  (bytes: Uint8Array): Uint8Array =>
    new TextEncoder().encode(new TextDecoder().decode(bytes).replace(word, ''));
const content = async (): Promise<string> => new TextDecoder().decode((await getReplaced(KEY))?.bytes);
const keys = async (): Promise<string[]> => (await files().list('kranich/')).keys;

describe('a file out of which something is taken', () => {
  let world: Embedded;
  beforeEach(async () => {
    world = openEmbedded();
    await files().put(KEY, new TextEncoder().encode('adler bussard falke'), 'application/json');
  });
  afterEach(() => world.close());

  it('lies under its name with a hash behind it, and is found by its name', async () => {
    expect(await replaceFile(KEY, without('adler '), false)).toBe(true);
    expect(await keys()).toEqual([expect.stringMatching(/^kranich\/catalogs\/ab@[0-9a-f]{16}\.json$/)]);
    expect(await getReplaced(KEY)).toMatchObject({ isReplaced: true });
    expect(await content()).toBe('bussard falke');
  });

  it('is left as it is if there is nothing to take out, or it is only looked at', async () => {
    expect(await replaceFile(KEY, without('milan'), false)).toBe(false);
    expect(await replaceFile(KEY, without('adler '), true)).toBe(true);
    expect(await keys()).toEqual([KEY]);
  });

  it('may have something else taken out later', async () => {
    await replaceFile(KEY, without('adler '), false);
    await replaceFile(KEY, without(' falke'), false);
    expect(await content()).toBe('bussard');
    expect(await keys()).toHaveLength(1);
  });

  it('is whole when the process died between the two, and done by the next', async () => {
    const { remove } = world.ports.files;
    connect({ ...world.ports, files: { ...world.ports.files, remove: () => Promise.reject(new Error('killed')) } });
    await expect(replaceFile(KEY, without('adler '), false)).rejects.toThrow('killed');
    expect(await content()).toContain('bussard');
    connect({ ...world.ports, files: { ...world.ports.files, remove } });
    expect(await replaceFile(KEY, without('adler '), false)).toBe(true);
    expect(await content()).toBe('bussard falke');
    expect(await keys()).toHaveLength(1);
  });

  it('has both taken out by two at once', async () => {
    await Promise.all([replaceFile(KEY, without('adler '), false), replaceFile(KEY, without(' falke'), false)]);
    await replaceFile(KEY, without('adler '), false);
    await replaceFile(KEY, without(' falke'), false);
    expect(await keys()).toHaveLength(1);
    expect(await content()).toBe('bussard');
  });
});
