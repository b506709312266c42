import type { z } from 'zod';
import { NotFoundError } from './errors.ts';
import { files } from './ports.ts';

/** Where a list lies and how long it is: what travels between states instead of the list. */
export interface List {
  readonly key: string;
  readonly count: number;
}

/**
 * Leaves a list as JSON Lines in the working files, the form a Distributed Map reads.
 *
 * @throws {FileConflictError} if another list lies under the key
 */
export async function keepList(key: string, entries: readonly object[]): Promise<List> {
  const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  await files().put(key, new TextEncoder().encode(text), 'application/jsonl');
  return { key, count: entries.length };
}

/** The entries of a list, parsed; undefined if there is no such list. */
export async function getList<Schema extends z.ZodType>(schema: Schema, key: string): Promise<z.output<Schema>[] | undefined> {
  const bytes = await files().get(key);
  if (!bytes) return undefined;
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.filter((line) => line !== '').map((line) => schema.parse(JSON.parse(line)));
}

/** @throws {NotFoundError} if there is no such list */
export async function requireList<Schema extends z.ZodType>(schema: Schema, key: string): Promise<z.output<Schema>[]> {
  const list = await getList(schema, key);
  if (!list) throw new NotFoundError(`The list ${key} is not there.`);
  return list;
}

/** Where the working files of a run lie. */
export function runFolder(sellerId: string, runId: string): string {
  return `${sellerId}/runs/${runId}`;
}
