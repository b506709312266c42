import { isEnded, latestRun, runAt } from './billing-run.store.ts';
import { ConditionFailedError, TransientError } from './errors.ts';
import { table } from './ports.ts';

/**
 * Hands a run to another execution, if `from` is the one that has it. On a restored table an execution may know more than
 * the records do; a new one comes to the same from what is there. Again is success, and a run that has ended stays.
 *
 * @throws {TransientError} if the run changed in between
 */
export async function takeOverRun(sellerId: string, month: string, from: string, execution: string): Promise<void> {
  const latest = await latestRun(sellerId, month);
  if (!latest || isEnded(latest) || latest.execution !== from) return;
  const { run, change } = await runAt(sellerId, latest.id, latest.round);
  try {
    await table().write([change({ ...run, execution })]);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new TransientError(`Run "${run.id}" changed in between.`);
  }
}
