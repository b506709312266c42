/**
 * The disk of a process that dies: at a change of our choice nothing is written any more, or half of it. What is to die
 * is imported after `takeOver`, since a module keeps the functions it has imported.
 */
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import sqlite from 'node:sqlite';
import { jest } from '@jest/globals';

/** Where in a change the process dies. */
export type Moment = 'before' | 'half-way';

class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

interface Death {
  /** Which change, from 1; of those that can be made by half, if it is to be. */
  readonly at: number;
  readonly moment: Moment;
  changes: number;
  isDead: boolean;
  readonly connections: MortalDatabase[];
}

let death: Death | undefined;

/** Puts itself between what is imported from now on and its disk; until something is to die, it changes nothing. */
export function takeOver(): void {
  const promises = {
    copyFile: later(fsPromises.copyFile, (from, to) => halfOf(String(to), (half) => fs.copyFileSync(from, half))),
    mkdir: later(fsPromises.mkdir),
    rename: later(fsPromises.rename),
    rm: later(fsPromises.rm, (path) => removeOne(String(path))),
    rmdir: later(fsPromises.rmdir),
    writeFile: later(fsPromises.writeFile, (path, data) => halfOf(path as string, (half) => fs.writeFileSync(half, data as string))),
  };
  // What a process has written outlives it; only a power failure asks for more, and asking takes most of the time.
  const open = async (...args: Parameters<typeof fsPromises.open>): Promise<fsPromises.FileHandle> =>
    Object.assign(await fsPromises.open(...args), { sync: async () => {} });
  const atOnce = {
    fsync: (_: number, done: fs.NoParamCallback) => done(null),
    linkSync: sync(fs.linkSync),
    mkdirSync: sync(fs.mkdirSync),
    unlinkSync: sync(fs.unlinkSync),
    writeFileSync: sync(fs.writeFileSync),
  };
  jest.unstable_mockModule('node:fs/promises', () => ({ ...fsPromises, ...promises, open }));
  jest.unstable_mockModule('node:fs', () => ({ ...fs, ...atOnce }));
  jest.unstable_mockModule('node:sqlite', () => ({ ...sqlite, DatabaseSync: MortalDatabase }));
}

/** A connection that commits nothing once the process is dead, and is closed by its death. */
class MortalDatabase extends sqlite.DatabaseSync {
  constructor(...args: ConstructorParameters<typeof sqlite.DatabaseSync>) {
    super(...args);
    death?.connections.push(this);
  }

  override exec(sql: string): void {
    if (sql === 'COMMIT') change();
    super.exec(sql.replace('synchronous = FULL', 'synchronous = OFF'));
  }

  override prepare(sql: string): sqlite.StatementSync {
    const statement = super.prepare(sql);
    if (sql !== 'VACUUM INTO ?') return statement;
    const run = (file: string): unknown => statement.run(file);
    return Object.create(statement, {
      run: {
        value: (file: string) => {
          change(() => halfOf(file, run));
          return run(file);
        },
      },
    }) as sqlite.StatementSync;
  }
}

/**
 * Does `work` as a process that dies at its `at`th change.
 *
 * @returns false if it came to its end before
 */
export async function dies(at: number, moment: Moment, work: () => Promise<unknown>): Promise<boolean> {
  const own: Death = { at, moment, changes: 0, isDead: false, connections: [] };
  death = own;
  try {
    await work();
  } catch (error) {
    if (!own.isDead) throw error;
  } finally {
    death = undefined;
    for (const connection of own.connections) if (connection.isOpen) connection.close();
  }
  return own.isDead;
}

/** A change is about to be made: the dead make none, and whoever dies now makes half of it at most. Some have no half. */
function change(half?: () => void): void {
  if (!death) return;
  if (!death.isDead) {
    if (death.moment === 'half-way' && !half) return;
    if (++death.changes < death.at) return;
    death.isDead = true;
    if (death.moment === 'half-way') half?.();
  }
  throw new ProcessDied('The process is dead.');
}

function later<Args extends readonly unknown[], Result>(real: (...args: Args) => Promise<Result>, half?: (...args: Args) => void) {
  return async (...args: Args): Promise<Result> => {
    change(half && (() => half(...args)));
    return real(...args);
  };
}

function sync<Args extends readonly unknown[], Result>(real: (...args: Args) => Result) {
  return (...args: Args): Result => {
    change();
    return real(...args);
  };
}

/** Leaves the first half of a file that is being written. */
function halfOf(path: string, write: (path: string) => void): void {
  write(path);
  fs.truncateSync(path, Math.floor(fs.statSync(path).size / 2));
}

/** Of a folder that is being removed, one entry is gone already. */
function removeOne(path: string): void {
  const [first] = fs.existsSync(path) && fs.statSync(path).isDirectory() ? fs.readdirSync(path) : [];
  if (first !== undefined) fs.rmSync(`${path}/${first}`, { recursive: true });
}
