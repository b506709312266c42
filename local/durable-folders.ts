/** Folders whose entries survive a power failure: making one is not enough, its parent's entry needs an fsync too. */
import { closeSync, fsync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const synced = promisify(fsync);

export interface DurableFolders {
  /** Makes `folder` (inside the root) and everything above it durable; once a process for each folder. */
  make(folder: string): Promise<void>;
}

export function durableFolders(root: string): DurableFolders {
  const made = new Map<string, Promise<void>>();

  function make(folder: string): Promise<void> {
    const making = made.get(folder) ?? makeFolder(folder);
    made.set(folder, making);
    return making;
  }

  async function makeFolder(folder: string): Promise<void> {
    try {
      if (folder === root) {
        await mkdir(root, { recursive: true });
      } else {
        await make(dirname(folder));
        await mkdir(folder).catch(acceptExisting);
      }
      // Also when another process made it: that one may have died before its own fsync.
      await syncFolder(dirname(folder));
    } catch (error) {
      made.delete(folder);
      throw error;
    }
  }

  return { make };
}

const underWay = new Map<string, Promise<void>>();
const next = new Map<string, Promise<void>>();

/** Waits until the entries of `folder` are on the disk. Who asks while one fsync is under way shares the next. */
export function syncFolder(folder: string): Promise<void> {
  const shared = next.get(folder);
  if (shared) return shared;
  const before = underWay.get(folder) ?? Promise.resolve();
  const own = before
    .catch(() => {})
    .then(() => {
      next.delete(folder);
      underWay.set(folder, own);
      return syncNow(folder);
    })
    .finally(() => {
      if (underWay.get(folder) === own) underWay.delete(folder);
    });
  next.set(folder, own);
  return own;
}

async function syncNow(folder: string): Promise<void> {
  const descriptor = openSync(folder, 'r');
  try {
    await synced(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function acceptExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
