import { isEnded, latestRun } from '../../shared/billing-run.store.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import { pendingCustomers } from '../../shared/pending-customers.store.ts';
import { executions } from '../../shared/ports.ts';
import { startRun as startExecution } from '../../shared/run-start.ts';

/** What a person wants billed. */
export interface WantedRun {
  readonly sellerId: string;
  readonly month: string;
  readonly by: string;
  readonly isDryRun: boolean;
  readonly onlyCustomers?: readonly string[] | undefined;
}

/**
 * Starts the billing run of a month under the first name that is free; one that the same person has started and that is
 * under way is the one that is wanted.
 *
 * @returns the name of the execution
 * @throws {DecisionRefusedError} if somebody else's run of the month has not ended, or every customer of it is billed
 */
export async function startRun({ sellerId, month, by: startedBy, isDryRun, onlyCustomers }: WantedRun): Promise<string> {
  await requireReconciled(sellerId);
  const latest = isDryRun ? undefined : await latestRun(sellerId, month);
  if (latest && !isEnded(latest)) {
    if (latest.startedBy === startedBy) return latest.execution;
    throw new DecisionRefusedError(`Run "${latest.id}" is ${latest.state}: it has to end before ${month} is run again.`);
  }
  if (latest?.state === 'closed' && !onlyCustomers && (await pendingCustomers(sellerId, month)).length === 0)
    throw new DecisionRefusedError(`Every customer of ${month} is billed, by "${latest.id}" the last.`);
  const wanted = { sellerId, month, startedBy, isDryRun, onlyCustomers };
  return startExecution(executions(), wanted, isDryRun ? 1 : (latest?.sequence ?? 0) + 1);
}
