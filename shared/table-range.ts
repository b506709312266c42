/** What a query asks for, checked and brought to one form for every Table adapter, and the tokens between its pages. */
import { InvalidInputError } from './errors.ts';
import { MOST_PARTITION_KEY_BYTES, requireKeyPart } from './table-limits.ts';
import type { Query } from './table.ts';
import { afterPrefix, compareUtf8 } from './utf8.ts';

/** Sort keys from `from` to `to`, both inclusive, or those that begin with `prefix`; `below` is the bound above a prefix. */
export interface Range {
  readonly from?: string;
  readonly to?: string;
  readonly prefix?: string;
  readonly below?: string;
  /** Last sort key of the page before. */
  readonly after?: string;
}

/**
 * @returns the range of sort keys, or undefined if no key can lie in it
 * @throws {InvalidInputError} if the query contradicts itself or its token is not one of this query
 * @throws {TableLimitError} if the partition key is empty or too long
 */
export function rangeOf(query: Query): Range | undefined {
  const { pk, from, to, prefix, limit, after } = query;
  requireKeyPart('partition', pk, MOST_PARTITION_KEY_BYTES);
  if (prefix !== undefined && (from !== undefined || to !== undefined)) {
    throw new InvalidInputError('A query has either a prefix or bounds, not both.');
  }
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new InvalidInputError(`A page holds 1 or more records, not ${limit}.`);
  }
  for (const bound of [from, to, prefix]) {
    if (bound?.isWellFormed() === false) throw new InvalidInputError('A bound of a query is not well-formed text.');
  }
  if (to === '' || (from !== undefined && to !== undefined && compareUtf8(from, to) > 0)) return undefined;

  const range = {
    ...(from && { from }),
    ...(to && { to }),
    ...(prefix && { prefix, from: prefix, below: afterPrefix(prefix) }),
  };
  return after === undefined ? range : { ...range, after: sortKeyOf(after, range) };
}

/** The token of the page that begins after `sk`. */
export function tokenAfter(sk: string): string {
  return Buffer.from(sk, 'utf8').toString('base64url');
}

function sortKeyOf(token: string, { from, to, below }: Range): string {
  const sk = Buffer.from(token, 'base64url').toString('utf8');
  const isOurs = sk !== '' && tokenAfter(sk) === token;
  const isInside =
    (from === undefined || compareUtf8(sk, from) >= 0) &&
    (to === undefined || compareUtf8(sk, to) <= 0) &&
    (below === undefined || compareUtf8(sk, below) < 0);
  if (!isOurs || !isInside) throw new InvalidInputError('The page token is not one of this query.');
  return sk;
}
