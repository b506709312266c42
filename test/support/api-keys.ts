/** API keys that tests may know: made of a number instead of chance. */
import { createKey } from '../../shared/api-key.store.ts';
import { hashOfKey, idInKey, KEY_BYTES, keyText, type ApiKey } from '../../shared/api-key.ts';
import { SELLER } from './catalog.ts';

/** The text of a key: another for each number up to 255. */
export function keyNumber(number: number): string {
  return keyText(new Uint8Array(KEY_BYTES).fill(number));
}

/** The record of a key. */
export function recordOf(text: string, changes: Partial<ApiKey> = {}): ApiKey {
  return {
    schema: 1,
    id: idInKey(text)!,
    hash: hashOfKey(text),
    sellers: [SELLER],
    label: 'gateway',
    createdAt: '2026-10-01T08:00:00Z',
    createdBy: 'ops@kranich.example',
    ...changes,
  };
}

/** Keeps a key and returns its text. */
export async function keepKey(changes: Partial<ApiKey> = {}, number = 1): Promise<string> {
  const text = keyNumber(number);
  await createKey(recordOf(text, changes));
  return text;
}
