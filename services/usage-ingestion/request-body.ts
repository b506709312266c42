import { gunzipSync } from 'node:zlib';
import { RequestError } from '../../shared/request-error.ts';
import { MOST_PROPERTIES } from '../../shared/usage-event.ts';

/** A body may hold this many bytes after decompression, and this many events. */
export const MOST_BYTES = 1_048_576;
export const MOST_EVENTS = 1_000;
/** Levels of arrays and objects in a body. An event in an array has three; ten thousand would exhaust the stack. */
const MOST_LEVELS = 32;

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
 * @throws {RequestError} 400 if the body is not readable or no UTF-8, 413 beyond 1 MiB or 1,000 events, 415 for an encoding
 */
export function eventsOfBody(body: Uint8Array, encoding: string | undefined): SentEvent[] {
  const text = textOf(decoded(body, encoding)).trim();
  if (text === '') throw new RequestError(400, 'The body is empty. Send one event, an array of events, or one event a line.');
  const events = text.startsWith('[') ? eventsOfArray(text) : eventsOfLines(text);
  requireFew(events.length);
  return events;
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

/** Other encodings are refused: read as UTF-8 they would become other ids and names. */
function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new RequestError(400, 'The body is no UTF-8.');
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
  const whole = sentEvent(text);
  if (whole.fault === undefined) return [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  requireFew(lines.length);
  return lines.map((line) => sentEvent(line.trim()));
}

/** @throws {RequestError} 413 if there are too many */
function requireFew(events: number): void {
  if (events > MOST_EVENTS) throw new RequestError(413, `The body holds ${events} events; send at most ${MOST_EVENTS} at once.`);
}

/** One event as JSON, parsed as far as it can be. */
export function sentEvent(text: string): SentEvent {
  try {
    return { value: parseExactly(text), text };
  } catch (error) {
    return { text, fault: faultOf(error) };
  }
}

/**
 * JSON with every number as the text it was written in.
 *
 * @throws {SyntaxError} if it is none, or nested too deeply to be walked through
 */
function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (keepPlainNumbers(value, text)) return value;
  if (isDeeperThan(MOST_LEVELS, value)) throw new SyntaxError(`It is nested more than ${MOST_LEVELS} levels deep.`);
  const keepNumbers = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value;
  return JSON.parse(text, keepNumbers);
}

/**
 * The short way for most events, which takes a third of the time: numbers stand in `properties` alone, and each was
 * written as JavaScript writes it.
 *
 * @returns false if that is not certain; the value is then not to be used
 */
function keepPlainNumbers(value: unknown, text: string): boolean {
  if (!isObject(value)) return false;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string' || typeof member === 'boolean') continue;
    if (name !== 'properties' || !isObject(member)) return false;
    // Each is looked for in the whole text: beyond what an event may have that would take minutes.
    if (Object.keys(member).length > MOST_PROPERTIES) return false;
    for (const [property, number] of Object.entries(member)) {
      if (typeof number === 'string' || typeof number === 'boolean') continue;
      if (typeof number !== 'number' || !isWrittenAs(text, property, String(number))) return false;
      member[property] = String(number);
    }
  }
  return true;
}

/** Whether a text of JSON has one field of this name, and says exactly this number in it. */
function isWrittenAs(text: string, name: string, number: string): boolean {
  const field = `${JSON.stringify(name)}:`;
  const at = text.indexOf(field);
  if (at < 0 || text.includes(field, at + 1)) return false;
  let start = at + field.length;
  while (text[start] === ' ') start++;
  return text.startsWith(number, start) && /[,}\s]/.test(text[start + number.length] ?? '');
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function faultOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
