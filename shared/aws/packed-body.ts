/**
 * Bodies as DynamoDB holds them: a map while the record fits into one write unit, compressed JSON beyond it. DynamoDB
 * charges by the size of items, for writing, reading and keeping them.
 *
 * @see docs/sources.md#dynamodb-compression
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

import { requireStorable } from '../table-limits.ts';
import type { Body, NewRecord } from '../table.ts';

/** What one write unit takes. */
const UNIT_BYTES = 1_024;
/** More than any record may unpack to: the limit of an item, with every name and value quoted and escaped. */
const MOST_UNPACKED_BYTES = 4 * 1_024 * 1_024;

export type StoredBody = Body | Uint8Array;

/** The body as it is to be stored. */
export function packed(record: NewRecord): StoredBody {
  return requireStorable(record) <= UNIT_BYTES ? record.body : deflateRawSync(JSON.stringify(record.body));
}

/**
 * The body that was stored.
 *
 * @throws {Error} if the bytes are not what `packed` made
 */
export function unpacked(stored: StoredBody): Body {
  if (!(stored instanceof Uint8Array)) return stored;
  return JSON.parse(inflateRawSync(stored, { maxOutputLength: MOST_UNPACKED_BYTES }).toString('utf8')) as Body;
}
