import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileConflictError } from '../../shared/errors.ts';
import { manifestsFolder } from '../../shared/manifest-key.ts';
import { archive } from '../../shared/ports.ts';
import { listKeys } from '../disk-listing.ts';
import { CommandError } from './errors.ts';

/**
 * Takes over what another archive of a seller holds and the archive here does not. The other one is only read.
 *
 * @param folder an archive, or a data folder or a backup that has one
 * @returns how many files were new here
 * @throws {CommandError} if both hold a file of one name with different content; nothing is overwritten
 */
export async function takeOver(sellerId: string, folder: string): Promise<number> {
  const root = existsSync(join(folder, 'archive')) ? join(folder, 'archive') : folder;
  if (!existsSync(root)) throw new CommandError(`There is no archive ${folder}.`);
  const conflicts: string[] = [];
  let taken = 0;
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await listKeys(root, `${sellerId}/`, { after });
    for (const key of page.keys) {
      const contentType = key.startsWith(manifestsFolder(sellerId)) ? 'application/json' : 'application/pdf';
      try {
        if ((await archive().put(key, await readFile(join(root, key)), contentType)).isNew) taken++;
      } catch (error) {
        if (!(error instanceof FileConflictError)) throw error;
        conflicts.push(key);
      }
    }
    after = page.next;
  }
  if (conflicts.length === 0) return taken;
  throw new CommandError(
    [
      `${root} holds other content than the archive here under the same names; one of the two was changed, or both went on after the backup:`,
      ...conflicts.slice(0, 5).map((key) => `  ${key}`),
      ...(conflicts.length > 5 ? [`  … and ${conflicts.length - 5} more`] : []),
      'Issuing stays as it was. Find out which of them customers have.',
    ].join('\n'),
  );
}
