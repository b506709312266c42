import { readFile } from 'node:fs/promises';
import type { Invoke } from '../runner/scope.ts';
import { CommandError } from './errors.ts';
import { eventLines, sizeOf } from './event-files.ts';
import { parseMapping } from './event-mapping.ts';
import { ingestEvents } from './ingest-events.ts';
import type { Ingested } from './ingest-events.ts';
import { Meter } from './progress.ts';
import { counted } from './report.ts';

/** Sends the events of a file of any size through ingestion, with a bar of the bytes that were read. */
export async function ingestFile(invoke: Invoke, sellerId: string, file: string, mappingFile: string | undefined): Promise<Ingested> {
  const mapping = mappingFile === undefined ? undefined : parseMapping(await readMapping(mappingFile), mappingFile);
  const meter = new Meter('Ingest (bytes)', await sizeOf(file));
  let read = 0;
  const lines = async function* (): AsyncGenerator<{ text: string }> {
    for await (const line of eventLines(file, mapping)) {
      read = line.bytesRead;
      yield line;
    }
  };
  let events = 0;
  const result = await ingestEvents(invoke, sellerId, lines(), (some) => {
    events += some;
    meter.to(read);
  });
  meter.end(`${counted(events)} events`);
  return result;
}

async function readMapping(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new CommandError(`There is no mapping ${file}.`);
  }
}
