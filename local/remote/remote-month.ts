/** A month that is billed behind an address, by the HTTP API. */
import type { Progress, WholeRun } from '../../services/console/v1-run.ts';
import { RUN_MACHINE } from '../../shared/run-start.ts';
import { CommandError } from '../commands/errors.ts';
import type { ShownOutcome } from '../commands/shown-run.ts';
import { typed } from '../commands/typed.ts';
import type { Progress as Told } from '../runner/recorded-execution.ts';
import type { ApiClient } from './api-client.ts';
import { progressOf, remoteOutcome, remoteRun, remoteRuns } from './remote-runs.ts';

const LOOK_MILLISECONDS = 500;
const MOST_LOOKS = 60;

/** What is wanted of a month. */
interface WantedMonth {
  readonly month: string;
  readonly isDryRun?: boolean | undefined;
  readonly onlyCustomers?: readonly string[];
}

/**
 * Bills a month: starts its run, or follows the one that is under way, until it is done or waits for a person. A month
 * that is billed is left alone.
 *
 * @throws {CommandError} if it is refused, or fails
 */
export async function remoteMonth(
  api: ApiClient,
  sellerId: string,
  wanted: WantedMonth,
  onProgress: (progress: Told) => void,
): Promise<ShownOutcome> {
  const { month, isDryRun = false } = wanted;
  const runs = isDryRun ? [] : (await remoteRuns(api, sellerId, month)).filter((run) => !run.isDryRun);
  const latest = runs.at(-1);
  const isUnderWay = latest !== undefined && latest.state !== 'closed' && latest.state !== 'rejected';
  if (latest?.state === 'closed' && runs.every(({ state, notBilled = 0 }) => state !== 'closed' || notBilled === 0)) {
    const outcome = await remoteOutcome(api, await remoteRun(api, latest.id));
    return outcome.outcome === 'billed' ? { ...outcome, outcome: 'already-billed' } : outcome;
  }
  const run = isUnderWay ? await begun(api, latest.id) : await remoteStart(api, sellerId, { month, isDryRun });
  const before = isUnderWay ? (await progressOf(api, run)).states.filter(({ exitedAt }) => exitedAt !== undefined) : [];
  return remoteOutcome(api, run, phasesOf(run, before.length, onProgress));
}

/** Starts a run. @returns it, as it was before it did anything */
export async function remoteStart(api: ApiClient, sellerId: string, wanted: WantedMonth): Promise<WholeRun> {
  const { execution } = await api.post<{ execution: string }>(`/v1/sellers/${sellerId}/runs`, wanted);
  // A further try of a run that could not be opened has a name of its own.
  const id = execution.replace(/\.\d+$/, '');
  for (let look = 1; look <= MOST_LOOKS; look++) {
    const run = await begun(api, id).catch(() => undefined);
    if (run) return run;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
  throw new CommandError(`${execution} has opened no run yet. Look for it: ${typed('runs')}`);
}

/** A run as if nobody had looked at it: what it waits for is news. */
async function begun(api: ApiClient, id: string): Promise<WholeRun> {
  return { ...(await remoteRun(api, id)), state: 'open', waitsFor: null };
}

/** Tells what is new at each look, as a runner here would. @param told passages through states that are no news */
function phasesOf({ id: name }: WholeRun, told: number, tell: (progress: Told) => void): (progress: Progress) => void {
  const of = { machine: RUN_MACHINE, name };
  return ({ states, map }) => {
    for (const { state, exitedAt } of states.slice(told)) {
      if (map?.state === state) tell({ ...of, type: 'map', counts: map });
      if (exitedAt === undefined) return;
      tell({ ...of, type: 'exited', state, at: new Date(exitedAt) });
      told++;
    }
  };
}
