/** The keys of a folder in the order of their bytes, without reading folders that can't hold any of them. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { FILE_KEY, requirePageLimit, type FilePage } from '../shared/files.ts';

const PAGE_KEYS = 1_000;

interface Wanted {
  readonly prefix: string;
  readonly after: string;
}

/** What lies in the folder but is no key (`.tmp`, a person's notes) is passed over. `next` is the last key of the page. */
export async function listKeys(root: string, prefix: string, { after = '', limit }: { after?: string; limit?: number }): Promise<FilePage> {
  requirePageLimit(limit);
  const most = Math.min(limit ?? PAGE_KEYS, PAGE_KEYS);
  const keys: string[] = [];
  for await (const key of walk(root, '', { prefix, after })) {
    if (keys.length === most) return { keys, next: keys.at(-1)! };
    keys.push(key);
  }
  return { keys };
}

async function* walk(folder: string, path: string, wanted: Wanted): AsyncGenerator<string> {
  // `a-b` < `a/b` < `a0`: a folder sorts as its name with the slash. Keys are ASCII, so code units are bytes.
  const entries = (await entriesOf(folder)).map((entry) => ({
    name: entry.name,
    isFolder: entry.isDirectory(),
    key: path + entry.name + (entry.isDirectory() ? '/' : ''),
  }));
  entries.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { name, isFolder, key } of entries) {
    if (!FILE_KEY.test(name)) continue;
    if (!isFolder && key.startsWith(wanted.prefix) && key > wanted.after) yield key;
    if (isFolder && mayHold(key, wanted)) yield* walk(join(folder, name), key, wanted);
  }
}

function mayHold(folderKey: string, { prefix, after }: Wanted): boolean {
  const isOnTheWay = folderKey.startsWith(prefix) || prefix.startsWith(folderKey);
  return isOnTheWay && (folderKey > after || after.startsWith(folderKey));
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
