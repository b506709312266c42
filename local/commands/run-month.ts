import { latestRun } from '../../shared/billing-run.store.ts';
import type { BillingRun, Review } from '../../shared/billing-run.ts';
import { numberText } from '../../shared/billing-run.ts';
import { blocksOf } from '../../shared/number.store.ts';
import { getReview } from '../../shared/review.store.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import type { Progress } from '../runner/recorded-execution.ts';
import type { Runner } from '../runner/runner.ts';
import type { Workspace } from '../workspace.ts';
import { CommandError } from './errors.ts';

const MACHINE = 'billing-run';

/** What a run of a month came to. */
export type RunOutcome =
  | {
      readonly outcome: 'billed' | 'already-billed';
      readonly run: BillingRun;
      readonly review: Review;
      readonly numbers: NumberRange | undefined;
    }
  | { readonly outcome: 'waiting'; readonly run: BillingRun; readonly for: 'release' | 'repair'; readonly about: unknown };

export interface NumberRange {
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly issueDate: string;
}

export interface RunOptions {
  readonly sellerId: string;
  readonly month: string;
  /** Customers worked on at once, instead of the seller's setting. */
  readonly customersAtOnce?: number | undefined;
}

/**
 * Bills a month: starts the billing run, or goes on with one that was cut off, and waits until it and what it
 * started are done. A month that is billed is left alone; customers that were set aside get a further run.
 *
 * @throws {CommandError} if the run failed, with its error
 */
export async function runMonth(workspace: Workspace, options: RunOptions, onProgress: (progress: Progress) => void): Promise<RunOutcome> {
  const latest = await latestRun(options.sellerId, options.month);
  if (latest?.state === 'closed') {
    const review = await reviewOf(latest);
    // Settlement may have been cut off after the run was closed.
    const runner = await workspace.runner();
    await runner.resume();
    await runner.settle();
    if (review.setAside.length === 0) {
      return { outcome: 'already-billed', run: latest, review, numbers: await numbersOf(latest) };
    }
  }
  const runner = await workspace.runner();
  const unsubscribe = runner.onProgress(onProgress);
  try {
    await runner.resume();
    const name =
      latest && latest.state !== 'closed' ? await goOn(runner, latest) : await startAnew(runner, options, (latest?.sequence ?? 0) + 1);
    await runner.settle();
    return await outcomeOf(runner, name, options);
  } finally {
    unsubscribe();
  }
}

/** Starts the run's execution. One that ended before it had opened a run is left as it is and a further one started. */
async function startAnew(runner: Runner, options: RunOptions, sequence: number): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const name = `${options.sellerId}-${options.month}-${sequence}${attempt === 1 ? '' : `.${attempt}`}`;
    const known = await runner.describe(MACHINE, name);
    if (known && known.status !== 'RUNNING') continue;
    if (!known) await runner.start(MACHINE, name, inputOf(options));
    return name;
  }
}

/** Goes on with an open run: where it failed, or, if it waits for repair, with what is missing. */
async function goOn(runner: Runner, run: BillingRun): Promise<string> {
  const execution = await runner.describe(MACHINE, run.execution);
  if (execution && execution.status !== 'RUNNING') {
    await runner.redrive(MACHINE, run.execution);
    return run.execution;
  }
  await runner.settle();
  const waiting = await getWaiting(run.sellerId, run.id);
  const isWaiting = (await runner.describe(MACHINE, run.execution))?.status === 'RUNNING';
  if (isWaiting && waiting?.for === 'repair') await runner.succeedTask(waiting.taskToken, { decision: 'retry' });
  return run.execution;
}

async function outcomeOf(runner: Runner, name: string, { sellerId, month }: RunOptions): Promise<RunOutcome> {
  const execution = await runner.describe(MACHINE, name);
  if (execution?.status === 'FAILED' || execution?.status === 'TIMED_OUT' || execution?.status === 'ABORTED') {
    throw new CommandError(
      `The run of ${month} failed: ${execution.error ?? execution.status}. ${messageOf(execution.cause)}\nMend the cause and run it again; it goes on where it stopped.`,
    );
  }
  const run = await latestRun(sellerId, month);
  if (!run) throw new CommandError(`The run of ${month} has left no record.`);
  if (execution?.status === 'RUNNING') {
    const waiting = await getWaiting(sellerId, run.id);
    return { outcome: 'waiting', run, for: waiting?.for ?? 'release', about: waiting?.about };
  }
  return { outcome: 'billed', run, review: await reviewOf(run), numbers: await numbersOf(run) };
}

function inputOf({ sellerId, month, customersAtOnce }: RunOptions): object {
  return { sellerId, month, ...(customersAtOnce === undefined ? {} : { customersAtOnce }) };
}

async function reviewOf(run: BillingRun): Promise<Review> {
  const key = run.review?.key ?? run.reviewKey;
  const review = key === undefined ? undefined : await getReview(key);
  if (!review) throw new CommandError(`The review of run "${run.id}" is gone from the working files.`);
  return review;
}

async function numbersOf(run: BillingRun): Promise<NumberRange | undefined> {
  const [block] = await blocksOf(run.sellerId, run.id);
  if (!block) return undefined;
  const { first, count, issueDate } = block;
  return { first: numberText(block, first), last: numberText(block, first + count - 1), count, issueDate };
}

/** What a Lambda's cause says to a person. */
function messageOf(cause: string | undefined): string {
  try {
    const parsed: unknown = JSON.parse(cause ?? '');
    return typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed ? String(parsed.errorMessage) : (cause ?? '');
  } catch {
    return cause ?? '';
  }
}
