/** The Files port on a folder: each key is a path that a person finds, and a file appears whole or not at all. */
import { existsSync, linkSync, readFileSync, unlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { sha256 } from '../shared/content-hash.ts';
import { ArchiveError, FileConflictError, InvalidInputError } from '../shared/errors.ts';
import { linkSeconds, requireFileKey, requireOtherFile, type Files, type OtherFile, type StoredFile } from '../shared/files.ts';
import { listKeys } from './disk-listing.ts';
import { durableFolders, syncFolder, type DurableFolders } from './durable-folders.ts';
import { openTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

/**
 * @param folder created if absent; on a file system with hard links. `.tmp` inside it is ours
 * @param isArchive whether `remove` is refused
 */
export function openDiskFiles(folder: string, { isArchive }: { readonly isArchive: boolean }): Files {
  const root = resolve(folder);
  const temporary = openTemporaryFolder(join(root, '.tmp'));
  const folders = durableFolders(root);
  const pathOf = (key: string): string => join(root, requireFileKey(key));
  const files: Files = {
    take: async (file, key) => takeFile(file, pathOf(key), key, temporary, folders),
    put: async (key, bytes) => putFile(pathOf(key), key, bytes, temporary, folders),
    putFirst: async (key, bytes) => {
      await putFile(pathOf(key), key, bytes, temporary, folders).catch(leaveOther);
    },
    get: async (key) => readIfThere(pathOf(key)),
    list: async (prefix, page = {}) => listKeys(root, prefix, page),
    remove: async (keys) => {
      if (isArchive) throw new ArchiveError('Nothing is removed from the archive.');
      const paths = keys.map(pathOf);
      await Promise.all(paths.map(removeIfThere));
    },
    url: async (key, seconds) => {
      linkSeconds(seconds);
      return pathToFileURL(pathOf(key)).href;
    },
  };
  PATHS.set(files, pathOf);
  return files;
}

/** Where a store of this process has its files, so that another one can link to them. */
const PATHS = new WeakMap<Files, (key: string) => string>();

/** A second name for the same file: nothing is copied, and the content is on the disk already. */
async function takeFile(
  file: OtherFile,
  path: string,
  key: string,
  temporary: TemporaryFolder,
  folders: DurableFolders,
): Promise<StoredFile> {
  const bytes = await requireOtherFile(file);
  const source = PATHS.get(file.store)?.(file.key);
  if (source === undefined) return putFile(path, key, bytes, temporary, folders);
  await folders.make(dirname(path)).catch(refuseFolderInFile(key));
  try {
    linkSync(source, path);
  } catch (error) {
    if (isOneOf(error, 'EXDEV', 'EPERM', 'EMLINK')) return putFile(path, key, bytes, temporary, folders);
    if (!isOneOf(error, 'EEXIST')) return refuseFolderInFile(key)(error);
    return adopt(path, key, (await readForPut(path, key))!, file.hash);
  }
  await syncFolder(dirname(path));
  return { hash: file.hash, isNew: true };
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
