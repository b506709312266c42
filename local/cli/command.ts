/** What every command shares: its options, the data folder or stage it works on, and how it answers. Loads no more than `--help` needs. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, isExpected } from '../commands/errors.ts';
import { COMMAND, typed, USUAL_DATA } from '../commands/typed.ts';
import type { Home } from '../home.ts';
import type { ApiClient } from '../remote/api-client.ts';
import type { Workspace } from '../workspace.ts';
import { sayWhenStopped } from './terminal.ts';

export interface Common {
  readonly data: string;
  /** Instead of the data folder. */
  readonly stage?: string;
  /** Address of the HTTP API, instead of both. */
  readonly url?: string;
  readonly now?: Date;
  readonly threads?: number;
  readonly seller?: string;
  readonly json?: boolean;
  readonly as?: string;
}

export const sellerOption = new Option('--seller <id>', 'seller, where there are several');
export const asOption = new Option('--as <person>', 'who you are; STEPBILL_USER or your login if not given');
export const jsonOption = new Option('--json', 'print JSON for machines');
const dataOption = new Option('--data <folder>', 'data folder').default(USUAL_DATA);
const stageOption = new Option('--stage <name>', 'work on this deployed stage, with your AWS credentials, instead of a data folder')
  .env('STEPBILL_STAGE')
  .argParser(stageName)
  .conflicts(['data', 'now', 'threads']);
const urlOption = new Option(
  '--url <address>',
  'ask the HTTP API at this address, with the token in STEPBILL_TOKEN, instead of a data folder',
)
  .env('STEPBILL_URL')
  .conflicts(['data', 'stage', 'now', 'threads']);
const nowOption = new Option('--now <instant>', 'fix the clock, for example 2026-11-02T05:00:00Z').argParser(instantOf);
/** For a process that stays. */
export const startOption = new Option('--now <instant>', 'start the clock at an instant, from which it goes on').argParser(instantOf);
const threadsOption = new Option('--threads <count>', 'worker threads; one a core if not given').argParser(positive);

/**
 * Adds a command that works in a data folder or on a stage.
 *
 * @param examples what follows the command line, each with what it does
 * @param clock what `--now` does to it
 */
export function addCommand(program: Command, usage: string, description: string, examples: readonly string[], clock = nowOption): Command {
  return program
    .command(usage)
    .description(description)
    .addOption(dataOption)
    .addOption(stageOption)
    .addOption(urlOption)
    .addOption(clock)
    .addOption(threadsOption)
    .exitOverride()
    .addHelpText('after', ['', 'Examples:', ...examples.map((example) => `  $ ${COMMAND} ${example}`)].join('\n'));
}

/**
 * Does the work of a command in its data folder or on its stage, on a whole catalog: an import that was cut off is
 * completed first.
 *
 * @param isImport whether it makes the folder, and completes the import before it by itself
 * @param overApi does the same behind an address, where the HTTP API can
 * @param insteadOfApi says what does it there, where it can't
 * @throws {CommandError} if there is no such folder: only an import makes one, a mistyped one is not to appear
 */
export async function within(
  options: Omit<Common, 'seller'>,
  work: (home: Home) => Promise<void>,
  {
    isImport = false,
    overApi,
    insteadOfApi,
  }: { isImport?: boolean; overApi?: (api: ApiClient) => Promise<void>; insteadOfApi?: (url: string) => string } = {},
): Promise<void> {
  const { stage, url } = options;
  if (url !== undefined) return withinApi(url, overApi, insteadOfApi?.(url));
  if (stage === undefined) return withinFolder(options, work, { isImport });
  sayWhenStopped(`What has begun on ${stageCalled(stage)} goes on there; the same command again follows it.`);
  await explained(stageCalled(stage), async () => {
    const { openStage } = await import('../stage/open-stage.ts');
    await using home = await openStage(stage);
    if (!isImport) await (await import('../commands/finish-imports.ts')).finishImports();
    await work(home);
  });
}

/** What a command works with: made in its data folder or on its stage, or of the HTTP API, it does and says the same. */
export interface Placed<Thing> {
  /** @param by who types */
  here(home: Home, sellerId: string, by: string): Promise<Thing>;
  /** Who asks, the token says. */
  there(api: ApiClient, sellerId: string): Promise<Thing>;
}

