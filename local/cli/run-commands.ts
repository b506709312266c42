import type { Command } from 'commander';
import type { AuditEntry } from '../../shared/audit.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import type { Choice } from '../commands/decide.ts';
import { CommandError } from '../commands/errors.ts';
import type { ListedRun } from '../commands/list-runs.ts';
import type { Home } from '../home.ts';
import {
  addCommand,
  answer,
  asOption,
  type Common,
  jsonOption,
  monthOf,
  type Placed,
  positive,
  say,
  sellerBehind,
  sellerOf,
  sellerOption,
  wherever,
  within,
} from './command.ts';
import { phases, tell, tellOutcome, tellRemote } from './run-outcome.ts';

interface Deciding extends Common {
  readonly hash: string;
  readonly reason?: string;
  readonly customer?: string[];
}

/** The month: billed, looked at, decided on, repaired. */
export function addRunCommands(program: Command): void {
  addCommand(program, 'run <month>', 'bill a month; run again, it goes on where it was cut off', ['run 2026-10 --dry-run', 'run 2026-10'])
    .option('--customers-at-once <count>', 'customers worked on at once', positive)
    .option('--dry-run', 'come to the same drafts and totals, and leave out everything that would last')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((month: string, options: Common & { customersAtOnce?: number; dryRun?: boolean }) =>
      within(
        options,
        async (home) => {
          await requireMonth(month);
          const { runMonth } = await import('../commands/run-month.ts');
          const started = performance.now();
          const { customersAtOnce, dryRun: isDryRun } = options;
          const wanted = { sellerId: await sellerOf(options), month, customersAtOnce, isDryRun, startedBy: await personOf(options) };
          await tell(home, runMonth(home, wanted, await phases()), options, started);
        },
        {
          async overApi(api) {
            await requireMonth(month);
            if (options.customersAtOnce !== undefined)
              throw new CommandError(`How many customers are worked on at once is a setting where it runs, and not asked of ${api.url}.`);
            const { remoteMonth } = await import('../remote/remote-month.ts');
            const wanted = { month, isDryRun: options.dryRun };
            await tellOutcome(await remoteMonth(api, await sellerBehind(api, options), wanted, await phases()), options);
          },
        },
      ),
    );

  addCommand(program, 'runs', 'list the runs there were, dry runs among them', ['runs', 'runs --month 2026-10 --json'])
    .option('--month <month>', 'only those of one month', monthOf)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((options: Common & { month?: string }) =>
      wherever(options, runsOf(options.month), async ({ runs, none }) => {
        const { runTable } = await import('../commands/list-runs.ts');
        answer(options, runs, runs.length > 0 ? runTable(runs) : [none]);
      }),
    );

  addCommand(
    program,
    'review <run>',
    'look at a run, or at the latest of a month: sums beside last month, what to look at first, what is left out',
    ['review 2026-10', 'review acme-2026-10-1 --json'],
  )
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((named: string, options: Common) =>
      within(
        options,
        async () => {
          const { reviewedRun, runNamed } = await import('../commands/review-run.ts');
          const { reviewPage } = await import('../commands/review-table.ts');
          const reviewed = await reviewedRun(await runNamed(named, options.seller, () => sellerOf(options)));
          answer(options, reviewed, reviewPage(reviewed));
        },
        {
          async overApi(api) {
            const { remoteReviewed, remoteRunNamed } = await import('../remote/remote-runs.ts');
            const { reviewPage } = await import('../commands/review-table.ts');
            const reviewed = await remoteReviewed(api, await remoteRunNamed(api, named, () => sellerBehind(api, options)));
            answer(options, reviewed, reviewPage(reviewed));
          },
        },
      ),
    );

  addCommand(program, 'release <run>', 'let a run that waits go out, exactly as it was reviewed', [
    'release acme-2026-10-1 --hash 1f2e3d4c --as finance@acme.example',
  ])
    .requiredOption('--hash <hash>', 'content hash of the review you looked at, or its first 8 characters')
    .option('--reason <text>', 'a comment for the audit log')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((runId: string, options: Deciding) => decide(runId, options, { kind: 'release' }));

  addCommand(program, 'reject <run>', 'end a run that waits, or take single customers out of it; nothing goes out', [
    'reject acme-2026-10-1 --hash 1f2e3d4c --reason "Prices are those of last year"',
    'reject acme-2026-10-1 --hash 1f2e3d4c --reason "Contract under review" --customer brinkmann',
  ])
    .requiredOption('--hash <hash>', 'content hash of the review you looked at, or its first 8 characters')
    .requiredOption('--reason <text>', 'why; for the audit log and for whoever mends it')
    .option('--customer <id...>', 'reject these customers only; the rest is reviewed again')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((runId: string, options: Deciding) =>
      decide(runId, options, options.customer ? { kind: 'change', rejected: options.customer } : { kind: 'reject' }),
    );

  addCommand(
    program,
    'repair <run> [customer...]',
    'bill customers that were set aside, or make missing documents, once the cause is mended',
    ['repair acme-2026-10-1', 'repair acme-2026-10-1 brinkmann'],
  )
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((runId: string, customers: string[], options: Common) =>
      within(
        options,
        async (home) => {
          const { repairRun } = await import('../commands/repair-run.ts');
          const started = performance.now();
          const run = await requireRun(runId, options);
          await tell(home, repairRun(home, run, { customers, by: await personOf(options) }, await phases()), options, started);
        },
        {
          async overApi(api) {
            const { remoteMended } = await import('../remote/remote-repair.ts');
            const { remoteRun } = await import('../remote/remote-runs.ts');
            await tellRemote(api, await remoteMended(api, await remoteRun(api, runId), customers), options);
          },
        },
      ),
    );

  addCommand(program, 'void <run> <number...>', 'make numbers of a run void whose documents can never be made; nothing is owed for them', [
    'void acme-2026-10-1 RE-2026-000017 --reason "The address can not be printed" --as finance@acme.example',
  ])
    .requiredOption('--reason <text>', 'why; it is printed on the VOID document')
    .addOption(asOption)
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((runId: string, numbers: string[], options: Common & { reason: string }) =>
      within(
        options,
        async (home) => {
          const { decideRepair } = await import('../commands/decide.ts');
          const started = performance.now();
          const run = await requireRun(runId, options);
          const by = await personOf(options);
          await decideRepair(home, run, { by, numbers, reason: options.reason });
          await goOn(home, run, by, options, started);
        },
        {
          async overApi(api) {
            const { remoteRepair, remoteRun } = await import('../remote/remote-runs.ts');
            const run = await remoteRun(api, runId);
            await remoteRepair(api, run, numbers, options.reason);
            await tellRemote(api, run, options);
          },
        },
      ),
    );

  addCommand(program, 'audit [run]', 'show who did what to a run and when, or without a run to the catalog', [
    'audit',
    'audit acme-2026-10-1',
  ])
    .addOption(sellerOption)
    .addOption(jsonOption)
    .action((runId: string | undefined, options: Common) =>
      within(
        options,
        async () => {
          const { auditReport } = await import('../commands/audit-report.ts');
          const sellerId = runId === undefined ? await sellerOf(options) : (await requireRun(runId, options)).sellerId;
          const { entries, lines } = await auditReport(sellerId, runId);
          answer(options, entries, lines);
        },
        {
          async overApi(api) {
            const { auditLines } = await import('../commands/audit-report.ts');
            const { sellerOfRun } = await import('../../shared/billing-run.ts');
            const sellerId = (runId === undefined ? undefined : sellerOfRun(runId)) ?? (await sellerBehind(api, options));
            const entries = await Array.fromAsync(api.entries<AuditEntry>(`/v1/sellers/${sellerId}/audit`, 'entries', { run: runId }));
            answer(options, entries.reverse(), auditLines(entries));
          },
        },
      ),
    );
}

