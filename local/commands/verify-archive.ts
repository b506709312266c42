import { sha256 } from '../../shared/content-hash.ts';
import { everyKey } from '../../shared/files.ts';
import { manifestKey, manifestsFolder } from '../../shared/manifest-key.ts';
import { archive } from '../../shared/ports.ts';
import { manifestText } from './verify-manifests.ts';
import type { ManifestFile } from './verify-manifests.ts';
import type { Problem } from './verify-problem.ts';

/** Sorts behind every key of a folder: keys are ASCII, and "~" is in none. */
const BEHIND_ALL = '~';

/** Hash of a document in the archive, or undefined if it is gone. Documents are read one at a time. */
export async function archivedHash(key: string): Promise<string | undefined> {
  const bytes = await archive().get(key);
  return bytes && sha256(bytes);
}

/**
 * The manifests of a run: one, and one more for each time it was closed again after a restore.
 *
 * @returns by key, the first closing first; none if they are gone
 */
export async function manifestFiles(sellerId: string, runId: string): Promise<Map<string, ManifestFile>> {
  const found = new Map<string, ManifestFile>();
  for (let closing = 1; ; closing++) {
    const key = manifestKey(sellerId, runId, closing);
    const bytes = await archive().get(key);
    if (!bytes) return found;
    found.set(key, { hash: sha256(bytes), says: manifestText.safeParse(jsonOf(bytes)).data });
  }
}

/**
 * Files of a seller in the archive that belong to no number and to no closed run.
 *
 * @param isExpected whether a key belongs to something
 */
export async function strayFiles(sellerId: string, isExpected: (key: string) => boolean): Promise<{ files: number; problems: Problem[] }> {
  const problems: Problem[] = [];
  let files = 0;
  for await (const key of everyKey(archive(), `${sellerId}/`)) {
    files++;
    if (isExpected(key)) continue;
    const isManifest = key.startsWith(manifestsFolder(sellerId));
    const what = isManifest ? 'is no manifest of a closed run' : 'belongs to no number';
    problems.push({ where: key, what, right: 'nothing in the archive but documents and manifests that were issued' });
  }
  return { files, problems };
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

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
