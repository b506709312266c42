/** The Table port on SQLite: every acknowledged write is on the disk, and writes of one turn share a commit. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { now } from '../shared/clock.ts';
import { ConditionFailedError, TransientError } from '../shared/errors.ts';
import { PAGE_BYTES, requireKeyWithin, requireStorable, requireWritable } from '../shared/table-limits.ts';
import { rangeOf, tokenAfter, type Range } from '../shared/table-range.ts';
import {
  keyOf,
  type AppendFate,
  type Body,
  type Change,
  type Condition,
  type Item,
  type Key,
  type NewRecord,
  type Page,
  type Query,
  type Table,
} from '../shared/table.ts';
import { groupCommit, type GroupCommit } from './group-commit.ts';
import { isBusy, openDatabase } from './sqlite-database.ts';

/** Records of one append a commit takes at most, so that a large one does not keep other writers out. */
const APPEND_CHUNK = 1_000;

export interface SqliteTable extends Table {
  /** Commits what other threads prepared, together with what this one writes. */
  readonly committer: Committer;
  /** Removes records that expired before now, at most 10,000; returns how many. Nobody can see them any more. */
  removeExpired(): Promise<number>;
  /** Commits what is waiting and closes the connection. */
  close(): void;
}

interface Row {
  readonly sk: string;
  readonly version: number;
  readonly body: string;
}

export interface PreparedRecord extends Key {
  readonly text: string;
  readonly expires: number | null;
}

/** A change that keeps the limits, as text: nothing the caller does to its objects afterwards changes it. */
export interface PreparedChange {
  readonly key: Key;
  readonly condition: Condition | undefined;
  readonly isDelete: boolean;
  readonly record: PreparedRecord | undefined;
}

/** Puts prepared writes on the disk; one thread's can serve them all, so that their writes share commits. */
export interface Committer {
  write(changes: readonly PreparedChange[]): Promise<void>;
  append(records: readonly PreparedRecord[]): Promise<PreparedFate[]>;
}

/** Undefined: the record is new. Otherwise the record that was there first, as text: most callers look at few of them. */
export type PreparedFate = { readonly version: number; readonly text: string } | undefined;

export interface SqliteTableOptions {
  readonly busyMilliseconds?: number;
  /** Who commits; this connection if not given. */
  readonly committer?: Committer;
}

/**
 * @param file the database of a data folder; created if absent
 * @throws {Error} if the file was written by a newer program or is not ours
 */
export function openSqliteTable(file: string, options: SqliteTableOptions = {}): SqliteTable {
  const database = openDatabase(file, { busyMilliseconds: options.busyMilliseconds, isReading: options.committer !== undefined });
  const statements = prepareStatements(database);
  const commits = groupCommit(database);
  const prepared = preparedOnce(database);
  const committer = options.committer ?? committerOf(commits, statements);
  const reading = readingTogether(database);
  return {
    committer,
    get: async (key) => {
      requireKeyWithin(key);
      return reading.run(() => readRecord(statements, key, nowSeconds()));
    },
    query: async (query) => {
      const range = rangeOf(query);
      return range ? reading.run(() => readPage(prepared, query, range)) : { items: [] };
    },
    write: async (changes) => {
      requireWritable(changes);
      if (changes.length === 0) return;
      await committer.write(changes.map(prepareChange));
    },
    append: async (records) => {
      for (const record of records) requireStorable(record);
      const fates = await committer.append(records.map(prepareRecord));
      return fates.map((fate, i) => fateOf(records[i]!, fate));
    },
    removeExpired: () => commits.run(1, () => Number(statements.removeExpired.run(nowSeconds()).changes)),
    close() {
      reading.end();
      commits.flush();
      database.close();
    },
  };
}

type Prepare = (shape: string, sql: () => string) => StatementSync;

