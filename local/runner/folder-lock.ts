/** One runner a data folder: a lock that the operating system lets go of when the process dies, however it dies. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { isBusy } from '../sqlite-database.ts';

/** Another process runs the state machines of this folder. */
export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError';
  /** Number of that process. */
  readonly holder: string;

  constructor(folder: string, holder: string) {
    super(`${folder} is in use: process ${holder} runs its state machines. Stop it first, or use it.`);
    this.holder = holder;
  }
}

/**
 * Takes the lock, an exclusive transaction on a database of its own that is held for the life of the process.
 *
 * @param folder must exist
 * @returns how to let go
 * @throws {FolderLockedError} naming the process that holds it
 */
export function lockFolder(folder: string): () => void {
  const holder = join(folder, 'runner.pid');
  const database = new DatabaseSync(join(folder, 'runner.lock'));
  try {
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new FolderLockedError(folder, holderOf(holder));
  }
  writeFileSync(holder, String(process.pid));
  return () => {
    if (!database.isOpen) return;
    rmSync(holder, { force: true });
    database.exec('ROLLBACK');
    database.close();
  };
}

/** Written a moment after the lock is taken, so it may be missing. */
function holderOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return 'of an unknown number';
  }
}
