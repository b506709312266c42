/**
 * `npm run console`: bills the sample month in a folder of its own as far as a person lets it go out, and shows the
 * console, in which they do. Started again, it goes on where it was.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { latestRun } from '../shared/billing-run.store.ts';
import { now } from '../shared/clock.ts';
import { announceConsole } from '../shared/config.ts';
import { heedTerminal, untilStopped } from './cli/terminal.ts';
import { errorText, EXIT } from './commands/errors.ts';
import { monthName } from './commands/report.ts';
import { runMonth } from './commands/run-month.ts';
import { positive } from './cli/command.ts';
import { showPhases } from './commands/progress.ts';
import { BILLED_AT, leaveSampleFiles, liveThroughMonth, MONTH, SELLER } from './sample/sample-month.ts';
import { CUSTOMERS, RELEASER } from './sample/sample-catalog.ts';
import { lineOf } from './serve/happening.ts';
import { serve } from './serve/serve.ts';
import { openWorkspace } from './workspace.ts';

const USUAL = fileURLToPath(new URL('../data-console/', import.meta.url));

const say = (line: string): void => void process.stdout.write(`${line}\n`);

heedTerminal();
const program = new Command('npm run console --')
  .description('Bills the sample month up to its release, and shows the console on this machine.')
  .option('--data <folder>', 'data folder', USUAL)
  .option('--customers <count>', 'fewer customers than the sample has', positive, CUSTOMERS)
  .option('--port <port>', 'where it listens; 0 for one that is free', Number, 4243)
  .option('--as <person>', 'who you are there', RELEASER)
  .parse();

try {
  const options = program.opts<{ data: string; customers: number; port: number; as: string }>();
  // The mail to the releaser is written before the console is there.
  if (options.port !== 0) announceConsole(`http://127.0.0.1:${options.port}`);
  await prepare(resolve(options.data), options.customers);
  await show(resolve(options.data), options);
} catch (error) {
  process.stderr.write(`${errorText(error)}\n`);
  process.exitCode = EXIT.failed;
}

/** The month up to the moment at which a person has to look. */
async function prepare(data: string, customers: number): Promise<void> {
  await using workspace = openWorkspace({ data, now: new Date(BILLED_AT) });
  if (await latestRun(SELLER, MONTH)) return;
  say(`Living through ${monthName(MONTH)} and drafting its invoices:`);
  await liveThroughMonth(workspace, leaveSampleFiles(data, customers, { isReleased: true }));
  await runMonth(workspace, { sellerId: SELLER, month: MONTH, startedBy: 'schedule' }, showPhases());
}

/** The console, at the moment at which the month is drafted; nobody has to sign in, and only this machine is let in. */
async function show(data: string, { port, as }: { readonly port: number; readonly as: string }): Promise<void> {
  await using workspace = openWorkspace({ data, now: new Date(BILLED_AT), isClockGoing: true });
  const stopped = untilStopped();
  const options = { host: '127.0.0.1', port, isScheduled: false, insecureAs: as };
  const serving = await serve(workspace, options, (happening) => say(lineOf(happening, now(), false)));
  say(`\nThe console: ${serving.url}   You are ${as} there, and may release the run.\n`);
  await stopped;
  await serving.close();
}
