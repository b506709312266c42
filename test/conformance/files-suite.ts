/** Every sentence of the Files port's contract, for any adapter, on a store of working files and an archive. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect } from '@jest/globals';

import type { Files } from '../../shared/files.ts';
import { persistently, proofsFor, tally, type Adapter, type Opened } from './adapter.ts';
import { putFirstProofs } from './files-first-suite.ts';

export interface Stores {
  readonly working: Files;
  readonly archive: Files;
}

export interface FilesProofs {
  readonly proves: ReturnType<typeof proofsFor>['proves'];
  readonly stores: () => Stores;
  readonly again: () => Stores;
  /** A folder nobody else uses. */
  readonly freshFolder: () => string;
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const HELLO = bytes('hello');
/** As `printf hello | sha256sum` says. */
const HELLO_HASH = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

export function filesSuite(adapter: Adapter<Stores>): void {
  describe(`Files on ${adapter.name}`, () => {
    let opened: Opened<Stores>;
    let folders = 0;
    beforeAll(async () => {
      opened = await adapter.open();
    });
    afterAll(async () => {
      await opened?.close();
    });

    const { proves, everyReasonIsUsed } = proofsFor(adapter);
    const proofs: FilesProofs = {
      proves,
      stores: () => opened.port,
      again: () => opened.again,
      freshFolder: () => `seller/folder-${String(++folders).padStart(3, '0')}`,
    };
    describe('put and get', () => putProofs(proofs));
    describe('put first', () => putFirstProofs(proofs));
    describe('hash', () => hashProofs(proofs));
    describe('keys', () => keyProofs(proofs));
    describe('writers at once', () => concurrencyProofs(proofs));
    describe('list', () => listProofs(proofs));
    describe('remove', () => removeProofs(proofs));
    describe('url', () => urlProofs(proofs));
    everyReasonIsUsed();
  });
}

