/** Opens the database file of a data folder, shared by threads and processes, each through its own connection. */
import { DatabaseSync } from 'node:sqlite';

import { DataFolderError } from './data-folder.ts';

/** Format of the data folder. Raised by a change that an older program would misread. */
export const DATA_FORMAT = 1;

const BUSY_MILLISECONDS = 10_000;
const PAGE_BYTES = 16_384;
/** Pages in the log before it is copied into the database: fewer, larger copies make ingestion a third faster. */
const CHECKPOINT_PAGES = 2_000;
/** KiB of pages that a connection keeps. Another's commit empties it, so one that only reads gains nothing by more. */
const CACHE = 32_768;
const READING_CACHE = 4_096;
const OPEN_ATTEMPTS = 100;
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

const SCHEMA = `
  CREATE TABLE record (
    pk TEXT NOT NULL,
    sk TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    expires INTEGER,
    PRIMARY KEY (pk, sk)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX record_by_expiry ON record (expires) WHERE expires IS NOT NULL;
  PRAGMA user_version = ${DATA_FORMAT};
`;

/** The data folder was written by a newer program; nothing in it was touched. */
export class NewerDataError extends Error {
  override readonly name = 'NewerDataError';
}

/**
 * A connection on which a commit is on the disk when it returns (WAL, synchronous FULL).
 *
 * @param file created with an empty schema if absent; its folder must exist
 * @param options how long it waits for another connection's commit, and whether it leaves writing to others
 * @throws {Error} if the file was written by a newer program or is not ours
 */
export function openDatabase(
  file: string,
  {
    busyMilliseconds = BUSY_MILLISECONDS,
    isReading = false,
  }: { readonly busyMilliseconds?: number | undefined; readonly isReading?: boolean } = {},
): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: busyMilliseconds });
  try {
    // Before anything is changed: a newer program's file stays as it is.
    requireKnownFormat(database, file);
    // Many records hold whole invoices: large pages spare them chains of overflow pages.
    patiently(() => database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL`));
    database.exec(
      `PRAGMA synchronous = FULL; PRAGMA cache_size = -${isReading ? READING_CACHE : CACHE}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
    );
    patiently(() => createSchema(database, file));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether SQLite gave up because another connection held the lock. */
export function isBusy(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode;
  const primary = code === undefined ? undefined : code & 0xff;
  return primary === SQLITE_BUSY || primary === SQLITE_LOCKED;
}

function requireKnownFormat(database: DatabaseSync, file: string): number {
  const format = patiently(() => database.prepare('PRAGMA user_version').get()!['user_version'] as number);
  if (format > DATA_FORMAT) {
    throw new NewerDataError(
      `${file} was written by a newer Stepbill (data format ${format}, this program knows ${DATA_FORMAT}): use that version.`,
    );
  }
  return format;
}

/** Under the write lock, so that of several processes that open a new folder one creates it. */
function createSchema(database: DatabaseSync, file: string): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    if (requireKnownFormat(database, file) === 0) {
      const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()!;
      if (tables !== 0) throw new DataFolderError(`${file} is a database of another program. Name another folder with --data.`);
      database.exec(SCHEMA);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Repeats what SQLite refuses without waiting, such as the change to WAL while another connection opens. */
function patiently<Result>(open: () => Result): Result {
  for (let attempt = 1; ; attempt++) {
    try {
      return open();
    } catch (error) {
      if (!isBusy(error) || attempt === OPEN_ATTEMPTS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
