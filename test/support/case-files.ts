/** Published cases, read from a folder that may not be there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from '@jest/globals';

/** Every entry of the files of a folder whose names begin so; undefined if there is no such folder. */
export function casesIn(folder: string, beginning: string): unknown[] | undefined {
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder).filter((name) => name.startsWith(beginning) && name.endsWith('.json'));
  return names.sort().flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown[]);
}

/** A suite of such cases, or one that says that it was skipped and why. */
export function suite(title: string, folder: string, cases: unknown[] | undefined, tests: (cases: unknown[]) => void): void {
  if (cases) describe(title, () => tests(cases));
  else describe.skip(`${title}: there is no folder ${folder}`, () => it('has nothing to run', () => undefined));
}
