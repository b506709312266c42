/** The disk of one process: every write is counted, and before or after one the process dies or the disk is full. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What happens at a write. */
export interface DiskFaults {
  /** Called before the write; true if there is no space for it. */
  before(write: number, what: string): boolean;
  after(write: number, what: string): void;
  /** Counts an attempt to fill a file that is not there yet. */
  hasNoSpace(): boolean;
}

const real = { exec: DatabaseSync.prototype.exec, linkSync: fs.linkSync, unlinkSync: fs.unlinkSync, writeFileSync: fs.writeFileSync };

/** Writes past all faults, such as the diary of the harness. */
export const appendPastFaults = fs.appendFileSync;

export class Disk {
  /** Writes so far: commits of both databases, files that appear and files that go. */
  writes = 0;
  #faults: DiskFaults | undefined;
  readonly #onWrite: () => void;

  /** @param onWrite called after each write */
  constructor(onWrite: () => void) {
    this.#onWrite = onWrite;
  }

  /** From now on these faults happen; none if undefined. */
  arm(faults: DiskFaults | undefined): void {
    this.#faults = faults;
  }

  /** Puts itself between this process and its disk. */
  takeOver(): void {
    const write = <Result>(what: string, work: () => Result, full: () => Error): Result => this.#write(what, work, full);
    DatabaseSync.prototype.exec = function exec(this: DatabaseSync, sql: string): void {
      if (sql !== 'COMMIT') return real.exec.call(this, sql);
      write(`a commit of ${basename(this.location() ?? '')}`, () => real.exec.call(this, sql), databaseFull);
    };
    fs.linkSync = (from, to) => write(`a new file ${basename(String(to))}`, () => real.linkSync(from, to), deviceFull);
    fs.unlinkSync = (path) => {
      // Temporary files are nobody's; taking one away says nothing.
      if (String(path).includes('.tmp')) return real.unlinkSync(path);
      write(`the removal of ${basename(String(path))}`, () => real.unlinkSync(path), deviceFull);
    };
    fs.writeFileSync = (file, data, options) => {
      if (this.#faults?.hasNoSpace()) throw deviceFull();
      real.writeFileSync(file, data, options);
    };
    syncBuiltinESMExports();
  }

  #write<Result>(what: string, work: () => Result, full: () => Error): Result {
    const write = ++this.writes;
    this.#onWrite();
    if (this.#faults?.before(write, what)) throw full();
    const result = work();
    this.#faults?.after(write, what);
    return result;
  }
}

/** As node:sqlite reports SQLITE_FULL. */
function databaseFull(): Error {
  return Object.assign(new Error('database or disk is full'), {
    code: 'ERR_SQLITE_ERROR',
    errcode: 13,
    errstr: 'database or disk is full',
  });
}

function deviceFull(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
}
