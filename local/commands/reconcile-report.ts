import type { Home } from '../home.ts';
import { lockFolder } from '../runner/folder-lock.ts';
import { CommandError } from './errors.ts';
import { personOf } from './person.ts';
import { reconcile } from './reconcile.ts';
import type { Reconciled } from './reconcile.ts';
import { countOf, rangeText } from './report.ts';
import { typed } from './typed.ts';

interface Wanted {
  readonly archive?: string;
  readonly withoutRecords?: readonly string[];
  readonly as?: string;
}

/**
 * Reconciles sellers, while nobody runs the state machines of the folder. On a stage they may run: a counter moves on
 * the version that was read.
 *
 * @throws {FolderLockedError} if another process does
 */
export async function reconcileAll({ data }: Home, sellers: readonly string[], options: Wanted): Promise<Reconciled[]> {
  const unlock = data === undefined ? () => {} : lockFolder(data);
  try {
    const done: Reconciled[] = [];
    const wanted = { by: personOf(options.as), elsewhere: options.archive, without: options.withoutRecords ?? [] };
    for (const sellerId of sellers) done.push(await reconcile(sellerId, wanted));
    return done;
  } catch (error) {
    // Someone took numbers while the counters were moved: nothing is lost, and the next call goes on.
    if ((error as Error).name !== 'TransientError' && (error as Error).name !== 'ConditionFailedError') throw error;
    throw new CommandError(`${(error as Error).message} Do it again.`);
  } finally {
    unlock();
  }
}

/** What was found, a line each. */
export function reconcileReport(all: readonly Reconciled[]): string[] {
  return all.flatMap(({ sellerId, taken, moved, lostRuns, lostDays, isOpen }) => [
    ...(taken > 0 ? [`${sellerId}: ${countOf(taken, 'file')} taken over from the other archive.`] : []),
    ...moved.map(({ from, to, run }) => {
      const range = rangeText(from, to);
      return run === undefined
        ? `${sellerId}: ${range} given out after the backup; the counter is behind it now.`
        : `${sellerId}: ${range} of run ${run}, which closed after the backup; it holds them again.`;
    }),
    ...(lostDays.length > 0
      ? [
          `${sellerId}: ${rangeText(lostDays[0]!, lostDays.at(-1)!)} closed after the backup; ${lostDays.length === 1 ? 'it closes' : 'they close'} again with the same single documents.`,
        ]
      : []),
    ...(isOpen
      ? [`${sellerId}: issuing is open.`]
      : [
          `${sellerId}: issuing is open for ${lostRuns.map(({ runId }) => runId).join(', ')} alone. Bring back the usage of then, then: ${next(lostRuns)}`,
        ]),
  ]);
}

function next(lostRuns: Reconciled['lostRuns']): string {
  const months = [...new Set(lostRuns.map(({ month }) => month))].sort();
  return [...months.map((month) => `run ${month}`), 'verify --reconcile'].map((command) => typed(command)).join(', then ');
}
