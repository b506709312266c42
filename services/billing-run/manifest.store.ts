import { FileConflictError, RecordConflictError } from '../../shared/errors.ts';
import type { ClosedDay } from '../../shared/manifest-chain.store.ts';
import { manifestKey } from '../../shared/manifest-key.ts';
import { archive } from '../../shared/ports.ts';
import { dayManifestOf, listsTheSame } from './manifest.ts';

/**
 * Where the manifest of a run or day is to lie in the archive. Where it was closed before a restore, and is closed again
 * with the same documents, that is beside the one of then.
 *
 * @param of the run's id, or what `ofDay` says
 * @throws {FileConflictError} if it was closed with other documents before: it must not be closed with these
 */
export async function placeOfManifest(sellerId: string, of: string, text: string): Promise<string> {
  for (let closing = 1; ; closing++) {
    const key = manifestKey(sellerId, of, closing);
    const bytes = await archive().get(key);
    const before = bytes && new TextDecoder().decode(bytes);
    if (before === undefined || before === text) return key;
    if (listsTheSame(before, text)) continue;
    throw new FileConflictError(`"${of}" was closed before with other documents, as ${key} in the archive says; it stays open.`);
  }
}

/**
 * Files the manifest that a day was closed with, unless it is there.
 *
 * @param documents of the day
 * @throws {RecordConflictError} if the records of the documents say something else now than when the day was closed
 */
export async function fileDayManifest(
  sellerId: string,
  { day, key, manifest }: ClosedDay,
  documents: () => Promise<Parameters<typeof dayManifestOf>[2]>,
): Promise<void> {
  if (await archive().get(key)) return;
  const { text, hash } = dayManifestOf(sellerId, day, await documents(), manifest);
  if (hash !== manifest.hash)
    throw new RecordConflictError(`${key} can't be filed: the records of ${day} do not say what it was closed with, ${manifest.hash}.`);
  await archive().put(key, new TextEncoder().encode(text), 'application/json');
}
