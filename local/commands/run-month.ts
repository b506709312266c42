import { isEnded, latestRun, requireRun } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { now } from '../../shared/clock.ts';
import { sellerIds } from '../../shared/catalog.store.ts';
import { getDecision } from '../../shared/decision.store.ts';
import type { Execution } from '../../shared/executions.ts';
import { homeSince, requireReconciled } from '../../shared/issuing-lock.store.ts';
import { pendingCustomers } from '../../shared/pending-customers.store.ts';
import { RUN_MACHINE, runInput, startRun } from '../../shared/run-start.ts';
import type { RunWanted } from '../../shared/run-start.ts';
import { answerWaiting, getWaiting } from '../../shared/waiting.store.ts';
import type { Home, HomeRunner } from '../home.ts';
import type { Progress } from '../runner/recorded-execution.ts';
import { closeDays } from './close-days.ts';
import { CommandError, ElsewhereError } from './errors.ts';
import { numbersOf, reviewOf, runOfExecution } from './run-records.ts';
import { causeOf } from './trouble.ts';
import { typed } from './typed.ts';
import type { ShownEnd, ShownOutcome } from './shown-run.ts';

const MACHINE = RUN_MACHINE;
const SETTLEMENT = 'settlement';
/** As the billing run names it. */
const settlementOf = (run: BillingRun): string => `settlement-${run.id}`;

/** A run that came to its end. */
export type Ended = ShownEnd<BillingRun>;

/** What a run of a month came to. */
export type RunOutcome = ShownOutcome<BillingRun>;

/** What a run is begun with: the runner of the folder, or requests to the process that has it. */
type Runs = Pick<HomeRunner, 'start' | 'describe' | 'redrive' | 'settle'>;
type Begin = (runs: Runs) => Promise<string>;

/**
 * Bills a month: starts the billing run, or goes on with one that was cut off, and waits until it and what it
 * started are done or wait for a person. A month that is billed is left alone; customers that were set aside get a
 * further run.
 *
 * @throws {CommandError} if the run failed, with its error
 * @throws {ElsewhereError} if another process runs the folder, which then does it
 */
export async function runMonth(home: Home, options: RunWanted, onProgress: (progress: Progress) => void): Promise<RunOutcome> {
  const { sellerId, month } = options;
  if (options.isDryRun) {
    return running(home, onProgress, (runs) => startRun(runs, options, 1));
  }
  await requireReconciled(sellerId);
  await closeDays(home, sellerId);
  const latest = await latestRun(sellerId, month);
  if (latest && !isEnded(latest)) return running(home, onProgress, (runs) => goOn(runs, home, latest, options.startedBy));
  if (latest?.state === 'closed' && options.onlyCustomers === undefined && (await pendingCustomers(sellerId, month)).length === 0) {
    await running(home, onProgress, (runs) => finish(runs, latest));
    return { outcome: 'already-billed', run: latest, review: await reviewOf(latest), numbers: await numbersOf(latest) };
  }
  return running(home, onProgress, async (runs) => {
    if (latest?.state === 'closed') await finish(runs, latest);
    // Whoever rejected it may have died before its execution was told.
    if (latest?.state === 'rejected') await goOn(runs, home, latest, options.startedBy, { isRetry: false });
    return startRun(runs, options, (latest?.sequence ?? 0) + 1);
  });
}

/**
 * Goes on with a run after a person decided, until it is done or waits again.
 *
 * @throws as runMonth does
 */
export async function continueRun(home: Home, run: BillingRun, by: string, onProgress: (progress: Progress) => void): Promise<RunOutcome> {
  return running(home, onProgress, (runs) => goOn(runs, home, run, by, { isRetry: false }));
}

async function running(home: Home, onProgress: (progress: Progress) => void, begin: Begin): Promise<RunOutcome> {
  // Whatever is unfinished in the folder goes on with it, of every seller.
  for (const sellerId of await sellerIds()) await requireReconciled(sellerId);
  const opening: Promise<HomeRunner> = home.runner();
  const runner = await opening.catch((error: unknown) => askElsewhere(home, begin, error));
  const unsubscribe = runner.onProgress(onProgress);
  try {
    await runner.resume();
    const name = await begin(runner);
    await runner.settle();
    const outcome = await outcomeOf(runner, name);
    // What was started behind it is followed, too.
    await runner.describe(SETTLEMENT, settlementOf(outcome.run));
    await runner.settle();
    return outcome;
  } finally {
    unsubscribe();
  }
}

/** Has the process do it that runs the folder. */
async function askElsewhere(home: Home, begin: Begin, error: unknown): Promise<never> {
  if (home.data === undefined || !(error instanceof Error && error.name === 'FolderLockedError' && 'holder' in error)) throw error;
  const name = await begin({ ...home.executions, settle: async () => {} });
  throw new ElsewhereError(name, String(error.holder));
}

