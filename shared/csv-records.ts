import { parse } from 'csv-parse/sync';

/** Lines a quoted value may go over. More is a quote that was never closed. */
const MOST_LINES = 100;
/** What separates values, in the order in which it is looked for. */
const DELIMITERS = [',', ';', '\t', '|'];

/** A line of a file, counted from 1, or why it can't be read. */
export interface Line {
  readonly row: number;
  readonly text: string;
  readonly fault?: string;
}

/** A record of a CSV file with the number of its first line, or why it can't be read. */
export type CsvRecord = { readonly row: number } & ({ readonly values: readonly string[] } | { readonly fault: string });

/**
 * Takes the lines of a CSV file apart. A broken record costs itself and no other: where a quote opens and closes
 * nowhere, the next line is a record of its own again.
 */
export class CsvReader {
  readonly #delimiter: string;
  readonly #columns: number;
  /** Lines of a record that may go on in the next ones. */
  #waiting: Line[] = [];

  /** @param columns values that each record must have */
  constructor(delimiter: string, columns: number) {
    this.#delimiter = delimiter;
    this.#columns = columns;
  }

  /** Records that are complete with these lines. */
  read(lines: readonly Line[]): CsvRecord[] {
    return this.#records([...this.#waiting, ...lines], false);
  }

  /** Records that were waiting for a line that does not come. */
  end(): CsvRecord[] {
    return this.#records(this.#waiting, true);
  }

  #records(lines: readonly Line[], isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let plain: Line[] = [];
    const flush = (): void => {
      records.push(...this.#together(plain));
      plain = [];
    };
    this.#waiting = [];
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      if (line.fault !== undefined) {
        flush();
        records.push({ row: line.row, fault: line.fault });
      } else if (!hasOpenQuote(line.text)) {
        if (line.text.trim() !== '') plain.push(line);
      } else {
        flush();
        const length = lengthOfQuoted(lines, i);
        if (length === undefined && !isEnd && lines.length - i < MOST_LINES) {
          this.#waiting = lines.slice(i);
          return records;
        }
        const whole = length === undefined ? undefined : this.#record(line.row, lines.slice(i, i + length));
        if (whole && 'values' in whole) {
          records.push(whole);
          i += length! - 1;
        } else records.push({ row: line.row, fault: 'a quote opens and does not close, or closes twice' });
      }
    }
    flush();
    return records;
  }

  /** A record a line: parsed at once, and one by one where one of them is broken. */
  #together(lines: readonly Line[]): CsvRecord[] {
    if (lines.length === 0) return [];
    try {
      const all = this.#parse(lines);
      if (all.length === lines.length) return all.map((values, i) => this.#checked(lines[i]!.row, values));
    } catch {
      // One of them says why, below.
    }
    return lines.map((line) => this.#record(line.row, [line]));
  }

  #record(row: number, lines: readonly Line[]): CsvRecord {
    try {
      const [values = [], ...others] = this.#parse(lines);
      return others.length > 0 ? { row, fault: 'a quote closes in the middle of a value' } : this.#checked(row, values);
    } catch {
      return { row, fault: 'a quote stands in the middle of a value; inside quotes it is written twice' };
    }
  }

  #parse(lines: readonly Line[]): string[][] {
    return parseCsv(lines.map(({ text }) => text).join('\n'), this.#delimiter);
  }

  #checked(row: number, values: readonly string[]): CsvRecord {
    if (values.length === this.#columns) return { row, values };
    return { row, fault: `has ${values.length} ${values.length === 1 ? 'value' : 'values'}, and the header has ${this.#columns} columns` };
  }
}

/**
 * The columns of a header, and what separates them: as it is given, or what makes the most of the columns that are
 * wanted, or else the most columns.
 */
export function headerOf(text: string, wanted: readonly string[], given: string | undefined): { delimiter: string; columns: string[] } {
  const candidates = (given === undefined ? DELIMITERS : [given]).map((delimiter) => ({ delimiter, columns: columnsOf(text, delimiter) }));
  const found = (columns: readonly string[]): number => wanted.filter((name) => columns.includes(name)).length;
  return candidates.reduce((best, it) => {
    const more = found(it.columns) - found(best.columns);
    return more > 0 || (more === 0 && it.columns.length > best.columns.length) ? it : best;
  });
}

function columnsOf(text: string, delimiter: string): string[] {
  try {
    return parseCsv(text, delimiter)[0] ?? [];
  } catch {
    return text.split(delimiter).map((name) => name.trim());
  }
}

function parseCsv(text: string, delimiter: string): string[][] {
  return parse(text, { delimiter, trim: delimiter !== '\t', relax_column_count: true });
}

function hasOpenQuote(text: string): boolean {
  let isOpen = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOpen = !isOpen;
  return isOpen;
}

/** How many lines it takes until the quotes of the line at `start` are closed; undefined if they never are. */
function lengthOfQuoted(lines: readonly Line[], start: number): number | undefined {
  for (let i = start + 1; i < Math.min(lines.length, start + MOST_LINES); i++) {
    const { text, fault } = lines[i]!;
    if (fault !== undefined) return undefined;
    if (hasOpenQuote(text)) return i - start + 1;
  }
  return undefined;
}
