/** The Files port on a folder: each key is a path that a person finds, and a file appears whole or not at all. */
import { existsSync, linkSync, readFileSync, unlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { sha256 } from '../shared/content-hash.ts';
import { ArchiveError, FileConflictError, InvalidInputError } from '../shared/errors.ts';
import { linkSeconds, requireFileKey, type Files, type StoredFile } from '../shared/files.ts';
import { listKeys } from './disk-listing.ts';
import { durableFolders, syncFolder, type DurableFolders } from './durable-folders.ts';
import { openTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

/**
 * @param folder created if absent; on a file system with hard links. `.tmp` inside it is ours
 * @param isArchive whether `remove` is refused
 * @param linkTo how a file is linked to where the folder is served; by its path on this machine if not given
 */
export function openDiskFiles(
  folder: string,
  { isArchive, linkTo }: { readonly isArchive: boolean; readonly linkTo?: (key: string, seconds: number) => string },
): Files {
  const root = resolve(folder);
  const temporary = openTemporaryFolder(join(root, '.tmp'));
  const folders = durableFolders(root);
  const pathOf = (key: string): string => join(root, requireFileKey(key));
  return {
    put: async (key, bytes) => putFile(pathOf(key), key, bytes, temporary, folders),
    putFirst: async (key, bytes) => {
      await putFile(pathOf(key), key, bytes, temporary, folders).catch(leaveOther);
    },
    get: async (key) => readIfThere(pathOf(key)),
    hash: async (key) => {
      const bytes = await readIfThere(pathOf(key));
      return bytes && sha256(bytes);
    },
    list: async (prefix, page = {}) => listKeys(root, prefix, page),
    remove: async (keys) => {
      if (isArchive) throw new ArchiveError('Nothing is removed from the archive.');
      const paths = keys.map(pathOf);
      await Promise.all(paths.map(removeIfThere));
    },
    url: async (key, seconds) => {
      linkSeconds(seconds);
      if (linkTo) return linkTo(key, seconds);
      return pathToFileURL(pathOf(key)).href;
    },
  };
}

async function putFile(
  path: string,
  key: string,
  bytes: Uint8Array,
  temporary: TemporaryFolder,
  folders: DurableFolders,
): Promise<StoredFile> {
  const hash = sha256(bytes);
  await folders.make(dirname(path)).catch(refuseFolderInFile(key));
  const file = await temporary.write(bytes);
  try {
    // Unlike rename, link never replaces: of several processes one wins.
    linkSync(file, path);
  } catch (error) {
    if (!isOneOf(error, 'EEXIST')) return refuseFolderInFile(key)(error);
    return await adopt(path, key, (await readForPut(path, key))!, hash);
  } finally {
    unlinkSync(file);
  }
  await syncFolder(dirname(path));
  return { hash, isNew: true };
}

/** The file that was there first, once it is known to be durable: whoever wrote it may have died before its fsync. */
async function adopt(path: string, key: string, existing: Uint8Array, hash: string): Promise<StoredFile> {
  await syncFolder(dirname(path));
  const existingHash = sha256(existing);
  if (existingHash !== hash) {
    throw new FileConflictError(`${key} holds other content: ${existingHash} is stored, ${hash} was put.`);
  }
  return { hash, isNew: false };
}

function leaveOther(error: unknown): void {
  if (!(error instanceof FileConflictError)) throw error;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  // Steps often look for what is not there, and an error costs ten times the look.
  if (!existsSync(path)) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    if (isOneOf(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw error;
  }
}

async function readForPut(path: string, key: string): Promise<Uint8Array | undefined> {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isOneOf(error, 'ENOENT')) return undefined;
    if (isOneOf(error, 'EISDIR')) throw new InvalidInputError(`${key} is a folder of other keys.`, { cause: error });
    return refuseFolderInFile(key)(error);
  }
}

function refuseFolderInFile(key: string): (error: unknown) => never {
  return (error) => {
    if (!isOneOf(error, 'ENOTDIR')) throw error;
    throw new InvalidInputError(`A folder of ${key} is already a file.`, { cause: error });
  };
}

async function removeIfThere(path: string): Promise<void> {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isOneOf(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EPERM')) throw error;
  }
}

function isOneOf(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}