function hashProofs({ proves, stores, again, freshFolder }: FilesProofs): void {
  for (const store of ['working', 'archive'] as const)
    proves(`is that of the content in ${store}, and none of what is not there`, async () => {
      const key = `${freshFolder()}/a.txt`;
      expect(await stores()[store].hash(key)).toBeUndefined();
      await stores()[store].putFirst(key, HELLO, 'text/plain');
      expect(await again()[store].hash(key)).toBe(HELLO_HASH);
    });

  proves('is not told of what is no key', async () => {
    await expect(stores().archive.hash('../a')).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
}

function putProofs({ proves, stores, again, freshFolder }: FilesProofs): void {
  for (const store of ['working', 'archive'] as const) {
    proves(`stores new content in ${store} and gives its hash`, async () => {
      const key = `${freshFolder()}/a.txt`;
      expect(await stores()[store].get(key)).toBeUndefined();
      expect(await stores()[store].put(key, HELLO, 'text/plain')).toEqual({ hash: HELLO_HASH, isNew: true });
      expect(text(await again()[store].get(key))).toBe('hello');
    });

    proves(`takes the same content again in ${store}`, async () => {
      const key = `${freshFolder()}/a.txt`;
      await stores()[store].put(key, HELLO, 'text/plain');
      expect(await again()[store].put(key, HELLO, 'text/plain')).toEqual({ hash: HELLO_HASH, isNew: false });
    });

    proves(`refuses other content in ${store}, naming both hashes, and leaves what is there`, async () => {
      const key = `${freshFolder()}/a.txt`;
      await stores()[store].put(key, HELLO, 'text/plain');
      const error: Error = await again()
        [store].put(key, bytes('other'), 'text/plain')
        .then(
          () => new Error('was stored'),
          (reason: Error) => reason,
        );
      expect(error.name).toBe('FileConflictError');
      expect(error.message).toContain(HELLO_HASH);
      expect(error.message).toContain(sha256(bytes('other')));
      expect(text(await stores()[store].get(key))).toBe('hello');
    });
  }

  proves('keeps the two stores apart', async () => {
    const key = `${freshFolder()}/a.txt`;
    await stores().working.put(key, HELLO, 'text/plain');
    expect(await stores().archive.get(key)).toBeUndefined();
  });

  proves('keeps every byte, also of nothing and of much', async () => {
    const folder = freshFolder();
    const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);
    const large = new Uint8Array(3_000_000).map((_, i) => (i * 31) % 251);
    for (const [name, content] of Object.entries({ empty: new Uint8Array(), everyByte, large })) {
      const { hash } = await stores().working.put(`${folder}/${name}`, content, 'application/octet-stream');
      expect(hash).toBe(sha256(content));
      expect(sha256((await again().working.get(`${folder}/${name}`))!)).toBe(hash);
    }
  });
}

function keyProofs({ proves, stores, freshFolder }: FilesProofs): void {
  const refused = ['', '/a', 'a/', 'a//b', '../a', 'a/../b', '.a', 'a/.b', 'a b', 'ä', 'a\\b', 'a\u0000', 'a'.repeat(513), 'a'.repeat(256)];
  proves('refuses what is not a key', async () => {
    for (const key of refused) {
      const calls = [stores().working.put(key, HELLO, 'text/plain'), stores().working.get(key)];
      for (const call of [...calls, stores().working.remove([key]), stores().working.url(key, 60)]) {
        await expect(call).rejects.toMatchObject({ name: 'InvalidInputError' });
      }
    }
  });

  proves('takes every character a key may have, and 512 of them', async () => {
    const folder = freshFolder();
    const long = `${folder}/${'a'.repeat(255)}/${'b'.repeat(255)}`.slice(0, 512).replace(/\/$/, 'c');
    for (const key of [`${folder}/-A.z_0=9@b..`, `${folder}/@`, long]) {
      await stores().working.put(key, bytes(key), 'text/plain');
      expect(text(await stores().working.get(key))).toBe(key);
    }
  });

  proves('gives undefined for a folder', async () => {
    const folder = freshFolder();
    await stores().working.put(`${folder}/deep/a.txt`, HELLO, 'text/plain');
    expect(await stores().working.get(`${folder}/deep`)).toBeUndefined();
    expect(await stores().working.get(`${folder}/deep/a.txt/b`)).toBeUndefined();
  });
}

function concurrencyProofs({ proves, stores, again, freshFolder }: FilesProofs): void {
  proves('lets exactly one of 50 win who put different content under one key', async () => {
    const key = `${freshFolder()}/new/folder/a.txt`;
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        persistently(() => (i % 2 ? stores() : again()).archive.put(key, bytes(`content ${i}`), 'text/plain')),
      ),
    );
    expect(tally(results)).toEqual({ won: 1, errors: ['FileConflictError'] });
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    expect(text(await stores().archive.get(key))).toBe(`content ${winner}`);
  });

  proves('makes one file new of 50 puts of the same content', async () => {
    const key = `${freshFolder()}/a.txt`;
    const fates = await Promise.all(
      Array.from({ length: 50 }, (_, i) => persistently(() => (i % 2 ? stores() : again()).archive.put(key, HELLO, 'text/plain'))),
    );
    expect(fates.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(fates.map(({ hash }) => hash))).toEqual(new Set([HELLO_HASH]));
  });
}

