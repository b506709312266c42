import type { Executions } from './executions.ts';

/** The state machine of a billing run. */
export const RUN_MACHINE = 'billing-run';

/** A run that somebody wants. */
export interface RunWanted {
  readonly sellerId: string;
  readonly month: string;
  /** Who starts it, and may therefore not release it. */
  readonly startedBy: string;
  readonly isDryRun?: boolean | undefined;
  /** Customers worked on at once, instead of the seller's setting. */
  readonly customersAtOnce?: number | undefined;
  /** For these customers only. */
  readonly onlyCustomers?: readonly string[] | undefined;
}

/**
 * Starts a run's execution under the first free name. A real run that ended before it had opened a run is left as it is
 * and a further one started; one that is under way is that run.
 *
 * @param sequence of the run in its month, from 1; of a dry run the first to try
 * @returns the name of the execution
 */
export async function startRun(runs: Pick<Executions, 'start' | 'describe'>, wanted: RunWanted, sequence: number): Promise<string> {
  const { sellerId, month, isDryRun } = wanted;
  const prefix = `${sellerId}-${month}-${isDryRun ? 'd' : ''}`;
  for (let attempt = 1; ; attempt++) {
    const name = isDryRun ? `${prefix}${sequence + attempt - 1}` : `${prefix}${sequence}${attempt === 1 ? '' : `.${attempt}`}`;
    const known = await runs.describe(RUN_MACHINE, name);
    if (known && (known.status !== 'RUNNING' || isDryRun)) continue;
    if (!known) await runs.start(RUN_MACHINE, name, runInput(wanted));
    return name;
  }
}

/** What a run's execution is started with. */
export function runInput({ sellerId, month, startedBy, isDryRun, customersAtOnce, onlyCustomers }: RunWanted): object {
  return {
    sellerId,
    month,
    startedBy,
    ...(isDryRun ? { isDryRun } : {}),
    ...(customersAtOnce === undefined ? {} : { customersAtOnce }),
    ...(onlyCustomers === undefined ? {} : { onlyCustomers }),
  };
}
