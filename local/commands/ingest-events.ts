import { now } from '../../shared/clock.ts';
import type { Invoke } from '../runner/scope.ts';
import { CommandError } from './errors.ts';

/** As the ingestion endpoint limits a request. */
const EVENTS_A_REQUEST = 1_000;
const BYTES_A_REQUEST = 1_000_000;
const REQUESTS_AT_ONCE = 4;
const TIMEOUT = { timeoutMilliseconds: 60_000 };

/** What became of the events, added up; the first reasons of those that could not be counted. */
export interface Ingested {
  accepted: number;
  duplicates: number;
  conflicts: number;
  quarantined: number;
  readonly reasons: Map<string, number>;
}

/**
 * Sends events through the ingestion handler, in requests as a client would post them.
 *
 * @param lines events as JSON, one each
 * @param onSent called with the number of events each time a request was answered
 */
export async function ingestEvents(
  invoke: Invoke,
  sellerId: string,
  lines: AsyncIterable<{ text: string }> | Iterable<{ text: string }>,
  onSent: (events: number) => void = () => {},
): Promise<Ingested> {
  const total: Ingested = { accepted: 0, duplicates: 0, conflicts: 0, quarantined: 0, reasons: new Map() };
  const underWay = new Set<Promise<void>>();
  const send = async (batch: string[]): Promise<void> => {
    add(total, await post(invoke, sellerId, batch));
    onSent(batch.length);
  };
  for await (const batch of batches(lines)) {
    const sending = send(batch).finally(() => underWay.delete(sending));
    underWay.add(sending);
    if (underWay.size >= REQUESTS_AT_ONCE) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  return total;
}

async function* batches(lines: AsyncIterable<{ text: string }> | Iterable<{ text: string }>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for await (const { text } of lines) {
    const size = Buffer.byteLength(text) + 1;
    if (batch.length > 0 && (batch.length >= EVENTS_A_REQUEST || bytes + size > BYTES_A_REQUEST)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(text);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly quarantined: number;
  readonly events: readonly { fate: string; reason?: string }[];
}

async function post(invoke: Invoke, sellerId: string, batch: readonly string[]): Promise<Answer> {
  const request = {
    headers: { 'stepbill-seller': sellerId, 'content-type': 'application/x-ndjson' },
    requestContext: { timeEpoch: now().getTime() },
    body: batch.join('\n'),
    isBase64Encoded: false,
  };
  const response = JSON.parse(await invoke('usage-ingestion/ingest-usage', JSON.stringify(request), TIMEOUT)) as {
    statusCode: number;
    body: string;
  };
  if (response.statusCode !== 200)
    throw new CommandError(`Ingestion refused a request: ${(JSON.parse(response.body) as { error: string }).error}`);
  return JSON.parse(response.body) as Answer;
}

function add(total: Ingested, answer: Answer): void {
  total.accepted += answer.accepted;
  total.duplicates += answer.duplicates;
  total.conflicts += answer.conflicts;
  total.quarantined += answer.quarantined;
  for (const { reason } of answer.events) if (reason !== undefined) total.reasons.set(reason, (total.reasons.get(reason) ?? 0) + 1);
}
