import { readFile } from 'node:fs/promises';
import { now } from '../../shared/clock.ts';
import type { Workspace } from '../workspace.ts';
import { CommandError } from './errors.ts';
import { eventRows, sizeOf } from './event-files.ts';
import type { EventRow } from './event-files.ts';
import { parseMapping } from './event-mapping.ts';
import { ingestEvents } from './ingest-events.ts';
import type { Ingested, Refused } from './ingest-events.ts';
import { LeftRows } from './left-rows.ts';
import { Meter } from './progress.ts';
import { counted } from './report.ts';

/** What became of a file. */
export interface IngestedFile extends Ingested {
  /** Rows that were not counted, with where all of them are listed. */
  readonly left: LeftRows;
}

const MEGABYTE = 1_000_000;

/**
 * Sends the events of a file of any size through ingestion, in bounded memory. Cut off anywhere, the same file sent
 * again goes on: what is stored is a duplicate, counts once, and costs a fraction.
 *
 * @param into a backfill that they are put into instead
 * @throws {CommandError} if the file or the mapping is not what it should be; nothing was sent then
 */
export async function ingestFile(
  { invoke, data }: Pick<Workspace, 'invoke' | 'data'>,
  sellerId: string,
  file: string,
  mappingFile: string | undefined,
  into?: string,
): Promise<IngestedFile> {
  const mapping = mappingFile === undefined ? undefined : parseMapping(await readMapping(mappingFile), mappingFile);
  const size = await sizeOf(file);
  // Shown from the first rows on: a file that is refused has no progress.
  let meter: Meter | undefined;
  const left = new LeftRows(data, file, now());
  let read = 0;
  const events = async function* (): AsyncGenerator<EventRow[]> {
    for await (const { rows, bytesRead } of eventRows(file, mapping)) {
      read = bytesRead;
      meter ??= new Meter('Ingest', Math.ceil(size / MEGABYTE), process.stderr, 'MB');
      left.add(rows.flatMap(({ row, fault }) => (fault === undefined ? [] : [{ row, fate: 'left out' as const, reason: fault }])));
      yield rows.filter(({ fault }) => fault === undefined);
    }
  };
  let sent = 0;
  try {
    const onSent = (some: number, refused: readonly Refused[]): void => {
      sent += some;
      left.add(refused.map(({ row = 0, ...it }) => ({ row, ...it })));
      meter?.to(Math.floor(read / MEGABYTE));
    };
    const result = await ingestEvents(invoke, sellerId, events(), onSent, into);
    if (sent + left.count === 0) throw new CommandError(`${file} holds no events.`);
    return { ...result, left };
  } finally {
    meter?.end(`${counted(sent)} events`);
  }
}

async function readMapping(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new CommandError(`There is no mapping ${file}.`);
  }
}
