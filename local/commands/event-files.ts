import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';
import { CommandError } from './errors.ts';
import { eventOfRow } from './event-mapping.ts';
import type { Mapping } from './event-mapping.ts';

/** A line of NDJSON for ingestion, with how many bytes of the file were read by then. */
export interface EventLine {
  readonly text: string;
  readonly bytesRead: number;
}

/**
 * The events of a file as lines of JSON, read as a stream: `.csv` through a mapping, anything else is NDJSON and
 * handed on as it is, so that a broken line reaches quarantine.
 *
 * @throws {CommandError} if the file can't be read, or a CSV file comes without mapping
 */
export async function* eventLines(file: string, mapping: Mapping | undefined): AsyncGenerator<EventLine> {
  const isCsv = extname(file).toLowerCase() === '.csv';
  if (isCsv && !mapping) throw new CommandError(`${file} is a CSV file: say with --mapping which columns make an event.`);
  const stream = createReadStream(file);
  try {
    if (isCsv && mapping) {
      const rows = stream.pipe(parse({ columns: true, bom: true, skip_empty_lines: true, trim: true, relax_column_count: true }));
      for await (const row of rows)
        yield { text: JSON.stringify(eventOfRow(row as Record<string, string>, mapping)), bytesRead: stream.bytesRead };
    } else {
      for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
        if (text.trim() !== '') yield { text, bytesRead: stream.bytesRead };
      }
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    stream.destroy();
  }
}

/** @throws {CommandError} if there is no such file */
export async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    throw new CommandError(`There is no file ${file}.`);
  }
}
