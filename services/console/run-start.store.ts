import { isEnded, latestRun } from '../../shared/billing-run.store.ts';
import { DecisionRefusedError } from '../../shared/errors.ts';
import { requireReconciled } from '../../shared/issuing-lock.store.ts';
import { executions } from '../../shared/ports.ts';

const MACHINE = 'billing-run';
/** Executions of a month that may have ended before they opened a run, or dry runs of it. */
const MOST_TRIES = 50;

/** What a person wants billed. */
export interface WantedRun {
  readonly sellerId: string;
  readonly month: string;
  readonly startedBy: string;
  readonly isDryRun: boolean;
  readonly onlyCustomers?: readonly string[] | undefined;
}

/**
 * Starts the billing run of a month under the first name that is free, as the command line does; one that runs already is
 * the one that is wanted. Whether the month is over, and what of it is not billed yet, the run finds out itself.
 *
 * @returns the name of the execution
 * @throws {DecisionRefusedError} if a run of the month waits or is under way that somebody else has started
 */
export async function startRun({ sellerId, month, startedBy, isDryRun, onlyCustomers }: WantedRun): Promise<string> {
  await requireReconciled(sellerId);
  const latest = isDryRun ? undefined : await latestRun(sellerId, month);
  if (latest && !isEnded(latest)) {
    if (latest.startedBy === startedBy) return latest.execution;
    throw new DecisionRefusedError(`Run "${latest.id}" is ${latest.state}: it has to end before the month is run again.`);
  }
  const input = { sellerId, month, startedBy, ...(isDryRun ? { isDryRun } : {}), ...(onlyCustomers ? { onlyCustomers } : {}) };
  const [stem, first] = isDryRun ? [`${sellerId}-${month}-d`, 1] : [`${sellerId}-${month}-`, (latest?.sequence ?? 0) + 1];
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const name = isDryRun ? `${stem}${first + attempt - 1}` : `${stem}${first}${attempt === 1 ? '' : `.${attempt}`}`;
    const known = await executions().describe(MACHINE, name);
    if (known && (known.status !== 'RUNNING' || isDryRun)) continue;
    if (!known) await executions().start(MACHINE, name, input);
    return name;
  }
  throw new DecisionRefusedError(`${month} was tried ${MOST_TRIES} times. Look at why those runs ended before it is tried again.`);
}