/** Runs of a month or of all, and what is said where there is none. */
function runsOf(month: string | undefined): Placed<{ runs: readonly ListedRun[]; none: string }> {
  return {
    async here(_, sellerId) {
      const { listRuns, noRunText } = await import('../commands/list-runs.ts');
      const runs = await listRuns(sellerId, month);
      return { runs, none: runs.length > 0 ? '' : await noRunText(sellerId, month) };
    },
    async there(api, sellerId) {
      const { remoteRuns } = await import('../remote/remote-runs.ts');
      const runs = await remoteRuns(api, sellerId, month);
      return { runs, none: month === undefined ? 'No month was run yet.' : `${month} was not run.` };
    },
  };
}

/** Bills a customer again whose invoice was cancelled, in a further run of its month. */
export async function billAgain(home: Home, number: string, customerId: string, options: Common): Promise<void> {
  const { requireNumberedDraft } = await import('../../shared/number.store.ts');
  const { runById } = await import('../commands/run-records.ts');
  const { runMonth } = await import('../commands/run-month.ts');
  const started = performance.now();
  const sellerId = await sellerOf(options);
  const { month } = await runById((await requireNumberedDraft(sellerId, number)).runId, sellerId);
  const wanted = { sellerId, month, onlyCustomers: [customerId], startedBy: await personOf(options) };
  await tell(home, runMonth(home, wanted, await phases()), options, started);
}

/** Decides on a run and goes on with it. */
async function decide(runId: string, options: Deciding, choice: Pick<Choice, 'kind' | 'rejected'>): Promise<void> {
  await within(
    options,
    async (home) => {
      const { decideRun } = await import('../commands/decide.ts');
      const started = performance.now();
      const run = await requireRun(runId, options);
      const by = await personOf(options);
      await decideRun(home, run, { ...choice, by, hash: options.hash, reason: options.reason });
      if (!options.json)
        say(`${choice.kind === 'release' ? 'Released' : 'Rejected'} by ${by}${choice.rejected ? `: ${choice.rejected.join(', ')}` : ''}.`);
      await goOn(home, run, by, options, started);
    },
    {
      async overApi(api) {
        const { remoteDecision, remoteRun } = await import('../remote/remote-runs.ts');
        const run = await remoteRun(api, runId);
        const { hash, reason, json } = options;
        await remoteDecision(api, run, { ...choice, hash, reason });
        if (!json)
          say(`${choice.kind === 'release' ? 'Released' : 'Rejected'}${choice.rejected ? `: ${choice.rejected.join(', ')}` : ''}.`);
        await tellRemote(api, run, options);
      },
    },
  );
}

async function goOn(home: Home, run: BillingRun, by: string, options: Common, started: number): Promise<void> {
  const { continueRun } = await import('../commands/run-month.ts');
  await tell(home, continueRun(home, run, by, await phases()), options, started);
}

async function requireMonth(text: string): Promise<void> {
  const { month } = await import('../../shared/period.ts');
  if (!month.safeParse(text).success) throw new CommandError(`"${text}" is no month; write it as 2026-10.`);
}

async function requireRun(runId: string, { seller }: Common): Promise<BillingRun> {
  const { runById } = await import('../commands/run-records.ts');
  return runById(runId, seller);
}

async function personOf(options: Common): Promise<string> {
  return (await import('../commands/person.ts')).personOf(options.as);
}
