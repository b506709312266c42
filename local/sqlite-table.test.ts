import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { fixClock } from '../shared/clock.ts';
import { everyItem } from '../shared/table.ts';
import { openSqliteTable } from './sqlite-table.ts';

const WRITER = fileURLToPath(new URL('../test/support/table-writer.ts', import.meta.url));

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepbill-sqlite-'));
  file = join(folder, 'stepbill.db');
});
afterEach(() => {
  fixClock(undefined);
  rmSync(folder, { recursive: true });
});

/** Runs a writer until it ends or has acknowledged `killAfter` transactions; returns what it acknowledged. */
async function runWriter(name: string, transactions: number, killAfter = Infinity): Promise<number[]> {
  const child = spawn(process.execPath, [WRITER, file, name, String(transactions)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split('\n').length > killAfter) child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(killAfter === Infinity ? code : signal).toBe(killAfter === Infinity ? 0 : 'SIGKILL');
  return said.split('\n').slice(0, -1).map(Number);
}

/** How many of its four records each transaction of a writer left. */
async function partsOf(writer: string): Promise<Map<number, number>> {
  const table = openSqliteTable(file);
  const parts = new Map<number, number>();
  for await (const { body } of everyItem(table, { pk: `writer|${writer}` })) {
    const n = body['n'] as number;
    parts.set(n, (parts.get(n) ?? 0) + 1);
  }
  table.close();
  return parts;
}

async function sharedCount(): Promise<number> {
  const table = openSqliteTable(file);
  const counter = await table.get({ pk: 'shared', sk: 'counter' });
  table.close();
  return counter!.body['count'] as number;
}

describe('several writers of one file', () => {
  it('lose nothing as three processes that also create the file', async () => {
    await Promise.all(['a', 'b', 'c'].map((name) => runWriter(name, 150)));
    expect(await sharedCount()).toBe(450);
    for (const name of ['a', 'b', 'c']) {
      expect([...(await partsOf(name))]).toEqual(Array.from({ length: 150 }, (_, n) => [n, 4]));
    }
  });

  it('lose nothing as threads of one process', async () => {
    const threads = ['a', 'b', 'c'].map((name) => new Worker(WRITER, { argv: [file, name, '100'], stdout: true }));
    const codes = await Promise.all(threads.map(async (thread) => (await once(thread, 'exit'))[0] as number));
    expect(codes).toEqual([0, 0, 0]);
    expect(await sharedCount()).toBe(300);
  });

  it('keep every acknowledged transaction whole when one is killed in the middle, again and again', async () => {
    let total = 0;
    for (let round = 0; round < 4; round++) {
      const [killed, survivor] = [`killed ${round}`, `survivor ${round}`];
      const [acknowledged] = await Promise.all([runWriter(killed, 100_000, 40 + round), runWriter(survivor, 60)]);
      const parts = await partsOf(killed);
      expect(new Set(parts.values())).toEqual(new Set([4]));
      expect(acknowledged.filter((n) => !parts.has(n))).toEqual([]);
      expect((await partsOf(survivor)).size).toBe(60);
      total += parts.size + 60;
      // The counter was raised in the same transactions, so it knows how many there were.
      expect(await sharedCount()).toBe(total);
    }
  });
});

describe('the commit', () => {
  it('is shared by writes of the same turn and refuses only the one whose condition fails', async () => {
    const table = openSqliteTable(file);
    const put = (sk: string, by: number) => table.write([{ put: { pk: 'p', sk, body: { by } }, if: 'absent' }]);
    const results = await Promise.allSettled([put('a', 1), put('a', 2), put('b', 3), put('b', 4), put('c', 5)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
    const { items } = await table.query({ pk: 'p' });
    expect(items.map(({ body }) => body['by'])).toEqual([1, 3, 5]);
    table.close();
  });

  it('is made before closing', async () => {
    const table = openSqliteTable(file);
    const writing = table.write([{ put: { pk: 'p', sk: 'a', body: {} } }]);
    table.close();
    await writing;
    const reopened = openSqliteTable(file);
    expect(await reopened.get({ pk: 'p', sk: 'a' })).toBeDefined();
    reopened.close();
  });

  it('undoes and rejects everything when SQLite fails, and the next one works', async () => {
    const table = openSqliteTable(file);
    const meddler = new DatabaseSync(file);
    meddler.exec(`CREATE TRIGGER fail BEFORE INSERT ON record WHEN new.sk = 'bad' BEGIN SELECT RAISE(ABORT, 'disk is bad'); END`);
    const results = await Promise.allSettled(['good', 'bad', 'good too'].map((sk) => table.write([{ put: { pk: 'p', sk, body: {} } }])));
    expect(results).toEqual(Array(3).fill({ status: 'rejected', reason: expect.objectContaining({ message: 'disk is bad' }) }));
    expect((await table.query({ pk: 'p' })).items).toEqual([]);
    meddler.exec('DROP TRIGGER fail');
    meddler.close();
    await table.write([{ put: { pk: 'p', sk: 'good', body: {} } }]);
    expect((await table.query({ pk: 'p' })).items).toHaveLength(1);
    table.close();
  });

  it('fails as transient when another process keeps the lock, and writes nothing', async () => {
    const table = openSqliteTable(file, { busyMilliseconds: 50 });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const write = () => table.write([{ put: { pk: 'p', sk: 'a', body: {} }, if: 'absent' }]);
    await expect(write()).rejects.toMatchObject({ name: 'TransientError' });
    other.exec('ROLLBACK');
    await write();
    other.close();
    table.close();
  });
});

describe('the data format', () => {
  it('is refused if a newer program wrote it, and the file stays as it is', () => {
    openSqliteTable(file).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openSqliteTable(file)).toThrow(/newer Stepbill \(data format 99, this program knows 1\)/);
  });

  it('is refused if it is another program’s', () => {
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE theirs (a)');
    database.close();
    expect(() => openSqliteTable(file)).toThrow(/another program/);
  });
});

it('removes what expired and keeps the rest', async () => {
  const table = openSqliteTable(file);
  fixClock(new Date('2026-01-01T00:00:00Z'));
  await table.append(['a', 'b', 'c'].map((sk, i) => ({ pk: 'p', sk, body: {}, ...(i < 2 && { expiresAt: 1_767_225_600 + i }) })));
  fixClock(new Date('2026-01-01T00:00:00.500Z'));
  expect(await table.removeExpired()).toBe(1);
  expect((await table.query({ pk: 'p' })).items.map(({ sk }) => sk)).toEqual(['b', 'c']);
  table.close();
});
