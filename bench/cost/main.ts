/** `npm run cost`: what AWS would charge for a month, counted on real runs. */
import { Command, InvalidArgumentError } from 'commander';

import { concurrencyFor, worthAtOnce } from '../../services/billing-run/concurrency.ts';
import { coldGbSeconds } from './cold-start.ts';
import { countRun, type CountedRun } from './counted-run.ts';
import { deployed, memoryOfFunctions } from './deployed.ts';
import { withDurations } from './durations.ts';
import { extrapolated } from './extrapolate.ts';
import { jsonOf } from './report-json.ts';
import { reportOf, type Size } from './report.ts';

/** What a seller wants unless its catalog says otherwise. */
const CUSTOMERS_AT_ONCE = 500;
/** Customers that a cold start is worth, in serverless.common.yml. */
const CUSTOMERS_A_FUNCTION = 100;
/** Items of a batch of PrepareDrafts, in billing-run.asl.yml; those of the other maps are larger, and fewer functions start. */
const BATCH = 25;

interface Options {
  readonly customers: readonly number[];
  readonly extrapolate: number;
  readonly events: number;
  readonly batch: number;
  readonly years: number;
  readonly json?: boolean;
}

const options = new Command('cost')
  .description('Counts what AWS would charge for a month of 12 lines a customer, and applies list prices.')
  .option('--customers <counts>', 'sizes of the real runs, ascending', counts, [100, 1_000, 10_000])
  .option('--extrapolate <count>', 'size to extrapolate to from the two largest runs', count, 1_000_000)
  .option('--events <count>', 'events a month of each customer and meter, of which there are eleven', count, 22)
  .option('--batch <count>', 'events product code posts at once', count, 100)
  .option('--years <count>', 'years the documents are kept', count, 8)
  .option('--json', 'print every count and amount as JSON')
  .addHelpText('after', ['', 'Examples:', '  $ npm run -s cost -- --customers 100,1000', '  $ npm run -s cost -- --json'].join('\n'))
  .parse()
  .opts<Options>();

const definitions = deployed();
const memory = memoryOfFunctions();
const cold = await coldStarts();

const runs: CountedRun[] = [];
for (const customers of options.customers) {
  const onProgress = progressOf(`${customers.toLocaleString('en-US')} customers`);
  runs.push(await countRun({ customers, eventsAMeter: options.events, eventsABatch: options.batch, onProgress }));
}
const sizes = runs.map((run) => timed({ ...run, isExtrapolated: false }));
const [smaller, larger] = runs.slice(-2);
if (smaller && larger && larger.customers < options.extrapolate) sizes.push(timed(beyond(smaller, larger, options.extrapolate)));
process.stderr.write('\n');
process.stdout.write(options.json ? jsonOf(sizes, options.years) : reportOf(sizes, options.years));

/** The size with what it takes of time. */
function timed(size: Size): Size {
  const { customers } = size;
  const atOnce = {
    ...concurrencyFor(Math.min(CUSTOMERS_AT_ONCE, worthAtOnce(customers, CUSTOMERS_A_FUNCTION)), CUSTOMERS_AT_ONCE),
    batchSize: BATCH,
  };
  return {
    ...size,
    month: withDurations(size.month, definitions, memory, { customers, atOnce, coldStart: (name) => cold.get(name) ?? 0 }),
  };
}

function beyond(smaller: CountedRun, larger: CountedRun, customers: number): Size {
  const of = (part: 'month' | 'ingestion') =>
    extrapolated(
      { customers: smaller.customers, counted: smaller[part] },
      { customers: larger.customers, counted: larger[part] },
      customers,
    );
  const events = Math.round((larger.events / larger.customers) * customers);
  return { customers, invoices: customers, events, isExtrapolated: true, month: of('month'), ingestion: of('ingestion') };
}

async function coldStarts(): Promise<ReadonlyMap<string, number>> {
  const show = progressOf('cold starts');
  const found = new Map<string, number>();
  for (const { function: name } of definitions.steps) {
    show(name);
    found.set(name, await coldGbSeconds(name, memory.get(name)!));
  }
  return found;
}

/** Shows how far it is: a line that moves on a terminal, nothing elsewhere. */
function progressOf(label: string): (what: string) => void {
  if (!process.stderr.isTTY) {
    process.stderr.write(`${label}\n`);
    return () => {};
  }
  return (what) => process.stderr.write(`\r\x1b[K${label}: ${what}`);
}

function counts(text: string): number[] {
  const given = text.split(',').map(count);
  if (given.some((it, i) => i > 0 && it <= given[i - 1]!)) throw new InvalidArgumentError('Sizes ascend, such as 100,1000,10000.');
  return given;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(`A whole number from 1 is needed, not "${text}".`);
  return Number(text);
}
