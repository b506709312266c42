import type { BillingRun } from '../../shared/billing-run.ts';
import type { Execution } from '../../shared/executions.ts';
import type { Waiting } from '../../shared/waiting.store.ts';

/** Whether the execution of a run ended before the run did. A dry run ends with its review. */
export function hasFailed({ state }: Pick<BillingRun, 'state'>, execution: Pick<Execution, 'status'> | undefined): boolean {
  if (!execution || state === 'closed' || state === 'rejected') return false;
  return execution.status === 'FAILED' || execution.status === 'TIMED_OUT' || execution.status === 'ABORTED';
}

/** What a run waits for now, by its record of waiting: that of an earlier round is over. */
export function waitedFor<Wait extends Pick<Waiting, 'for' | 'round'>>(
  run: Pick<BillingRun, 'state' | 'round'>,
  waiting: Wait | undefined,
): Wait | undefined {
  if (waiting?.for === 'repair') return run.state === 'sealed' ? waiting : undefined;
  return run.state === 'reviewed' && waiting?.round === run.round ? waiting : undefined;
}

/**
 * What changes when the page of a run has to be made anew: everything but the progress of what it is at.
 */
export function runSignature(
  { state, round, review }: Pick<BillingRun, 'state' | 'round' | 'review'>,
  waiting: Pick<Waiting, 'for'> | undefined,
  isFailed: boolean,
): string {
  return [state, round, review?.contentHash.slice(0, 8) ?? '', waiting?.for ?? '', isFailed ? 'failed' : ''].join('.');
}
