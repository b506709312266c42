/** The Files port's `putFirst`: the first content under a key stays, whatever comes after it. */
import { expect } from '@jest/globals';

import type { FilesProofs } from './files-suite.ts';
import { persistently } from './adapter.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

export function putFirstProofs({ proves, stores, again, freshFolder }: FilesProofs): void {
  const textUnder = async (key: string): Promise<string> => Buffer.from((await stores().working.get(key))!).toString('utf8');

  proves('stores what is new, and leaves what is there, the same or not', async () => {
    const key = `${freshFolder()}/a.txt`;
    for (const text of ['first', 'first', 'second']) await again().working.putFirst(key, bytes(text), 'text/plain');
    expect(await textUnder(key)).toBe('first');
  });

  proves('leaves what `put` has stored, and `put` refuses to differ from what it has stored', async () => {
    const folder = freshFolder();
    await stores().working.put(`${folder}/a.txt`, bytes('put'), 'text/plain');
    await stores().working.putFirst(`${folder}/a.txt`, bytes('first'), 'text/plain');
    expect(await textUnder(`${folder}/a.txt`)).toBe('put');
    await stores().working.putFirst(`${folder}/b.txt`, bytes('first'), 'text/plain');
    expect(await stores().working.put(`${folder}/b.txt`, bytes('first'), 'text/plain')).toMatchObject({ isNew: false });
    const other = stores().working.put(`${folder}/b.txt`, bytes('put'), 'text/plain');
    await expect(other).rejects.toMatchObject({ name: 'FileConflictError' });
  });

  proves('keeps one of 20 that are put first at once, whole', async () => {
    const key = `${freshFolder()}/a.txt`;
    const contents = Array.from({ length: 20 }, (_, i) => `content ${i} `.repeat(1_000));
    await Promise.all(
      contents.map((text, i) => persistently(() => (i % 2 ? stores() : again()).working.putFirst(key, bytes(text), 'text/plain'))),
    );
    expect(contents).toContain(await textUnder(key));
  });

  proves('refuses what is not a key', async () => {
    await expect(stores().working.putFirst('../a', bytes('a'), 'text/plain')).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
}
