import type { WholeRun } from '../../services/console/v1-run.ts';
import type { Review } from '../../shared/review.ts';
import { CommandError } from '../commands/errors.ts';
import { typed } from '../commands/typed.ts';
import type { ApiClient } from './api-client.ts';
import { remoteStart } from './remote-month.ts';
import { remoteDecision, remoteRepair } from './remote-runs.ts';

/**
 * Bills what a run could not bill, once its cause is mended: in this run while it waits, in one of their own after it.
 *
 * @param customers those to repair; all that were set aside by a step if none is named
 * @returns the run to follow, as it was before
 * @throws {CommandError} if there is nothing to repair, or not now
 */
export async function remoteMended(api: ApiClient, run: WholeRun, customers: readonly string[]): Promise<WholeRun> {
  const { id, month, state, contentHash: hash = '' } = run;
  if (run.isDryRun) throw new CommandError(`"${id}" is a dry run. Mend the cause, then: ${typed(`run ${month}`)}`);
  if (state === 'sealed' && customers.length > 0)
    throw new CommandError(
      `Run "${id}" is sealed: it makes the documents that are missing. Name no customer; repair those in a run after it.`,
    );
  if (state === 'sealed') {
    await remoteRepair(api, run);
    return run;
  }
  if (state !== 'reviewed' && state !== 'closed') throw new CommandError(`Run "${id}" is ${state}; there is nothing to repair now.`);
  const wanted = customers.length > 0 ? customers : await setAside(api, run);
  if (wanted.length === 0) throw new CommandError(`Nobody is set aside in run "${id}".`);
  if (state === 'reviewed') {
    await remoteDecision(api, run, { kind: 'change', hash, repaired: wanted });
    return run;
  }
  return remoteStart(api, run.sellerId, { month, onlyCustomers: wanted });
}

async function setAside(api: ApiClient, { sellerId, id }: WholeRun): Promise<string[]> {
  const review = await api.get<Review>(`/v1/sellers/${sellerId}/runs/${id}/review`);
  return review.setAside.filter(({ by }) => by === undefined).map(({ customerId }) => customerId);
}
