/**
 * `npm start`: bills the sample month in ./data, as it would be done on the 2nd of November 2026, and tells what a
 * person has to do. Started again, it goes on where it was cut off, or says what is there.
 */
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { latestRun } from '../shared/billing-run.store.ts';
import { positive } from './cli/command.ts';
import { heedTerminal } from './cli/terminal.ts';
import { errorText, EXIT } from './commands/errors.ts';
import { monthName } from './commands/report.ts';
import { runReport } from './commands/run-report.ts';
import { pendingCustomers } from '../shared/pending-customers.store.ts';
import { typeWith, USUAL_DATA } from './commands/typed.ts';
import { placesIn } from './home.ts';
import { CUSTOMERS } from './sample/sample-catalog.ts';
import { BILLED_AT, billMonth, leaveSampleFiles, liveThroughMonth, MONTH, SELLER, sendStragglers } from './sample/sample-month.ts';
import { mendStory, nextStory, usageStory } from './sample/sample-story.ts';
import { openWorkspace } from './workspace.ts';

const USUAL = fileURLToPath(new URL('../data/', import.meta.url));

const say = (lines: readonly string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(''));

heedTerminal();
const program = new Command('npm start --')
  .description('Bills the sample month, or goes on with it, or says what is there.')
  .option('--data <folder>', 'data folder', USUAL)
  .option('--customers <count>', 'fewer customers than the sample has', positive, CUSTOMERS)
  .parse();

try {
  const { data, customers } = program.opts<{ data: string; customers: number }>();
  await start(resolve(data), customers);
} catch (error) {
  process.stderr.write(`${errorText(error)}\n`);
  process.exitCode = EXIT.failed;
}

async function start(data: string, customers: number): Promise<void> {
  const started = performance.now();
  await using workspace = openWorkspace({ data, now: new Date(BILLED_AT) });
  typeWith({ data: relative(process.cwd(), data) === USUAL_DATA ? USUAL_DATA : data });
  const files = leaveSampleFiles(data, customers);

  const before = await latestRun(SELLER, MONTH);
  if (!before) say([...usageStory(await liveThroughMonth(workspace, files), files), '', `Billing ${monthName(MONTH)}:`]);
  else if (before.state !== 'closed') say([`An earlier start was cut off in the middle of run ${before.id}. It goes on:`]);

  const results = await billMonth(workspace);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const pending = await pendingCustomers(SELLER, MONTH);
  for (const result of results)
    say([...runReport(result, { places: placesIn(data), seconds, mend: mendStory(pending, result.run.id, files) }), '']);
  say(nextStory(await sendStragglers(workspace), data));
}