/** Each shape of a query is written and compiled once a connection. Its rows come as arrays, which cost a third of objects. */
function preparedOnce(database: DatabaseSync): Prepare {
  const statements = new Map<string, StatementSync>();
  return (shape, sql) => {
    const known = statements.get(shape);
    if (known) return known;
    const statement = database.prepare(sql());
    statement.setReturnArrays(true);
    statements.set(shape, statement);
    return statement;
  };
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: DatabaseSync) {
  const isLive = '(expires IS NULL OR expires >= ?)';
  return {
    get: database.prepare(`SELECT sk, version, body FROM record WHERE pk = ? AND sk = ? AND ${isLive}`),
    version: database.prepare(`SELECT version FROM record WHERE pk = ? AND sk = ? AND ${isLive}`),
    put: database.prepare('INSERT OR REPLACE INTO record (pk, sk, version, body, expires) VALUES (?, ?, ?, ?, ?)'),
    delete: database.prepare('DELETE FROM record WHERE pk = ? AND sk = ?'),
    append: database.prepare(`
      INSERT INTO record (pk, sk, version, body, expires) VALUES (?, ?, 1, ?, ?)
      ON CONFLICT (pk, sk) DO UPDATE SET version = 1, body = excluded.body, expires = excluded.expires
      WHERE record.expires < ?`),
    removeExpired: database.prepare(`
      DELETE FROM record WHERE (pk, sk) IN (SELECT pk, sk FROM record WHERE expires < ? LIMIT 10000)`),
  };
}

function committerOf(commits: GroupCommit, statements: Statements): Committer {
  return {
    write: (changes) => commits.run(changes.length, () => writeChanges(statements, changes)),
    async append(records) {
      const chunks: Promise<PreparedFate[]>[] = [];
      for (let start = 0; start < records.length; start += APPEND_CHUNK) {
        const chunk = records.slice(start, start + APPEND_CHUNK);
        chunks.push(
          commits.run(chunk.length, () => {
            const at = nowSeconds();
            return chunk.map((record) => appendRecord(statements, record, at));
          }),
        );
      }
      return (await Promise.all(chunks)).flat();
    },
  };
}

function writeChanges(statements: Statements, changes: readonly PreparedChange[]): void {
  const at = nowSeconds();
  const versions = changes.map(({ key }) => versionOf(statements, key, at));
  const failed = changes.flatMap(({ condition }, i) => (holds(condition, versions[i]) ? [] : [i]));
  if (failed.length > 0) throw new ConditionFailedError(failed);

  for (const [i, { key, record, isDelete }] of changes.entries()) {
    if (record) statements.put.run(key.pk, key.sk, (versions[i] ?? 0) + 1, record.text, record.expires);
    else if (isDelete) statements.delete.run(key.pk, key.sk);
  }
}

function appendRecord(statements: Statements, record: PreparedRecord, at: number): PreparedFate {
  const { changes } = statements.append.run(record.pk, record.sk, record.text, record.expires, at);
  if (changes !== 0) return undefined;
  const { version, body } = statements.get.get(record.pk, record.sk, at) as unknown as Row;
  return { version, text: body };
}

function fateOf({ pk, sk }: Key, fate: PreparedFate): AppendFate {
  return fate ? { stored: false, existing: itemOf(pk, { sk, version: fate.version, body: fate.text }) } : { stored: true };
}

function prepareChange(change: Change): PreparedChange {
  const { pk, sk } = keyOf(change);
  return {
    key: { pk, sk },
    condition: change.if,
    isDelete: 'delete' in change,
    record: 'put' in change ? prepareRecord(change.put) : undefined,
  };
}

function prepareRecord({ pk, sk, body, expiresAt }: NewRecord): PreparedRecord {
  return { pk, sk, text: JSON.stringify(body), expires: expiresAt ?? null };
}

function holds(condition: Condition | undefined, version: number | undefined): boolean {
  if (condition === undefined) return true;
  if (condition === 'absent') return version === undefined;
  if (condition === 'present') return version !== undefined;
  return version === condition;
}

