import { sha256 } from './content-hash.ts';
import { files } from './ports.ts';

/**
 * Working files are written once and never change, but for what has to be taken out of them: then the new content lies
 * under the same name with its hash behind an `@`, and the file it was made of is removed after it.
 */

/** The content of a working file as it is now. */
export async function getReplaced(key: string): Promise<{ bytes: Uint8Array; isReplaced: boolean } | undefined> {
  const original = await files().get(key);
  if (original) return { bytes: original, isReplaced: false };
  for (const name of await replacements(key)) {
    const bytes = await files().get(name);
    if (bytes) return { bytes, isReplaced: true };
  }
  return undefined;
}

/**
 * Replaces the content of a working file. Cut off anywhere, the same again goes on; of two at once each takes out what it
 * is about.
 *
 * @param change the new content, or the same bytes if there is nothing to change; once more for a file that comes of another
 *   process in between
 * @param isPreview whether it is only looked at
 * @returns whether there was, or is, something to change
 */
export async function replaceFile(key: string, change: (bytes: Uint8Array) => Uint8Array, isPreview: boolean): Promise<boolean> {
  let isChanged = false;
  for (const name of [key, ...(await replacements(key))]) {
    const before = await files().get(name);
    const after = before && change(before);
    if (!before || !after || sha256(after) === sha256(before)) continue;
    isChanged = true;
    if (isPreview) continue;
    await files().put(replacementKey(key, after), after, 'application/json');
    await files().remove([name]);
  }
  if (isChanged && !isPreview) await replaceFile(key, change, false);
  return isChanged;
}

/** Names of what a file was replaced by: one, and two where a process died in between. */
async function replacements(key: string): Promise<string[]> {
  const { keys } = await files().list(`${stemOf(key)}@`);
  return keys;
}

const stemOf = (key: string): string => key.replace(/\.json$/, '');
const replacementKey = (key: string, bytes: Uint8Array): string => `${stemOf(key)}@${sha256(bytes).slice(0, 16)}.json`;
