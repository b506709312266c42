/** What every command shares: its options, the data folder it works in, and how it answers. Loads no more than `--help` needs. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, isExpected } from '../commands/errors.ts';
import { COMMAND, typed, USUAL_DATA } from '../commands/typed.ts';
import type { Workspace } from '../workspace.ts';

export interface Common {
  readonly data: string;
  readonly now?: Date;
  readonly threads?: number;
  readonly seller?: string;
  readonly json?: boolean;
  readonly as?: string;
}

export const sellerOption = new Option('--seller <id>', 'seller, where the data folder has several');
export const asOption = new Option('--as <person>', 'who you are; STEPBILL_USER or your login if not given');
export const jsonOption = new Option('--json', 'print JSON for machines');
const dataOption = new Option('--data <folder>', 'data folder').default(USUAL_DATA);
const nowOption = new Option('--now <instant>', 'fix the clock, for example 2026-11-02T05:00:00Z').argParser(instantOf);
/** For a process that stays. */
export const startOption = new Option('--now <instant>', 'start the clock at an instant, from which it goes on').argParser(instantOf);
const threadsOption = new Option('--threads <count>', 'worker threads; one a core if not given').argParser(positive);

/**
 * Adds a command that works in a data folder.
 *
 * @param examples what follows the command line, each with what it does
 * @param clock what `--now` does to it
 */
export function addCommand(program: Command, usage: string, description: string, examples: readonly string[], clock = nowOption): Command {
  return program
    .command(usage)
    .description(description)
    .addOption(dataOption)
    .addOption(clock)
    .addOption(threadsOption)
    .exitOverride()
    .addHelpText('after', ['', 'Examples:', ...examples.map((example) => `  $ ${COMMAND} ${example}`)].join('\n'));
}

/**
 * Does the work of a command in its data folder, on a whole catalog: an import that was cut off is completed first.
 *
 * @param isImport whether it makes the folder, and completes the import before it by itself
 * @param isClockGoing whether a clock that was set goes on
 * @throws {CommandError} if there is no such folder: only an import makes one, a mistyped one is not to appear
 */
export async function within(
  options: Omit<Common, 'seller'>,
  work: (workspace: Workspace) => Promise<void>,
  { isImport = false, isClockGoing = false } = {},
): Promise<void> {
  if (!isImport && !existsSync(options.data))
    throw new CommandError(`There is no data folder ${options.data}. An import makes it: ${typed('import <catalog.yml>')}`);
  await explained(options.data, async () => {
    const { requireDataFolder } = await import('../data-folder.ts');
    requireDataFolder(options.data, isImport);
    const { openWorkspace } = await import('../workspace.ts');
    await using workspace = openWorkspace({ data: resolve(options.data), now: options.now, isClockGoing, threads: options.threads });
    if (!isImport) await (await import('../commands/finish-imports.ts')).finishImports();
    await work(workspace);
  });
}

/**
 * Does `work`; what fails below it, the disk or a database, comes out as a sentence.
 *
 * @param where the folder that is worked in
 */
export async function explained(where: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error && isExpected(error)) throw error;
    const { troubleOf } = await import('../commands/trouble.ts');
    const trouble = troubleOf(error, where);
    throw trouble === undefined ? error : new CommandError(`${where}: ${trouble}`, { cause: error });
  }
}

/** The seller that was named, or the only one there is. */
export async function sellerOf({ seller, data }: Common): Promise<string> {
  const { sellerIds } = await import('../../shared/catalog.store.ts');
  const known = await sellerIds();
  if (seller !== undefined) {
    if (known.includes(seller)) return seller;
    throw new CommandError(`There is no seller "${seller}" in ${data}; there is ${known.join(', ') || 'none'}.`);
  }
  const [only, ...others] = known;
  if (only === undefined) throw new CommandError(`There is no catalog in ${data} yet. Import one first: ${typed('import <catalog.yml>')}`);
  if (others.length > 0) throw new CommandError(`${data} has the sellers ${known.join(', ')}: say which with --seller.`);
  return only;
}

/** Answers as JSON if that was asked for, else in lines for people. */
export function answer({ json }: Pick<Common, 'json'>, value: unknown, lines: readonly string[]): void {
  if (json) say(JSON.stringify(value, null, 2));
  else for (const line of lines) say(line);
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function instantOf(text: string): Date {
  const instant = new Date(text);
  if (!/T.*(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(instant.getTime()))
    throw new InvalidArgumentError('Write an instant such as 2026-11-02T05:00:00Z.');
  return instant;
}

/** A month of an option; the shape alone, so that `--help` loads no calendar. */
export function monthOf(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError('Write a month such as 2026-10.');
  return text;
}

export function positive(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('Write a whole number of at least 1.');
  return count;
}
