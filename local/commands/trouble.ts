/** What fails below us, the disk and the databases on it, as a sentence: what is wrong and what to do. */

import { accessSync, constants, statfsSync } from 'node:fs';

const LEAST_FREE_BYTES = 64 * 1024;

const DAMAGED =
  'a database in it is damaged. Nothing was changed since that was seen; keep the folder as it is, and restore the latest backup into another one: restore <backup> --data <folder>';
const FULL = 'the disk is full. What was being written was left out as a whole; make room and do the same again';
const READ_ONLY = 'it can only be read. Mount it for writing, or work in a copy of it';
const FAILING =
  'reading or writing fails: the disk does, or this process may not write larger files (ulimit -f). Look at both; if it is the disk, restore the latest backup onto another one';
const FORBIDDEN = 'this user may not read or write in it. Run as its owner, or give the rights';
const BUSY = 'other processes kept its databases busy for too long; nothing was half done. Do the same again';

/** By SQLite's primary result code. @see https://www.sqlite.org/rescode.html */
const BY_RESULT: Readonly<Record<number, string>> = {
  3: FORBIDDEN,
  5: BUSY,
  6: BUSY,
  8: READ_ONLY,
  10: FAILING,
  11: DAMAGED,
  13: FULL,
  14: FORBIDDEN,
  26: DAMAGED,
};

/** By the name of a system error. */
const BY_CODE: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG:
    'a file in it would be larger than this process may write (ulimit -f). What was being written was left out; raise the limit and do the same again',
  EROFS: READ_ONLY,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EIO: FAILING,
  EMFILE: 'this process may not open more files (ulimit -n). Raise the limit and do the same again',
  ENFILE: 'this machine has too many files open. Close some and do the same again',
};

/** By SQLite's own words, which are left of an error that has crossed a thread. */
const BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [/^database or disk is full/, FULL],
  [/^(database disk image is malformed|file is not a database|no such table|malformed database schema)/, DAMAGED],
  [/^attempt to write a readonly database/, READ_ONLY],
  [/^disk I\/O error/, FAILING],
  [/^unable to open database file/, FORBIDDEN],
  [/^database (table )?is locked/, BUSY],
];

/**
 * What an error of the disk or a database means to a person, or undefined if it is none. Errors that wrap one are
 * looked into.
 *
 * @param where a place on the disk that is worked on: SQLite calls a full one an error of reading, too
 */
export function troubleOf(error: unknown, where?: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { errcode, code, message = '', path, cause, error: wrapped, suppressed } = error as Trouble;
  const system = code ?? /^(E[A-Z]{2,}): /.exec(message)?.[1] ?? '';
  const found =
    (errcode === undefined ? undefined : BY_RESULT[errcode & 0xff]) ??
    BY_CODE[system] ??
    BY_MESSAGE.find(([words]) => words.test(message))?.[1];
  if (found === undefined) return [cause, wrapped, suppressed].map((inner) => troubleOf(inner, where)).find((it) => it !== undefined);
  const detail = [message.replace(/\.$/, ''), ...(path === undefined || message.includes(path) ? [] : [path])].join(', ');
  return `${(where === undefined ? undefined : sawAt(where, found)) ?? found}. (${detail})`;
}

/** What SQLite calls by another name: a full disk an error of reading, one that is mounted for reading a missing right. */
function sawAt(where: string, found: string): string | undefined {
  if (found === FAILING && isFull(where)) return FULL;
  return found === FORBIDDEN && isReadOnly(where) ? READ_ONLY : undefined;
}

function isReadOnly(where: string): boolean {
  try {
    accessSync(where, constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EROFS';
  }
}

function isFull(where: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(where);
    return bavail * bsize < LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}

interface Trouble {
  readonly errcode?: number;
  readonly code?: string;
  readonly message?: string;
  readonly path?: string;
  readonly cause?: unknown;
  /** What a failed disposal was in the way of. */
  readonly error?: unknown;
  readonly suppressed?: unknown;
}

/** Why an execution failed, for people: a function tells its error as JSON. */
export function causeOf(cause: string | undefined): string {
  try {
    const parsed: unknown = JSON.parse(cause ?? '');
    const message = typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed ? String(parsed.errorMessage) : (cause ?? '');
    return troubleOf({ message }) ?? message;
  } catch {
    return cause ?? '';
  }
}
