import { randomBytes } from 'node:crypto';
import { hashOfKey, idInKey, KEY_BYTES, keyText } from '../../shared/api-key.ts';
import type { ListedKey } from '../../shared/api-key.ts';
import { now } from '../../shared/clock.ts';
import type { Invoke } from '../runner/scope.ts';
import { invokeStep } from './invoke-step.ts';
import { alignedTable, countOf, minute } from './report.ts';
import { typed } from './typed.ts';

const DAY_MILLISECONDS = 86_400_000;

/** A new key: its text, which is shown once, and what is kept of it. */
interface MadeKey {
  readonly key: string;
  readonly id: string;
  readonly hash: string;
}

/** Makes a key out of chance. It is kept nowhere until a step is told its hash. */
function makeKey(): MadeKey {
  const key = keyText(randomBytes(KEY_BYTES));
  return { key, id: idInKey(key)!, hash: hashOfKey(key) };
}

/** A key that was just made, as its maker sees it: the only time the key itself is there. */
export interface NewKey {
  readonly key: string;
  readonly id: string;
  readonly sellers: readonly string[];
}

/** Makes a key for sellers and keeps its hash. */
export async function createKey(
  invoke: Invoke,
  wanted: { sellers: readonly string[]; label: string; may?: readonly string[] | undefined; expiresAt: string | undefined; by: string },
): Promise<NewKey> {
  const { key, id, hash } = makeKey();
  const created = await invokeStep(invoke, 'usage-ingestion/create-key', { id, hash, ...wanted, at: now().toISOString() });
  return { key, ...(created as Omit<NewKey, 'key'>) };
}

/** Makes a key that takes the place of another. */
export async function rotateKey(
  invoke: Invoke,
  id: string,
  wanted: { overlapDays: number; by: string },
): Promise<NewKey & { readonly oldExpiresAt: string }> {
  const { key, id: newId, hash } = makeKey();
  const rotated = await invokeStep(invoke, 'usage-ingestion/rotate-key', { id, newId, hash, ...wanted, at: now().toISOString() });
  return { key, ...(rotated as Omit<NewKey & { oldExpiresAt: string }, 'key'>) };
}

export async function revokeKey(invoke: Invoke, id: string, by: string): Promise<void> {
  await invokeStep(invoke, 'usage-ingestion/revoke-key', { id, by, at: now().toISOString() });
}

export async function listKeys(invoke: Invoke, sellerId: string | undefined): Promise<readonly ListedKey[]> {
  const listed = await invokeStep(invoke, 'usage-ingestion/list-keys', { sellerId, at: now().toISOString() });
  return (listed as { keys: ListedKey[] }).keys;
}

/**
 * The id that is meant by an id, by a whole key, or by the way a list writes it: who has found a key may say which
 * without cutting it up.
 */
export function idMeant(text: string): string {
  return idInKey(text) ?? text.replace(/^sb_/, '').replace(/_….*$/, '');
}

export function newKeyLines({ key, id, sellers }: NewKey): string[] {
  return [key, '', `For ${sellers.join(', ')}. It is shown this once: keep it where secrets are kept. Its id is ${id}.`];
}

export function rotatedLines(old: string, made: NewKey & { readonly oldExpiresAt: string }): string[] {
  return [...newKeyLines(made), `The old key ${old} is good until ${minute(made.oldExpiresAt)} UTC.`];
}

/** A table of keys, each by its id, which the key begins with; a key itself is shown by nothing. */
export function keyTable(keys: readonly ListedKey[]): string[] {
  if (keys.length === 0) return ['There is no API key yet.', `Make one:  ${typed('keys create --seller <id> --label <what for>')}`];
  const rows = keys.map((key) => [
    `sb_${key.id}_…`,
    key.label,
    key.sellers.join(', '),
    (key.may ?? ['post']).join(', '),
    ageOf(key),
    key.createdBy,
    stateText(key),
  ]);
  return alignedTable(['Key', 'Label', 'Sellers', 'May', 'Age', 'Made by', ''], rows);
}

function stateText({ state, expiresAt, replacedBy, revokedAt, revokedBy }: ListedKey): string {
  const replaced = replacedBy === undefined ? '' : `, replaced by ${replacedBy}`;
  if (state === 'revoked') return `revoked by ${revokedBy} on ${minute(revokedAt!)}`;
  if (expiresAt === undefined) return 'until it is revoked';
  return `${state === 'expired' ? 'expired' : 'until'} ${minute(expiresAt)}${replaced}`;
}

function ageOf({ createdAt }: ListedKey): string {
  return countOf(Math.floor((now().getTime() - Date.parse(createdAt)) / DAY_MILLISECONDS), 'day');
}
