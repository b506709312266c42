import { customerZones } from '../../shared/catalog.store.ts';
import { ExecutionConflictError } from '../../shared/errors.ts';
import { requireNextMonth } from '../../shared/issuing-lock.store.ts';
import { executions } from '../../shared/ports.ts';
import { defineScheduledStep } from '../../shared/scheduled-step.ts';
import { firstExecution } from './due-month.ts';
import { isMonthOver } from './month-over.ts';
import { dueMonthOf } from './schedule.store.ts';

/** Starts the month of a seller that is due, under the name a person's first run of it has. Started twice it is one run. */
export const handler = defineScheduledStep(async (sellerId, at) => {
  const due = await dueMonthOf(sellerId, at);
  if (!due) return [];
  const { seller, month } = due;
  // An early hour far in the east: a later call finds the month over in the west as well.
  if (!isMonthOver(month, [seller.zone, ...(await customerZones(sellerId))], at)) return [];
  await requireNextMonth(sellerId, month);
  await start(firstExecution(sellerId, month), { sellerId, month, startedBy: 'schedule' });
  return [{ sellerId, month }];
});

async function start(name: string, input: object): Promise<void> {
  try {
    await executions().start('billing-run', name, input);
  } catch (error) {
    // A person was faster, and is the one who started it.
    if (!(error instanceof ExecutionConflictError)) throw error;
  }
}
