import { constants, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { now } from '../../shared/clock.ts';
import { listKeys } from '../disk-listing.ts';
import { durableFolders, syncFolder, type DurableFolders } from '../durable-folders.ts';
import { usersFile } from '../serve/users.ts';
import {
  DATABASES,
  everyFile,
  MANIFEST_FILE,
  manifestOf,
  measured,
  NAMED_BY_CONTENT,
  readManifest,
  STORES,
  USERS,
} from './backup-manifest.ts';
import type { BackupFile, BackupManifest } from './backup-manifest.ts';
import { CommandError } from './errors.ts';
import { typed } from './typed.ts';

/** What a backup came to. */
export interface BackedUp {
  readonly manifest: BackupManifest;
  /** Files that were copied; the others lay there from the backup before. */
  readonly copied: number;
  /** Files of the archive that this backup has and the data folder has lost. */
  readonly lost: readonly string[];
}

/** Half a copy: a crash leaves it, the next backup replaces it or clears it away. */
const HALF = '.half';

/**
 * Copies a data folder into another while processes work in it, and reads back what it wrote. A backup that is there
 * is brought up to date: its manifest is replaced last, so it is whole at any moment, the old one or the new one.
 *
 * What is copied is of different moments, in an order in which that does no harm: a state that an execution has not left
 * is entered again, and finds in the table what it has done; a record names a file only once that is there, but for a
 * document, which the step that renders it again puts; and one of an earlier version leaves the working files only once
 * it is in the archive.
 *
 * @throws {CommandError} if the folder holds something else, or a file in it has changed, which none ever does
 */
export async function backUp(data: string, folder: string, onFile: () => void = () => {}): Promise<BackedUp> {
  await requireApart(data, folder);
  const before = await readManifest(folder);
  if (!before) await requireEmpty(folder);
  const takenAt = now().toISOString();
  await mkdir(folder, { recursive: true });

  const databases: Partial<Record<(typeof DATABASES)[number], BackupFile>> = {};
  for (const name of DATABASES) databases[name] = await copyDatabase(join(data, `${name}.db`), folder, name);
  const users = await copyUsers(usersFile(data), folder);
  const known = new Map(before?.files.map((file) => [file.path, file]));
  const files: BackupFile[] = [];
  const withNew = new Set<string>();
  const folders = durableFolders(folder);
  let copied = 0;
  for (const store of STORES) {
    for await (const key of everyKey(join(data, store))) {
      const path = `${store}/${key}`;
      const kept = await copyFileOnce(join(data, path), { folder, folders, path }, known.get(path));
      known.delete(path);
      if (!kept) continue;
      files.push(kept.file);
      if (kept.isNew) {
        copied++;
        withNew.add(dirname(join(folder, path)));
      }
      onFile();
    }
  }
  // A manifest names what is on the disk for good, and a name is one thing more to be written there.
  for (const filled of withNew) await syncFolder(filled);
  const lost = [...known.values()].filter(({ path }) => path.startsWith('archive/'));
  const manifest = manifestOf({
    takenAt,
    databases: databases as BackupManifest['databases'],
    ...(users ? { users } : {}),
    files: [...files, ...lost],
  });
  await write(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
  await clearAway(folder, manifest);
  return { manifest, copied, lost: lost.map(({ path }) => path) };
}

/** A copy of one moment, by a transaction that keeps nobody from writing. */
async function copyDatabase(source: string, folder: string, name: string): Promise<BackupFile> {
  const half = join(folder, `${name}${HALF}`);
  await rm(half, { force: true });
  const database = new DatabaseSync(source, { readOnly: true, timeout: 10_000 });
  try {
    database.prepare('VACUUM INTO ?').run(half);
  } finally {
    database.close();
  }
  await synced(half);
  const copy = new DatabaseSync(half, { readOnly: true });
  try {
    const [found] = copy.prepare('PRAGMA integrity_check(1)').all();
    if (found?.['integrity_check'] !== 'ok')
      throw new CommandError(`${half} is not whole: ${String(found?.['integrity_check'])}. Try again.`);
  } finally {
    copy.close();
  }
  return namedByContent(half, folder, name, 'db');
}

/** Who may sign in, which only the owner of the backup may read; undefined if nobody may. */
async function copyUsers(source: string, folder: string): Promise<BackupFile | undefined> {
  if (!existsSync(source)) return undefined;
  const half = join(folder, `${USERS}${HALF}`);
  await copyFile(source, half);
  await chmod(half, 0o600);
  await synced(half);
  return namedByContent(half, folder, USERS, 'json');
}

async function namedByContent(half: string, folder: string, name: string, ending: string): Promise<BackupFile> {
  const { bytes, hash } = (await measured(half))!;
  const path = `${name}-${hash.slice(0, 16)}.${ending}`;
  await rename(half, join(folder, path));
  return { path, bytes, hash };
}

/** Copies a file unless the backup before has it; undefined if it was cleared away meanwhile. */
async function copyFileOnce(
  source: string,
  { folder, folders, path }: { folder: string; folders: DurableFolders; path: string },
  before: BackupFile | undefined,
): Promise<{ file: BackupFile; isNew: boolean } | undefined> {
  const target = join(folder, path);
  if (before && (await stat(target).catch(() => undefined))?.size === before.bytes) {
    const size = (await stat(source).catch(() => undefined))?.size;
    if (size === undefined) return undefined;
    if (size === before.bytes) return { file: before, isNew: false };
    throw new CommandError(
      `${source} has ${size} bytes and had ${before.bytes} when ${folder} was made; nothing in there ever changes. The backup was left as it was: look at both: ${typed('verify')}`,
    );
  }
  const half = `${target}${HALF}`;
  await folders.make(dirname(target));
  try {
    // A hard link would share what a failing disk does to it; a copy on write does not.
    await copyFile(source, half, constants.COPYFILE_FICLONE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync(source)) return undefined;
    throw error;
  }
  await synced(half);
  const [read, written] = [await measured(source), await measured(half)];
  if (read && written?.hash !== read.hash) throw new CommandError(`${half} is not what ${source} is: the disk wrote something else.`);
  await rename(half, target);
  return { file: { path, ...written! }, isNew: true };
}

async function* everyKey(root: string): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const page = await listKeys(root, '', after === undefined ? {} : { after });
    yield* page.keys;
    after = page.next;
  } while (after !== undefined);
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(`${path}${HALF}`, text);
  await synced(`${path}${HALF}`);
  await syncFolder(dirname(path));
  await rename(`${path}${HALF}`, path);
  await syncFolder(dirname(path));
}

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Whatever the manifest does not name: databases and users of the backup before, what a backup that was cut off has left, and
 * files that were removed since, for what was erased must not live on here.
 */
