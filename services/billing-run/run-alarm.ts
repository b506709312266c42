import type { BillingRun } from '../../shared/billing-run.ts';
import type { Execution } from '../../shared/executions.ts';
import { compareInstants, hoursAfter } from '../../shared/period.ts';
import type { Waiting } from '../../shared/waiting.store.ts';

/** What a person must hear of, by ids alone: log lines and the alarms made of them show no name and no amount. */
export interface RunAlarm {
  readonly alarm: 'RunMissing' | 'RunFailed' | 'ReleaseOverdue' | 'RepairNeeded';
  readonly sellerId: string;
  readonly month: string;
  readonly runId?: string;
}

/** A run that waits longer for its release holds up its invoices. */
const RELEASE_HOURS = 48;

/**
 * What is wrong with a run, or undefined.
 *
 * @param waiting what it waits for, or waited for last
 * @param status of its execution; undefined where it is not known any more
 * @param at instant
 */
export function alarmOf(
  { id: runId, sellerId, month, state, round }: BillingRun,
  waiting: Pick<Waiting, 'for' | 'round' | 'since'> | undefined,
  status: Execution['status'] | undefined,
  at: string,
): RunAlarm | undefined {
  const about = { sellerId, month, runId };
  if (state === 'closed' || state === 'rejected') return undefined;
  if (status !== undefined && status !== 'RUNNING') return { alarm: 'RunFailed', ...about };
  if (state === 'sealed' && waiting?.for === 'repair') return { alarm: 'RepairNeeded', ...about };
  const isWaiting = state === 'reviewed' && waiting?.for === 'release' && waiting.round === round;
  if (isWaiting && compareInstants(hoursAfter(waiting.since, RELEASE_HOURS), at) <= 0) return { alarm: 'ReleaseOverdue', ...about };
  return undefined;
}
