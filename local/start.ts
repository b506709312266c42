/**
 * `npm start`: bills the sample month in ./data, as it would be done on the 2nd of November 2026, lives through the weeks
 * in which its money comes, and tells what a person has to do. Started again, it goes on where it was cut off, or says what
 * is there.
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
import type { SampleFiles } from './sample/sample-month.ts';
import { wasCollected, liveThroughPayments, moneyFiles } from './sample/sample-money.ts';
import { SampleClock } from './sample/sample-clock.ts';
import { sampleStanding } from './sample/sample-standing.ts';
import { moneyStory, orderStory } from './sample/money-story.ts';
import { mendStory, nextMonthStory, nextStory, usageStory } from './sample/sample-story.ts';
import { openWorkspace } from './workspace.ts';

const USUAL = fileURLToPath(new URL('../data/', import.meta.url));

const say = (lines: readonly string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(''));

heedTerminal();
const program = new Command('npm start --')
  .description('Bills the sample month, or goes on with it, or says what is there.')
  .option('--data <folder>', 'data folder', USUAL)
  .option('--customers <count>', 'fewer customers than the sample has', positive, CUSTOMERS)
  .option('--no-payments', 'end when the month is billed: without its money, and without orders')
  .parse();

try {
  const { data, customers, payments } = program.opts<{ data: string; customers: number; payments: boolean }>();
  await start(resolve(data), customers, payments);
} catch (error) {
  process.stderr.write(`${errorText(error)}\n`);
  process.exitCode = EXIT.failed;
}

async function start(data: string, customers: number, withPayments: boolean): Promise<void> {
  typeWith({ data: relative(process.cwd(), data) === USUAL_DATA ? USUAL_DATA : data });
  const files = leaveSampleFiles(data, customers);
  const clock = new SampleClock(data, BILLED_AT);
  const stragglers = await bill(data, files, clock);
  const isCollected = withPayments && (await collect(data, clock));
  say([...nextMonthStory(stragglers), ...nextStory(data, isCollected)]);
}

/** @returns events that came when the month was billed */
async function bill(data: string, files: SampleFiles, clock: SampleClock): Promise<number> {
  const started = performance.now();
  await using workspace = openWorkspace({ data, now: new Date(clock.reached) });

  const before = await latestRun(SELLER, MONTH);
  if (!before) say([...usageStory(await liveThroughMonth(workspace, files), files), '', `Billing ${monthName(MONTH)}:`]);
  else if (before.state !== 'closed') say([`An earlier start was cut off in the middle of run ${before.id}. It goes on:`]);

  const results = await billMonth(workspace);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const pending = await pendingCustomers(SELLER, MONTH);
  for (const result of results)
    say([...runReport(result, { places: placesIn(data), seconds, mend: mendStory(pending, result.run.id, files) }), '']);
  // Awaited, since the workspace is closed when this ends.
  return await sendStragglers(workspace);
}

/** The weeks after the month: money comes, or is gone after, and the shop takes orders. @returns false where none are there */
async function collect(data: string, clock: SampleClock): Promise<boolean> {
  // One worker: what is done here comes one after the other, and so do the numbers it takes.
  await using workspace = openWorkspace({ data, now: new Date(clock.reached), threads: 1 });
  if (!wasCollected(data) && !(await liveThroughPayments(workspace, clock))) {
    say([`${data} was begun by an earlier version, whose sample had no shop and no bank: delete it to see them.`, '']);
    return false;
  }
  const standing = await sampleStanding(workspace);
  say([...moneyStory(standing, moneyFiles(data)), '', ...orderStory(standing), '']);
  return true;
}