async function clearAway(folder: string, manifest: BackupManifest): Promise<void> {
  const named = new Set(everyFile(manifest).map(({ path }) => join(folder, path)));
  for (const name of await readdir(folder)) {
    const isOld = NAMED_BY_CONTENT.test(name) && !named.has(join(folder, name));
    if (name.endsWith(HALF) || isOld) await rm(join(folder, name), { force: true });
  }
  for (const store of STORES) {
    const entries = await readdir(join(folder, store), { recursive: true, withFileTypes: true }).catch(acceptMissing);
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !named.has(path)) await rm(path, { force: true });
    }
  }
}

function acceptMissing(error: NodeJS.ErrnoException): [] {
  if (error.code !== 'ENOENT') throw error;
  return [];
}

async function requireApart(data: string, folder: string): Promise<void> {
  const [from, to] = [await realpath(data), resolve(folder)];
  const isInside = (inner: string, outer: string): boolean =>
    !relative(outer, inner).startsWith(`..${sep}`) && relative(outer, inner) !== '..';
  if (isInside(to, from) || isInside(from, to))
    throw new CommandError(
      `${folder} and the data folder ${data} lie in each other. Back up into a folder beside it, best on another disk.`,
    );
}

async function requireEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') throw new CommandError(`${folder} is a file. Name a folder for the backup.`);
    throw error;
  });
  // A first backup that was cut off left nothing but its own.
  const foreign = names.filter(
    (name) => !name.endsWith(HALF) && ![...STORES, ...DATABASES, USERS].some((own) => name === own || name.startsWith(`${own}-`)),
  );
  if (foreign.length > 0)
    throw new CommandError(`${folder} holds something else (${foreign[0]}). Name a folder that is new, empty, or holds a backup.`);
}
