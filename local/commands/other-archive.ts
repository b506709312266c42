import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../shared/content-hash.ts';
import { manifestsFolder } from '../../shared/manifest-key.ts';
import { archive } from '../../shared/ports.ts';
import { listKeys } from '../disk-listing.ts';
import { CommandError } from './errors.ts';

/**
 * Takes over what another archive of a seller holds and the archive here does not. The other one is only read.
 *
 * @param folder an archive, or a data folder or a backup that has one
 * @param shut keeps numbers from being given out: called before the first file is taken
 * @returns how many files were new here
 * @throws {CommandError} if both hold a file of one name with different content; nothing was taken then
 */
export async function takeOver(sellerId: string, folder: string, shut: () => Promise<void>): Promise<number> {
  const root = existsSync(join(folder, 'archive')) ? join(folder, 'archive') : folder;
  if (!existsSync(root)) throw new CommandError(`There is no archive ${folder}.`);
  const missing = await missingHere(sellerId, root);
  if (missing.length > 0) await shut();
  for (const key of missing) {
    const contentType = key.startsWith(manifestsFolder(sellerId)) ? 'application/json' : 'application/pdf';
    await archive().put(key, await readFile(join(root, key)), contentType);
  }
  return missing.length;
}

/** Keys of files that are only in the other archive. */
async function missingHere(sellerId: string, root: string): Promise<string[]> {
  const [missing, conflicts]: [string[], string[]] = [[], []];
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await listKeys(root, `${sellerId}/`, { after });
    for (const key of page.keys) {
      const here = await archive().get(key);
      if (!here) missing.push(key);
      else if (sha256(here) !== sha256(await readFile(join(root, key)))) conflicts.push(key);
    }
    after = page.next;
  }
  if (conflicts.length === 0) return missing;
  throw new CommandError(
    [
      `${root} holds other content than the archive here under the same names; one of the two was changed, or both went on after the backup:`,
      ...conflicts.slice(0, 5).map((key) => `  ${key}`),
      ...(conflicts.length > 5 ? [`  … and ${conflicts.length - 5} more`] : []),
      'Nothing was taken over, and issuing stays as it was. Find out which of them customers have.',
    ].join('\n'),
  );
}
