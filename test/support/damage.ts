/** Damage to a data folder behind the program's back, as a fault of the disk or a person with an editor would do it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

type Body = Record<string, unknown>;

/** A data folder whose records and files can be changed at will. */
export class Damage {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  body(pk: string, sk: string): Body {
    return this.#within((database) => {
      const row = database.prepare('SELECT body FROM record WHERE pk = ? AND sk = ?').get(pk, sk);
      if (!row) throw new Error(`There is no record ${pk} ${sk}.`);
      return JSON.parse(String(row['body'])) as Body;
    });
  }

  /** Puts members of a record's body in place of those it has. */
  change(pk: string, sk: string, members: Body): void {
    this.put(pk, sk, { ...this.body(pk, sk), ...members });
  }

  put(pk: string, sk: string, body: Body): void {
    this.#within((database) =>
      database
        .prepare('INSERT INTO record (pk, sk, version, body) VALUES (?, ?, 1, ?) ON CONFLICT (pk, sk) DO UPDATE SET body = excluded.body')
        .run(pk, sk, JSON.stringify(body)),
    );
  }

  remove(pk: string, sk: string): void {
    this.body(pk, sk);
    this.#within((database) => database.prepare('DELETE FROM record WHERE pk = ? AND sk = ?').run(pk, sk));
  }

  /** Exchanges the bodies of two records. */
  swap(pk: string, sk: string, otherPk: string, otherSk: string): void {
    const [one, other] = [this.body(pk, sk), this.body(otherPk, otherSk)];
    this.put(pk, sk, other);
    this.put(otherPk, otherSk, one);
  }

  read(key: string): Buffer {
    return readFileSync(join(this.#folder, 'archive', key));
  }

  write(key: string, content: string | Buffer): void {
    const path = join(this.#folder, 'archive', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  removeFile(key: string): void {
    rmSync(join(this.#folder, 'archive', key));
  }

  #within<Result>(work: (database: DatabaseSync) => Result): Result {
    const database = new DatabaseSync(join(this.#folder, 'table.db'));
    try {
      return work(database);
    } finally {
      database.close();
    }
  }
}
