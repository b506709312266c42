import { now } from '../../shared/clock.ts';
import type { Invoke } from '../runner/scope.ts';
import { CommandError } from './errors.ts';

const EVENTS_A_REQUEST = 1_000;
const BYTES_A_REQUEST = 1_000_000;
/** Enough that the workers never wait for the next one, few enough that little lies in memory. */
const REQUESTS_AT_ONCE = 6;
const TIMEOUT = { timeoutMilliseconds: 60_000 };

/** An event as JSON, with the number of its row where it comes from a file. */
export interface EventText {
  readonly text: string;
  readonly row?: number;
}

/** An event that was not counted: it lies in quarantine, or is left out of a backfill. */
export interface Refused {
  readonly row: number | undefined;
  readonly id: string | null;
  readonly fate: 'quarantined' | 'conflict' | 'left out';
  readonly reason: string;
}

/** What became of the events, added up; the reasons of those that could not be counted. */
export interface Ingested {
  accepted: number;
  duplicates: number;
  conflicts: number;
  quarantined: number;
  readonly reasons: Map<string, number>;
}

/** Different reasons that are counted apart; beyond them memory would grow with the file. */
const MOST_REASONS = 1_000;
const OTHERS = 'for other reasons';

/**
 * Sends events through ingestion as a backfill: of any age, each counted once however often it is sent.
 *
 * @param lines events as JSON, one each, or many at a time
 * @param into a backfill that they are put into instead, where none of them counts by itself
 * @param onSent called each time a request was answered, with the number of its events and those not counted
 */
export async function ingestEvents(
  invoke: Invoke,
  sellerId: string,
  lines: AsyncIterable<EventText | readonly EventText[]> | Iterable<EventText | readonly EventText[]>,
  onSent: (events: number, refused: readonly Refused[]) => void = () => {},
  into?: string,
): Promise<Ingested> {
  const total: Ingested = { accepted: 0, duplicates: 0, conflicts: 0, quarantined: 0, reasons: new Map() };
  const underWay = new Set<Promise<unknown>>();
  const send = async (batch: readonly EventText[]): Promise<void> => {
    const answer = await post(invoke, sellerId, batch, into);
    add(total, answer);
    onSent(
      batch.length,
      answer.refused.map(({ line, id, fate, reason }) => ({ row: batch[line]?.row, id, fate, reason })),
    );
  };
  const failures: unknown[] = [];
  for await (const batch of batches(lines)) {
    const sending = send(batch)
      .catch((error: unknown) => failures.push(error))
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
    // Of a backfill each request checks that it is open: two at once would be in each other's way.
    if (underWay.size >= (into === undefined ? REQUESTS_AT_ONCE : 1)) await Promise.race(underWay);
    if (failures.length > 0) break;
  }
  // After a failure too: nothing is under way when the command ends.
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
  return total;
}

async function* batches(
  lines: AsyncIterable<EventText | readonly EventText[]> | Iterable<EventText | readonly EventText[]>,
): AsyncGenerator<EventText[]> {
  let batch: EventText[] = [];
  let size = 0;
  for await (const some of lines) {
    for (const line of Array.isArray(some) ? (some as readonly EventText[]) : [some as EventText]) {
      // Units of UTF-16: a request may grow to three times as many bytes, and no limit of ours is near.
      const length = line.text.length + 1;
      if (batch.length > 0 && (batch.length >= EVENTS_A_REQUEST || size + length > BYTES_A_REQUEST)) {
        yield batch;
        batch = [];
        size = 0;
      }
      batch.push(line);
      size += length;
    }
  }
  if (batch.length > 0) yield batch;
}

interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly quarantined: number;
  readonly refused: readonly { line: number; id: string | null; fate: 'quarantined' | 'conflict' | 'left out'; reason: string }[];
}

async function post(invoke: Invoke, sellerId: string, batch: readonly EventText[], into: string | undefined): Promise<Answer> {
  const step = into === undefined ? 'backfill-usage' : 'fill-backfill';
  const request = { sellerId, backfillId: into, storedAt: now().toISOString(), lines: batch.map(({ text }) => text).join('\n') };
  try {
    return JSON.parse(await invoke(`usage-ingestion/${step}`, JSON.stringify(request), TIMEOUT)) as Answer;
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'DecisionRefusedError') throw new CommandError(message);
    if (name === 'NotFoundError' || name === 'InvalidInputError') throw new CommandError(`Ingestion refused a request: ${message}`);
    throw error;
  }
}

function add(total: Ingested, answer: Answer): void {
  total.accepted += answer.accepted;
  total.duplicates += answer.duplicates;
  total.conflicts += answer.conflicts;
  total.quarantined += answer.quarantined;
  const { reasons } = total;
  for (const { reason } of answer.refused) {
    const counted = reasons.has(reason) || reasons.size < MOST_REASONS ? reason : OTHERS;
    reasons.set(counted, (reasons.get(counted) ?? 0) + 1);
  }
}
