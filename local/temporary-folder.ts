/** Files on their way: named so that a later start can tell leftovers of a crash from those of a living process. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsync, mkdirSync, open, openSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { threadId } from 'node:worker_threads';

const opened = promisify(open);
const synced = promisify(fsync);

/** Nobody writes a file for that long; a process that seems alive then has inherited the number of a dead one. */
const LEFTOVER_MILLISECONDS = 60 * 60 * 1000;
const NAME = /^(?<host>[A-Za-z0-9-]+)\.(?<pid>\d+)\.\d+\.[0-9a-f]+$/;

export interface TemporaryFolder {
  /** A new file with this content, on the disk when this returns. Who asked for it moves or removes it. */
  write(bytes: Uint8Array): Promise<string>;
}

/** Makes the folder if absent and removes what crashed processes left in it. */
export function openTemporaryFolder(folder: string): TemporaryFolder {
  mkdirSync(folder, { recursive: true });
  removeLeftovers(folder);
  return {
    async write(bytes) {
      const file = join(folder, ownName());
      // What waits for the disk goes to a thread of the pool; handing over the rest costs more than doing it.
      const descriptor = await opened(file, 'wx');
      try {
        writeFileSync(descriptor, bytes);
        await synced(descriptor);
      } catch (error) {
        rmSync(file, { force: true });
        throw error;
      } finally {
        closeSync(descriptor);
      }
      return file;
    },
  };
}

function ownName(): string {
  return `${host()}.${process.pid}.${threadId}.${randomBytes(8).toString('hex')}`;
}

function removeLeftovers(folder: string): void {
  const present = fileSystemTime(folder);
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (changed === undefined) continue;
    if (present - changed > LEFTOVER_MILLISECONDS || isOfDeadProcess(name)) rmSync(file, { force: true, recursive: true });
  }
}

/** The present by the clock that stamps the files, which may be another machine's; `--now` must not age them. */
function fileSystemTime(folder: string): number {
  const file = join(folder, ownName());
  closeSync(openSync(file, 'wx'));
  const { mtimeMs } = statSync(file);
  rmSync(file);
  return mtimeMs;
}

function isOfDeadProcess(name: string): boolean {
  const { host: owner, pid } = NAME.exec(name)?.groups ?? {};
  // Of another machine or container we can't know which processes live.
  return owner === host() && pid !== undefined && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function host(): string {
  return hostname().replace(/[^A-Za-z0-9-]/g, '-') || 'host';
}
