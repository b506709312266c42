/** Data folders that can't be worked in: one sentence each, and nothing in them is touched. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseProblems } from '../local/commands/verify-databases.ts';
import { troubleOf } from '../local/commands/trouble.ts';
import { requireDataFolder } from '../local/data-folder.ts';
import { embeddedPorts } from '../local/embedded-ports.ts';
import { sha256 } from '../shared/content-hash.ts';
import { connect } from '../shared/ports.ts';
import { importCustomers } from './support/catalog.ts';
import { stepbill } from './support/stepbill.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepbill-damaged-'));
const good = join(folder, 'good');

beforeAll(async () => {
  const ports = embeddedPorts(good);
  connect(ports);
  // Enough records that the table has pages beyond its first ones.
  await importCustomers(...Array.from({ length: 60 }, (_, i) => ({ id: `adler-${i}` })));
  await ports.archive.put('kranich/2026/RE-2026-000001.pdf', Buffer.from('%PDF'), 'application/pdf');
  connect(undefined);
  ports.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

let copies = 0;
function copyWith(damage: (data: string) => void): string {
  const data = join(folder, `copy-${++copies}`);
  cpSync(good, data, { recursive: true });
  damage(data);
  return data;
}

/** The log that a crash leaves behind: of a database whose connection was never closed. */
function logOf(schema: string): Buffer {
  const file = join(folder, `other-${++copies}.db`);
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; ${schema}`);
  const log = readFileSync(`${file}-wal`);
  database.close();
  return log;
}

/** Random bytes, but the same each time. */
const noise = (bytes: number): Buffer =>
  Buffer.concat(
    Array.from({ length: Math.ceil(bytes / 32) }, (_, i) => Buffer.from(sha256(`${i}`), 'hex')),
    bytes,
  );

const DAMAGES = [
  {
    why: 'a table of no length',
    damage: (data: string) => writeFileSync(join(data, 'table.db'), ''),
    says: /table\.db is empty, and .+archive is not: the database is lost\. Keep the folder/,
  },
  {
    why: 'executions of no length',
    damage: (data: string) => writeFileSync(join(data, 'executions.db'), ''),
    says: /executions\.db is empty/,
  },
  {
    why: 'random bytes instead of a table',
    damage: (data: string) => writeFileSync(join(data, 'table.db'), noise(50_000)),
    says: /table\.db is no database: it does not begin as one/,
  },
  {
    why: 'a few bytes instead of a table',
    damage: (data: string) => writeFileSync(join(data, 'table.db'), 'SQLi'),
    says: /table\.db is no database/,
  },
  {
    why: 'a table that was cut off',
    damage: (data: string) => truncateSync(join(data, 'table.db'), 40_000),
    says: /table\.db is cut off: it has 40000 bytes of \d+/,
  },
  {
    why: 'the log of another database',
    damage: (data: string) => writeFileSync(join(data, 'table.db-wal'), logOf('CREATE TABLE x (a); INSERT INTO x VALUES (1)')),
    says: /table\.db-wal is not the log of .+Nothing was touched/,
  },
  {
    why: 'a folder of something else',
    damage: (data: string) => rmSync(join(data, 'table.db')),
    says: /is no data folder: it has no table\.db/,
  },
];

describe('a data folder', () => {
  it('that is whole is opened, also beside a log that a crash left', () => {
    requireDataFolder(good, false);
    const crashed = copyWith((data) => {
      const database = new DatabaseSync(join(data, 'table.db'));
      database.exec("PRAGMA journal_mode = WAL; INSERT INTO record VALUES ('pk', 'sk', 1, '{}', NULL)");
      const log = readFileSync(join(data, 'table.db-wal'));
      database.close();
      cpSync(join(good, 'table.db'), join(data, 'table.db'));
      writeFileSync(join(data, 'table.db-wal'), log);
    });
    requireDataFolder(crashed, false);
    const database = new DatabaseSync(join(crashed, 'table.db'));
    expect(database.prepare("SELECT count(*) AS count FROM record WHERE pk = 'pk'").get()?.['count']).toBe(1);
    database.close();
  });

  it.each(DAMAGES)('with $why is refused, and left as it is', ({ damage, says }) => {
    const data = copyWith(damage);
    const table = (): Buffer | undefined => (existsSync(join(data, 'table.db')) ? readFileSync(join(data, 'table.db')) : undefined);
    const before = table();
    expect(() => requireDataFolder(data, false)).toThrow(says);
    expect(table()).toEqual(before);
  });

  it('is not made by an import among other files, or in place of one', () => {
    const other = join(folder, 'documents');
    mkdirSync(other);
    writeFileSync(join(other, 'letter.txt'), 'Dear');
    expect(() => requireDataFolder(other, true)).toThrow('is no data folder: it has no table.db');
    expect(readdirSync(other)).toEqual(['letter.txt']);
    expect(() => requireDataFolder(join(other, 'letter.txt'), true)).toThrow('letter.txt is a file, and a data folder is a folder');
    mkdirSync(join(folder, 'empty'));
    requireDataFolder(join(folder, 'empty'), true);
    expect(() => requireDataFolder(join(folder, 'empty'), false)).toThrow('it is empty');
  });

  it('with a damaged page is found by verify, and no command prints more than a sentence about it', async () => {
    const data = copyWith((it) => {
      const bytes = readFileSync(join(it, 'table.db'));
      noise(16_384).copy(bytes, 16_384);
      writeFileSync(join(it, 'table.db'), bytes);
    });
    expect(databaseProblems(good)).toEqual([]);
    expect(databaseProblems(data)).toEqual([
      { where: 'table.db', what: expect.stringMatching(/^is damaged: /), right: 'the latest backup, restored into another folder' },
    ]);
    const empty = copyWith((it) => writeFileSync(join(it, 'table.db'), ''));
    const [damaged, lost] = await Promise.all([stepbill(['invoices', '--data', data]), stepbill(['verify', '--data', empty])]);
    expect(damaged).toMatchObject({ code: 1, stdout: '' });
    expect(damaged.stderr).toMatch(/^\S+: a database in it is damaged\. .+restore <backup> --data <folder>\. \(.+\)\n$/);
    expect(lost).toMatchObject({ code: 1, stdout: '' });
    expect(lost.stderr).toMatch(/^\S+table\.db is empty, .+\n$/);
  });
});

describe('what fails below us', () => {
  const system = (code: string): Error => Object.assign(new Error(`${code}: it failed, write`), { code });
  const sqlite = (errcode: number, message: string): Error => Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
  it.each([
    { error: system('ENOSPC'), says: 'the disk is full' },
    { error: system('EROFS'), says: 'it can only be read' },
    { error: system('EACCES'), says: 'this user may not read or write in it' },
    { error: system('EFBIG'), says: 'ulimit -f' },
    { error: system('EIO'), says: 'reading or writing fails' },
    { error: sqlite(13, 'database or disk is full'), says: 'the disk is full' },
    { error: sqlite(11 | (1 << 8), 'database disk image is malformed'), says: 'a database in it is damaged' },
    { error: sqlite(26, 'file is not a database'), says: 'a database in it is damaged' },
    { error: sqlite(8, 'attempt to write a readonly database'), says: 'it can only be read' },
    { error: sqlite(10 | (3 << 8), 'disk I/O error'), says: 'reading or writing fails' },
    { error: new Error('database or disk is full'), says: 'the disk is full' },
    { error: new Error('ENOSPC: no space left on device, write'), says: 'the disk is full' },
    { error: new Error('It was not sent.', { cause: system('ENOSPC') }), says: 'the disk is full' },
  ])('$error.message is said as: $says', ({ error, says }) => {
    expect(troubleOf(error)).toContain(says);
  });

  it('and nothing else is taken for it', () => {
    expect(troubleOf(new TypeError('x is not a function'))).toBeUndefined();
    expect(troubleOf(undefined)).toBeUndefined();
  });
});
