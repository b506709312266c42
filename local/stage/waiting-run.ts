import type { Execution, StateVisit } from '../../shared/executions.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { runOfExecution, type ExecutionInput } from '../commands/run-records.ts';

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
  const run = await runOfExecution(name, input as ExecutionInput);
  const waiting = run && (await getWaiting(run.sellerId, run.id));
  if (!waiting) return false;
  if (waiting.for === 'release') return run.state === 'reviewed' && waiting.round === run.round;
  // A repair leads back to where it came from, so there may be an earlier wait.
  const apart = Math.abs(Date.parse(waiting.since) - last.enteredAt.getTime());
  return last.state === 'AwaitRepair' && apart < SAME_MOMENT_MILLISECONDS;
}