/** Does the work of a command, which is written once, wherever its seller is. */
export function wherever<Thing>(options: Common, { here, there }: Placed<Thing>, work: (thing: Thing) => Promise<void>): Promise<void> {
  return within(
    options,
    async (home) => {
      const { personOf } = await import('../commands/person.ts');
      await work(await here(home, await sellerOf(options), personOf(options.as)));
    },
    { overApi: async (api) => work(await there(api, await sellerBehind(api, options))) },
  );
}

/** Does the work of a command behind an address. */
async function withinApi(url: string, work: ((api: ApiClient) => Promise<void>) | undefined, instead?: string): Promise<void> {
  if (!work) throw notOverApi(url, instead);
  const { apiClient } = await import('../remote/api-client.ts');
  const { apiToken } = await import('../../shared/config.ts');
  await work(apiClient(url, apiToken()));
}

function notOverApi(url: string, instead = `What can be asked is at ${url}/v1/docs.`, where = 'a data folder or on a stage'): CommandError {
  return new CommandError(`This can't be asked of ${url}: it works in ${where}. ${instead}`);
}

/** The seller that was named, or the only one behind an address. */
export async function sellerBehind(api: ApiClient, { seller }: Pick<Common, 'seller'>): Promise<string> {
  if (seller !== undefined) return seller;
  const { sellers } = await api.get<{ sellers: { id: string }[] }>('/v1/sellers');
  const [only, ...others] = sellers.map(({ id }) => id);
  if (only === undefined) throw new CommandError(`There is no catalog behind ${api.url} yet.`);
  if (others.length > 0) throw new CommandError(`${api.url} has the sellers ${[only, ...others].join(', ')}: say which with --seller.`);
  return only;
}

/**
 * Refuses a command that works in a data folder alone.
 *
 * @param instead what does it on AWS
 */
export function requireFolder({ stage, url }: Pick<Common, 'stage' | 'url'>, instead: string): void {
  if (url !== undefined) throw notOverApi(url, 'Type it where that lies.', 'a data folder');
  if (stage !== undefined) throw new CommandError(`This works in a data folder, and not on ${stageCalled(stage)}. ${instead}`);
}

/**
 * Does the work of a command in its data folder; see `within`.
 *
 * @param isClockGoing whether a clock that was set goes on
 */
export async function withinFolder(
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
 * Does `work`; what fails below it, the disk, a database or AWS, comes out as a sentence.
 *
 * @param where the folder or stage that is worked on
 */
export async function explained(where: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error && isExpected(error)) throw error;
    const { troubleOf } = await import('../commands/trouble.ts');
    const { stageTroubleOf } = await import('../stage/stage-trouble.ts');
    const trouble = stageTroubleOf(error) ?? troubleOf(error, where);
    throw trouble === undefined ? error : new CommandError(`${where}: ${trouble}`, { cause: error });
  }
}

/** The seller that was named, or the only one there is. */
export async function sellerOf({ seller, data, stage }: Common): Promise<string> {
  const where = stage === undefined ? data : stageCalled(stage);
  const { sellerIds } = await import('../../shared/catalog.store.ts');
  const known = await sellerIds();
  if (seller !== undefined) {
    if (known.includes(seller)) return seller;
    throw new CommandError(`There is no seller "${seller}" in ${where}; there is ${known.join(', ') || 'none'}.`);
  }
  const [only, ...others] = known;
  if (only === undefined) throw new CommandError(`There is no catalog in ${where} yet. Import one first: ${typed('import <catalog.yml>')}`);
  if (others.length > 0) throw new CommandError(`${where} has the sellers ${known.join(', ')}: say which with --seller.`);
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

/** A stage in a sentence. */
function stageCalled(stage: string): string {
  return `stage ${stage}`;
}

/** A name that a stage may have (scripts/stage-settings.cjs says why); which there are, AWS says. */
export function stageName(text: string): string {
  if (!/^[a-z][a-z0-9-]{0,12}$/.test(text))
    throw new InvalidArgumentError('Write a stage such as dev: small letters, digits and -, 13 at most.');
  return text;
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