/** A run that is closed may have failed, or been cut off, in what comes after: its manifest, its settlement. */
async function finish(runs: Runs, run: BillingRun): Promise<string> {
  const after = [
    [MACHINE, run.execution],
    [SETTLEMENT, settlementOf(run)],
  ] as const;
  for (const [machine, name] of after) if (await runs.describe(machine, name)) await runs.redrive(machine, name);
  return run.execution;
}

/** Goes on with a run: where it failed, or with what was decided; if it waits for repair, with what is missing. */
async function goOn(runs: Runs, home: Home, run: BillingRun, by: string, { isRetry = true } = {}): Promise<string> {
  const execution = await runs.describe(MACHINE, run.execution);
  if (execution && (await isAhead(execution, run))) return startSuccessor(runs, run);
  // A backup may have the run and not its execution, which was read a moment before: every step finds what it did.
  if (!execution) await runs.start(MACHINE, run.execution, runInput(run));
  if (execution && execution.status !== 'RUNNING') {
    if (execution.status !== 'SUCCEEDED') await runs.redrive(MACHINE, run.execution);
    return run.execution;
  }
  await runs.settle();
  const isWaiting = (await runs.describe(MACHINE, run.execution))?.status === 'RUNNING';
  const waiting = isWaiting ? await getWaiting(run.sellerId, run.id) : undefined;
  // Whoever decided may have died before the token was answered.
  const decided = waiting?.for === 'release' ? await getDecision(run.sellerId, run.id, waiting.round) : undefined;
  if (waiting && decided) await answerWaiting(run.sellerId, run.id, waiting, { kind: decided.kind, round: decided.round });
  if (waiting?.for === 'repair' && isRetry) {
    const wanted = { sellerId: run.sellerId, runId: run.id, kind: 'retry', by, at: now().toISOString() };
    await home.invoke('billing-run/decide-repair', JSON.stringify(wanted), { timeoutMilliseconds: 60_000 });
  }
  return run.execution;
}

/** Whether an execution has ended in what this table, restored since, knows nothing of. */
async function isAhead({ status, startedAt }: Execution, { sellerId, id }: BillingRun): Promise<boolean> {
  if (status === 'RUNNING') return false;
  // Read now: an execution that has ended wrote down what its run came to before.
  const run = await requireRun(sellerId, id);
  if (isEnded(run)) return false;
  const since = await homeSince(run.sellerId);
  return status === 'SUCCEEDED' || (since !== undefined && startedAt.getTime() < new Date(since).getTime());
}

/** Starts a run anew under the next free name: it comes to what is there, and makes the rest. */
async function startSuccessor(runs: Runs, run: BillingRun): Promise<string> {
  const stem = run.execution.replace(/\.\d+$/, '');
  for (let attempt = 2; ; attempt++) {
    const name = `${stem}.${attempt}`;
    const known = await runs.describe(MACHINE, name);
    if (known && known.status !== 'RUNNING') continue;
    if (!known) await runs.start(MACHINE, name, { ...runInput(run), takesOver: run.execution });
    return name;
  }
}

async function outcomeOf(runner: HomeRunner, name: string): Promise<RunOutcome> {
  const execution = await runner.describe(MACHINE, name);
  const { sellerId, month, isDryRun } = execution?.input as { sellerId: string; month: string; isDryRun?: boolean };
  if (execution?.status === 'FAILED' || execution?.status === 'TIMED_OUT' || execution?.status === 'ABORTED') {
    throw new CommandError(
      `The run of ${month} failed: ${execution.error ?? execution.status}. ${causeOf(execution.cause)}${afterFailure(execution.error, month, isDryRun)}`,
    );
  }
  const run = await runOfExecution(name, { sellerId, month, isDryRun: isDryRun ?? false });
  if (!run) throw new CommandError(`The run of ${month} has left no record.`);
  if (execution?.status === 'RUNNING') {
    const waiting = await getWaiting(sellerId, run.id);
    return { outcome: 'waiting', run, for: waiting?.for ?? 'release', about: waiting?.about, review: run.review && (await reviewOf(run)) };
  }
  const outcome = run.isDryRun ? 'dry-run' : run.state === 'rejected' ? 'rejected' : 'billed';
  return { outcome, run, review: await reviewOf(run), numbers: await numbersOf(run) };
}

/** What a person does about a run that failed; a month that is not over says so itself. */
function afterFailure(error: string | undefined, month: string, isDryRun = false): string {
  if (error === 'MonthNotOverError') return '';
  if (isDryRun) return `\nMend the cause, then: ${typed(`run ${month} --dry-run`)}`;
  return `\nMend the cause; then it goes on where it stopped: ${typed(`run ${month}`)}`;
}
