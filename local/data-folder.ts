/** Whether a folder is a data folder that can be opened: looked at before anything in it is touched. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A folder that is no data folder, or a damaged one; nothing in it was touched. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
/** Reading a larger database through takes longer than a command may. */
const MOST_CHECKED_BYTES = 64 * 1024 * 1024;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
/** What a data folder that is being made may hold before its table. */
const OURS = /^(archive|files|outbox|table\.db.*|executions\.db.*|runner\.(lock|pid).*)$/;
const REMEDY = 'Keep the folder as it is, and restore the latest backup into another one: restore <backup> --data <folder>';

/**
 * @param isMade whether one that is not there yet is to be made
 * @throws {DataFolderError} saying what it is instead
 */
export function requireDataFolder(folder: string, isMade: boolean): void {
  const names = namesIn(folder);
  if (names === undefined) return;
  if (!names.includes('table.db')) {
    if (isMade && names.every((name) => OURS.test(name))) return;
    const holds = names.length === 0 ? 'it is empty' : 'it has no table.db';
    throw new DataFolderError(`${folder} is no data folder: ${holds}. Name one with --data; an import makes one where there is nothing.`);
  }
  for (const name of ['table.db', 'executions.db']) if (names.includes(name)) requireDatabase(folder, name, names);
}

/** Names in the folder; undefined if there is no such folder. */
function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') throw new DataFolderError(`${folder} is a file, and a data folder is a folder. Name one with --data.`);
    throw error;
  }
}

/**
 * What SQLite itself does not notice when it opens a file: one of no length is a new database to it, and the pages
 * that a shorter one lacks are full of zeros. A log beside it may hold what is missing, so then SQLite decides.
 *
 * @see https://www.sqlite.org/fileformat.html#the_database_header
 */
function requireDatabase(folder: string, name: string, names: readonly string[]): void {
  const file = join(folder, name);
  const { size } = statSync(file);
  const hasLog = names.includes(`${name}-wal`) && (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (size === 0) {
    if (hasLog || !isLeft(folder)) return;
    throw new DataFolderError(`${file} is empty, and ${join(folder, 'archive')} is not: the database is lost. ${REMEDY}`);
  }
  const header = headerOf(file);
  if (header.subarray(0, MAGIC.length).toString('latin1') !== MAGIC)
    throw new DataFolderError(`${file} is no database: it does not begin as one. ${REMEDY}`);
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const bytes = pageBytes * header.readUInt32BE(28);
  if (hasLog) return requireOwnLog(file, size);
  if (size < bytes) throw new DataFolderError(`${file} is cut off: it has ${size} bytes of ${bytes}. ${REMEDY}`);
}

/**
 * A log that a crash left is copied into the database when it is closed, whosever log it is: one of another database
 * would destroy this one. So the two are first read together by a connection that changes nothing.
 */
function requireOwnLog(file: string, size: number): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
    const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE name IN ('record', 'execution')").get()?.['count'];
    const found = size > MOST_CHECKED_BYTES ? 'ok' : database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (tables === 1 && found === 'ok') return;
  } catch (error) {
    const { errcode = 0 } = error as { errcode?: number };
    // Whoever can't read it here, or not now, is told so by what comes next.
    if (![SQLITE_CORRUPT, SQLITE_NOTADB].includes(errcode & 0xff)) return;
  } finally {
    database?.close();
  }
  throw new DataFolderError(
    `${file}-wal is not the log of ${file}, or one of them is damaged: together they are no database of ours. Nothing was touched. ${REMEDY}`,
  );
}

/** Whether anything was ever issued here: a folder that is just being made has no document. */
function isLeft(folder: string): boolean {
  try {
    return readdirSync(join(folder, 'archive')).some((name) => !name.startsWith('.'));
  } catch {
    return false;
  }
}

function headerOf(file: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
    return header;
  } finally {
    closeSync(descriptor);
  }
}
