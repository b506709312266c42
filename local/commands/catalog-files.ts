import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCatalog } from '../../shared/catalog-file.ts';
import type { ReadCatalog } from '../../shared/catalog-file.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { requireLogoBytes } from '../../shared/logo.ts';
import { CommandError } from './errors.ts';

/**
 * Reads the files of a catalog; a folder stands for its *.yml and *.yaml files in the order of their names. A file that
 * is named twice is read once. The seller's logo is read from beside the file that names it.
 *
 * @throws {CommandError} if there is no such file, or a folder has none
 */
export function readCatalogFiles(paths: readonly string[]): ReadCatalog {
  return readCatalog(
    catalogFilesAt(paths).map((file) => ({ name: file, content: readFileSync(file) })),
    logoBeside,
  );
}

/**
 * Files of a catalog, each once.
 *
 * @throws {CommandError} if there is no such file, or a folder has none
 */
export function catalogFilesAt(paths: readonly string[]): string[] {
  const files = new Map<string, string>();
  for (const file of paths.flatMap(filesAt)) {
    const real = realpathSync(file);
    if (!files.has(real)) files.set(real, file);
  }
  return [...files.values()];
}

/** A file of 20 MB isn't read to be refused. */
function logoBeside(source: string, name: string): Uint8Array {
  const file = join(dirname(source), name);
  try {
    requireLogoBytes(statSync(file).size);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    throw new InvalidInputError(reasonOf(error, file));
  }
}

function filesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path, { withFileTypes: true }).filter((entry) => !entry.isDirectory() && /^[^.].*\.ya?ml$/.test(entry.name));
    if (names.length === 0) throw new CommandError(`The folder ${path} has no *.yml or *.yaml file in it.`);
    return names.map(({ name }) => join(path, name)).sort();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(reasonOf(error, path));
  }
}

function reasonOf(error: unknown, path: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? `There is no file ${path}.` : `${path} can't be read: ${message}`;
}
