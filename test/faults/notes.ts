/** What people remember and what the harness saw: lines in files that no fault reaches and that outlive a kill. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { appendPastFaults } from './disk.ts';
import type { DiaryEntry } from './misfortunes.ts';

/** What somebody was told, or saw. */
export type Note =
  /** A decision that was confirmed to the one who made it. */
  | { readonly note: 'decided'; readonly run: string; readonly round: number; readonly kind: string }
  /** Lines of a month that ingestion has answered for; `part` is its `sent` or its `late`. */
  | { readonly note: 'sent'; readonly month: number; readonly part: 'sent' | 'late' }
  /** The catalog was mended. */
  | { readonly note: 'mended' }
  /** A dry run showed this content. */
  | { readonly note: 'tried'; readonly month: string; readonly contentHash: string }
  /** What was chosen for documents that were missing. */
  | { readonly note: 'repaired'; readonly choice: 'retry' | 'void' }
  /** A command ended with a reason that a person reads. */
  | { readonly note: 'reason'; readonly reason: string }
  /** A fault that came. */
  | ({ readonly note: 'fault'; readonly sitting: number } & DiaryEntry)
  /** Something that must never be. */
  | { readonly note: 'finding'; readonly finding: string };

export class Notes {
  /** What time it is when something is noted. */
  time: () => Date = () => new Date(0);
  readonly #file: string;
  #notes: (Note & { readonly at: string })[] = [];

  /** @param folder of the case */
  constructor(folder: string) {
    this.#file = join(folder, 'notes.ndjson');
    this.readAgain();
  }

  /** When something was noted last; undefined if nothing was. */
  get lastAt(): Date | undefined {
    const last = this.#notes.at(-1);
    return last && new Date(last.at);
  }

  /** Another process may have written something down. */
  readAgain(): void {
    const text = existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : '';
    this.#notes = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Note & { at: string }]));
  }

  add(note: Note): void {
    const noted = { at: this.time().toISOString(), ...note };
    this.#notes.push(noted);
    appendPastFaults(this.#file, `${JSON.stringify(noted)}\n`);
  }

  all<Name extends Note['note']>(name: Name): Extract<Note, { note: Name }>[] {
    return this.#notes.filter((note): note is Extract<Note & { at: string }, { note: Name }> => note.note === name);
  }

  hasSent(month: number, part: 'sent' | 'late'): boolean {
    return this.all('sent').some((note) => note.month === month && note.part === part);
  }
}
