import { getRun, latestRun, runIdsUpTo } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import type { Execution, StateVisit } from '../../shared/executions.ts';
import { getWaiting } from '../../shared/waiting.store.ts';

/** By how much the moment a state was entered may differ between its history and its context object. */
const SAME_MOMENT_MILLISECONDS = 1_000;

/**
 * Whether an execution does nothing until a person decides. A decision on a review moves the run in the same transaction,
 * so a run that is decided on does not count as waiting, although its token may be answered a moment later.
 *
 * @param last the state it entered last
 */
export async function isWaiting({ machine, name, input }: Execution, last: StateVisit | undefined): Promise<boolean> {
  if (machine !== 'billing-run' || !last || last.exitedAt) return false;
  const run = await runOf(name, input as Input);
  const waiting = run && (await getWaiting(run.sellerId, run.id));
  if (!waiting) return false;
  if (waiting.for === 'release') return run.state === 'reviewed' && waiting.round === run.round;
  // A repair leads back to where it came from, so there may be an earlier wait.
  const apart = Math.abs(Date.parse(waiting.since) - last.enteredAt.getTime());
  return last.state === 'AwaitRepair' && apart < SAME_MOMENT_MILLISECONDS;
}

/** What a billing run is started with. */
interface Input {
  readonly sellerId: string;
  readonly month: string;
  readonly isDryRun?: boolean;
}

/** The run that an execution opened, or undefined. */
async function runOf(execution: string, { sellerId, month, isDryRun }: Input): Promise<BillingRun | undefined> {
  const latest = await latestRun(sellerId, month, isDryRun);
  for (const runId of latest ? runIdsUpTo(latest.id).toReversed() : []) {
    const run = await getRun(sellerId, runId);
    if (run?.execution === execution) return run;
  }
  return undefined;
}
