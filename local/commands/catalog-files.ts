import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalog } from '../../shared/catalog-file.ts';
import type { ReadCatalog } from '../../shared/catalog-file.ts';
import { CommandError } from './errors.ts';

/**
 * Reads the files of a catalog; a folder stands for its *.yml and *.yaml files in the order of their names. A file that
 * is named twice is read once.
 *
 * @throws {CommandError} if there is no such file, or a folder has none
 */
export function readCatalogFiles(paths: readonly string[]): ReadCatalog {
  const files = new Map<string, string>();
  for (const file of paths.flatMap(filesAt)) {
    const real = realpathSync(file);
    if (!files.has(real)) files.set(real, file);
  }
  return readCatalog([...files.values()].map((file) => ({ name: file, content: readFileSync(file) })));
}

function filesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path, { withFileTypes: true }).filter((entry) => !entry.isDirectory() && /^[^.].*\.ya?ml$/.test(entry.name));
    if (names.length === 0) throw new CommandError(`The folder ${path} has no *.yml or *.yaml file in it.`);
    return names.map(({ name }) => join(path, name)).sort();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(code === 'ENOENT' ? `There is no file ${path}.` : `${path} can't be read: ${message}`);
  }
}
