/**
 * DynamoDB's limits, enforced by every Table adapter, so that what runs on one machine also runs on AWS.
 *
 * @see docs/sources.md#dynamodb-limits
 */
import { InvalidInputError, TableLimitError } from './errors.ts';
import { keyOf, type Change, type Condition, type Key, type NewRecord } from './table.ts';
import { utf8Length } from './utf8.ts';

export const MOST_CHANGES = 100;
export const MOST_ITEM_BYTES = 400 * 1024;
export const MOST_WRITE_BYTES = 4 * 1024 * 1024;
export const MOST_PARTITION_KEY_BYTES = 2048;
export const MOST_SORT_KEY_BYTES = 1024;
/** Bytes of records after which a page of a query ends. */
export const PAGE_BYTES = 1024 * 1024;
/** DynamoDB nests 32 levels deep, and the body is the first. */
const MOST_LEVELS = 31;
const LEAST_MAGNITUDE = 1e-130;

const VERSION_BYTES = 'version'.length + numberBytes(Number.MAX_SAFE_INTEGER);
const EXPIRY_BYTES = 'expiresAt'.length + numberBytes(Number.MAX_SAFE_INTEGER);

/**
 * @throws {TableLimitError} if DynamoDB would refuse the transaction for its size, a key, or a key that comes twice
 * @throws {InvalidInputError} if a body is not JSON; names the path
 */
export function requireWritable(changes: readonly Change[]): void {
  if (changes.length > MOST_CHANGES) {
    throw new TableLimitError(`A transaction has at most ${MOST_CHANGES} changes; this one has ${changes.length}.`);
  }
  const keys = new Set<string>();
  let bytes = 0;
  for (const change of changes) {
    const { pk, sk } = keyOf(change);
    if ('put' in change) bytes += requireStorable(change.put);
    else requireKey(change);
    requireCondition(change.if);
    keys.add(JSON.stringify([pk, sk]));
  }
  if (keys.size < changes.length) throw new TableLimitError('A transaction names each key once; this one names a key twice.');
  if (bytes > MOST_WRITE_BYTES) {
    throw new TableLimitError(`A transaction writes at most ${MOST_WRITE_BYTES} bytes; this one has ${bytes}.`);
  }
}

/**
 * Size of a record that can be stored, in bytes by DynamoDB's rules; both numbers of the frame count as the largest.
 *
 * @throws {TableLimitError} if the record is too large or its key is empty or too long
 * @throws {InvalidInputError} if the body is not JSON; names the path
 */
export function requireStorable(record: NewRecord): number {
  requireKeyWithin(record);
  if (record.expiresAt !== undefined && !(Number.isSafeInteger(record.expiresAt) && record.expiresAt > 0)) {
    throw new InvalidInputError(`expiresAt is whole epoch seconds, not ${record.expiresAt}.`);
  }
  if (!isPlainObject(record.body)) throw new InvalidInputError('body is a plain object.');

  const keyBytes = 'pk'.length + utf8Length(record.pk) + 'sk'.length + utf8Length(record.sk);
  const bodyBytes = 'body'.length + valueBytes(record.body, ['body']);
  const bytes = keyBytes + bodyBytes + VERSION_BYTES + (record.expiresAt === undefined ? 0 : EXPIRY_BYTES);
  if (bytes > MOST_ITEM_BYTES) {
    throw new TableLimitError(`A record has at most ${MOST_ITEM_BYTES} bytes; this one has ${bytes}.`);
  }
  return bytes;
}

/** @throws {TableLimitError} if a part of the key is empty or too long */
export function requireKeyWithin({ pk, sk }: Key): void {
  requireKeyPart('partition', pk, MOST_PARTITION_KEY_BYTES);
  requireKeyPart('sort', sk, MOST_SORT_KEY_BYTES);
}

/** @throws {TableLimitError} if `value` is empty or has more than `most` bytes of UTF-8 */
export function requireKeyPart(part: 'partition' | 'sort', value: string, most: number): void {
  requireWellFormed(value, `${part} key`);
  const bytes = utf8Length(value);
  if (bytes < 1 || bytes > most) throw new TableLimitError(`A ${part} key has 1 to ${most} bytes; this one has ${bytes}.`);
}

function requireKey(change: Change): void {
  requireKeyWithin(keyOf(change));
}

function requireCondition(condition: Condition | undefined): void {
  if (typeof condition === 'number' && !Number.isSafeInteger(condition)) {
    throw new InvalidInputError(`A version is a whole number, not ${condition}.`);
  }
}

/**
 * Bytes of a JSON value by DynamoDB's rules: text its UTF-8; a number a byte per two digits and one more; true,
 * false and null one; a list or a map three and one more for each element, and the elements; a map its names too.
 */
function valueBytes(value: unknown, path: Path): number {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) requireWellFormed(value, written(path));
    return utf8Length(value);
  }
  if (typeof value === 'number') return requireNumber(value, path);
  if (typeof value === 'boolean' || value === null) return 1;
  if (path.length > MOST_LEVELS) throw new TableLimitError(`${written(path)} is nested more than ${MOST_LEVELS} levels deep.`);
  if (Array.isArray(value)) return listBytes(value, path);
  if (isPlainObject(value)) return mapBytes(value, path);
  throw new InvalidInputError(`${written(path)} is not JSON but ${kindOf(value)}.`);
}

function listBytes(list: readonly unknown[], path: Path): number {
  let bytes = 3;
  for (let i = 0; i < list.length; i++) {
    path.push(i);
    bytes += 1 + valueBytes(list[i], path);
    path.pop();
  }
  return bytes;
}

function mapBytes(map: Record<string, unknown>, path: Path): number {
  let bytes = 3;
  for (const name of Object.keys(map)) {
    path.push(name);
    if (!name.isWellFormed()) requireWellFormed(name, written(path));
    if (name === '') throw new InvalidInputError(`${written(path.slice(0, -1))} has a field without a name.`);
    // Assigned by a parser, this name would change the prototype instead of becoming a field.
    if (name === '__proto__') throw new InvalidInputError(`${written(path)}: no field can have this name.`);
    bytes += 1 + utf8Length(name) + valueBytes(map[name], path);
    path.pop();
  }
  return bytes;
}

/** Where in a body a value stands: one stack for the whole walk, written out only for a message. */
type Path = (string | number)[];

function written(path: Path): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`)).join('');
}

function requireNumber(value: number, path: Path): number {
  if (!Number.isFinite(value)) throw new InvalidInputError(`${written(path)} is not JSON but ${value}.`);
  const magnitude = Math.abs(value);
  if (magnitude > Number.MAX_SAFE_INTEGER || (magnitude > 0 && magnitude < LEAST_MAGNITUDE)) {
    throw new InvalidInputError(`${written(path)} does not fit a number that is kept exactly (${value}); write it as text.`);
  }
  return numberBytes(value);
}

function numberBytes(value: number): number {
  // Most are versions and counts.
  if (value > 0 && value < 100 && Number.isInteger(value)) return 2;
  const [digits = ''] = value.toString().replace(/[-.]/g, '').split('e');
  const significant = digits.replace(/^0+/, '').replace(/0+$/, '').length;
  return Math.ceil(significant / 2) + 1 + (value < 0 ? 1 : 0);
}

function requireWellFormed(text: string, path: string): void {
  if (!text.isWellFormed()) throw new InvalidInputError(`${path} has half a surrogate pair, which UTF-8 can't carry.`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'undefined';
  return typeof value === 'object' ? `a ${value?.constructor?.name ?? 'foreign object'}` : `a ${typeof value}`;
}
