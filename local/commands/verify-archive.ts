import { sha256 } from '../../shared/content-hash.ts';
import { everyKey } from '../../shared/files.ts';
import { manifestedIn, manifestKey, manifestsFolder } from '../../shared/manifest-key.ts';
import { archive } from '../../shared/ports.ts';
import { readManifest } from './manifest-text.ts';
import type { ManifestFile } from './verify-manifests.ts';
import type { Problem } from '../../shared/finding.ts';

/** Sorts behind every key of a folder: keys are ASCII, and "~" is in none. */
const BEHIND_ALL = '~';

/** Hash of a document in the archive, or undefined if it is gone. Documents are read one at a time. */
export async function archivedHash(key: string): Promise<string | undefined> {
  const bytes = await archive().get(key);
  return bytes && sha256(bytes);
}

/**
 * The manifests of a run or day: one, and one more for each time it was closed again after a restore.
 *
 * @param of the run's id, or what `ofDay` says
 * @returns by key, the first closing first; none if they are gone
 */
export async function manifestFiles(sellerId: string, of: string): Promise<Map<string, ManifestFile>> {
  const found = new Map<string, ManifestFile>();
  for (let closing = 1; ; closing++) {
    const key = manifestKey(sellerId, of, closing);
    const bytes = await archive().get(key);
    if (!bytes) return found;
    found.set(key, { hash: sha256(bytes), says: readManifest(bytes) });
  }
}

/**
 * Files of a seller in the archive that belong to no number and to no closed run or day.
 *
 * @param isExpected whether a key belongs to something
 */
export async function strayFiles(sellerId: string, isExpected: (key: string) => boolean): Promise<{ files: number; problems: Problem[] }> {
  const problems: Problem[] = [];
  let files = 0;
  for await (const key of everyKey(archive(), `${sellerId}/`)) {
    files++;
    if (isExpected(key)) continue;
    problems.push({
      where: key,
      what: strayIn(sellerId, key),
      right: 'nothing in the archive but documents and manifests that were issued',
    });
  }
  return { files, problems };
}

function strayIn(sellerId: string, key: string): string {
  if (!key.startsWith(manifestsFolder(sellerId))) return 'belongs to no number';
  return 'day' in manifestedIn(sellerId, key) ? 'is no manifest of a closed day' : 'is no manifest of a closed run';
}

/** Files in the archive that lie under no seller. */
export async function filesOfNobody(sellers: readonly string[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (let after: string | undefined; ;) {
    const { keys } = await archive().list('', { limit: 1, ...(after === undefined ? {} : { after }) });
    const [key] = keys;
    if (key === undefined) return problems;
    const sellerId = sellers.find((it) => key.startsWith(`${it}/`));
    if (sellerId === undefined) problems.push({ where: key, what: 'belongs to no seller', right: 'folders of sellers alone' });
    after = sellerId === undefined ? key : `${sellerId}/${BEHIND_ALL}`;
  }
}
