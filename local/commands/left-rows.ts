import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A row of a file that was not counted: where, what became of it, and why. */
export interface LeftRow {
  readonly row: number;
  /** `left out`: there is no event in it, or none for a backfill. Otherwise it lies in quarantine. */
  readonly fate: 'left out' | 'quarantined' | 'conflict';
  readonly id?: string | null;
  readonly reason: string;
}

/** Rows that a person is shown at once; all of them are in the list. */
const SHOWN = 10;

/** Lists the rows of a file that were not counted, in a file of the data folder that is made with the first of them. */
export class LeftRows {
  /** Of all rows, by what became of them. */
  readonly shown: LeftRow[] = [];
  count = 0;
  leftOut = 0;
  readonly #path: string;

  /** @param at when the file was sent; a part of the name of the list */
  constructor(data: string, file: string, at: Date) {
    const name = file === '-' ? 'stdin' : basename(file);
    this.#path = join(data, 'left-rows', `${name}-${at.toISOString().slice(0, 19).replaceAll(':', '')}.ndjson`);
  }

  /** Path of the list, if it has rows. */
  get path(): string | undefined {
    return this.count > 0 ? this.#path : undefined;
  }

  add(rows: readonly LeftRow[]): void {
    if (rows.length === 0) return;
    if (this.count === 0) mkdirSync(join(this.#path, '..'), { recursive: true });
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    writeFileSync(this.#path, text, { flag: this.count === 0 ? 'w' : 'a' });
    this.count += rows.length;
    this.leftOut += rows.filter(({ fate }) => fate === 'left out').length;
    this.shown.push(...rows);
    this.shown.sort((a, b) => a.row - b.row);
    this.shown.length = Math.min(this.shown.length, SHOWN);
  }
}
