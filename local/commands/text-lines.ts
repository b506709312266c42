import { isUtf8 } from 'node:buffer';
import type { Line } from '../../shared/csv-records.ts';
import { CommandError } from './errors.ts';

/** Bytes a line may have: as many as ingestion takes in one request. */
const MOST_LINE_BYTES = 1_000_000;
const NEWLINE = 0x0a;

/** Lines that were read together, and how many bytes of the file by then. */
export interface LineChunk {
  readonly lines: readonly Line[];
  readonly bytesRead: number;
}

/** Whole lines as bytes, without the last line break; or a line that is too long, of which nothing is kept. */
interface WholeLines {
  readonly bytes: Buffer | undefined;
  readonly bytesRead: number;
}

/**
 * The lines of a text in UTF-8, in bounded memory whatever its length and that of its lines.
 *
 * @param name of the text, for messages
 * @throws {CommandError} if its beginning is that of another encoding, an archive, or no text
 */
export async function* linesOf(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<LineChunk> {
  let row = 0;
  for await (const { bytes, bytesRead } of wholeLines(source, name)) {
    const lines = bytes ? decoded(bytes, row) : [tooLong(row + 1)];
    row += lines.length;
    yield { lines, bytesRead };
  }
}

/**
 * Reads a text once to its end and changes nothing: a text in another encoding is found before any of it is used.
 *
 * @throws {CommandError} naming the first line that is no UTF-8
 */
export async function requireUtf8(source: AsyncIterable<Buffer>, name: string): Promise<void> {
  let row = 0;
  for await (const { bytes } of wholeLines(source, name)) {
    if (bytes && !isUtf8(bytes)) throw new CommandError(notUtf8(bytes, row, name));
    row += bytes ? countLines(bytes) : 1;
  }
}

async function* wholeLines(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<WholeLines> {
  let rest: Buffer = Buffer.alloc(0);
  let bytesRead = 0;
  let isSkipping = false;
  for await (const read of source) {
    let chunk: Buffer = read;
    if (bytesRead === 0) chunk = withoutMark(chunk, name);
    bytesRead += read.length;
    if (isSkipping) {
      const end = chunk.indexOf(NEWLINE);
      if (end < 0) continue;
      chunk = chunk.subarray(end + 1);
      isSkipping = false;
    }
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(NEWLINE);
    if (end >= 0) yield { bytes: bytes.subarray(0, end), bytesRead };
    rest = bytes.subarray(end + 1);
    if (rest.length <= MOST_LINE_BYTES) continue;
    isSkipping = true;
    rest = Buffer.alloc(0);
    yield { bytes: undefined, bytesRead };
  }
  if (rest.length > 0) yield { bytes: rest, bytesRead };
}

function decoded(bytes: Buffer, before: number): Line[] {
  if (!isUtf8(bytes)) return decodedApart(bytes, before);
  const texts = bytes.toString('utf8').split('\n');
  return texts.map((text, i): Line => {
    const row = before + i + 1;
    // A character has at most three bytes a unit of UTF-16: most lines need not be measured.
    if (text.length * 3 > MOST_LINE_BYTES && Buffer.byteLength(text) > MOST_LINE_BYTES) return tooLong(row);
    return { row, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  });
}

/** Line by line, where some are no UTF-8. */
function decodedApart(bytes: Buffer, before: number): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= bytes.length;) {
    const next = bytes.indexOf(NEWLINE, start);
    const end = next < 0 ? bytes.length : next;
    const line = bytes.subarray(start, end);
    const row = before + lines.length + 1;
    if (isUtf8(line)) lines.push(...decoded(line, row - 1));
    else lines.push({ row, text: '', fault: 'is no UTF-8' });
    start = end + 1;
  }
  return lines;
}

function tooLong(row: number): Line {
  return { row, text: '', fault: `is longer than ${MOST_LINE_BYTES.toLocaleString('en-US')} bytes` };
}

/** The beginning of a text without its mark of UTF-8, if it has one. */
function withoutMark(bytes: Buffer, name: string): Buffer {
  const begins = (...wanted: number[]): boolean => wanted.every((byte, i) => bytes[i] === byte);
  if (begins(0xef, 0xbb, 0xbf)) return bytes.subarray(3);
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff)) throw new CommandError(`${name} is UTF-16. ${converted('UTF-16', name)}`);
  if (begins(0x1f, 0x8b)) throw new CommandError(`${name} is compressed. Decompress it first: gunzip -c ${name} > ${plainName(name)}`);
  if (begins(0x50, 0x4b, 3, 4)) throw new CommandError(`${name} is a ZIP archive or a spreadsheet. Save the table as CSV, in UTF-8.`);
  const zeros = bytes.subarray(0, 1024).filter((byte) => byte === 0).length;
  if (zeros >= Math.min(bytes.length, 1024) / 3 && bytes[0] !== bytes[1])
    throw new CommandError(`${name} looks like UTF-16 without a mark. ${converted(bytes[0] === 0 ? 'UTF-16BE' : 'UTF-16LE', name)}`);
  if (zeros > 0) throw new CommandError(`${name} is no text: it holds bytes of 0.`);
  return bytes;
}

function notUtf8(bytes: Buffer, before: number, name: string): string {
  const { row = before + 1 } = decodedApart(bytes, before).find(({ fault }) => fault !== undefined) ?? {};
  return `${name}:${row} is no UTF-8; nothing was sent. It may be Latin-1, as old programs write it. ${converted('ISO-8859-1', name)}`;
}

function converted(encoding: string, name: string): string {
  return `Convert it: iconv -f ${encoding} -t UTF-8 ${name} > utf8-${name.split('/').at(-1)}`;
}

function plainName(name: string): string {
  return name.endsWith('.gz') ? name.slice(0, -3) : `${name}.txt`;
}

function countLines(bytes: Buffer): number {
  let count = 1;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
