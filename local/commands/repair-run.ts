import type { BillingRun } from '../../shared/billing-run.ts';
import { pendingCustomers } from '../../shared/pending-customers.store.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import type { Home } from '../home.ts';
import type { Progress } from '../runner/recorded-execution.ts';
import { decideRepair, decideRun, setAsideCustomers } from './decide.ts';
import { CommandError } from './errors.ts';
import { continueRun, runMonth } from './run-month.ts';
import type { RunOutcome } from './run-month.ts';
import { typed } from './typed.ts';

/**
 * Bills what a run could not bill, once its cause is mended: customers that were set aside, in this run while it
 * waits for its release, in one of their own after it; documents that are missing, in this run.
 *
 * @param customers those to repair; all that were set aside if none is named
 * @throws {CommandError} if there is nothing to repair, or not now
 */
export async function repairRun(
  home: Home,
  run: BillingRun,
  { customers, by }: { customers: readonly string[]; by: string },
  onProgress: (progress: Progress) => void,
): Promise<RunOutcome> {
  if (run.isDryRun) throw new CommandError(`"${run.id}" is a dry run. Mend the cause, then: ${typed(`run ${run.month}`)}`);
  switch (run.state) {
    case 'reviewed': {
      const wanted = customers.length > 0 ? customers : await setAsideCustomers(run);
      if (wanted.length === 0) throw new CommandError(`Nobody is set aside in run "${run.id}".`);
      await decideRun(home, run, { kind: 'change', hash: run.review?.contentHash ?? '', by, repaired: wanted });
      return continueRun(home, run, by, onProgress);
    }
    case 'sealed': {
      if ((await getWaiting(run.sellerId, run.id))?.for !== 'repair')
        throw new CommandError(`Run "${run.id}" is sealed and misses nothing yet. Go on with it: ${typed(`run ${run.month}`)}`);
      if (customers.length > 0)
        throw new CommandError(
          `Run "${run.id}" is sealed: it makes the documents that are missing. Name no customer; repair those in a run after it.`,
        );
      await decideRepair(home, run, { by });
      return continueRun(home, run, by, onProgress);
    }
    case 'closed': {
      const wanted = customers.length > 0 ? customers : await pendingCustomers(run.sellerId, run.month);
      if (wanted.length === 0) throw new CommandError(`Every customer of ${run.month} is billed; there is nothing to repair.`);
      return runMonth(home, { sellerId: run.sellerId, month: run.month, startedBy: by, onlyCustomers: wanted }, onProgress);
    }
    case 'rejected':
      throw new CommandError(`Run "${run.id}" was rejected: its customers are billed by a new run: ${typed(`run ${run.month}`)}`);
    case 'open':
    case 'released':
      throw new CommandError(`Run "${run.id}" is ${run.state} and under way. Go on with it first: ${typed(`run ${run.month}`)}`);
  }
}
