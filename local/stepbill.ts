import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { BillingRun } from '../shared/billing-run.ts';
import { sellerIds } from '../shared/catalog.store.ts';
import { month as monthSchema } from '../shared/period.ts';
import { auditReport } from './commands/audit-report.ts';
import { decideRepair, decideRun } from './commands/decide.ts';
import type { Choice } from './commands/decide.ts';
import { CommandError, EXIT } from './commands/errors.ts';
import { importCatalog } from './commands/import-catalog.ts';
import { ingestFile } from './commands/ingest-file.ts';
import { listInvoices } from './commands/list-invoices.ts';
import { Meter, showPhases } from './commands/progress.ts';
import { counted, ingestReport, invoiceTable } from './commands/report.ts';
import { runReport } from './commands/run-report.ts';
import { personOf } from './commands/person.ts';
import { repairRun } from './commands/repair-run.ts';
import { reviewedRun, runNamed } from './commands/review-run.ts';
import { reviewPage } from './commands/review-table.ts';
import { continueRun, runMonth } from './commands/run-month.ts';
import type { RunOutcome } from './commands/run-month.ts';
import { runById } from './commands/run-records.ts';
import { filesOfNobody } from './commands/verify-archive.ts';
import { proofOf, proofReport } from './commands/verify-report.ts';
import { numbersGivenOut, verifySeller } from './commands/verify-seller.ts';
import type { SellerProof } from './commands/verify-seller.ts';
import { FolderLockedError } from './runner/folder-lock.ts';
import { openWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

const COMMAND = 'npm run -s stepbill --';

interface Deciding extends Common {
  readonly hash: string;
  readonly reason?: string;
  readonly as?: string;
  readonly customer?: string[];
}

interface Common {
  readonly data: string;
  readonly now?: Date;
  readonly threads?: number;
  readonly seller?: string;
  readonly json?: boolean;
}

const dataOption = new Option('--data <folder>', 'data folder').default('data');
const nowOption = new Option('--now <instant>', 'fix the clock, for example 2026-11-02T05:00:00Z').argParser(instantOf);
const sellerOption = new Option('--seller <id>', 'seller, where the data folder has several');
const asOption = new Option('--as <person>', 'who you are; STEPBILL_USER or your login if not given');
const jsonOption = new Option('--json', 'print JSON for machines');
const threadsOption = new Option('--threads <count>', 'worker threads; one a core if not given').argParser(positive);

const program = new Command('stepbill')
  .description('Usage-based billing on one machine: the state machines that deploy to AWS, on SQLite and files.')
  .showHelpAfterError('Add --help to see what is possible.')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  $ ${COMMAND} import catalog.yml
  $ ${COMMAND} ingest events.ndjson
  $ ${COMMAND} run 2026-10 --dry-run
  $ ${COMMAND} run 2026-10
  $ ${COMMAND} review 2026-10
  $ ${COMMAND} release nordlicht-2026-10-1 --hash 1f2e3d4c --as finance@nordlicht.example
  $ ${COMMAND} verify

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a run waits for a person.`,
  );

command('import <catalog>', 'import a catalog file: seller, meters, plans, customers')
  .addOption(asOption)
  .action(async (file: string, options: Common & { as?: string }) => {
    await within(
      options,
      async () => {
        const { seller, meters, plans, customers } = await importCatalog(file, personOf(options.as));
        say(
          `Imported ${file}: seller ${seller.id}, ${counted(meters.length)} meters, ${counted(plans.length)} plans, ${counted(customers.length)} customers.`,
        );
      },
      { makesFolder: true },
    );
  });

command('ingest <file>', 'send the usage events of a file (NDJSON, or CSV with a mapping) through ingestion')
  .option('--mapping <file>', 'which columns of a CSV file make an event')
  .addOption(sellerOption)
  .action(async (file: string, options: Common & { mapping?: string }) => {
    await within(options, async (workspace) => {
      const result = await ingestFile(workspace.invoke, await sellerOf(options), file, options.mapping);
      for (const line of ingestReport(result)) say(line);
    });
  });

command('run <month>', 'bill a month, for example 2026-10; run again, it goes on where it was cut off')
  .option('--customers-at-once <count>', 'customers worked on at once', positive)
  .option('--dry-run', 'come to the same drafts and totals, and leave out everything that would last')
  .addOption(asOption)
  .addOption(sellerOption)
  .action(async (month: string, options: Common & { customersAtOnce?: number; dryRun?: boolean; as?: string }) => {
    await within(options, async (workspace) => {
      if (!monthSchema.safeParse(month).success) throw new CommandError(`"${month}" is no month; write it as 2026-10.`);
      const started = performance.now();
      const sellerId = await sellerOf(options);
      const { customersAtOnce, dryRun: isDryRun } = options;
      const wanted = { sellerId, month, customersAtOnce, isDryRun, startedBy: personOf(options.as) };
      tell(await runMonth(workspace, wanted, showPhases()), options, started);
    });
  });

command('review <run>', 'look at a run, or at the latest of a month: sums beside last month, what to look at first, what is left out')
  .addOption(sellerOption)
  .addOption(jsonOption)
  .action(async (named: string, options: Common) => {
    await within(options, async () => {
      const reviewed = await reviewedRun(await runNamed(named, options.seller, () => sellerOf(options)));
      if (options.json) say(JSON.stringify(reviewed, null, 2));
      else for (const line of reviewPage(reviewed, COMMAND)) say(line);
    });
  });

command('release <run>', 'let a run that waits go out, exactly as it was reviewed')
  .requiredOption('--hash <hash>', 'content hash of the review you looked at, or its first 8 characters')
  .option('--reason <text>', 'a comment for the audit log')
  .addOption(asOption)
  .addOption(sellerOption)
  .action((runId: string, options: Deciding) => decide(runId, options, { kind: 'release' }));

command('reject <run>', 'end a run that waits, or take single customers out of it; nothing goes out')
  .requiredOption('--hash <hash>', 'content hash of the review you looked at, or its first 8 characters')
  .requiredOption('--reason <text>', 'why; for the audit log and for whoever mends it')
  .option('--customer <id...>', 'reject these customers only; the rest is reviewed again')
  .addOption(asOption)
  .addOption(sellerOption)
  .action((runId: string, options: Deciding) =>
    decide(runId, options, options.customer ? { kind: 'change', rejected: options.customer } : { kind: 'reject' }),
  );

command('repair <run> [customer...]', 'bill customers that were set aside, or make missing documents, once the cause is mended')
  .addOption(asOption)
  .addOption(sellerOption)
  .action(async (runId: string, customers: string[], options: Common & { as?: string }) => {
    await within(options, async (workspace) => {
      const started = performance.now();
      const run = await runById(runId, options.seller);
      tell(await repairRun(workspace, run, { customers, by: personOf(options.as) }, showPhases()), options, started);
    });
  });

command('void <run> <number...>', 'make numbers of a run void whose documents can never be made; nothing is owed for them')
  .requiredOption('--reason <text>', 'why; it is printed on the VOID document')
  .addOption(asOption)
  .addOption(sellerOption)
  .action(async (runId: string, numbers: string[], options: Common & { as?: string; reason: string }) => {
    await within(options, async (workspace) => {
      const started = performance.now();
      const run = await runById(runId, options.seller);
      const by = personOf(options.as);
      await decideRepair(workspace, run, { by, numbers, reason: options.reason });
      await goOn(workspace, run, by, options, started);
    });
  });

command('audit [run]', 'show who did what to a run and when, or without a run to the catalog')
  .addOption(sellerOption)
  .addOption(jsonOption)
  .action(async (runId: string | undefined, options: Common) => {
    await within(options, async () => {
      const sellerId = runId === undefined ? await sellerOf(options) : (await runById(runId, options.seller)).sellerId;
      const { entries, lines } = await auditReport(sellerId, runId);
      if (options.json) say(JSON.stringify(entries, null, 2));
      else for (const line of lines) say(line);
    });
  });

command('invoices', 'list the invoices that were issued')
  .option('--month <month>', 'only those of one month of service')
  .addOption(sellerOption)
  .addOption(jsonOption)
  .action(async (options: Common & { month?: string }) => {
    await within(options, async () => {
      const invoices = await listInvoices(await sellerOf(options), options.month);
      if (options.json) say(JSON.stringify(invoices, null, 2));
      else for (const line of invoiceTable(invoices)) say(line);
    });
  });

command('verify', 'prove what was issued: series without gap or duplicate, documents, sums, manifests, audit log')
  .addOption(sellerOption)
  .addOption(jsonOption)
  .action(async (options: Common) => {
    await within(options, async () => {
      const all = await sellerIds();
      const wanted = options.seller === undefined && all.length > 0 ? all : [await sellerOf(options)];
      const meter = new Meter('Verify', await numbersGivenOut(wanted));
      const sellers: SellerProof[] = [];
      for (const sellerId of wanted) sellers.push(await verifySeller(sellerId, () => meter.add(1)));
      const proof = proofOf(sellers, options.seller === undefined ? await filesOfNobody(all) : []);
      meter.end('done');
      if (options.json) say(JSON.stringify(proof, null, 2));
      else for (const line of proofReport(proof)) say(line);
      if (!proof.isWhole) process.exitCode = EXIT.failed;
    });
  });

// `stepbill invoices | head` closes the pipe early, and that is fine.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function command(usage: string, description: string): Command {
  return program.command(usage).description(description).addOption(dataOption).addOption(nowOption).addOption(threadsOption).exitOverride();
}

/** Decides on a run and goes on with it, unless another process runs the folder: that one goes on. */
async function decide(runId: string, options: Deciding, choice: Pick<Choice, 'kind' | 'rejected'>): Promise<void> {
  await within(options, async (workspace) => {
    const started = performance.now();
    const run = await runById(runId, options.seller);
    const by = personOf(options.as);
    await decideRun(workspace, run, { ...choice, by, hash: options.hash, reason: options.reason });
    say(`${choice.kind === 'release' ? 'Released' : 'Rejected'} by ${by}${choice.rejected ? `: ${choice.rejected.join(', ')}` : ''}.`);
    await goOn(workspace, run, by, options, started);
  });
}

async function goOn(workspace: Workspace, run: BillingRun, by: string, options: Common, started: number): Promise<void> {
  try {
    tell(await continueRun(workspace, run, by, showPhases()), options, started);
  } catch (error) {
    if (!(error instanceof FolderLockedError)) throw error;
    say('It is written down. The process that runs the state machines of this folder goes on with it.');
  }
}

function tell(result: RunOutcome, options: Common, started: number): void {
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  for (const line of runReport(result, { data: options.data, seconds, command: COMMAND })) say(line);
  if (result.outcome === 'waiting') process.exitCode = EXIT.waiting;
}

/** Only an import makes a data folder; a mistyped one is not to appear. */
async function within(options: Common, work: (workspace: Workspace) => Promise<void>, { makesFolder = false } = {}): Promise<void> {
  if (!makesFolder && !existsSync(options.data))
    throw new CommandError(`There is no data folder ${options.data}. An import makes it: ${COMMAND} import <catalog.yml>`);
  await using workspace = openWorkspace({ data: resolve(options.data), now: options.now, threads: options.threads });
  await work(workspace);
}

/** The seller that was named, or the only one there is. */
async function sellerOf({ seller, data }: Common): Promise<string> {
  const known = await sellerIds();
  if (seller !== undefined) {
    if (known.includes(seller)) return seller;
    throw new CommandError(`There is no seller "${seller}" in ${data}; there is ${known.join(', ') || 'none'}.`);
  }
  const [only, ...others] = known;
  if (only === undefined) throw new CommandError(`There is no catalog in ${data} yet. Import one first: ${COMMAND} import <catalog.yml>`);
  if (others.length > 0) throw new CommandError(`${data} has the sellers ${known.join(', ')}: say which with --seller.`);
  return only;
}

function instantOf(text: string): Date {
  const instant = new Date(text);
  if (!/T.*(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(instant.getTime()))
    throw new InvalidArgumentError('Write an instant such as 2026-11-02T05:00:00Z.');
  return instant;
}

function positive(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('Write a whole number of at least 1.');
  return count;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Says what was wrong and returns the exit code. Faults of ours come with their stack. */
function report(error: unknown): number {
  if (isCommanderError(error)) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const isExpected = error instanceof Error && ['CommandError', 'CatalogError', 'FolderLockedError', 'NewerDataError'].includes(error.name);
  process.stderr.write(`${isExpected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}

function isCommanderError(error: unknown): error is Error & { exitCode: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.') && 'exitCode' in error;
}
