import { type z } from 'zod';
import { RequestError } from '../../shared/request-error.ts';

/** Where a list goes on, as the address of its next page says it. */
export function cursorText(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * The place in an address, or undefined if it has none.
 *
 * @throws {RequestError} 400 if it is none of ours
 */
export function cursorIn<Schema extends z.ZodType>(schema: Schema, text: string | undefined): z.output<Schema> | undefined {
  if (text === undefined || text === '') return undefined;
  const parsed = schema.safeParse(parsedJson(Buffer.from(text, 'base64url').toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new RequestError(400, 'This page of the list is not there. Begin at its first page.');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