function listProofs({ proves, stores, again, freshFolder }: FilesProofs): void {
  // `-` 2D, `.` 2E, `/` 2F, `0` 30, `=` 3D, `@` 40, `A` 41, `_` 5F, `a` 61.
  const names = ['a', 'a-b', 'a.b', 'b/-', 'b/0', 'b/c/d', 'b0', 'b=', 'b@', 'bA', 'b_', 'ba'];

  async function filled(): Promise<string> {
    const folder = freshFolder();
    for (const name of names.toReversed()) await stores().working.put(`${folder}/${name}`, HELLO, 'text/plain');
    await stores().working.put(`${folder}0`, HELLO, 'text/plain');
    return folder;
  }

  proves('lists in the order of bytes, across folders', async () => {
    const folder = await filled();
    expect(await again().working.list(`${folder}/`)).toEqual({ keys: names.map((name) => `${folder}/${name}`) });
  });

  proves('lists by any prefix, also one that ends within a name', async () => {
    const folder = await filled();
    for (const prefix of ['', 'b', 'b/', 'b/c', 'b/c/d', 'b/c/d/', 'ba', 'x']) {
      const expected = names.filter((name) => name.startsWith(prefix)).map((name) => `${folder}/${name}`);
      expect((await stores().working.list(`${folder}/${prefix}`)).keys).toEqual(expected);
    }
  });

  proves('lists nothing by a prefix that no key has', async () => {
    const folder = await filled();
    for (const prefix of ['../', '/', `${folder}//`, '.', '.tmp']) {
      expect(await stores().working.list(prefix)).toEqual({ keys: [] });
    }
  });

  for (const limit of [1, 2, 5, 12]) {
    proves(`lists everything once in pages of ${limit}`, async () => {
      const folder = await filled();
      const keys: string[] = [];
      let after: string | undefined;
      do {
        const page = await stores().working.list(`${folder}/`, { limit, ...(after !== undefined && { after }) });
        expect(page.keys.length).toBeLessThanOrEqual(limit);
        keys.push(...page.keys);
        after = page.next;
      } while (after !== undefined);
      expect(keys).toEqual(names.map((name) => `${folder}/${name}`));
    });
  }

  proves('lists more than a thousand in pages', async () => {
    const folder = freshFolder();
    const expected = Array.from({ length: 1_050 }, (_, i) => `${folder}/${String(i).padStart(4, '0')}`);
    for (let i = 0; i < expected.length; i += 50) {
      await Promise.all(expected.slice(i, i + 50).map((key) => stores().working.put(key, HELLO, 'text/plain')));
    }
    const first = await stores().working.list(`${folder}/`);
    const second = await stores().working.list(`${folder}/`, { after: first.next! });
    expect([...first.keys, ...second.keys]).toEqual(expected);
    expect(first.keys).toHaveLength(1_000);
    expect(second.next).toBeUndefined();
  });

  proves('refuses a page of nothing', async () => {
    for (const limit of [0, -1, 1.5]) {
      await expect(stores().working.list('a', { limit })).rejects.toMatchObject({ name: 'InvalidInputError' });
    }
  });
}

function removeProofs({ proves, stores, again, freshFolder }: FilesProofs): void {
  proves('removes working files, takes absent ones, and a key is free again', async () => {
    const folder = freshFolder();
    await stores().working.put(`${folder}/a`, HELLO, 'text/plain');
    await stores().working.put(`${folder}/b`, HELLO, 'text/plain');
    await again().working.remove([`${folder}/a`, `${folder}/never-there`, `${folder}/no/folder`]);
    await stores().working.remove([]);
    expect((await stores().working.list(`${folder}/`)).keys).toEqual([`${folder}/b`]);
    expect((await stores().working.put(`${folder}/a`, bytes('new'), 'text/plain')).isNew).toBe(true);
  });

  proves('removes nothing from the archive', async () => {
    const key = `${freshFolder()}/a`;
    await stores().archive.put(key, HELLO, 'text/plain');
    await expect(stores().archive.remove([key])).rejects.toMatchObject({ name: 'ArchiveError' });
    await expect(stores().archive.remove([])).rejects.toMatchObject({ name: 'ArchiveError' });
    expect(text(await stores().archive.get(key))).toBe('hello');
  });
}

function urlProofs({ proves, stores, freshFolder }: FilesProofs): void {
  async function linked(seconds: number): Promise<string> {
    const key = `${freshFolder()}/RE-2026-1.txt`;
    await stores().archive.put(key, HELLO, 'text/plain');
    return stores().archive.url(key, seconds);
  }

  proves('links to the content', async () => {
    expect(await contentOf(await linked(60))).toBe('hello');
  });

  proves('refuses a link for no time', async () => {
    for (const seconds of [0, -1, 1.5, NaN]) {
      await expect(stores().archive.url('a', seconds)).rejects.toMatchObject({ name: 'InvalidInputError' });
    }
  });

  proves('links to a download as an attachment', async () => {
    const answer = await fetch(await linked(60));
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="RE-2026-1.txt"');
    expect(answer.headers.get('content-type')).toBe('text/plain');
  });

  proves('links to nothing if the signature is not ours', async () => {
    const url = new URL(await linked(60));
    url.searchParams.set('X-Amz-Signature', '0'.repeat(64));
    expect((await fetch(url)).status).toBe(403);
  });

  proves('links only as long as was asked for', async () => {
    const url = await linked(1);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect((await fetch(url)).status).toBe(403);
    // However long was asked for, 300 seconds at most.
    expect(new URL(await linked(86_400)).searchParams.get('X-Amz-Expires')).toBe('300');
  });
}

async function contentOf(url: string): Promise<string> {
  if (url.startsWith('file:')) return readFile(new URL(url), 'utf8');
  return (await fetch(url)).text();
}

function text(content: Uint8Array | undefined): string | undefined {
  return content && Buffer.from(content).toString('utf8');
}
