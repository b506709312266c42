import type { z } from 'zod';
import { faultsInBody, faultsText, type FieldFault } from './problem.ts';
import { RequestError } from './request-error.ts';

/**
 * The body of a request as its contract.
 *
 * @param most bytes
 * @throws {RequestError} 413 if it is too large, 400 if it is no JSON or does not fit, with each field
 */
export function bodyAs<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array, most: number): z.output<Schema> {
  if (bytes.byteLength > most) throw new RequestError(413, `The body holds ${bytes.byteLength} bytes; at most ${most} are taken.`);
  const parsed = schema.safeParse(jsonIn(bytes));
  if (parsed.success) return parsed.data;
  throw bodyRefused('The body does not fit', faultsInBody(parsed.error));
}

/** A body that is refused for some of its fields. @param what without a point at its end */
export function bodyRefused(what: string, faults: readonly FieldFault[]): RequestError {
  return new RequestError(400, `${what}: ${faultsText(faults)}.`, {}, faults);
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new RequestError(400, 'The body must be a JSON object in UTF-8.');
  }
}
