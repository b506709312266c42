import { closedDays } from '../../shared/manifest-chain.store.ts';
import { manifestedIn, manifestsFolder, ofDay } from '../../shared/manifest-key.ts';
import { everyKey } from '../../shared/files.ts';
import { archive } from '../../shared/ports.ts';
import { relist, shutDay } from '../../shared/single-documents.store.ts';
import { readManifest } from './manifest-text.ts';

/**
 * Lists the documents of days again whose manifest lies in the archive, and which the table does not know as closed. Then
 * the next call of close-days closes them again, beside the manifest of then; other documents than those it refuses. A
 * manifest that can't be read is left to `verify`.
 *
 * @returns the days, the first one first
 */
export async function relistLostDays(sellerId: string): Promise<string[]> {
  const known = new Set((await Array.fromAsync(closedDays(sellerId))).map(({ day }) => day));
  const lost: string[] = [];
  for await (const key of everyKey(archive(), `${manifestsFolder(sellerId)}${ofDay('')}`)) {
    const of = manifestedIn(sellerId, key);
    if (!('day' in of) || known.has(of.day)) continue;
    known.add(of.day);
    const says = readManifest((await archive().get(key))!);
    if (!says) continue;
    await relist(
      sellerId,
      says.documents.map(({ number }) => ({ number, issueDate: of.day })),
    );
    // What comes from now on is of a later day, as it was then.
    await shutDay(sellerId, of.day);
    lost.push(of.day);
  }
  return lost;
}
