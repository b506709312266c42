import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { CsvReader, headerOf } from '../../shared/csv-records.ts';
import type { CsvRecord, Line } from '../../shared/csv-records.ts';
import { CommandError } from './errors.ts';
import { columnsNamed, eventMaker } from './event-mapping.ts';
import type { Mapping } from './event-mapping.ts';
import { linesOf, requireUtf8 } from './text-lines.ts';
import type { LineChunk } from './text-lines.ts';

/** Standard input, where a file is named. */
export const STDIN = '-';
const CHUNK = { highWaterMark: 1 << 20 };

/** A row of a file: an event as JSON for ingestion, or why there is none in it. */
export interface EventRow {
  readonly row: number;
  readonly text: string;
  readonly fault?: string;
}

/** Rows that were read together, and how many bytes of the file by then. */
export interface EventRows {
  readonly rows: readonly EventRow[];
  readonly bytesRead: number;
}

/**
 * The events of a file, read as a stream: CSV through a mapping, anything else is NDJSON and handed on as it is, so
 * that a broken line reaches quarantine.
 *
 * @throws {CommandError} if the file is not what it should be, before the first row is handed on
 */
export async function* eventRows(file: string, mapping: Mapping | undefined): AsyncGenerator<EventRows> {
  const name = nameOf(file);
  requireRightMapping(file, mapping);
  if (file !== STDIN) await requireUtf8(createReadStream(file, CHUNK), name);
  const source = file === STDIN ? process.stdin : createReadStream(file, CHUNK);
  const chunks = linesOf(source as AsyncIterable<Buffer>, name);
  yield* mapping ? csvRows(chunks, mapping, name) : jsonRows(chunks, name);
}

/** @throws {CommandError} if there is no such file, or it is none, or empty */
export async function sizeOf(file: string): Promise<number> {
  if (file === STDIN) return 0;
  const found = await stat(file).catch(() => undefined);
  if (!found) throw new CommandError(`There is no file ${file}.`);
  if (found.isDirectory()) throw new CommandError(`${file} is a folder: name a file in it.`);
  if (found.isFile() && found.size === 0) throw new CommandError(`${file} is empty.`);
  return found.size;
}

function requireRightMapping(file: string, mapping: Mapping | undefined): void {
  const kind = extname(file).toLowerCase();
  if (mapping === undefined && ['.csv', '.tsv'].includes(kind))
    throw new CommandError(
      `${file} is a CSV file: say with --mapping which columns make an event. test/ev-charging/mapping.yml is one to copy.`,
    );
  if (mapping && ['.ndjson', '.jsonl', '.json'].includes(kind))
    throw new CommandError(`${file} is no CSV file; a mapping is for those. Leave --mapping out.`);
}

async function* jsonRows(chunks: AsyncIterable<LineChunk>, name: string): AsyncGenerator<EventRows> {
  let isBegun = false;
  for await (const { lines, bytesRead } of chunks) {
    const rows = lines.filter(({ text, fault }) => fault !== undefined || text.trim() !== '');
    const first = rows.find(({ fault }) => fault === undefined);
    if (!isBegun && first) requireJsonLines(first, name);
    isBegun ||= first !== undefined;
    yield { rows, bytesRead };
  }
}

/** A file of another kind is refused as a whole; a million lines of it would be a million entries in quarantine. */
function requireJsonLines({ row, text }: Line, name: string): void {
  const begin = text.trimStart();
  if (begin.startsWith('{')) return;
  if (begin.startsWith('['))
    throw new CommandError(`${name} is an array of JSON; ingest takes one event a line: jq -c '.[]' ${name} > events.ndjson`);
  throw new CommandError(
    `${name}:${row} is no JSON object: ${begin.slice(0, 40)}… One event a line is expected; for a CSV file, say --mapping.`,
  );
}

async function* csvRows(chunks: AsyncIterable<LineChunk>, mapping: Mapping, name: string): AsyncGenerator<EventRows> {
  let reader: CsvReader | undefined;
  let makeEvent: (values: readonly string[]) => object = () => ({});
  let bytes = 0;
  const eventOf = (record: CsvRecord): EventRow =>
    'fault' in record
      ? { row: record.row, text: '', fault: record.fault }
      : { row: record.row, text: JSON.stringify(makeEvent(record.values)) };
  for await (const { lines, bytesRead } of chunks) {
    bytes = bytesRead;
    let rest = lines;
    if (!reader) {
      const head = lines.findIndex(({ text }) => text.trim() !== '');
      if (head < 0) continue;
      const { delimiter, columns } = headerOf(lines[head]!.text, columnsNamed(mapping), mapping.delimiter);
      makeEvent = eventMaker(mapping, columns, name);
      reader = new CsvReader(delimiter, columns.length);
      rest = lines.slice(head + 1);
    }
    yield { rows: reader.read(rest).map(eventOf), bytesRead };
  }
  if (reader) yield { rows: reader.end().map(eventOf), bytesRead: bytes };
}

/** How messages name a file. */
function nameOf(file: string): string {
  return file === STDIN ? 'Standard input' : file;
}
