/** Lines of a page of figures: a text, a currency, and three columns that stand under each other from top to bottom. */

/** Widest line where figures and ids leave the choice. */
const WIDTH = 98;
const INDENT = '  ';
/** Least width of a column: 9,999,999.99 and its distance. */
const LEAST = 15;
/** Where figures are very large, lines get longer rather than labels shorter than this. */
const LEAST_LABEL = 24;

export interface FigureRow {
  readonly label: string;
  readonly currency?: string;
  /** Last month, this month, change. */
  readonly figures: readonly [string, string, string];
  /** A sentence below it. */
  readonly note?: string;
}

export interface FigureTable {
  readonly title: string;
  readonly rows: readonly FigureRow[];
  /** What is left out, if anything. */
  readonly more?: string;
}

/**
 * Tables with figures right-aligned in columns that all of them share.
 *
 * @param heads of the three columns
 * @returns lines of each; none for a table without rows
 */
export function figureTables(tables: readonly FigureTable[], heads: readonly [string, string, string]): string[][] {
  const rows = tables.flatMap((table) => table.rows);
  const widths = heads.map((head, i) => Math.max(LEAST, head.length + 2, ...rows.map(({ figures }) => (figures[i]?.length ?? 0) + 2)));
  const room = Math.max(LEAST_LABEL, WIDTH - INDENT.length - 4 - widths.reduce((a, b) => a + b, 0));
  const columns = (figures: readonly string[]): string => figures.map((figure, i) => figure.padStart(widths[i] ?? 0)).join('');
  return tables.map(({ title, rows: own, more }) => {
    if (own.length === 0) return [];
    const lines = own.flatMap(({ label, currency = '', figures, note }) => [
      `${INDENT}${clipped(label, room).padEnd(room)} ${currency.padEnd(3)}${columns(figures)}`,
      ...(note === undefined ? [] : wrapped(note, 4)),
    ]);
    return [`${title.padEnd(INDENT.length + room + 4)}${columns(heads)}`, ...lines, ...(more === undefined ? [] : [`${INDENT}${more}`])];
  });
}

/** Names and what they say, the names in one column. */
export function nameLines(entries: readonly (readonly [name: string, text: string])[]): string[] {
  const width = Math.max(...entries.map(([name]) => name.length)) + 2;
  return entries.flatMap(([name, text]) =>
    wrapped(text, INDENT.length + width).map((line, i) => (i === 0 ? `${INDENT}${name.padEnd(width)}${line.trimStart()}` : line)),
  );
}

/** A text in lines that fit, each so far from the edge; a word that is too long stays whole. */
export function wrapped(text: string, indent: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && indent + last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${' '.repeat(indent)}${line}`);
}

function clipped(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1).trimEnd()}…`;
}