function versionOf(statements: Statements, { pk, sk }: Key, at: number): number | undefined {
  return (statements.version.get(pk, sk, at) as { version: number } | undefined)?.version;
}

function readRecord(statements: Statements, { pk, sk }: Key, at: number): Item | undefined {
  const row = statements.get.get(pk, sk, at) as Row | undefined;
  return row && itemOf(pk, row);
}

/** Rows are taken out of SQLite some at a time: one by one is three times slower, all at once might not fit into memory. */
const ROWS_AT_ONCE = 100;

function readPage(prepared: Prepare, query: Query, range: Range): Page {
  const items: Item[] = [];
  let bytes = 0;
  for (let after = range.after; ; after = items.at(-1)!.sk) {
    const count = Math.min(ROWS_AT_ONCE, (query.limit ?? Infinity) - items.length);
    // One more tells whether there is a next page.
    const { statement, bindings } = selectRange(prepared, query, { ...range, after }, count + 1);
    const rows = statement.all(...bindings) as unknown as [sk: string, version: number, body: string][];
    for (const [sk, version, body] of rows.slice(0, count)) {
      if (bytes >= PAGE_BYTES) return { items, next: tokenAfter(items.at(-1)!.sk) };
      items.push(itemOf(query.pk, { sk, version, body }));
      bytes += body.length;
    }
    if (rows.length <= count) return { items };
    if (items.length === query.limit || bytes >= PAGE_BYTES) return { items, next: tokenAfter(items.at(-1)!.sk) };
  }
}

function selectRange(
  prepared: Prepare,
  { pk, reverse }: Query,
  { from, to, below, after }: Range,
  count: number,
): { statement: StatementSync; bindings: (string | number)[] } {
  // The count is written out: SQLite compiles a statement again for each value that is bound to its LIMIT.
  // A token lies inside the bounds and takes the place of the one it is nearer to: SQLite seeks by one bound on each side.
  const isResumed = after !== undefined;
  const bounds: (readonly [string, string | undefined])[] = [
    ['>= ?', isResumed && !reverse ? undefined : from],
    ['<= ?', isResumed && reverse ? undefined : to],
    ['< ?', isResumed && reverse ? undefined : below],
    [reverse ? '< ?' : '> ?', after],
  ];
  const given = bounds.filter((bound): bound is readonly [string, string] => bound[1] !== undefined);
  const comparisons = given.map(([comparison]) => `AND sk ${comparison}`).join(' ');
  const order = `${reverse ? 'DESC' : 'ASC'} LIMIT ${count}`;
  const statement = prepared(
    comparisons + order,
    () => `SELECT sk, version, body FROM record WHERE pk = ? AND (expires IS NULL OR expires >= ?) ${comparisons} ORDER BY sk ${order}`,
  );
  return { statement, bindings: [pk, nowSeconds(), ...given.map(([, value]) => value)] };
}

function itemOf(pk: string, { sk, version, body }: Row): Item {
  return { pk, sk, version, body: JSON.parse(body) as Body };
}

/**
 * Reads of one turn of the event loop share a transaction, which saves the locks of all but the first. It ends
 * before any other callback runs, so a write that was acknowledged in between is never missed.
 */
function readingTogether(database: DatabaseSync): { run<Result>(read: () => Result): Result; end(): void } {
  const begin = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');
  let isOpen = false;
  const end = (): void => {
    if (isOpen && database.isTransaction) commit.run();
    isOpen = false;
  };
  return {
    run(read) {
      try {
        // Inside a commit of this connection reads are part of it.
        if (!isOpen && !database.isTransaction) {
          begin.run();
          isOpen = true;
          process.nextTick(end);
        }
        return read();
      } catch (error) {
        end();
        throw isBusy(error) ? new TransientError('Other writers kept the database busy.', { cause: error }) : error;
      }
    },
    end,
  };
}

function nowSeconds(): number {
  return now().getTime() / 1000;
}
