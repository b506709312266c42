import { isEnded, latestRuns } from '../../shared/billing-run.store.ts';
import type { BillingRun } from '../../shared/billing-run.ts';
import { compareInstants } from '../../shared/period.ts';
import { executions } from '../../shared/ports.ts';
import { defineScheduledStep } from '../../shared/scheduled-step.ts';
import { logTrouble } from '../../shared/step.ts';
import { getWaiting } from '../../shared/waiting.store.ts';
import { firstExecution, missedFrom } from './due-month.ts';
import { alarmOf } from './run-alarm.ts';
import type { RunAlarm } from './run-alarm.ts';
import { dueMonthOf } from './schedule.store.ts';

/** Looks for what nobody would hear of else: a month that did not begin, and runs that failed or wait too long. */
export const handler = defineScheduledStep(async (sellerId, at) => {
  const open = (await latestRuns(sellerId)).filter((run) => !isEnded(run));
  const alarms = [await missing(sellerId, at), ...(await Promise.all(open.map((run) => alarmFor(run, at))))];
  const found = alarms.filter((alarm) => alarm !== undefined);
  for (const alarm of found) logTrouble({ ...alarm });
  return found;
});

async function missing(sellerId: string, at: string): Promise<RunAlarm | undefined> {
  const due = await dueMonthOf(sellerId, at);
  if (!due || compareInstants(missedFrom(due.month, due.seller), at) > 0) return undefined;
  // Just begun, after a downtime: its run opens in a moment.
  const execution = await executions().describe('billing-run', firstExecution(sellerId, due.month));
  return execution?.status === 'RUNNING' ? undefined : { alarm: 'RunMissing', sellerId, month: due.month };
}

async function alarmFor(run: BillingRun, at: string): Promise<RunAlarm | undefined> {
  const execution = await executions().describe('billing-run', run.execution);
  return alarmOf(run, await getWaiting(run.sellerId, run.id), execution?.status, at);
}
