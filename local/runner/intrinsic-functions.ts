/**
 * The intrinsic functions of the state language. The interpreter's own drop backslashes, so that
 * States.JsonToString breaks quoted text; these don't. States.UUID and States.MathRandom are left out on purpose:
 * a repeated step must see the same values.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import { StateError, jsonText } from './state-error.ts';

type Intrinsic = (...values: readonly unknown[]) => unknown;

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
const MOST_ARRAY_ITEMS = 1_000;

export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'States.Format': (template, ...values) => format(text(template), values),
  'States.StringToJson': (json) => parse(text(json)),
  'States.JsonToString': (value) => jsonText(value),
  'States.Array': (...values) => values,
  'States.ArrayLength': (array) => list(array).length,
  'States.ArrayGetItem': (array, index) => itemAt(list(array), integer(index)),
  'States.ArrayContains': (array, value) => list(array).some((item) => isDeepStrictEqual(item, value)),
  'States.ArrayPartition': (array, size) => partition(list(array), integer(size)),
  'States.ArrayRange': (first, last, step) => range(integer(first), integer(last), integer(step)),
  'States.ArrayUnique': (array) => unique(list(array)),
  'States.MathAdd': (a, b) => integer(a) + integer(b),
  'States.JsonMerge': (a, b, isDeep) => merge(record(a), record(b), isDeep),
  'States.Hash': (data, algorithm) => hash(text(data), text(algorithm)),
  'States.Base64Encode': (data) => Buffer.from(text(data), 'utf8').toString('base64'),
  'States.Base64Decode': (data) => Buffer.from(text(data), 'base64').toString('utf8'),
};

/** A call of an intrinsic function that can't be computed; Catch sees it. */
export function intrinsicFailure(cause: string): StateError {
  return new StateError('States.IntrinsicFailure', cause);
}

function format(template: string, values: readonly unknown[]): string {
  const parts = template.split('{}');
  if (parts.length !== values.length + 1) throw intrinsicFailure(`States.Format: ${parts.length - 1} places for ${values.length} values`);
  return parts.reduce((whole, part, index) => whole + shown(values[index - 1]) + part);
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) throw intrinsicFailure('States.Format: takes no arrays and objects');
  return typeof value === 'string' ? value : jsonText(value);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw intrinsicFailure('States.StringToJson: the text is not JSON');
  }
}

function itemAt(array: readonly unknown[], index: number): unknown {
  if (index < 0 || index >= array.length) throw intrinsicFailure(`States.ArrayGetItem: no item ${index}`);
  return array[index];
}

function partition(array: readonly unknown[], size: number): unknown[][] {
  if (size < 1) throw intrinsicFailure('States.ArrayPartition: the size must be positive');
  const parts: unknown[][] = [];
  for (let start = 0; start < array.length; start += size) parts.push(array.slice(start, start + size));
  return parts;
}

function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw intrinsicFailure('States.ArrayRange: the step must not be 0');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > MOST_ARRAY_ITEMS) throw intrinsicFailure(`States.ArrayRange: more than ${MOST_ARRAY_ITEMS} numbers`);
  return Array.from({ length: count }, (_, index) => first + step * index);
}

function unique(array: readonly unknown[]): unknown[] {
  return array.filter((item, index) => array.findIndex((other) => isDeepStrictEqual(item, other)) === index);
}

function merge(a: object, b: object, isDeep: unknown): object {
  if (isDeep !== false) throw intrinsicFailure('States.JsonMerge: only the shallow merge (third argument false) exists');
  return { ...a, ...b };
}

function hash(data: string, algorithm: string): string {
  const name = ALGORITHMS[algorithm];
  if (name === undefined) throw intrinsicFailure(`States.Hash: unknown algorithm ${algorithm}`);
  return createHash(name).update(data, 'utf8').digest('hex');
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw intrinsicFailure('expected text');
  return value;
}

function integer(value: unknown): number {
  if (!Number.isInteger(value)) throw intrinsicFailure('expected a whole number');
  return value as number;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw intrinsicFailure('expected an array');
  return value;
}

function record(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw intrinsicFailure('expected an object');
  return value;
}
