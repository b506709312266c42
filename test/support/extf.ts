/** Reads a file in DATEV's format as its description says, and knows nothing of who wrote it. */

/** A field as it stands there: text in quotes, everything else without. */
export interface ExtfField {
  readonly value: string;
  readonly isQuoted: boolean;
}

export interface Extf {
  readonly header: readonly ExtfField[];
  readonly columns: readonly string[];
  readonly bookings: readonly (readonly ExtfField[])[];
  /** Values of the bookings by their column. */
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** @throws if a line does not end in CR LF, or a quote is open */
export function readExtf(bytes: Uint8Array): Extf {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = new TextDecoder(isMarked ? 'utf-8' : 'windows-1252').decode(bytes);
  const lines = text.split('\r\n');
  if (lines.pop() !== '' || lines.some((line) => /[\r\n]/.test(line))) throw new Error('A line does not end in CR LF.');
  const [header = [], columns = [], ...bookings] = lines.map(fieldsOf);
  const names = columns.map(({ value }) => value);
  const rows = bookings.map((fields) => Object.fromEntries(fields.map(({ value }, i) => [names[i]!, value] as const)));
  return { header, columns: names, bookings, rows };
}

function fieldsOf(line: string): ExtfField[] {
  const fields: ExtfField[] = [];
  const next = /(?:"((?:[^"]|"")*)"|([^";]*))(;|$)/y;
  for (;;) {
    const [, quoted, plain = '', end] = next.exec(line) ?? [];
    if (end === undefined) throw new Error(`A quote is open: ${line.slice(0, 80)}`);
    fields.push(quoted === undefined ? { value: plain, isQuoted: false } : { value: quoted.replaceAll('""', '"'), isQuoted: true });
    if (end === '') return fields;
  }
}
