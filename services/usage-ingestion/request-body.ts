import { gunzipSync } from 'node:zlib';
import { id } from '../../shared/catalog.ts';

/** A body may hold this many bytes after decompression, and this many events. */
export const MOST_BYTES = 1_048_576;
export const MOST_EVENTS = 1_000;

/** A request that can't be taken as a whole; nothing of it was stored. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** One event as it was sent: parsed as far as it could be, and its own text. */
export interface SentEvent {
  readonly value?: unknown;
  readonly text: string;
  /** Why the text is no JSON. */
  readonly fault?: string;
}

/**
 * The events of a request body: one JSON object, an array of them, or one a line (NDJSON).
 *
 * Numbers come as the text they were written in, so that no digit is lost in a float. A broken line of NDJSON is an
 * event of its own with its fault; a broken array can't be taken apart and is refused as a whole.
 *
 * @throws {RequestError} 400 if the body is not readable, 413 beyond 1 MiB or 1,000 events, 415 for an encoding
 */
export function eventsOfBody(body: Uint8Array, encoding: string | undefined): SentEvent[] {
  const text = new TextDecoder('utf-8', { fatal: false }).decode(decoded(body, encoding)).trim();
  if (text === '') throw new RequestError(400, 'The body is empty. Send one event, an array of events, or one event a line.');
  const events = text.startsWith('[') ? eventsOfArray(text) : eventsOfLines(text);
  if (events.length > MOST_EVENTS)
    throw new RequestError(413, `The body holds ${events.length} events; send at most ${MOST_EVENTS} at once.`);
  return events;
}

/**
 * The seller a request is for, from its `Stepbill-Seller` header.
 *
 * @throws {RequestError} 400 if the header is missing or no id
 */
export function sellerOf(headers: Readonly<Record<string, string | undefined>>): string {
  const seller = id.safeParse(headers['stepbill-seller']);
  if (seller.success) return seller.data;
  throw new RequestError(400, 'The header Stepbill-Seller must name the seller whose usage this is.');
}

function decoded(body: Uint8Array, encoding: string | undefined): Uint8Array {
  const wanted = (encoding ?? 'identity').trim().toLowerCase();
  if (wanted !== 'identity' && wanted !== 'gzip') throw new RequestError(415, `The encoding "${wanted}" is not known; send gzip or none.`);
  if (wanted === 'identity') {
    if (body.byteLength > MOST_BYTES)
      throw new RequestError(413, `The body holds ${body.byteLength} bytes; send at most ${MOST_BYTES} at once.`);
    return body;
  }
  try {
    return gunzipSync(body, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge
      ? new RequestError(413, `The body holds more than ${MOST_BYTES} bytes once decompressed.`)
      : new RequestError(400, 'The body says it is gzip and is not.');
  }
}

function eventsOfArray(text: string): SentEvent[] {
  let values: unknown;
  try {
    values = parseExactly(text);
  } catch (error) {
    throw new RequestError(400, `The body begins an array that is no JSON: ${faultOf(error)}`);
  }
  return (values as unknown[]).map((value) => ({ value, text: JSON.stringify(value) }));
}

function eventsOfLines(text: string): SentEvent[] {
  const whole = attempt(text);
  if (whole.fault === undefined) return [whole];
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => attempt(line.trim()));
}

function attempt(text: string): SentEvent {
  try {
    return { value: parseExactly(text), text };
  } catch (error) {
    return { text, fault: faultOf(error) };
  }
}

/** JSON with every number as the text it was written in. */
function parseExactly(text: string): unknown {
  const keepNumbers = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value;
  return JSON.parse(text, keepNumbers);
}

function faultOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
