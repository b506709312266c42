import { hash } from 'node:crypto';

/**
 * SHA-256 over the canonical JSON of a value (object keys in code unit order, no white space), lower-case hex.
 * Two values hash alike exactly if they say the same, whatever order a store returned their keys in.
 *
 * @see docs/sources.md#canonical-json
 */
export function contentHash(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** SHA-256 of bytes, or of a text's UTF-8, lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return hash('sha256', content, 'hex');
}

/** JSON with the keys of every object in code unit order; undefined members are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const members = value as Record<string, unknown>;
  const inOrder = new Members();
  for (const key of Object.keys(members).sort()) inOrder[key] = sorted(members[key]);
  return inOrder;
}

/** An object without a prototype, in which `__proto__` is a key like any other; V8 makes it faster than one from entries. */
class Members {
  [key: string]: unknown;
}
Object.setPrototypeOf(Members.prototype, null);

/** Spreads keys that a whole run writes over `count` partitions: always the same shard for the same id. */
export function shardOf(id: string, count: number): number {
  return parseInt(sha256(id).slice(0, 8), 16) % count;
}
