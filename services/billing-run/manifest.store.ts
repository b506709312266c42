import { FileConflictError } from '../../shared/errors.ts';
import { manifestKey } from '../../shared/manifest-key.ts';
import { archive } from '../../shared/ports.ts';
import { listsTheSame } from './manifest.ts';

/**
 * Where the manifest of a run is to lie in the archive. Where the run was closed before a restore, and is closed again
 * with the same documents, that is beside the one of then.
 *
 * @throws {FileConflictError} if it was closed with other documents before: it must not be closed with these
 */
export async function placeOfManifest(sellerId: string, runId: string, text: string): Promise<string> {
  for (let closing = 1; ; closing++) {
    const key = manifestKey(sellerId, runId, closing);
    const bytes = await archive().get(key);
    const before = bytes && new TextDecoder().decode(bytes);
    if (before === undefined || before === text) return key;
    if (listsTheSame(before, text)) continue;
    throw new FileConflictError(`Run "${runId}" was closed before with other documents, as ${key} in the archive says; it stays open.`);
  }
}
