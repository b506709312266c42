/** Tells of runs as they go: what begins, what waits for a person and for what, what is closed, what failed. */
import { isEnded, latestRuns } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { getReview } from '../../shared/review.store.ts';
import { countOf, monthName, rangeText } from '../commands/report.ts';
import { numbersOf, runOfExecution, type ExecutionInput } from '../commands/run-records.ts';
import { typed } from '../commands/typed.ts';
import type { Progress } from '../runner/recorded-execution.ts';
import type { Runner } from '../runner/runner.ts';
import type { Happening, Tell } from './happening.ts';

/**
 * Tells of everything that happens from now on.
 *
 * @returns how to stop listening; resolves when all that happened was told
 */
export function tellRuns(runner: Runner, tell: Tell): () => Promise<void> {
  // What is told is read first: one after the other, so that lines come in the order of what happened.
  let told = Promise.resolve();
  const stop = runner.onProgress((progress) => {
    if (progress.type === 'map') return;
    told = told.then(async () => {
      const happening = await happeningOf(runner, progress).catch((error: unknown) => troubleWith(progress, error));
      if (happening) tell(happening);
    });
  });
  return async () => {
    stop();
    await told;
  };
}

/** What a seller's runs that are not over will do: go on, or wait. A state that is re-entered is not told of again. */
export async function openRuns(runner: Runner, sellerId: string): Promise<Happening[]> {
  const open = (await latestRuns(sellerId)).filter((run) => !isEnded(run));
  return Promise.all(
    open.map(async (run) => {
      const state = (await runner.history('billing-run', run.execution)).at(-1)?.state;
      if (state === 'AwaitRelease') return waitsForRelease(run);
      if (state === 'AwaitRepair') return waitsForRepair(run);
      return { event: 'goes-on', text: `${run.id} goes on; it was ${run.state}.`, facts: factsOf(run) };
    }),
  );
}

type Passage = Exclude<Progress, { type: 'map' }>;

async function happeningOf(runner: Runner, progress: Passage): Promise<Happening | undefined> {
  if (progress.type === 'stopped' && progress.status !== 'RUNNING' && progress.status !== 'SUCCEEDED') return failed(runner, progress);
  if (progress.machine === 'settlement') return progress.type === 'stopped' ? sent(progress.name) : undefined;
  if (progress.machine !== 'billing-run' || progress.type === 'stopped') return undefined;
  const told = TOLD[`${progress.type} ${progress.state}`];
  const run = told && (await runOf(runner, progress.name));
  return run && told(run);
}

const TOLD: Readonly<Record<string, ((run: BillingRun) => Happening | Promise<Happening>) | undefined>> = {
  'exited OpenRun': began,
  'entered AwaitRelease': waitsForRelease,
  'entered AwaitRepair': waitsForRepair,
  'entered Rejected': (run) => ({ event: 'rejected', text: `${run.id} was rejected. Nothing went out.`, facts: factsOf(run) }),
  'entered Previewed': (run) => ({
    event: 'previewed',
    text: `${run.id}, a dry run, is done: ${typed(`review ${run.id}`)}`,
    facts: factsOf(run),
  }),
  'exited CloseRun': closed,
};

function began(run: BillingRun): Happening {
  const what = run.isDryRun ? 'A dry run' : 'The run';
  return {
    event: 'began',
    text: `${what} of ${monthName(run.month)} begins: ${run.id}, started by ${run.startedBy}.`,
    facts: { ...factsOf(run), startedBy: run.startedBy },
  };
}

async function waitsForRelease(run: BillingRun): Promise<Happening> {
  const { contentHash = '', key } = run.review ?? {};
  const review = key === undefined ? undefined : await getReview(key);
  const drafts = review ? ` with ${countOf(review.drafts, 'draft')}` : '';
  const release = typed(`release ${run.id} --hash ${contentHash.slice(0, 8)} --as <releaser>`);
  return {
    event: 'waits',
    text: `${run.id} waits for its release${drafts}. Look: ${typed(`review ${run.id}`)}; release: ${release}`,
    facts: { ...factsOf(run), for: 'release', contentHash },
  };
}

function waitsForRepair(run: BillingRun): Happening {
  return {
    event: 'waits',
    text: `${run.id} waits for repair: numbers are given out, and documents are missing. Mend the cause, then: ${typed(`repair ${run.id}`)}`,
    facts: { ...factsOf(run), for: 'repair' },
  };
}

async function closed(run: BillingRun): Promise<Happening> {
  const numbers = await numbersOf(run);
  const documents = numbers.map(({ first, last }) => rangeText(first, last)).join(', ');
  return { event: 'closed', text: `${run.id} is closed: ${documents || 'nothing was due'}.`, facts: { ...factsOf(run), numbers } };
}

function sent(name: string): Happening {
  const runId = name.replace(/^settlement-/, '');
  return { event: 'sent', text: `The invoices of ${runId} are sent.`, facts: { runId } };
}

async function failed(runner: Runner, { machine, name, status }: Extract<Passage, { type: 'stopped' }>): Promise<Happening> {
  const execution = await runner.describe(machine, name);
  const { month, isDryRun } = (execution?.input ?? {}) as { month?: string; isDryRun?: boolean };
  const again = month === undefined ? '' : ` Mend the cause, then: ${typed(`run ${month}${isDryRun ? ' --dry-run' : ''}`)}`;
  return {
    event: 'failed',
    text: `${name} of ${machine} ${ENDED[status] ?? status}: ${execution?.error ?? execution?.cause ?? 'no reason was given'}.${again}`,
    facts: { machine, execution: name, status, ...(execution?.error === undefined ? {} : { error: execution.error }) },
  };
}

const ENDED: Partial<Record<string, string>> = { FAILED: 'failed', TIMED_OUT: 'ran out of time', ABORTED: 'was stopped' };

function troubleWith({ name }: Progress, error: unknown): Happening {
  const { message } = error as Error;
  return { event: 'trouble', text: `What became of ${name} can't be told: ${message}`, facts: { execution: name, message } };
}

async function runOf(runner: Runner, execution: string): Promise<BillingRun | undefined> {
  const input = (await runner.describe('billing-run', execution))?.input;
  return runOfExecution(execution, input as ExecutionInput);
}

function factsOf({ id, sellerId, month }: BillingRun): object & Record<string, string> {
  return { runId: id, sellerId, month };
}
