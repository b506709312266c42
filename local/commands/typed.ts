/** Commands that are printed to be pasted: each as a person types it who works where this call does. */

/** How the command line is started. */
export const COMMAND = 'npm run -s stepbill --';

/** The data folder that is worked in where none is named. */
export const USUAL_DATA = 'data';

/** What a call was given, and what follows it needs as well. */
export interface Given {
  readonly data?: string | undefined;
  /** Instead of a data folder. */
  readonly stage?: string | undefined;
  /** Address of the HTTP API, instead of both. */
  readonly url?: string | undefined;
  readonly now?: Date | undefined;
  readonly seller?: string | undefined;
}

/** Commands that work on all sellers, and don't know the option, or take several. */
const OF_ALL_SELLERS = ['import', 'backup', 'restore', 'keys'];

let given: Given = {};

/** From now on printed commands carry these options. */
export function typeWith(options: Given): void {
  given = options;
}

/**
 * A command with all that it needs to be typed as it stands.
 *
 * @param command its name, arguments and own options, such as `review acme-2026-10-1`
 * @param other what it is given instead of what this call was given
 */
export function typed(command: string, other: Given = {}): string {
  const { data, stage, url, now, seller } = { ...given, ...other };
  const [name = ''] = command.split(' ');
  return [
    COMMAND,
    command,
    ...(stage === undefined ? [] : ['--stage', asArgument(stage)]),
    ...(url === undefined ? [] : ['--url', asArgument(url)]),
    ...(data === undefined || data === USUAL_DATA ? [] : ['--data', asArgument(data)]),
    ...(now === undefined ? [] : ['--now', now.toISOString().replace('.000Z', 'Z')]),
    ...(seller === undefined || OF_ALL_SELLERS.includes(name) ? [] : ['--seller', asArgument(seller)]),
  ].join(' ');
}

/** Quoted for a shell where it has to be. */
export function asArgument(text: string): string {
  return /^[\w.:/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
