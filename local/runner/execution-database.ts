/** Opens `executions.db`: executions, the states they passed through, and the calls that wait for their token. */
import { DatabaseSync } from 'node:sqlite';

import { isBusy, NewerDataError } from '../sqlite-database.ts';

/** Raised by a change that an older program would misread. */
export const EXECUTIONS_FORMAT = 1;
const BUSY_MILLISECONDS = 10_000;
const WAL_ATTEMPTS = 500;

const SCHEMA = `
  CREATE TABLE machine (name TEXT PRIMARY KEY, type TEXT NOT NULL) STRICT;
  CREATE TABLE execution (
    id INTEGER PRIMARY KEY,
    machine TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    input TEXT NOT NULL,
    output TEXT,
    error TEXT,
    cause TEXT,
    started_at TEXT NOT NULL,
    stopped_at TEXT,
    stop_cause TEXT,
    redriven_at TEXT,
    map_counts TEXT,
    UNIQUE (machine, name)
  ) STRICT;
  CREATE INDEX running_execution ON execution (id) WHERE status = 'RUNNING';
  CREATE TABLE visit (
    execution INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    state TEXT NOT NULL,
    type TEXT NOT NULL,
    input TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    output TEXT,
    exited_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (execution, ordinal)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE call (
    token TEXT PRIMARY KEY,
    execution INTEGER NOT NULL,
    visit INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    deadline TEXT NOT NULL,
    heartbeat_milliseconds REAL,
    heartbeat_deadline TEXT,
    has_returned INTEGER NOT NULL DEFAULT 0,
    output TEXT,
    error TEXT,
    cause TEXT,
    UNIQUE (execution, visit, ordinal)
  ) STRICT;
  PRAGMA user_version = ${EXECUTIONS_FORMAT};
`;

/**
 * @param file made if absent; its folder must exist
 * @throws {NewerDataError} if a newer program wrote it; nothing in it was touched
 */
export function openExecutionDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_MILLISECONDS });
  try {
    requireKnownFormat(database, file);
    becomeWal(database);
    database.exec('PRAGMA synchronous = FULL');
    // Under the write lock, so that of several threads that open a new folder one makes the tables.
    database.exec('BEGIN IMMEDIATE');
    if (requireKnownFormat(database, file) === 0) database.exec(SCHEMA);
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function requireKnownFormat(database: DatabaseSync, file: string): number {
  const format = database.prepare('PRAGMA user_version').get()!['user_version'] as number;
  if (format <= EXECUTIONS_FORMAT) return format;
  throw new NewerDataError(
    `${file} was written by a newer Stepbill (format ${format}, this program knows ${EXECUTIONS_FORMAT}): use that version.`,
  );
}

/** SQLite refuses the change to WAL without waiting while another connection opens. */
function becomeWal(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === WAL_ATTEMPTS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
