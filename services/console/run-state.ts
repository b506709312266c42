import type { BillingRun } from '../../shared/billing-run.ts';
import type { Execution, StateVisit } from '../../shared/executions.ts';
import type { Waiting } from '../../shared/waiting.store.ts';

/** Whether the execution of a run ended before the run did. A dry run ends with its review. */
export function hasFailed({ state }: Pick<BillingRun, 'state'>, execution: Pick<Execution, 'status'> | undefined): boolean {
  if (!execution || state === 'closed' || state === 'rejected') return false;
  return execution.status === 'FAILED' || execution.status === 'TIMED_OUT' || execution.status === 'ABORTED';
}

/** States in which a run waits for a person. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(['AwaitRelease', 'AwaitRepair']);

/**
 * How long a run was at work, without the time it waited for people; undefined if its history is gone.
 *
 * @param at until when a state counts that it is in
 * @returns milliseconds
 */
export function timeAtWork(
  visits: readonly Pick<StateVisit, 'state' | 'enteredAt' | 'exitedAt'>[],
  execution: Pick<Execution, 'status'> | undefined,
  at: Date,
): number | undefined {
  if (visits.length === 0) return undefined;
  return visits.reduce((sum, { state, enteredAt, exitedAt }, i) => {
    const isIn = i === visits.length - 1 && execution?.status === 'RUNNING';
    const end = exitedAt ?? (isIn ? at : enteredAt);
    return FOR_PEOPLE.has(state) ? sum : sum + Math.max(0, end.getTime() - enteredAt.getTime());
  }, 0);
}

/** What a run waits for a person for, and since when, if that is written yet. */
export interface Wait {
  readonly for: 'release' | 'repair';
  readonly since?: string;
  /** What is to be decided on. */
  readonly about?: unknown;
}

/**
 * What a run waits for now. A release may be decided on as soon as its review is there, a moment before the run waits for it.
 *
 * @param record what it waits for as its state has written it; that of an earlier round is over
 * @param visits states its execution went through, as far as they are known: a repair that was decided on is over
 */
export function waitOf(
  run: Pick<BillingRun, 'state' | 'round' | 'isDryRun' | 'review'>,
  record: Pick<Waiting, 'for' | 'round' | 'since' | 'about'> | undefined,
  visits: readonly Pick<StateVisit, 'state'>[] = [],
): Wait | undefined {
  const isPastRepair = visits.length > 0 && visits.at(-1)?.state !== 'AwaitRepair';
  if (run.state === 'sealed' && record?.for === 'repair' && !isPastRepair)
    return { for: 'repair', since: record.since, about: record.about };
  if (run.state !== 'reviewed' || run.isDryRun || run.review?.isReleaseNeeded !== true) return undefined;
  return { for: 'release', ...(record?.for === 'release' && record.round === run.round ? { since: record.since } : {}) };
}

/**
 * What changes when the page of a run has to be made anew: everything but the progress of what it is at.
 */
export function runSignature(
  { state, round, review }: Pick<BillingRun, 'state' | 'round' | 'review'>,
  wait: Wait | undefined,
  isFailed: boolean,
): string {
  return [
    state,
    round,
    review?.contentHash.slice(0, 8) ?? '',
    wait?.for ?? '',
    wait?.for === 'repair' ? wait.since : '',
    isFailed ? 'failed' : '',
  ].join('.');
}
