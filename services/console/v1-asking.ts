import type { z } from 'zod';
import { faultsInParameters, faultsText, type FieldFault } from '../../shared/problem.ts';
import { bodyAs } from '../../shared/request-body.ts';
import { RequestError } from '../../shared/request-error.ts';
import type { Asking } from './asking.ts';

/** Bytes of a body at most: a decision on two thousand customers by name has about as many. */
const MOST_BODY_BYTES = 65_536;
const KEY_HEADER = 'Idempotency-Key';
/** A string of structured headers without escapes, or the same without its quotes. */
export const IDEMPOTENCY_KEY = /^(?:"([ !#-[\]-~]{1,255})"|([!#-+\--:<-[\]-~]{1,255}))$/;

/** @throws {RequestError} 400 naming the parts of the path that can't be */
export function pathOf<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  return fitting(schema.safeParse(given), 'path');
}

/**
 * @param schema strict: a field that is not known is refused, so that a mistyped one is not passed over
 * @throws {RequestError} 400 naming the fields that do not fit
 */
export function queryOf<Schema extends z.ZodType>(schema: Schema, { req }: Asking): z.output<Schema> {
  return fitting(schema.safeParse(req.query()), 'query');
}

/**
 * The body of a request as its contract.
 *
 * Only JSON is taken, which no form of another web page can send without asking first.
 *
 * @param fileBytes of a file that it holds in base64, at most
 * @throws {RequestError} 415 if it is no JSON, 413 if it is too large, 400 if it does not fit
 */
export async function bodyOf<Schema extends z.ZodType>(schema: Schema, { req }: Asking, fileBytes = 0): Promise<z.output<Schema>> {
  const [mediaType = ''] = (req.header('content-type') ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/json')
    throw new RequestError(415, 'Send the body as JSON, with Content-Type: application/json.');
  return bodyAs(schema, new Uint8Array(await req.arrayBuffer()), MOST_BODY_BYTES + Math.ceil((fileBytes * 4) / 3));
}

function fitting<Output>(parsed: z.ZodSafeParseResult<Output>, place: 'path' | 'query'): Output {
  if (parsed.success) return parsed.data;
  const faults = faultsInParameters(parsed.error);
  throw refused(`The ${place} does not fit: ${faultsText(faults)}.`, faults);
}

/**
 * What a request names itself by.
 *
 * @throws {RequestError} 400 if it is none, or missing where one is needed
 * @see docs/sources.md#idempotency-key
 */
export function idempotencyKeyOf({ req }: Asking, isNeeded: boolean): string | undefined {
  const sent = req.header(KEY_HEADER);
  if (sent === undefined && !isNeeded) return undefined;
  const [, quoted, bare] = IDEMPOTENCY_KEY.exec(sent ?? '') ?? [];
  const key = quoted ?? bare;
  if (key !== undefined) return key;
  const detail =
    sent === undefined ? 'missing: this makes something that must not be made twice' : 'expected up to 255 printable characters in quotes';
  throw refused(`The header ${KEY_HEADER} does not fit: ${detail}.`, [{ parameter: KEY_HEADER, detail }]);
}

function refused(sentence: string, faults: readonly FieldFault[]): RequestError {
  return new RequestError(400, sentence, {}, faults);
}
