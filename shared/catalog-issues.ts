import type { z } from 'zod';
import { describedAt, fieldsAt } from './catalog-schema.ts';
import { nearest } from './nearest.ts';

/** A fault with the path of its field in the catalog. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Path of what stands there already, where two are one too many. */
  readonly beside?: readonly (string | number)[];
  /** What would be right, where the message does not say so. */
  readonly remedy?: string;
  /** Whether it is about the name of the field. */
  readonly isOfKey?: boolean;
}

/**
 * What zod found, in words of the catalog: what is wrong, and what would be right.
 *
 * @param root path of what was parsed, in the catalog
 * @param value what was parsed
 */
export function faultsOf(issues: readonly z.core.$ZodIssue[], root: readonly (string | number)[], value: unknown): Fault[] {
  return issues.flatMap((issue) => {
    const path = [...root, ...issue.path.map(partOf)];
    const given = valueAt(value, issue.path);
    if (issue.code === 'unrecognized_keys') {
      const known = fieldsAt(path, given);
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `there is no field "${key}"${nearest(key, known)}`,
        isOfKey: true,
      }));
    }
    if (given === undefined && isMissing(issue)) return [{ path, message: missing(path) }];
    return [{ path, message: sentenceOf(issue, given) }];
  });
}

function isMissing({ code }: z.core.$ZodIssue): boolean {
  return code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union';
}

function missing(path: readonly PropertyKey[]): string {
  const described = describedAt(path);
  return described === undefined ? 'is missing' : `is missing: ${lowered(described.replace(/\.$/, ''))}`;
}

function sentenceOf(issue: z.core.$ZodIssue, given: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}, not ${told(given)}`;
    case 'invalid_value':
      return oneOf(issue.values.map(String), given);
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? oneOf(issue.options.map(String), given) : issue.message;
    case 'invalid_key':
      return lowered(issue.issues[0]?.message ?? issue.message);
    case 'too_small':
      if (issue.origin === 'string') return 'is empty';
      return issue.origin === 'array' ? `needs at least ${issue.minimum}` : `expected at least ${issue.minimum}, not ${told(given)}`;
    case 'too_big':
      if (!issue.message.startsWith('Too big')) return issue.message;
      if (issue.origin === 'string') return `has ${String(given).length} characters; ${issue.maximum} is the most`;
      return issue.origin === 'array' ? `has more than ${issue.maximum}` : `expected at most ${issue.maximum}, not ${told(given)}`;
    case 'invalid_format':
      return issue.format === 'email' ? 'expected a mail address such as billing@acme.example' : lowered(issue.message);
    default:
      return lowered(issue.message);
  }
}

const KINDS: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
};

function oneOf(names: readonly string[], given: unknown): string {
  if (typeof given !== 'string' || given === '') return `expected one of ${names.join(', ')}`;
  const near = nearest(given, names);
  return `expected one of ${names.join(', ')}, not "${given}"${near.startsWith('; did') ? near : ''}`;
}

function told(given: unknown): string {
  if (Array.isArray(given)) return 'a list';
  if (typeof given === 'object' && given !== null) return 'an object with fields';
  return given === '' ? 'nothing' : `"${String(given)}"`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined),
    value,
  );
}

function partOf(part: PropertyKey): string | number {
  return typeof part === 'symbol' ? String(part) : part;
}

function lowered(message: string): string {
  return /^[A-Z]{2}/.test(message) ? message : message.charAt(0).toLowerCase() + message.slice(1);
}
