/** The embedded ports on a data folder of their own, for tests that call handlers and read what they left behind. */
import './quiet-log.ts';

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { embeddedPorts } from '../../local/embedded-ports.ts';
import { openOutboxMail } from '../../local/outbox-mail.ts';
import { fixClock } from '../../shared/clock.ts';
import { sha256 } from '../../shared/content-hash.ts';
import { TransientError } from '../../shared/errors.ts';
import { connect, type Ports } from '../../shared/ports.ts';
import type { Table } from '../../shared/table.ts';

export interface TableRecord {
  readonly pk: string;
  readonly sk: string;
  readonly version: number;
  readonly body: unknown;
}

/** Everything a data folder holds, to be compared: two equal pictures are the same state. */
export interface Picture {
  readonly records: TableRecord[];
  /** Hash of each file by its path. */
  readonly files: Record<string, string>;
  readonly archive: Record<string, string>;
  readonly mails: Record<string, string>;
}

export interface Embedded {
  /** The data folder. */
  readonly folder: string;
  readonly ports: Ports;
  /** All records of the table in the order of their keys. */
  records(): TableRecord[];
  picture(): Picture;
  /** Connects the same folder with another table in front, for crashes between a step and its store. */
  connectWith(wrap: (table: Table) => Table): void;
  close(): void;
}

/** The moment at which every test happens: October 2026 is over in every zone of the earth. */
export const NOW = '2026-11-02T05:00:00Z';

/** Opens a new data folder and connects it to the handlers of this process, whose clock stands at NOW. */
export function openEmbedded(): Embedded {
  fixClock(new Date(NOW));
  const folder = mkdtempSync(join(tmpdir(), 'stepbill-handlers-'));
  const ports = embeddedPorts(folder);
  connect(ports);
  const records = (): TableRecord[] => recordsOf(join(folder, 'table.db'));
  return {
    folder,
    ports,
    records,
    picture: () => ({
      // A step that was called twice has failed once perhaps, and says so; what it left is the same.
      records: records().filter(({ pk }) => !pk.endsWith('|failures')),
      files: filesIn(join(folder, 'files')),
      archive: filesIn(join(folder, 'archive')),
      mails: filesIn(join(folder, 'outbox')),
    }),
    connectWith(wrap) {
      const table = wrap(ports.table);
      connect({ ...ports, table, mail: openOutboxMail(join(folder, 'outbox'), () => table) });
    },
    close() {
      connect(undefined);
      fixClock(undefined);
      ports.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Records of one partition, or of all whose partition key begins so. */
export function under(records: readonly TableRecord[], beginning: string): TableRecord[] {
  return records.filter(({ pk }) => pk.startsWith(beginning));
}

/** The result of `step`, asked for again after a TransientError, as the state machines do. */
export async function retried<Result>(step: () => Promise<Result>, attempts = 200): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof TransientError) || attempt === attempts) throw error;
    }
  }
}

/**
 * What a step leaves behind when it runs once, twice in a row, and twice at once, each on fresh state. A step may run
 * twice at any time, so the three must be the same.
 *
 * @param prepare makes the state before the step and returns the step
 */
export async function effects(
  prepare: (world: Embedded) => Promise<() => Promise<unknown>>,
): Promise<{ once: Picture; again: Picture; atOnce: Picture }> {
  const picturesAfter = async (run: (step: () => Promise<unknown>) => Promise<unknown>): Promise<Picture> => {
    const world = openEmbedded();
    try {
      await run(await prepare(world));
      return world.picture();
    } finally {
      world.close();
    }
  };
  return {
    once: await picturesAfter((step) => step()),
    again: await picturesAfter(async (step) => {
      await step();
      await step();
    }),
    atOnce: await picturesAfter((step) => Promise.all([retried(step), retried(step)])),
  };
}

/** How a table may fail a writer: before anything was written, or after everything was and the answer is lost. */
export type Failure = 'before the write' | 'after the write';

/** A table whose `nth` write or append fails once; all others are those of `table`. */
export function failingOnce(table: Table, failure: Failure, nth = 1): Table {
  let writes = 0;
  const orFail = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    const isFailing = ++writes === nth;
    if (isFailing && failure === 'before the write') throw new TransientError('The connection broke before the write.');
    const result = await write();
    if (isFailing) throw new TransientError('The answer of the write was lost.');
    return result;
  };
  return {
    get: (key) => table.get(key),
    query: (query) => table.query(query),
    append: (records) => orFail(() => table.append(records)),
    write: (changes) => orFail(() => table.write(changes)),
  };
}

/** All records of a table in a file, in the order of their keys. */
export function recordsOf(file: string): TableRecord[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare('SELECT pk, sk, version, body FROM record ORDER BY pk, sk').all();
    return rows.map(({ pk, sk, version, body }) => ({
      pk: String(pk),
      sk: String(sk),
      version: Number(version),
      body: JSON.parse(String(body)) as unknown,
    }));
  } finally {
    database.close();
  }
}

/** Hash of each file of a folder by its path; none if it is not there. */
export function filesIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.includes('.tmp'));
  return Object.fromEntries(paths.sort().map((path) => [relative(folder, path), sha256(readFileSync(path))]));
}
