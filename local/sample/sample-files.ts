import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Where a file of the sample lies in a data folder. */
export function sampleFile(data: string, name: string): string {
  return join(data, 'sample', name);
}

/**
 * Leaves a file of the sample, to look at. A person may edit it: one that is there stays.
 *
 * @returns where it lies
 */
export function leaveFile(data: string, name: string, text: string): string {
  const file = sampleFile(data, name);
  mkdirSync(join(data, 'sample'), { recursive: true });
  // Written beside its place first: what is there is whole, whenever the process dies.
  if (!existsSync(file)) {
    writeFileSync(`${file}.part`, text);
    renameSync(`${file}.part`, file);
  }
  return file;
}

/** A path as short as it can be typed. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
