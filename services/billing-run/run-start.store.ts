import { isEnded, latestRun } from '../../shared/billing-run.store.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import { pendingCustomers } from '../../shared/pending-customers.store.ts';
import { executions } from '../../shared/ports.ts';
import { firstExecution } from './due-month.ts';

const MACHINE = 'billing-run';
/** Executions of a month that ended before they opened a run, or dry runs of it. */
const MOST_TRIES = 50;

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
  const input = { sellerId, month, startedBy, ...(isDryRun ? { isDryRun } : {}), ...(onlyCustomers ? { onlyCustomers } : {}) };
  const next = (latest?.sequence ?? 0) + 1;
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const name = isDryRun ? `${sellerId}-${month}-d${attempt}` : executionOf(sellerId, month, next, attempt);
    const known = await executions().describe(MACHINE, name);
    if (known && (known.status !== 'RUNNING' || isDryRun)) continue;
    if (!known) await executions().start(MACHINE, name, input);
    return name;
  }
  throw new DecisionRefusedError(`${month} was tried ${MOST_TRIES} times. Look at why those runs ended before it is tried again.`);
}

/** As the schedule and the command line name it: the same name twice is one execution. */
function executionOf(sellerId: string, month: string, sequence: number, attempt: number): string {
  const name = sequence === 1 ? firstExecution(sellerId, month) : `${sellerId}-${month}-${sequence}`;
  return attempt === 1 ? name : `${name}.${attempt}`;
}
